"""Connections and transactions, the same for SQLite and PostgreSQL.

SQLite: the settings that protect data hold per connection, so they are made at every connect.
Writers begin IMMEDIATE, so that none fails half way for want of the lock, and stand in line on a
lock file of their own: SQLite itself makes waiting writers sleep and poll, which under load lets
some wait for seconds. `flock` wakes them in turn, across threads and processes.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext, make_url

Step = Callable[[Connection], None]

BUSY_SECONDS = 30
_WRITES = "mingjian_writes"
_LAST_STEPS = "mingjian_last_steps"
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}",
)


def open_engine(url: str) -> Engine:
    """Return an engine whose errors never carry the values of a statement.

    Open it after forking: connections and their locks belong to one process.
    """
    if make_url(url).get_backend_name() != "sqlite":
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=True)
        event.listen(engine, "handle_error", _hide_detail)
        return engine
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
    )
    event.listen(engine, "connect", _protect)
    event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection to read with; what it writes is thrown away."""
    with engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection for one transaction: committed at the end, undone on any exception."""
    writer = engine.execution_options(**{_WRITES: True})
    with _in_line(engine), writer.begin() as connection:
        steps: list[Step] = []
        connection.info[_LAST_STEPS] = steps
        try:
            yield connection
            for step in steps:
                step(connection)
        finally:
            del connection.info[_LAST_STEPS]


def before_commit(connection: Connection, step: Step) -> None:
    """Have `step` run at the end of the transaction of `writing`, just before it is committed.

    What every transaction must take turns at belongs there: it is waited for with all other locks
    already held, so that no two wait for each other, and held for the shortest time.

    Raises:
        KeyError: the connection is not one that `writing` gave.

    """
    connection.info[_LAST_STEPS].append(step)


def _protect(connection: Any, record: object) -> None:
    del record
    connection.isolation_level = None  # the driver must not begin transactions on its own
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _hide_detail(context: ExceptionContext) -> None:
    """PostgreSQL's errors quote the row's values in their DETAIL: keep the first line alone."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).partition("\nDETAIL:")[0], *error.args[1:])


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _in_line(engine: Engine) -> Iterator[None]:
    """Wait for this writer's turn; PostgreSQL needs no such line."""
    if engine.dialect.name != "sqlite":
        yield
        return
    database = Path(str(engine.url.database))
    with database.with_name(database.name + ".line").open("ab") as line:
        fcntl.flock(line, fcntl.LOCK_EX)
        yield
