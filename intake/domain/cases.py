"""A case as the rules see it: who answers for it, where it stands, by when. No content."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from intake.domain.outcomes import Outcome, Publication
from intake.domain.stages import State
from intake.domain.standing import Extension, Standing
from register.jurisdiction import Matter
from register.working_days import Deadline


@dataclass(frozen=True)
class Case:
    """What is known of a case without opening it."""

    id: str
    number: str
    state: State
    version: int
    """Counts moves; a page that shows version 3 may only move version 3."""
    matter: Matter
    area: str | None
    lead: str
    co: tuple[str, ...]
    clause: str
    ambiguous: bool
    received_on: dt.date
    dispatched_on: dt.date | None
    """First dispatch: the clock runs from it and a return never stops it."""
    with_lead_since: dt.date | None
    """Latest dispatch: the time to return the case runs from it."""
    clock: str
    due_on: dt.date
    due_provisional: bool
    """The holiday calendar does not reach `due_on` yet."""
    unread: bool
    """The reporter wrote and nobody at the desk where it lies has looked since."""
    outcome: Outcome | None
    closed_on: dt.date | None
    clock_from: dt.date | None = None
    """The day after which `clock` counts; None: the day it was received."""
    standing: Standing = field(default_factory=Standing)
    """What happened to it that decides what may happen next."""
    assignee: str | None = None
    """The member of the lead department whose case it is; None: nobody's yet."""
    proposed_by: str | None = None
    """The member who put the result up for approval, and so may not approve it."""
    publication: Publication | None = None
    """What was published of a substantiated case, or why not."""
    act: str | None = None
    """The published act, or the draft that is to become one."""

    def keeping_granted_time(self, due: Deadline) -> Deadline:
        """Return a deadline counted anew, or the one it has where more time was granted."""
        if self.standing.extension is Extension.GRANTED and due.date < self.due_on:
            return Deadline(self.due_on, self.due_provisional)
        return due

    def days_left(self, today: dt.date) -> int:
        """Return calendar days until the deadline; negative when overdue."""
        return (self.due_on - today).days
