"""How fast the queue is with a million cases: `make bench`, or `pytest -s` on this file.

`MINGJIAN_BENCH_CASES` sets another number. Rows are put in by the database itself, in SQL. What is
measured is the whole page as an officer asks for it, rendered; and, as ratios that hold on a busy
machine: deep page to first page, a million cases to ten thousand, kept counts to counted ones.
"""

from __future__ import annotations

import dataclasses
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "intake"))

from intake.db.counts import compact_counts, open_counts
from intake.db.engine import reading, writing
from intake.db.queue import Lying, Narrowed, Place, co_handled_page, queue_page
from intake.db.schema import cases
from intake.desk import create_app
from intake.domain.lifecycle import State
from intake.services.demo import PASSPHRASE, demo_logins
from intake.services.installation import init
from intake.services.system import System, open_system
from intake.settings import load_settings
from intake.vault.passphrases import Cost

MANY = int(os.environ.get("MINGJIAN_BENCH_CASES", "1000000"))
FEW = 10_000
ROUNDS = 15
CONTENT = Path(__file__).resolve().parents[2] / "content"
DEPARTMENTS = ("industry", "ecology", "market-regulation", "emergency")
FIRST_PAGE_MS = {"postgresql": 50, "sqlite": 200}

SERIES = {
    "sqlite": (
        "WITH RECURSIVE series(i) AS "
        "(SELECT :first UNION ALL SELECT i + 1 FROM series WHERE i < :last)"
    ),
    "postgresql": (
        "WITH series(i) AS (SELECT generate_series(CAST(:first AS bigint), CAST(:last AS bigint)))"
    ),
}
DAY = {
    "sqlite": "date('2026-11-01', '+' || ({}) || ' days')",
    "postgresql": "date '2026-11-01' + (({})::integer)",
}
TRUE = {"sqlite": ("1", "0"), "postgresql": ("true", "false")}
BLOB = {"sqlite": "x'00'", "postgresql": "'\\x00'::bytea"}


PLAIN = {
    "id": "'c' || i",
    "number": "'n' || i",
    "state": "CASE WHEN i % 10 = 0 THEN 'signed' ELSE 'closed' END",
    "version": "1",
    "last_event": "1",
    "matter": "CASE WHEN i % 3 = 0 THEN 'quality' ELSE 'emissions' END",
    "area": "CASE WHEN i % 50 = 0 THEN '440881' ELSE '440882' END",
    "clause": "'二'",
    "clock": "'report'",
    "outcome": "CASE WHEN i % 10 = 0 THEN NULL ELSE 'insufficient' END",
    "returns": "0",
    "extension": "'none'",
    "locator": "'l' || i",
    "receipt_passes": "1",
    "receipt_memory": "8192",
}
"""Columns of a case, computed from its number `i` alike in both databases."""
NEVER = ("ambiguous", "due_provisional", "unread", "transferred", "review", "objected")
CO_HANDLER = "case_id, department, place, open, due_on"
BATCH = 50_000
"""Cases put in by one transaction: PostgreSQL keeps each state of a count until it ends."""


def columns(kind: str) -> dict[str, str]:
    """Return each column of a case as SQL of its number: a tenth open, due over two months."""
    yes, no = TRUE[kind]
    day = DAY[kind]
    whens = " ".join(f"WHEN {n} THEN '{name}'" for n, name in enumerate(DEPARTMENTS))
    lead = f"CASE i % {len(DEPARTMENTS)} {whens} END"
    return {
        **PLAIN,
        **dict.fromkeys(NEVER, no),
        "lead": lead,
        "desk": lead,
        "received_on": day.format("0"),
        "clock_from": day.format("0"),
        "due_on": day.format("(i * 7919) % 60"),
        "closed_on": f"CASE WHEN i % 10 = 0 THEN NULL ELSE {day.format('1')} END",
        "open": f"CASE WHEN i % 10 = 0 THEN {yes} ELSE {no} END",
        "receipt_salt": BLOB[kind],
    }


def fill(engine: Engine, first: int, last: int) -> None:
    """Put cases in, every third one co-handled, and let the database look over its tables."""
    kind = engine.dialect.name
    of_case = columns(kind)
    names, values = ", ".join(of_case), ", ".join(of_case.values())
    co = f"SELECT 'c' || i, 'power', 0, {of_case['open']}, {of_case['due_on']} FROM series"
    statements = (
        f"INSERT INTO cases ({names}) {SERIES[kind]} SELECT {values} FROM series",
        f"INSERT INTO co_handlers ({CO_HANDLER}) {SERIES[kind]} {co} WHERE i % 3 = 0",
    )
    for begun in range(first, last + 1, BATCH):
        with writing(engine) as connection:
            for statement in statements:
                ends = {"first": begun, "last": min(begun + BATCH - 1, last)}
                connection.execute(text(statement), ends)
    with writing(engine) as connection:
        compact_counts(connection)
        connection.execute(text("ANALYZE"))


def milliseconds(work: Any) -> float:
    """Return the time of the best of some rounds of `work`: the others waited for the machine."""
    found = []
    work()
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        found.append((time.perf_counter() - begun) * 1000)
    return min(found)


@pytest.fixture(params=["sqlite", "postgresql"])
def system(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    if request.param == "sqlite":
        yield from opened(tmp_path, None)
        return
    import postgres as server

    programs = server.programs()
    if programs is None:
        pytest.skip(server.INSTALL)
    with server.running(programs) as running:
        yield from opened(tmp_path, running.create("bench"))


def opened(folder: Path, url: str | None) -> Any:
    own = {"MINGJIAN_INSTANCE": str(folder), "MINGJIAN_PLACE": "zhanjiang", "MINGJIAN_DEMO": "1"}
    settings = load_settings(own | ({"MINGJIAN_DATABASE_URL": url} if url else {}))
    init(settings, CONTENT, lambda _paper: None).engine.dispose()
    system = open_system(settings)
    demo_logins(dataclasses.replace(system, cost=Cost(passes=1, memory=8192)))
    yield system
    system.engine.dispose()


def last_place(connection: Any, desk: str) -> Place:
    """Return a place nine tenths down the open queue."""
    total = connection.execute(
        select(func.count()).where(cases.c.desk == desk, cases.c.open)
    ).scalar_one()
    row = connection.execute(
        select(cases.c.due_on, cases.c.id)
        .where(cases.c.desk == desk, cases.c.open)
        .order_by(cases.c.due_on, cases.c.id)
        .offset(total * 9 // 10)
        .limit(1)
    ).one()
    return Place(row.due_on, row.id)


def whole_page(system: System) -> Any:
    """Return the function that asks the desk for the first page, as an officer's browser does."""
    import browsing

    app = create_app(system)
    browser = browsing.Browser(app)
    page = browser.send(browser.open("/login/"), name="industry", passphrase=PASSPHRASE)
    assert page.html.count("/cases/") >= 50, page.text

    def ask() -> None:
        assert browser.client.get("/").status_code == 200

    return ask


def reads(system: System) -> dict[str, float]:
    """Measure each way to read the queue."""
    lying = [Lying("industry")]
    with reading(system.engine) as connection:
        deep = last_place(connection, "industry")

        def page(**how: Any) -> Any:
            given = {"is_open": True, "after": None, "size": 51} | how
            return lambda: queue_page(connection, lying, **given)

        return {
            "whole page": milliseconds(whole_page(system)),
            "first page": milliseconds(page()),
            "page at nine tenths": milliseconds(page(after=deep)),
            "closed": milliseconds(page(is_open=False)),
            "by state": milliseconds(page(narrowed=Narrowed(state=State.SIGNED))),
            "by area": milliseconds(page(narrowed=Narrowed(area="440881"))),
            "by assignee, nobody's": milliseconds(page(narrowed=Narrowed(assignee="m"))),
            "unread, none": milliseconds(page(narrowed=Narrowed(unread=True))),
            "closed and unread, none": milliseconds(
                page(is_open=False, narrowed=Narrowed(unread=True))
            ),
            "closed, of one state": milliseconds(
                page(is_open=False, narrowed=Narrowed(state=State.DECLINED, area="440881"))
            ),
            "co-handled": milliseconds(
                lambda: co_handled_page(connection, ["power"], after=None, size=51)
            ),
            "kept counts": milliseconds(lambda: open_counts(connection, lying)),
            "counted live": milliseconds(
                lambda: connection.execute(
                    select(cases.c.due_on, func.count())
                    .where(cases.c.desk == "industry", cases.c.open)
                    .group_by(cases.c.due_on)
                ).all()
            ),
        }


def test_the_queue_of_a_million_cases(system: System) -> None:
    kind = system.engine.dialect.name
    fill(system.engine, 1, FEW)
    few = reads(system)
    begun = time.perf_counter()
    fill(system.engine, FEW + 1, MANY)
    print(f"\n== {kind}: {MANY:,} cases, put in in {time.perf_counter() - begun:.0f} s")
    many = reads(system)
    print(f"{'':<24}{'10,000':>10}{MANY:>12,}{'ratio':>8}   (ms)")
    for name, value in many.items():
        print(f"{name:<24}{few[name]:>10.2f}{value:>12.2f}{value / few[name]:>8.1f}")
    with reading(system.engine) as connection:
        kept = {one.due_on: one.n for one in open_counts(connection, [Lying("industry")])}
        live = dict(
            connection.execute(
                select(cases.c.due_on, func.count())
                .where(cases.c.desk == "industry", cases.c.open)
                .group_by(cases.c.due_on)
            ).all()
        )
    assert kept == live
    assert many["whole page"] <= FIRST_PAGE_MS[kind]
    assert many["page at nine tenths"] <= 3 * many["first page"]
    for name in ("first page", "page at nine tenths", "co-handled", "kept counts"):
        assert many[name] <= 5 * few[name] + 2, name
