"""What casework is measured by: pure rules from what happened to a case to counted figures.

A case counts in the month in which it was received, whatever happens to it later, so that every
figure of a month is about the same cases. What is late depends on the day one looks: a step not
yet made is counted with the last day on which it would be in time, and `settled` tells late from
not yet due. So a case that nobody finishes is late, and never simply missing.

Measures and their Chinese names follow the published practice of 12345 hotlines
(签收及时率, 按时办结率, 退单率, 发回重办率, 满意率; 国办发〔2020〕53号).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from intake.domain.stages import Move
from intake.domain.standing import Satisfaction
from register.jurisdiction import Matter
from register.wording import LazyText, lazy_gettext


class Concern(StrEnum):
    """Whether a reporter wants the law enforced or a service; satisfaction is told apart by it."""

    ENFORCEMENT = "enforcement"
    """Reports, also those that the hotline sends: nobody is ranked by how content they leave."""
    SERVICE = "service"
    """Enquiries, requests, suggestions and complaints."""


CONCERN_NAMES: Mapping[Concern, LazyText] = {
    Concern.ENFORCEMENT: lazy_gettext("举报（执法类）"),
    Concern.SERVICE: lazy_gettext("咨询、求助、建议、投诉（服务类）"),
}


class Figure(StrEnum):
    """Something counted. Those with `un` wait for a step, and carry the last day in time."""

    RECEIVED = "received"
    ANSWERED = "answered"
    ANSWERED_LATE = "answered-late"
    UNANSWERED = "unanswered"
    CLOSED = "closed"
    CLOSED_LATE = "closed-late"
    UNCLOSED = "unclosed"
    ASSIGNED = "assigned"
    SIGNED = "signed"
    SIGNED_LATE = "signed-late"
    UNSIGNED = "unsigned"
    RETURNED = "returned"
    REVIEWED = "reviewed"
    SENT_BACK = "sent-back"
    REOPENED = "reopened"
    SATISFIED = "satisfied"
    PARTLY = "partly"
    NOT = "not"
    NOT_REACHED = "not-reached"


_RATED: Mapping[Satisfaction, Figure] = {
    Satisfaction.SATISFIED: Figure.SATISFIED,
    Satisfaction.PARTLY: Figure.PARTLY,
    Satisfaction.NOT: Figure.NOT,
    Satisfaction.NOT_REACHED: Figure.NOT_REACHED,
}

_ANSWERS = frozenset({Move.REPLY, Move.DECLINE, Move.CLOSE})
COUNTED_MOVES = _ANSWERS | {
    Move.DISPATCH,
    Move.TRANSFER,
    Move.SIGN,
    Move.RETURN,
    Move.PROPOSE,
    Move.SEND_BACK,
    Move.REOPEN,
}
"""The moves that any figure hangs on."""


class Happened(NamedTuple):
    """One move of a case; `department` is the one it is put down to, for a dispatch the lead."""

    day: dt.date
    move: Move
    department: str | None


@dataclass(frozen=True)
class History:
    """What is counted of a case: plain columns and moves, none of its content."""

    lead: str
    """The lead now, or the desk where it waits."""
    area: str | None
    matter: Matter
    concern: Concern
    due_on: dt.date
    """Extension included; after a reopening, the new one."""
    closed_on: dt.date | None
    satisfaction: Satisfaction | None
    events: Sequence[Happened]


class Cell(NamedTuple):
    """What a figure is counted under."""

    department: str
    area: str
    """Empty where nobody told."""
    matter: Matter
    concern: Concern


class Mark(NamedTuple):
    """One thing counted, as it stays whatever day it is."""

    cell: Cell
    figure: Figure
    until: dt.date | None = None
    """For a step not yet made: the last day in time; None where there is no limit."""


Limit = Callable[[dt.date], dt.date | None]
"""From the day of a dispatch to the last day to sign; None where the place sets no limit."""


def concern_of(matter: Matter, order_kind: str | None) -> Concern:
    """Tell what a case is about from its matter and, where it was a work order, the order's kind.

    An order whose kind nobody could name runs on the report's clock and is counted as one.
    """
    if order_kind is None:
        return Concern.SERVICE if matter is Matter.ENQUIRY else Concern.ENFORCEMENT
    return Concern.ENFORCEMENT if order_kind in {"report", "unknown"} else Concern.SERVICE


def marks_of(history: History, limit: Limit) -> Iterator[Mark]:
    """Yield everything counted of one case.

    Moves of dispatching and signing are put down to the department they were about; everything
    else to the lead.
    """
    cell = Cell(history.lead, history.area or "", history.matter, history.concern)
    yield Mark(cell, Figure.RECEIVED)
    yield _step(cell, _ANSWERING, history.due_on, _answered_on(history.events))
    yield _step(cell, _CLOSING, history.due_on, history.closed_on)
    moves = {event.move for event in history.events}
    if Move.PROPOSE in moves:
        yield Mark(cell, Figure.REVIEWED)
    if Move.SEND_BACK in moves:
        yield Mark(cell, Figure.SENT_BACK)
    if Move.REOPEN in moves:
        yield Mark(cell, Figure.REOPENED)
    if history.satisfaction:
        yield Mark(cell, _RATED[history.satisfaction])
    for assigned in _assignments(history.events):
        yield from _assigned(cell._replace(department=assigned.department), assigned, limit)


class _Names(NamedTuple):
    """How a step that has a limit is counted."""

    in_time: Figure
    late: Figure
    waiting: Figure


_ANSWERING = _Names(Figure.ANSWERED, Figure.ANSWERED_LATE, Figure.UNANSWERED)
_CLOSING = _Names(Figure.CLOSED, Figure.CLOSED_LATE, Figure.UNCLOSED)
_SIGNING = _Names(Figure.SIGNED, Figure.SIGNED_LATE, Figure.UNSIGNED)
LATE: Mapping[Figure, Figure] = {
    names.waiting: names.late for names in (_ANSWERING, _CLOSING, _SIGNING)
}


def _step(cell: Cell, names: _Names, until: dt.date, done_on: dt.date | None) -> Mark:
    if done_on is None:
        return Mark(cell, names.waiting, until)
    return Mark(cell, names.in_time if done_on <= until else names.late)


def _answered_on(events: Sequence[Happened]) -> dt.date | None:
    """Return the day of the first answer, after a reopening of the first one since."""
    found: dt.date | None = None
    for event in events:
        if event.move is Move.REOPEN:
            found = None
        elif event.move in _ANSWERS and found is None:
            found = event.day
    return found


@dataclass
class _Assignment:
    """A case at one department, from the dispatch or transfer that sent it there."""

    department: str
    since: dt.date
    taken_on: dt.date | None = None
    """When it was signed, or returned with reasons."""
    returned: bool = False


def _assignments(events: Sequence[Happened]) -> list[_Assignment]:
    found: list[_Assignment] = []
    for event in events:
        if event.move in (Move.DISPATCH, Move.TRANSFER) and event.department:
            found.append(_Assignment(event.department, event.day))
        elif event.move in (Move.SIGN, Move.RETURN) and found:
            latest = found[-1]
            latest.taken_on = latest.taken_on or event.day
            latest.returned = latest.returned or event.move is Move.RETURN
    return found


def _assigned(cell: Cell, assigned: _Assignment, limit: Limit) -> Iterator[Mark]:
    yield Mark(cell, Figure.ASSIGNED)
    if assigned.returned:
        yield Mark(cell, Figure.RETURNED)
    until = limit(assigned.since)
    if until is not None:
        yield _step(cell, _SIGNING, until, assigned.taken_on)


Marks = Counter[Mark]
"""Many cases' marks, counted."""


def settled(marks: Mapping[Mark, int], today: dt.date) -> Counter[Figure]:
    """Return the figures as they are on a day: what waits beyond its last day is late."""
    sums: Counter[Figure] = Counter()
    for mark, n in marks.items():
        over = mark.until is not None and mark.until < today
        sums[LATE[mark.figure] if over else mark.figure] += n
    return sums
