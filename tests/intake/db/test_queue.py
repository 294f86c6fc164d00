"""The queue's pages are read along an index, at any depth."""

import datetime as dt

import pytest
from sqlalchemy import event

from intake.db.engine import reading
from intake.db.queue import ALL, Lying, Narrowed, Place, queue_page
from intake.domain.lifecycle import State
from register.jurisdiction import Matter

DEEP = Place(dt.date(2026, 12, 1), "m")


@pytest.mark.parametrize(
    ("narrowed", "index"),
    [
        (ALL, "ix_cases_queue (desk=? AND open=?"),
        (Narrowed(state=State.SIGNED), "ix_cases_queue_state (desk=? AND open=? AND state=?"),
        (
            Narrowed(matter=Matter.QUALITY),
            "ix_cases_queue_matter (desk=? AND open=? AND matter=?",
        ),
        (Narrowed(area="440881"), "ix_cases_queue_area (desk=? AND open=? AND area=?"),
        (Narrowed(assignee="m"), "ix_cases_queue_assignee (desk=? AND open=? AND assignee=?"),
        (Narrowed(unread=True), "ix_cases_queue_unread (desk=? AND open=?"),
    ],
)
@pytest.mark.parametrize("after", [None, DEEP])
@pytest.mark.parametrize("is_open", [True, False])
def test_a_departments_page_is_read_in_order_along_the_index_without_sorting(
    on_sqlite, after, is_open, narrowed, index
):
    asked: list[tuple[str, object]] = []
    event.listen(
        on_sqlite.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, values, *_: asked.append((statement, values)),
    )
    with reading(on_sqlite.engine) as connection:
        queue_page(
            connection,
            [Lying("industry")],
            is_open=is_open,
            after=after,
            size=50,
            narrowed=narrowed,
        )
        statement, values = next(one for one in asked if "FROM cases" in one[0])
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    steps = [row.detail for row in plan]
    assert len(steps) == 1, steps
    assert steps[0].startswith(f"SEARCH cases USING INDEX {index}")
    assert ("due_on" in steps[0]) is (after is not None)
