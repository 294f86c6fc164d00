"""Run by Alembic for every upgrade and downgrade; the address comes from `intake.db.migrate`."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import event

from intake.db.engine import open_engine, writing
from intake.db.schema import metadata


def _without_foreign_keys(connection: Any, _record: object) -> None:
    """Let SQLite drop and make anew a table that others refer to; they are checked at the end."""
    connection.execute("PRAGMA foreign_keys = OFF")


engine = open_engine(context.config.attributes["url"])
on_sqlite = engine.dialect.name == "sqlite"
if on_sqlite:
    event.listen(engine, "connect", _without_foreign_keys)
try:
    with writing(engine) as connection:
        context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
        context.run_migrations()
        if on_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise RuntimeError("a migration left a row that refers to nothing")
finally:
    engine.dispose()
