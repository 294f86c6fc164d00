"""Cases and their histories survive the step to the whole life, and the step back."""

import secrets

import pytest
from sqlalchemy import text

from intake.db.engine import open_engine, reading, writing
from intake.db.migrate import downgrade, upgrade

HOLDERS = "INSERT INTO holders (id, public_key, recovery_share) VALUES (:id, :key, :key)"
CASE = """INSERT INTO cases (id, number, state, version, last_event, matter, area, lead, desk,
    clause, ambiguous, received_on, dispatched_on, with_lead_since, clock, due_on, due_provisional,
    unread, open, outcome, closed_on, locator, receipt_salt, receipt_passes, receipt_memory)
    VALUES (:id, :id, :state, 3, 2, 'quality', NULL, 'industry', 'industry', '二', {no},
    '2026-11-01', '2026-11-02', '2026-11-02', 'report', '2026-11-23', {no}, {no}, {is_open},
    :outcome, :closed_on, :id, :key, 1, 8192)"""
EVENT = """INSERT INTO events (case_id, seq, day, move, party, department, end_state, body)
    VALUES (:id, :seq, '2026-11-01', :move, :party, 'industry', :state, NULL)"""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/old.sqlite3"
        return
    postgres = request.getfixturevalue("postgres")
    name = f"old_{secrets.token_hex(4)}"
    yield postgres.create(name)
    postgres.drop(name)


def put_in_old_rows(engine):
    yes, no = ("1", "0") if engine.dialect.name == "sqlite" else ("true", "false")
    with writing(engine) as connection:
        for holder in ("industry", "ecology"):
            connection.execute(text(HOLDERS), {"id": holder, "key": b"k"})
        for case, state, outcome, closed_on in (
            ("open", "signed", None, None),
            ("ended", "closed", "insufficient", "2026-11-20"),
        ):
            is_open = no if outcome else yes
            connection.execute(
                text(CASE.format(no=no, is_open=is_open)),
                {
                    "id": case,
                    "state": state,
                    "outcome": outcome,
                    "closed_on": closed_on,
                    "key": b"k",
                },
            )
            connection.execute(
                text("INSERT INTO co_handlers VALUES (:id, 'ecology', 0)"), {"id": case}
            )
            for seq, move in enumerate(("submit", "sign"), 1):
                connection.execute(
                    text(EVENT),
                    {"id": case, "seq": seq, "move": move, "party": "lead", "state": state},
                )


def rows(engine, query):
    with reading(engine) as connection:
        return [tuple(map(str, row)) for row in connection.execute(text(query))]


def test_nothing_of_a_case_is_lost_on_the_way_up_or_down(url):
    upgrade(url, "0005")
    engine = open_engine(url)
    put_in_old_rows(engine)
    engine.dispose()
    upgrade(url, "0006")
    engine = open_engine(url)
    assert rows(engine, "SELECT id, state, clock_from, extension FROM cases ORDER BY id") == [
        ("ended", "closed", "2026-11-02", "none"),
        ("open", "signed", "2026-11-02", "none"),
    ]
    counted = rows(engine, "SELECT state, due_on, sum(n) FROM case_counts GROUP BY 1, 2 ORDER BY 1")
    assert counted == [("closed", "2026-11-23", "1"), ("signed", "2026-11-23", "1")]
    beside = rows(engine, "SELECT case_id, due_on FROM co_handlers ORDER BY 1")
    assert beside == [("ended", "2026-11-23"), ("open", "2026-11-23")]
    with writing(engine) as connection:
        connection.execute(text("UPDATE cases SET state = 'reviewing' WHERE id = 'open'"))
        connection.execute(
            text(EVENT),
            {"id": "open", "seq": 3, "move": "note", "party": "head", "state": "signed"},
        )
    counted = rows(engine, "SELECT state, sum(n) FROM case_counts GROUP BY 1 ORDER BY 1")
    assert counted == [("closed", "1"), ("reviewing", "1"), ("signed", "0")]
    engine.dispose()
    downgrade(url, "0005")
    engine = open_engine(url)
    assert rows(engine, "SELECT id, state FROM cases ORDER BY id") == [
        ("ended", "closed"),
        ("open", "answered"),
    ]
    assert rows(engine, "SELECT count(*) FROM events") == [("4",)]
    engine.dispose()
    upgrade(url)
    engine = open_engine(url)
    assert rows(engine, "SELECT id, state FROM cases ORDER BY id") == [
        ("ended", "closed"),
        ("open", "answered"),
    ]
    engine.dispose()
