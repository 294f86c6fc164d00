"""Cases: put in, found by number or receipt, moved if nobody moved them meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Row, bindparam, delete, insert, or_, select, true, update

from intake.db.schema import cases, co_handlers
from intake.domain.access import desk_of
from intake.domain.cases import Case
from intake.domain.outcomes import Outcome, Publication
from intake.domain.stages import ENDED, State
from intake.domain.standing import Extension, Satisfaction, Standing
from register.jurisdiction import Matter


@dataclass(frozen=True)
class ReceiptLock:
    """What a case knows of its receipt: enough to recognise it, not to make it."""

    locator: str
    salt: bytes
    passes: int
    memory: int


def add_case(connection: Connection, case: Case, lock: ReceiptLock, *, last_event: int) -> None:
    """Store a new case with its co-handlers; its events and keys follow."""
    counted = {"last_event": last_event}
    connection.execute(insert(cases), _columns(case) | _lock_columns(lock) | counted)
    _add_co_handlers(connection, case)


def move_case(connection: Connection, case: Case, *, expected: int) -> bool:
    """Store what a move made of a case; False if its version is no longer `expected`."""
    changed = connection.execute(
        update(cases)
        .where(cases.c.id == bindparam("which"), cases.c.version == bindparam("expected"))
        .values({name: bindparam(name) for name in _MOVED} | {"open": _STAYS_OPEN}),
        {name: value for name, value in _columns(case).items() if name in _MOVED}
        | {"which": case.id, "expected": expected},
    )
    _tell_co_handlers(connection, case.id)
    return changed.rowcount == 1


def change_co_handlers(connection: Connection, case: Case) -> None:
    """Store other co-handlers."""
    connection.execute(delete(co_handlers).where(co_handlers.c.case_id == case.id))
    _add_co_handlers(connection, case)


def case_by_number(connection: Connection, number: str) -> Case | None:
    """Return the case with this number."""
    row = connection.execute(_CASE.where(cases.c.number == number)).one_or_none()
    return _case(connection, row) if row else None


def case_by_id(connection: Connection, case_id: str) -> Case:
    """Return a case that is known to exist."""
    return _case(connection, connection.execute(_CASE.where(cases.c.id == case_id)).one())


def case_by_locator(connection: Connection, locator: str) -> tuple[Case, ReceiptLock] | None:
    """Return the case that a receipt's locator names, and the lock the receipt's key opens."""
    row = connection.execute(_CASE.where(cases.c.locator == locator)).one_or_none()
    if row is None:
        return None
    lock = ReceiptLock(row.locator, row.receipt_salt, row.receipt_passes, row.receipt_memory)
    return _case(connection, row), lock


def mark_unread(connection: Connection, case_id: str, *, objects: bool = False) -> None:
    """Put a case back on its desk: the reporter wrote or judged, perhaps against its end."""
    objected = true() if objects else cases.c.objected
    connection.execute(
        update(cases).where(cases.c.id == case_id).values(unread=True, open=True, objected=objected)
    )
    _tell_co_handlers(connection, case_id)


def mark_read(connection: Connection, case: Case) -> None:
    """The lead has looked at what the reporter wrote; a closed case leaves the desk again."""
    connection.execute(
        update(cases)
        .where(cases.c.id == case.id)
        .values(unread=False, open=case.state not in ENDED)
    )
    _tell_co_handlers(connection, case.id)


def change_deadline(connection: Connection, case: Case) -> bool:
    """Store a deadline counted anew; False, and nothing changed, if somebody moved the case."""
    changed = connection.execute(
        update(cases)
        .where(cases.c.id == case.id, cases.c.version == case.version)
        .values(due_on=case.due_on, due_provisional=case.due_provisional)
    )
    _tell_co_handlers(connection, case.id)
    return changed.rowcount == 1


def provisional_cases(connection: Connection, after: str, most: int) -> list[Case]:
    """Return open cases whose deadline is provisional, by id, after one; co-handlers left out."""
    rows = connection.execute(
        _CASE.where(cases.c.open, cases.c.due_provisional, cases.c.id > after)
        .order_by(cases.c.id)
        .limit(most)
    )
    return [to_case(row, ()) for row in rows]


_STAYS_OPEN = or_(bindparam("open"), cases.c.unread)
"""What the reporter wrote at the very moment of an ending keeps the case on its desk."""

_CASE = select(cases)
_MOVED = (
    "state",
    "version",
    "matter",
    "area",
    "lead",
    "desk",
    "clause",
    "ambiguous",
    "dispatched_on",
    "with_lead_since",
    "clock",
    "clock_from",
    "due_on",
    "due_provisional",
    "open",
    "outcome",
    "closed_on",
    "publication",
    "act",
    "assignee",
    "proposed_by",
    "returns",
    "transferred",
    "extension",
    "review",
    "satisfaction",
    "objected",
)


def _columns(case: Case) -> dict[str, object]:
    return {
        "id": case.id,
        "number": case.number,
        "state": case.state,
        "version": case.version,
        "matter": case.matter,
        "area": case.area,
        "lead": case.lead,
        "desk": desk_of(case),
        "clause": case.clause,
        "ambiguous": case.ambiguous,
        "received_on": case.received_on,
        "dispatched_on": case.dispatched_on,
        "with_lead_since": case.with_lead_since,
        "clock": case.clock,
        "clock_from": case.clock_from or case.received_on,
        "due_on": case.due_on,
        "due_provisional": case.due_provisional,
        "unread": case.unread,
        "open": case.unread or case.state not in ENDED,
        "outcome": case.outcome,
        "closed_on": case.closed_on,
        "publication": case.publication,
        "act": case.act,
        "assignee": case.assignee,
        "proposed_by": case.proposed_by,
        **vars(case.standing),
    }


def _lock_columns(lock: ReceiptLock) -> dict[str, object]:
    return {
        "locator": lock.locator,
        "receipt_salt": lock.salt,
        "receipt_passes": lock.passes,
        "receipt_memory": lock.memory,
    }


def _add_co_handlers(connection: Connection, case: Case) -> None:
    if case.co:
        connection.execute(
            insert(co_handlers),
            [
                {
                    "case_id": case.id,
                    "department": department,
                    "place": place,
                    "open": case.unread or case.state not in ENDED,
                    "due_on": case.due_on,
                }
                for place, department in enumerate(case.co)
            ],
        )


def _tell_co_handlers(connection: Connection, case_id: str) -> None:
    """Keep what is copied beside the co-handlers equal to the case."""
    now = select(cases.c.open, cases.c.due_on).where(cases.c.id == case_id).subquery()
    connection.execute(
        update(co_handlers)
        .where(co_handlers.c.case_id == case_id)
        .values(
            open=select(now.c.open).scalar_subquery(), due_on=select(now.c.due_on).scalar_subquery()
        )
    )


def _co_handlers_of(connection: Connection, case_id: str) -> tuple[str, ...]:
    found = connection.execute(
        select(co_handlers.c.department)
        .where(co_handlers.c.case_id == case_id)
        .order_by(co_handlers.c.place)
    )
    return tuple(found.scalars())


def _case(connection: Connection, row: Row[tuple[object, ...]]) -> Case:
    return to_case(row, _co_handlers_of(connection, row.id))


def to_case(row: Row[tuple[object, ...]], co: tuple[str, ...]) -> Case:
    """Make a case of a row of `cases`."""
    return Case(
        id=row.id,
        number=row.number,
        state=State(row.state),
        version=row.version,
        matter=Matter(row.matter),
        area=row.area,
        lead=row.lead,
        co=co,
        clause=row.clause,
        ambiguous=row.ambiguous,
        received_on=row.received_on,
        dispatched_on=row.dispatched_on,
        with_lead_since=row.with_lead_since,
        clock=row.clock,
        due_on=row.due_on,
        due_provisional=row.due_provisional,
        unread=row.unread,
        outcome=Outcome(row.outcome) if row.outcome else None,
        closed_on=row.closed_on,
        clock_from=row.clock_from,
        standing=Standing(
            returns=row.returns,
            transferred=row.transferred,
            extension=Extension(row.extension),
            review=row.review,
            satisfaction=Satisfaction(row.satisfaction) if row.satisfaction else None,
            objected=row.objected,
        ),
        assignee=row.assignee,
        proposed_by=row.proposed_by,
        publication=Publication(row.publication) if row.publication else None,
        act=row.act,
    )
