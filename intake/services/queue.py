"""The queue an officer sees: what lies on their desks, what they help with, what is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from intake.db.counts import open_counts
from intake.db.engine import reading
from intake.db.identity_requests import closed_to
from intake.db.people import member
from intake.db.queue import Lying, Narrowed, Place, co_handled_page, queue_page
from intake.domain.access import RULED_BY_ARBITER, RULED_BY_DISPATCHER, Right
from intake.domain.cases import Case
from intake.domain.clocks import Urgency, marks
from intake.domain.deeds import Deed
from intake.domain.errors import Incomplete
from intake.domain.lifecycle import State
from intake.domain.roles import COORDINATION, Post, Role
from intake.services.moving import find
from intake.services.refusals import recorded
from intake.services.sessions import Officer
from intake.services.system import System
from register.jurisdiction import Matter
from register.wording import LazyText, gettext, lazy_gettext

PAGE = 50


class View(StrEnum):
    """Which part of the cases an officer may see."""

    OPEN = "open"
    CO_HANDLED = "co-handled"
    CLOSED = "closed"


VIEW_NAMES: dict[View, LazyText] = {
    View.OPEN: lazy_gettext("待办"),
    View.CO_HANDLED: lazy_gettext("协办"),
    View.CLOSED: lazy_gettext("已办结"),
}


@dataclass(frozen=True)
class Wanted:
    """How an officer narrows the queue; what is None is not asked for."""

    state: State | None = None
    matter: Matter | None = None
    area: str | None = None
    urgency: Urgency | None = None
    mine: bool = False
    unread: bool = False
    like: str | None = None
    """The number of a case: those with much the same words are wanted, itself among them."""


EVERYTHING = Wanted()


@dataclass(frozen=True)
class QueuePage:
    """One page of a queue, soonest due first, and where the next one starts; None at the end."""

    cases: tuple[Case, ...]
    after: str | None
    assignees: Mapping[str, str]
    """Names of the members whose cases these are, by id."""


def queue(
    system: System,
    officer: Officer,
    view: View = View.OPEN,
    after: str | None = None,
    *,
    size: int = PAGE,
    wanted: Wanted = EVERYTHING,
) -> QueuePage:
    """Return a page of the officer's queue, without the cases that are closed to them.

    Raises:
        Incomplete: `after` was not made by an earlier page.
        NoSuchCase: cases like one are wanted that the officer may not see.

    """
    place = parse_place(after) if after else None
    narrowed = _narrowed(system, officer, wanted)
    with reading(system.engine) as connection:
        if view is View.CO_HANDLED:
            found = co_handled_page(
                connection,
                officer.departments_where(Right.HANDLE_CASES),
                after=place,
                size=size + 1,
                narrowed=narrowed,
            )
        else:
            found = queue_page(
                connection,
                lying_with(officer),
                is_open=view is View.OPEN,
                after=place,
                size=size + 1,
                narrowed=narrowed,
            )
        page, closed = found[:size], closed_to(connection, officer.member_id)
        shown = tuple(case for case in page if case.id not in closed)
        owners = {case.assignee for case in shown if case.assignee}
        assignees = {owner: member(connection, owner).name for owner in sorted(owners)}
    return QueuePage(shown, place_after(page[-1]) if len(found) > size else None, assignees)


def urgency_counts(system: System, officer: Officer) -> dict[Urgency, int]:
    """Return how many open cases lie on the officer's desks, by how urgent they are."""
    today = marks(system.profile, system.today())
    with reading(system.engine) as connection:
        found = open_counts(connection, lying_with(officer))
    counts = dict.fromkeys(Urgency, 0)
    for one in found:
        counts[today.urgency(one.due_on)] += one.n
    return counts


def lying_with(officer: Officer) -> list[Lying]:
    """Return the desks an officer works at.

    What lies at the coordination office is divided: undecided cases are the dispatcher's, a second
    return is the head's, and what it leads itself is its officers'.
    """
    handling = officer.departments_where(Right.HANDLE_CASES)
    lying = [Lying(department) for department in handling if department != COORDINATION]
    states: set[State] = set()
    if COORDINATION in handling:
        states |= set(State) - RULED_BY_DISPATCHER - RULED_BY_ARBITER
    if COORDINATION in officer.departments_where(Right.DISPATCH_CASES):
        states |= RULED_BY_DISPATCHER
    if Post(COORDINATION, Role.HEAD) in officer.posts:
        states |= RULED_BY_ARBITER
    return lying + [Lying(COORDINATION, state) for state in sorted(states)]


def place_after(case: Case) -> str:
    """Return the address part by which the page after a case is asked for."""
    return f"{case.due_on.isoformat()}~{case.id}"


def parse_place(after: str) -> Place:
    """Read `place_after`; raises `Incomplete` where it was not made by it."""
    day, _, case_id = after.partition("~")
    try:
        return Place(dt.date.fromisoformat(day), case_id)
    except ValueError as failure:
        raise Incomplete("after", gettext("翻页地址有误，请回到第一页。")) from failure


def _narrowed(system: System, officer: Officer, wanted: Wanted) -> Narrowed:
    first, last = None, None
    if wanted.urgency:
        first, last = marks(system.profile, system.today()).span(wanted.urgency)
    return Narrowed(
        state=wanted.state,
        matter=wanted.matter,
        area=wanted.area,
        assignee=officer.member_id if wanted.mine else None,
        first_due=first,
        last_due=last,
        unread=wanted.unread,
        like=_id_of(system, officer, wanted.like) if wanted.like else None,
    )


def _id_of(system: System, officer: Officer, number: str) -> str:
    """Return the id of a case that the officer may look into; who may not is on the trail."""
    with recorded(system, officer, Deed.LOOK, number), reading(system.engine) as connection:
        case, _parties = find(connection, officer, number)
        return case.id
