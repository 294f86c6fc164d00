"""Every connection protects what it holds; writers stand in line; errors carry no values."""

import sqlite3
import threading

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError, OperationalError

from intake.db.engine import open_engine, reading, writing
from intake.db.people import all_holders
from intake.db.schema import holders


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("temp_store", 2),
        ("busy_timeout", 30_000),
    ],
)
def test_every_sqlite_connection_is_protected_not_only_the_first(tmp_path, pragma, value):
    engine = open_engine(f"sqlite:///{tmp_path}/database.sqlite3")
    with engine.connect() as first, engine.connect() as second, engine.connect() as third:
        found = {c.exec_driver_sql(f"PRAGMA {pragma}").scalar() for c in (first, second, third)}
    engine.dispose()
    assert found == {value}


def row(name: str) -> dict[str, object]:
    return {"id": name, "public_key": b"1", "recovery_share": b"2"}


def test_an_exception_undoes_everything(system):
    def fail_half_way() -> None:
        with writing(system.engine) as connection:
            connection.execute(insert(holders), row("half"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    with reading(system.engine) as connection:
        assert "half" not in all_holders(connection)


def test_reading_never_leaves_anything_written(system):
    with reading(system.engine) as connection:
        connection.execute(insert(holders), row("stray"))
    with reading(system.engine) as connection:
        assert "stray" not in all_holders(connection)


def test_an_error_names_the_statement_and_never_its_values(system):
    with pytest.raises(IntegrityError) as failed, writing(system.engine) as connection:
        connection.execute(insert(holders), [row("canary-7131"), row("canary-7131")])
    assert "INSERT INTO holders" in str(failed.value)
    assert "recovery_share" in str(failed.value)
    assert "canary-7131" not in str(failed.value)


def test_a_writer_holds_the_lock_from_its_beginning(on_sqlite):
    """A transaction that begins by reading could fail at its first write; these never do."""
    path = on_sqlite.engine.url.database
    with writing(on_sqlite.engine) as connection:
        connection.execute(text("SELECT 1"))
        other = sqlite3.connect(path, timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


def test_readers_do_not_wait_for_a_writer(on_sqlite):
    with writing(on_sqlite.engine) as writer:
        writer.execute(insert(holders), row("new"))
        with reading(on_sqlite.engine) as connection:
            assert "new" not in all_holders(connection)


def test_writers_in_many_threads_and_two_engines_all_get_their_turn(on_sqlite):
    """Two engines stand for two processes: the line is a file lock."""
    other = open_engine(on_sqlite.settings.database_url)
    failures: list[Exception] = []

    def write(engine, name: str) -> None:
        try:
            for n in range(10):
                with writing(engine) as connection:
                    connection.execute(insert(holders), row(f"{name}-{n}"))
        except OperationalError as failure:
            failures.append(failure)

    threads = [
        threading.Thread(target=write, args=(engine, f"{which}{n}"))
        for n in range(8)
        for which, engine in (("a", on_sqlite.engine), ("b", other))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.dispose()
    assert failures == []
    with reading(on_sqlite.engine) as connection:
        assert len([name for name in all_holders(connection) if name[0] in "ab"]) == 160


def test_a_department_that_has_no_key_cannot_be_put_on_a_case(system):
    with pytest.raises(IntegrityError), writing(system.engine) as connection:
        connection.execute(
            text(
                "INSERT INTO posts (id, member_id, department, role, starts_on) "
                "SELECT 'p', id, 'y', 'officer', '2026-11-22' FROM members LIMIT 1"
            )
        )


def test_a_word_outside_the_enumerations_is_refused_by_the_database(system):
    with reading(system.engine) as connection:
        member = connection.execute(text("SELECT id FROM members LIMIT 1")).scalar_one()
    with pytest.raises(IntegrityError), writing(system.engine) as connection:
        connection.execute(
            text(
                "INSERT INTO posts (id, member_id, department, role, starts_on) "
                "VALUES ('p', :member, 'tax', 'minister', '2026-11-22')"
            ),
            {"member": member},
        )
