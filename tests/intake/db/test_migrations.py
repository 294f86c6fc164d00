"""The schema's history and the tables say the same, on both databases, up and down."""

import re
import secrets
import sqlite3

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from intake.db.engine import open_engine, writing
from intake.db.migrate import MIGRATIONS, downgrade, upgrade
from intake.db.schema import metadata


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.sqlite3"
        return
    postgres = request.getfixturevalue("postgres")
    name = f"empty_{secrets.token_hex(4)}"
    yield postgres.create(name)
    postgres.drop(name)


@pytest.fixture
def engine(url):
    engine = open_engine(url)
    yield engine
    engine.dispose()


def tables_in(engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_the_migrated_schema_is_the_declared_one(url, engine):
    upgrade(url)
    with engine.connect() as connection:
        found = compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": True}), metadata
        )
    assert found == []


def test_every_step_can_be_taken_back_and_again(url, engine):
    upgrade(url)
    assert tables_in(engine) == set(metadata.tables)
    downgrade(url, "base")
    assert tables_in(engine) == set()
    upgrade(url)
    assert tables_in(engine) == set(metadata.tables)


def test_on_sqlite_the_statements_are_the_same_to_the_letter(tmp_path):
    """Also checks and STRICT, which Alembic does not compare."""
    upgrade(f"sqlite:///{tmp_path}/migrated.sqlite3")
    declared = open_engine(f"sqlite:///{tmp_path}/declared.sqlite3")
    with writing(declared) as connection:
        metadata.create_all(connection)
    declared.dispose()
    assert statements(tmp_path / "migrated.sqlite3") == statements(tmp_path / "declared.sqlite3")


def statements(path) -> dict[str, list[str]]:
    """Return each statement's parts, in an order of their own."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    found = {
        name: sorted(part.strip() for part in re.split(r",\s*\n|\n\)", sql)) for name, sql in rows
    }
    connection.close()
    return {name: parts for name, parts in found.items() if name != "alembic_version"}


def test_every_table_is_strict_on_sqlite(tmp_path):
    upgrade(f"sqlite:///{tmp_path}/migrated.sqlite3")
    connection = sqlite3.connect(tmp_path / "migrated.sqlite3")
    rows = connection.execute("PRAGMA table_list").fetchall()
    connection.close()
    strict = {row[1]: row[5] for row in rows}
    assert {strict[name] for name in metadata.tables} == {1}


def test_migrations_are_numbered_in_one_unbroken_line():
    names = sorted(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert [name[:4] for name in names] == [f"{n:04d}" for n in range(1, len(names) + 1)]
