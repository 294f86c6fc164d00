"""The API on a real socket, for clients that were not written here."""

import threading
from types import SimpleNamespace

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from intake.api import create_app
from intake.domain.work_orders import Scope
from intake.services.platforms import add_platform, make_key


class Quiet(WSGIRequestHandler):
    """Logs nothing, as the servers of an installation do."""

    def log(self, *_args: object) -> None:
        pass


@pytest.fixture
def live(on_sqlite):
    """Return a running API with a platform's key to it."""
    add_platform(on_sqlite, "zj-12345", "湛江12345")
    key = make_key(on_sqlite, "zj-12345", frozenset(Scope), per_minute=10**6)
    server = make_server(
        "127.0.0.1", 0, create_app(on_sqlite), threaded=True, request_handler=Quiet
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield SimpleNamespace(
        url=f"http://127.0.0.1:{server.server_port}", key=key, system=on_sqlite, app=server.app
    )
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def desk_of(on_sqlite):
    """Return the function that logs an officer in."""
    from intake.services.demo import PASSPHRASE
    from intake.services.sessions import log_in, officer_of

    return lambda name: officer_of(on_sqlite, log_in(on_sqlite, name, PASSPHRASE))
