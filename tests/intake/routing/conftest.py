from pathlib import Path

import pytest

from intake.routing import Router, load_router
from register.profiles import load_profile

CONTENT = Path(__file__).resolve().parents[3] / "content"


def _router(place: str) -> Router:
    return load_router(load_profile(CONTENT / place), CONTENT / place)


@pytest.fixture(scope="session")
def zhanjiang_router() -> Router:
    return _router("zhanjiang")


@pytest.fixture(scope="session")
def enping_router() -> Router:
    return _router("enping")
