"""A whole installed system for each test, on SQLite and on PostgreSQL, with a clock to turn."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib.util
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine, create_engine, event
from werkzeug.serving import WSGIRequestHandler, make_server

from intake import public
from intake.db.schema import metadata
from intake.desk import create_app as staff_app
from intake.routing import Proposal
from intake.services import publishing
from intake.services.counting import MemoryCounts
from intake.services.demo import PASSPHRASE, demo_logins
from intake.services.installation import init
from intake.services.sessions import Officer, log_in, officer_of
from intake.services.system import System, open_system
from intake.settings import Settings, load_settings
from intake.vault.passphrases import Cost
from register.jurisdiction import Matter, Profile

CONTENT = Path(__file__).resolve().parents[2] / "content"
CHEAP = Cost(passes=1, memory=8192)
"""The least that libsodium allows: tests of rules need no slow keys."""


class Clock:
    """What time it is, until a test says otherwise."""

    def __init__(self) -> None:
        self.at = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)  # a Monday, 10:00 in China

    def __call__(self) -> dt.datetime:
        return self.at

    def timestamp(self) -> float:
        return self.at.timestamp()

    def advance(self, **delta: float) -> None:
        self.at += dt.timedelta(**delta)


class ChosenMatter:
    """A router that takes the reporter's word: sure of a chosen matter, of nothing else.

    What the real one makes of texts is its own tests' business.
    """

    def __init__(self, profile: Profile) -> None:
        self.profile = profile

    def route(
        self, text: str, *, matter: Matter | None = None, area: str | None = None
    ) -> Proposal:
        answers = self.profile.responsibility(matter or Matter.OUT_OF_SCOPE)
        return Proposal(
            matter=answers.matter,
            lead=answers.lead,
            co=answers.co,
            territorial=area,
            clause=answers.clause,
            confidence=1.0 if matter else 0.0,
            ambiguous=answers.ambiguous,
            reason=f"按所选事项；原文：{text}",
        )


class Desk:
    """Logs demo officers in, once each."""

    def __init__(self, system: System) -> None:
        self.system = system

    def officer(self, name: str) -> Officer:
        return officer_of(self.system, log_in(self.system, name, PASSPHRASE))


class CompiledTemplates(BytecodeCache):
    """Templates compiled once for all apps of a run, by name and source.

    Every test makes apps of its own, and each would compile them again: half of a page's cost.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.code


@pytest.fixture(scope="session", autouse=True)
def compiled_templates() -> Iterator[None]:
    """Have every app of the run share what templates were compiled to."""
    kept, make = CompiledTemplates(), Flask.create_jinja_environment

    def with_shared(app: Flask) -> Any:
        environment = make(app)
        environment.bytecode_cache = kept
        return environment

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "create_jinja_environment", with_shared)
        yield


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    """Return a running PostgreSQL server, or skip saying what to install."""
    server = _module("postgres")
    programs = server.programs()
    if programs is None:
        pytest.skip(server.INSTALL)
    with server.running(programs) as running:
        yield running


def settings_for(folder: Path, place: str, url: str | None = None) -> Settings:
    own = {"MINGJIAN_INSTANCE": str(folder), "MINGJIAN_PLACE": place, "MINGJIAN_DEMO": "1"}
    return load_settings(own | ({"MINGJIAN_DATABASE_URL": url} if url else {}))


def install(settings: Settings, source: Path) -> None:
    """Install with demo logins that are cheap to open."""
    system = init(settings, source, lambda _paper: None)
    long_ago = dt.datetime(2025, 1, 2, tzinfo=dt.UTC)  # tests turn the clock back: held by then
    demo_logins(dataclasses.replace(system, cost=CHEAP, now=lambda: long_ago))
    system.engine.dispose()


@pytest.fixture(scope="session")
def profiles_only(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A content folder with both places' profiles and nothing else, quick to copy."""
    folder = tmp_path_factory.mktemp("content")
    for place in ("zhanjiang", "enping"):
        (folder / place).mkdir()
        shutil.copy(CONTENT / place / "profile.toml", folder / place)
    return folder


@pytest.fixture(scope="session")
def installed(profiles_only: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance of each place on SQLite, to be copied."""
    folder = tmp_path_factory.mktemp("installed")
    for place in ("zhanjiang", "enping"):
        install(settings_for(folder / place, place), profiles_only)
    return folder


@pytest.fixture(scope="session")
def installed_on_postgres(
    postgres: Any, profiles_only: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, str, Engine]]:
    """An instance of Zhanjiang on PostgreSQL: its folder, its address, and a copy of its rows.

    Making a database takes a third of a second; putting its few first rows back takes none.
    """
    folder = tmp_path_factory.mktemp("installed-pg") / "zhanjiang"
    url = postgres.create("installed")
    install(settings_for(folder, "zhanjiang", url), profiles_only)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA seed")
        for table in metadata.sorted_tables:
            connection.exec_driver_sql(f"CREATE TABLE seed.{table} AS TABLE {table}")
    yield folder, url, engine
    engine.dispose()


def _start_afresh(engine: Engine) -> None:
    with engine.begin() as connection:
        # Without triggers: what they count is among the rows put back.
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for table in reversed(metadata.sorted_tables):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        for table in metadata.sorted_tables:
            connection.exec_driver_sql(f"INSERT INTO {table} SELECT * FROM seed.{table}")


@pytest.fixture
def clock() -> Clock:
    return Clock()


def _opened(settings: Settings, clock: Clock) -> Iterator[System]:
    """Open an instance for tests of rules: nobody cuts the power, so nothing waits for a disk."""
    with pytest.MonkeyPatch.context() as patch:
        # Loading the real one takes longer than most tests do.
        patch.setattr(
            "intake.services.system.load_router", lambda profile, _: ChosenMatter(profile)
        )
        opened = open_system(settings)
    system = dataclasses.replace(
        opened, now=clock, cost=CHEAP, counts=MemoryCounts(clock.timestamp)
    )
    if system.engine.dialect.name == "sqlite":
        system.engine.dispose()
        event.listen(
            system.engine,
            "connect",
            lambda connection, _: connection.execute("PRAGMA synchronous = OFF"),
        )
    yield system
    system.engine.dispose()


@pytest.fixture
def on_sqlite(installed: Path, tmp_path: Path, clock: Clock) -> Iterator[System]:
    """Return Zhanjiang's system on SQLite."""
    shutil.copytree(installed / "zhanjiang", tmp_path / "zhanjiang")
    yield from _opened(settings_for(tmp_path / "zhanjiang", "zhanjiang"), clock)


@pytest.fixture
def enping(installed: Path, tmp_path: Path, clock: Clock) -> Iterator[System]:
    """Return Enping's system on SQLite."""
    shutil.copytree(installed / "enping", tmp_path / "enping")
    yield from _opened(settings_for(tmp_path / "enping", "enping"), clock)


@pytest.fixture
def on_postgres(
    installed_on_postgres: tuple[Path, str, Engine], tmp_path: Path, clock: Clock
) -> Iterator[System]:
    """Return Zhanjiang's system on PostgreSQL."""
    folder, url, engine = installed_on_postgres
    _start_afresh(engine)
    shutil.copytree(folder, tmp_path / "zhanjiang")
    yield from _opened(settings_for(tmp_path / "zhanjiang", "zhanjiang", url), clock)


@pytest.fixture(params=["sqlite", "postgresql"])
def system(request: pytest.FixtureRequest) -> System:
    """Return Zhanjiang's system, on each database in turn."""
    found: System = request.getfixturevalue(
        "on_sqlite" if request.param == "sqlite" else "on_postgres"
    )
    return found


@pytest.fixture
def no_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the site unbuilt: tests of publishing build it; elsewhere it takes a second a test."""
    monkeypatch.setattr(publishing, "build_site", lambda _system: "")


@pytest.fixture
def desk(system: System) -> Desk:
    return Desk(system)


@pytest.fixture(scope="session")
def browsing() -> ModuleType:
    """Return the browser without scripts."""
    return _module("browsing")


@pytest.fixture(scope="session")
def soft_keys() -> ModuleType:
    """Return the security keys without a case."""
    return _module("soft_key")


@pytest.fixture(scope="session")
def citizens() -> ModuleType:
    """Return the report form's server in processes of its own, and its clients."""
    return _module("citizens")


class _Quiet(WSGIRequestHandler):
    """Logs nothing, as the servers of an installation do."""

    def log(self, *_args: object) -> None:
        pass


@pytest.fixture
def listening() -> Iterator[Callable[[Flask], int]]:
    """Return the function that puts an app on a real socket and says on which port."""
    with ExitStack() as stack:

        def listen(app: Flask) -> int:
            server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
            thread = threading.Thread(target=server.serve_forever, args=(0.05,))
            thread.start()
            stack.callback(server.server_close)
            stack.callback(thread.join)
            stack.callback(server.shutdown)
            return server.server_port

        yield listen


@pytest.fixture(scope="session")
def mann_whitney() -> ModuleType:
    """Return the test by which requests are told apart by their time."""
    return _module("mann_whitney")


@pytest.fixture
def served(
    citizens: ModuleType, tmp_path: Path, free_port: Callable[..., int]
) -> Iterator[Callable[[System], Any]]:
    """Return the function that starts the report form of a system; it is stopped in the end."""
    with ExitStack() as stack:

        def serve(system: System) -> Any:
            server = citizens.Server(system, tmp_path / "temporary", free_port())
            stack.callback(server.stop)
            server.start()
            server.wait()
            return server

        yield serve


@pytest.fixture
def citizen(on_sqlite: System, browsing: ModuleType) -> Any:
    """Return a citizen's browser at Zhanjiang's report form."""
    return browsing.Browser(public.create_app(on_sqlite))


@pytest.fixture
def at_desk(on_sqlite: System, browsing: ModuleType) -> Callable[[str], Any]:
    """Return the function that logs someone in at Zhanjiang's desk, in a browser of their own."""
    app = staff_app(on_sqlite)

    def log_in_as(name: str) -> Any:
        browser = browsing.Browser(app)
        page = browser.send(browser.open("/login/"), name=name, passphrase=PASSPHRASE)
        assert page.status == 200, page.text
        return browser

    return log_in_as
