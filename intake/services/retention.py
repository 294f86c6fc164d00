"""How long a case is kept, and its end: the keys destroyed, the words gone, one in the count left.

The profile says for each outcome how many months a case is kept after the last thing that happened
in it; whoever writes to a case postpones its end. A month before, the department and the reporter
are told. Destruction is of the keys: what a backup or a disk still holds opens for nobody, as long
as the backup's own keys are destroyed with it (`mingjian purge` after each restore does that).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from intake.db.engine import reading, writing
from intake.db.retention import (
    EndedCase,
    count_destroyed,
    destroy,
    ended_cases,
    quiet_since,
)
from intake.db.trail import add_to_trail
from intake.domain.cases import Case
from intake.domain.deeds import Deed
from intake.domain.stages import ENDED
from intake.services.attachments import known_names, sweep_store
from intake.services.system import System
from register.working_days import add_months

_BATCH = 500
WARNING = dt.timedelta(days=30)
"""How long before its end a case is announced."""


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


def endings(system: System) -> list[Ending]:
    """Return the cases whose time is over or will be within the warning, the first first."""
    today = system.today()
    with reading(system.engine) as connection:
        found = ended_cases(connection, today)
    dated = [(case, _end(system, case.outcome, case.quiet_since)) for case in found]
    near = [Ending(case, on) for case, on in dated if on and on <= today + WARNING]
    return sorted(near, key=lambda ending: (ending.on, ending.case.number))


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
    with reading(system.engine) as connection:
        counted = count_destroyed(connection)
    warned = tuple(ending for ending in due if ending not in over)
    return Purged(len(over), warned, left_over, counted)


def _end(system: System, outcome: str, since: dt.date) -> dt.date | None:
    months = system.profile.retention_months(outcome)
    return add_months(since, months) if months else None


def _destroy(system: System, ending: Ending) -> None:
    with writing(system.engine) as connection:
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
