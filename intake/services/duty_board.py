"""What an officer's departments owe the public: published, late, and what waits at the desk."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from intake.db import act_drafts
from intake.db.engine import reading
from intake.domain.access import Right
from intake.domain.act_reading import day_of
from intake.domain.drafting import ActDraft, DraftState
from intake.services.book import current_book
from intake.services.sessions import Officer
from intake.services.system import System
from register.acts import AnyAct
from register.duties import Fulfilment, fulfilment, publications, publish_by
from register.jurisdiction import Milestone
from register.working_days import Deadline

_WAITING = (DraftState.DRAFTING, DraftState.RETURNED, DraftState.SUBMITTED, DraftState.APPROVED)
WAITING_SHOWN = 500
LATE_SHOWN = 50


@dataclass(frozen=True)
class Waiting:
    """A draft that is not public yet, and by when it must be."""

    draft: ActDraft
    due: Deadline | None
    """None while nobody has typed when the information was formed."""
    days_left: int | None


@dataclass(frozen=True)
class Late:
    """An act that was published after its limit."""

    act: AnyAct
    due: dt.date
    working_days: int


@dataclass(frozen=True)
class Board:
    """Everything the duties page says."""

    fulfilments: tuple[Fulfilment, ...]
    waiting: tuple[Waiting, ...]
    """What is due first comes first."""
    late: tuple[Late, ...]
    """The latest first."""
    milestones: tuple[tuple[Milestone, int], ...]
    """The plan's reporting dates, each with the days to it, negative when it is past."""


def duty_board(system: System, officer: Officer) -> Board:
    """Return how the officer's departments stand with what the plan obliges them to publish."""
    departments = {
        *officer.departments_where(Right.DRAFT_ACTS),
        *officer.departments_where(Right.APPROVE_ACTS),
    }
    book, today = current_book(system).book, system.today()
    published = [
        each
        for history in book.histories.values()
        for each in publications(history, system.profile, today)
        if each.department in departments
    ]
    entries = fulfilment(system.profile, published)
    mine = tuple(entry for entry in entries if entry.department in departments)
    late = sorted(
        (each for entry in mine for each in entry.late),
        key=lambda each: (each.published_on, each.act),
        reverse=True,
    )
    return Board(
        fulfilments=mine,
        waiting=_waiting(system, departments),
        late=tuple(
            Late(acts[each.act], each.due.date, each.working_days_late)
            for acts in [{act.id: act for act in book.acts}]
            for each in late[:LATE_SHOWN]
            if each.act in acts
        ),
        milestones=tuple(
            (milestone, (milestone.date - today).days)
            for milestone in system.profile.calendar
            if departments.intersection(milestone.who)
        ),
    )


def _waiting(system: System, departments: set[str]) -> tuple[Waiting, ...]:
    with reading(system.engine) as connection:
        found = act_drafts.drafts_page(
            connection,
            sorted(departments),
            _WAITING,
            newest_first=False,
            after=None,
            size=WAITING_SHOWN,
        )
    waiting = [_due(system, one.draft) for one in found]
    never = dt.date.max
    return tuple(sorted(waiting, key=lambda one: one.due.date if one.due else never))


def _due(system: System, draft: ActDraft) -> Waiting:
    formed_on = day_of(draft.typed.get("formed_on", ""))
    if formed_on is None:
        return Waiting(draft, None, None)
    due = publish_by(draft.kind, formed_on)
    return Waiting(draft, due, (due.date - system.today()).days)
