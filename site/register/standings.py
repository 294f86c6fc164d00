"""Where a matter stands on a day: a yellow card's deadline, a sealed line's dismantling.

Days are calendar days. A deadline's own day still counts as left (0 days), the next is the first
day overdue.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from register.acts import (
    Accepted,
    ActId,
    AnyAct,
    Closure,
    Dismantled,
    Extension,
    Lookback,
    Rectified,
    RedCard,
    Sealed,
    YellowCard,
)
from register.histories import Entry


class State(StrEnum):
    """What can be said of a matter on a day."""

    OPEN = "open"
    OVERDUE = "overdue"
    RECTIFIED = "rectified"
    TURNED_RED = "turned-red"
    DISMANTLED = "dismantled"
    ACCEPTED = "accepted"
    RESTARTED = "restarted"
    CLOSED = "closed"
    SEALED = "sealed"
    LISTED = "listed"


class Standing(msgspec.Struct, frozen=True, gc=False):
    """A matter's state, since when and because of which act."""

    state: State
    since: dt.date
    """The act's date; for an overdue matter the first day overdue."""
    by: ActId
    """The act that brought the state about."""
    deadline: dt.date | None = None
    """The one in force, an extension included."""
    days_left: int | None = None
    """Until the deadline: negative once overdue, None where none runs any more."""
    original_deadline: dt.date | None = None
    extended: bool = False

    @property
    def days_overdue(self) -> int:
        """Days past the deadline; 0 where it isn't past or no longer runs."""
        return max(0, -(self.days_left or 0))


def yellow_card(entry: Entry[YellowCard], as_of: dt.date) -> Standing:
    """Return how a yellow card stands: open, overdue, rectified or turned red."""
    card = entry.shown
    extension = _last(entry, Extension)
    deadline = extension.deadline if extension else card.deadline
    met, red = _last(entry, Rectified), _last(entry, RedCard)
    ended = met or red
    if ended:
        state = State.RECTIFIED if met else State.TURNED_RED
        standing = Standing(state, ended.date, ended.id, deadline)
    else:
        standing = _running(card, deadline, as_of, State.OPEN)
    return replace(standing, original_deadline=card.deadline, extended=extension is not None)


def sealed(entry: Entry[Sealed], as_of: dt.date) -> Standing:
    """Return how a sealed line stands: sealed, overdue, dismantled or restarted."""
    found = _restarted(entry)
    if found:
        return Standing(State.RESTARTED, found.date, found.id, entry.shown.dismantle_by)
    gone = _last(entry, Dismantled)
    if gone:
        return Standing(State.DISMANTLED, gone.date, gone.id, entry.shown.dismantle_by)
    return _running(entry.shown, entry.shown.dismantle_by, as_of, State.SEALED)


def closed(entry: Entry[Closure] | Entry[RedCard]) -> Standing:
    """Return how a closure stands: closed, dismantled, accepted, or found running again."""
    act = entry.shown
    found = _restarted(entry)
    if found:
        return Standing(State.RESTARTED, found.date, found.id)
    for kind, state in ((Accepted, State.ACCEPTED), (Dismantled, State.DISMANTLED)):
        reached = _last(entry, kind)
        if reached:
            return Standing(state, reached.date, reached.id)
    return Standing(State.CLOSED, act.date, act.id)


def listed(entry: Entry[AnyAct]) -> Standing:
    """Return whether what an entry found was rectified since."""
    met = _last(entry, Rectified)
    if met:
        return Standing(State.RECTIFIED, met.date, met.id)
    return Standing(State.LISTED, entry.shown.date, entry.shown.id)


def _running(act: AnyAct, deadline: dt.date, as_of: dt.date, meanwhile: State) -> Standing:
    left = (deadline - as_of).days
    if left >= 0:
        return Standing(meanwhile, act.date, act.id, deadline, left)
    return Standing(State.OVERDUE, deadline + dt.timedelta(days=1), act.id, deadline, left)


def _restarted(entry: Entry[AnyAct]) -> Lookback | None:
    """Return the look-back that found it running, unless a later act found or made it still."""
    found = None
    for follow_up in entry.follow_ups:
        act = follow_up.shown
        if isinstance(act, Lookback):
            found = act if act.resumed else None
        elif isinstance(act, Dismantled):
            found = None
    return found


K = TypeVar("K", bound=AnyAct)


def _last(entry: Entry[AnyAct], kind: type[K]) -> K | None:
    for follow_up in reversed(entry.follow_ups):
        if isinstance(follow_up.shown, kind):
            return follow_up.shown
    return None
