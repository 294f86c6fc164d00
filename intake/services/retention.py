"""How long a case is kept, and its end: the keys destroyed, the words gone, one in the count left.

The profile says for each outcome how many months a case is kept after the last thing that happened
in it; whoever writes to a case postpones its end. A month and a week before, its department is told
at the desk and in the day's digest; the reporter reads the day as soon as the case has ended. The
worker purges once a day. Destruction is of the keys: what a backup or a disk still holds opens for
nobody, as long as the backup's own keys are destroyed with it (`mingjian purge` after each restore
does that).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from intake.db.engine import reading, writing
from intake.db.retention import (
    EndedCase,
    count_destroyed,
    destroy,
    ended_cases,
    is_kept,
    quiet_since,
)
from intake.db.trail import add_to_trail
from intake.domain.access import Right
from intake.domain.cases import Case
from intake.domain.deeds import Deed
from intake.domain.stages import ENDED
from intake.services.attachments import known_names, sweep_store
from intake.services.sessions import Officer
from intake.services.system import System
from register.working_days import add_months

_BATCH = 500
_LONGER_MONTHS = dt.timedelta(days=4)
"""By how much a month's end may be off: 31 January and a month is 28 February."""
WARNING = dt.timedelta(days=30)
"""How long before its end a case is announced."""
LAST_WARNING = dt.timedelta(days=7)
"""How long before its end a case is announced once more."""


@dataclass(frozen=True)
class Ending:
    """A case whose time is nearly over."""

    case: EndedCase
    on: dt.date


@dataclass(frozen=True)
class Purged:
    """What one purge did."""

    destroyed: int
    warned: tuple[Ending, ...]
    left_over: int
    """Files without a case that were removed from the store."""
    counted: dict[str, int]
    """Destroyed cases by outcome, of all time."""


def kept_until(system: System, case: Case) -> dt.date | None:
    """Return the day on which a case is destroyed if nothing more happens; None while it runs."""
    if case.state not in ENDED:
        return None
    with reading(system.engine) as connection:
        since = quiet_since(connection, case.id)
    return _end(system, case.outcome or "declined", since)


def endings(system: System, leads: Collection[str] | None = None) -> list[Ending]:
    """Return the cases whose time is over or will be within the warning, the first first.

    Those of some lead departments, or of all.
    """
    last = system.today() + WARNING
    terms = [term.months for term in system.profile.retention if term.months]
    if not terms:
        return []
    # nothing that was touched later than this can be over by then, whatever it came to
    touched = add_months(last, -min(terms)) + _LONGER_MONTHS
    with reading(system.engine) as connection:
        found = ended_cases(connection, touched, leads)
    dated = [(case, _end(system, case.outcome, case.quiet_since)) for case in found]
    near = [Ending(case, on) for case, on in dated if on and on <= last]
    return sorted(near, key=lambda ending: (ending.on, ending.case.number))


def endings_at(system: System, officer: Officer) -> list[Ending]:
    """Return those of the cases that the officer's departments lead and may still postpone."""
    return endings(system, officer.departments_where(Right.HANDLE_CASES))


def destroyed_so_far(system: System) -> dict[str, int]:
    """Return how many cases of each outcome were destroyed, of all time."""
    with reading(system.engine) as connection:
        return count_destroyed(connection)


class DailyPurge:
    """Purges once a day; any number of these may run, and any may be killed."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._done: dt.date | None = None

    def tend(self) -> str:
        """Purge if it was not done today; return what is wrong: nothing, or it raises."""
        today = self._system.today()
        if self._done != today:
            purge(self._system)
            self._done = today
        return ""


def purge(system: System, *, dry: bool = False) -> Purged:
    """Destroy what is due and remove what killed processes left; name what is due soon.

    Each case is a transaction of its own, so that a purge that is killed has done what it did.
    """
    due = endings(system)
    over = [ending for ending in due if ending.on <= system.today()]
    left_over = 0
    if not dry:
        for ending in over:
            _destroy(system, ending)
        left_over = sweep_store(system) + _remove_strays(system)
    counted = destroyed_so_far(system)
    warned = tuple(ending for ending in due if ending not in over)
    return Purged(len(over), warned, left_over, counted)


def _end(system: System, outcome: str, since: dt.date) -> dt.date | None:
    months = system.profile.retention_months(outcome)
    return add_months(since, months) if months else None


def _destroy(system: System, ending: Ending) -> None:
    with writing(system.engine) as connection:
        if not is_kept(connection, ending.case.id):
            return  # another worker was faster
        if quiet_since(connection, ending.case.id) != ending.case.quiet_since:
            return  # something happened meanwhile
        names = destroy(connection, ending.case, system.today())
        add_to_trail(
            connection,
            at=system.now(),
            member_id=None,
            action=Deed.DESTROY,
            case_id=ending.case.id,
        )
    for name in names:
        system.store.delete(name)


def _remove_strays(system: System) -> int:
    """Remove files whose rows are gone: their deletion was interrupted."""
    removed, batch = 0, list[str]()
    for name in system.store.names():
        batch.append(name)
        if len(batch) == _BATCH:
            removed += _remove_unknown(system, batch)
            batch = []
    return removed + _remove_unknown(system, batch)


def _remove_unknown(system: System, names: list[str]) -> int:
    strays = set(names) - known_names(system, names)
    for name in strays:
        system.store.delete(name)
    return len(strays)
