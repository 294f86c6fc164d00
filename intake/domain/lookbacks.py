"""When a sealed line is to be looked at again (回头看): from the book and the profile's clock.

Until a line is dismantled it is looked at once in each span of the clock, and on the day it was to
be dismantled by, whichever comes first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from intake.domain.clocks import deadline
from register.acts import (
    Accepted,
    AnyAct,
    Dismantled,
    FollowUp,
    Lookback,
    PublicityEnded,
    Sealed,
    Withdrawn,
)
from register.jurisdiction import Clock

LOOKBACK = "lookback"
_OVER = (Dismantled, Accepted, Withdrawn, PublicityEnded)
"""Acts after which a sealed line needs no look any more."""


@dataclass(frozen=True)
class Visit:
    """A sealed line that still stands, and when it is to be seen next."""

    sealed: Sealed
    seen_on: dt.date | None
    """The last look; None: nobody went since it was sealed."""
    due_on: dt.date


def visits(acts: Iterable[AnyAct], clock: Clock) -> list[Visit]:
    """Return every visit that is due some day, the soonest first."""
    standing: dict[str, Sealed] = {}
    seen: dict[str, dt.date] = {}
    for act in acts:
        if isinstance(act, Sealed):
            standing[act.id] = act
        elif isinstance(act, FollowUp) and act.refers_to in standing:
            if isinstance(act, _OVER):
                del standing[act.refers_to]
            elif isinstance(act, Lookback):
                seen[act.refers_to] = act.date
    found = [_visit(sealed, seen.get(name), clock) for name, sealed in standing.items()]
    return sorted(found, key=lambda one: (one.due_on, one.sealed.id))


def _visit(sealed: Sealed, seen_on: dt.date | None, clock: Clock) -> Visit:
    last = seen_on or sealed.date
    due = deadline(clock, last).date
    if last < sealed.dismantle_by:
        due = min(due, sealed.dismantle_by)
    return Visit(sealed, seen_on, due)
