"""Run by Alembic for every upgrade and downgrade; the address comes from `intake.db.migrate`."""

from __future__ import annotations

from alembic import context

from intake.db.engine import open_engine, writing
from intake.db.schema import metadata

engine = open_engine(context.config.attributes["url"])
try:
    with writing(engine) as connection:
        context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
        context.run_migrations()
finally:
    engine.dispose()
