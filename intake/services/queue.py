"""The queue an officer sees: what lies on their desks, what they help with, what is done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from intake.db.engine import reading
from intake.db.queue import Place, co_handled_page, queue_page
from intake.domain.access import RULED_BY_DISPATCHER, Right
from intake.domain.cases import Case
from intake.domain.errors import Incomplete
from intake.domain.lifecycle import State
from intake.domain.roles import COORDINATION
from intake.services.sessions import Officer
from intake.services.system import System
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
class QueuePage:
    """One page of a queue, soonest due first, and where the next one starts; None at the end."""

    cases: tuple[Case, ...]
    after: str | None


def queue(
    system: System,
    officer: Officer,
    view: View = View.OPEN,
    after: str | None = None,
    size: int = PAGE,
) -> QueuePage:
    """Return a page of the officer's queue.

    Raises:
        Incomplete: `after` was not made by an earlier page.

    """
    place = _parse(after) if after else None
    with reading(system.engine) as connection:
        if view is View.CO_HANDLED:
            found = co_handled_page(
                connection,
                officer.departments_where(Right.HANDLE_CASES),
                is_open=True,
                after=place,
                size=size + 1,
            )
        else:
            found = queue_page(
                connection,
                _desks(officer),
                is_open=view is View.OPEN,
                after=place,
                size=size + 1,
            )
    shown = tuple(found[:size])
    return QueuePage(shown, _after(shown[-1]) if len(found) > size else None)


def _desks(officer: Officer) -> dict[str, frozenset[State]]:
    """Return the desks an officer works at, each with the states that are theirs there."""
    handled = frozenset(State) - RULED_BY_DISPATCHER
    desks = dict.fromkeys(officer.departments_where(Right.HANDLE_CASES), handled)
    if officer.may(Right.DISPATCH_CASES, COORDINATION):
        desks[COORDINATION] = desks.get(COORDINATION, frozenset()) | RULED_BY_DISPATCHER
    return desks


def _after(case: Case) -> str:
    return f"{case.due_on.isoformat()}~{case.id}"


def _parse(after: str) -> Place:
    day, _, case_id = after.partition("~")
    try:
        return Place(dt.date.fromisoformat(day), case_id)
    except ValueError as failure:
        raise Incomplete("after", gettext("翻页地址有误，请回到第一页。")) from failure
