"""A PostgreSQL server of our own, in a temporary folder, reached through a Unix socket only."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

INSTALL = "needs PostgreSQL's server programs; install the Debian package: postgresql"


def programs() -> Path | None:
    """Return the folder of the newest server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@contextmanager
def running(folder_of_programs: Path) -> Iterator[Server]:
    """Start a server, and stop it and remove all it wrote at the end."""
    folder = Path(tempfile.mkdtemp(prefix="mingjian-pg-"))
    account = _account()
    if account:
        shutil.chown(folder, account)
    data = folder / "data"
    try:
        _run(account, folder_of_programs / "initdb", "-D", data, "-A", "trust", "-U", "mingjian",
             "--no-sync", "-E", "UTF8", "--locale=C")  # fmt: skip
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        log = folder / "log"
        control = folder_of_programs / "pg_ctl"
        _run(account, control, "-D", data, "-o", options, "-l", log, "-w", "start")
        try:
            yield Server(folder, log)
        finally:
            _run(account, control, "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Server:
    """A running server."""

    def __init__(self, folder: Path, log: Path) -> None:
        self.folder = folder
        self.log = log

    def url(self, database: str) -> str:
        """Return the SQLAlchemy address of one database."""
        return f"postgresql+psycopg://mingjian@/{database}?host={self.folder}"

    def create(self, database: str) -> str:
        """Make a database and return its address."""
        self._execute(f"CREATE DATABASE {database} TEMPLATE template0")
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database, whoever is connected."""
        self._execute(f"DROP DATABASE {database} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        with psycopg.connect(
            f"host={self.folder} user=mingjian dbname=postgres", autocommit=True
        ) as connection:
            connection.execute(statement)


def _version(program: Path) -> float:
    return float(program.parent.parent.name)


def _account() -> str | None:
    """PostgreSQL refuses to run as root; an ordinary user runs it as itself."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _run(account: str | None, *command: object) -> None:
    subprocess.run(
        [str(part) for part in command],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        user=account,
        cwd="/",
        env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
    )
