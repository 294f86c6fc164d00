"""Both demo places, built once; and a place of one's own to break."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from publisher import build
from register.profiles import places

CONTENT = Path(__file__).resolve().parents[2] / "content"
AS_OF = dt.date(2026, 11, 22)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return the function that builds the site of a demo place, once however often it is asked."""

    @cache
    def build_once(place: str) -> Path:
        output = tmp_path_factory.mktemp("site") / place
        build(CONTENT, place, output, AS_OF)
        return output

    return build_once


@pytest.fixture(scope="session", params=places(CONTENT))
def site(request: pytest.FixtureRequest, built: Callable[[str], Path]) -> Path:
    """The built site of one demo place."""
    return built(request.param)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder that a test may change."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


@pytest.fixture
def publish(content: Path, tmp_path: Path) -> Callable[..., Path]:
    """Build Enping from the test's own content folder."""

    def run(as_of: dt.date = AS_OF) -> Path:
        output = tmp_path / "site"
        build(content, "enping", output, as_of)
        return output

    return run
