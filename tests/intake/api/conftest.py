"""The API on a real socket, for clients that were not written here."""

from types import SimpleNamespace

import pytest

from intake.api import create_app
from intake.domain.work_orders import Scope
from intake.services.platforms import add_platform, make_key


@pytest.fixture
def live(on_sqlite, listening):
    """Return a running API with a platform's key to it."""
    add_platform(on_sqlite, "zj-12345", "湛江12345")
    key = make_key(on_sqlite, "zj-12345", frozenset(Scope), per_minute=10**6)
    app = create_app(on_sqlite)
    port = listening(app)
    return SimpleNamespace(url=f"http://127.0.0.1:{port}", key=key, system=on_sqlite, app=app)


@pytest.fixture
def desk_of(on_sqlite):
    """Return the function that logs an officer in."""
    from intake.services.demo import PASSPHRASE
    from intake.services.sessions import log_in, officer_of

    return lambda name: officer_of(on_sqlite, log_in(on_sqlite, name, PASSPHRASE))
