"""What the coordination office sees of all cases: whose, how late; never what is in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from intake.db.cases import case_by_number
from intake.db.counts import open_counts
from intake.db.engine import reading
from intake.db.queue import due_page
from intake.domain.access import Right, require
from intake.domain.cases import Case
from intake.domain.clocks import Urgency, marks
from intake.domain.errors import NoSuchCase
from intake.domain.roles import COORDINATION
from intake.services.queue import PAGE, parse_place, place_after
from intake.services.sessions import Officer
from intake.services.system import System


@dataclass(frozen=True)
class Overview:
    """A page of what is due soon or overdue anywhere, and how much there is of it by desk."""

    cases: tuple[Case, ...]
    after: str | None
    counts: Mapping[str, Mapping[Urgency, int]]


def overview(system: System, officer: Officer, after: str | None = None) -> Overview:
    """Return what presses, at any desk, soonest due first.

    Raises:
        NotAllowed: the officer does not supervise for the coordination office.
        Incomplete: `after` was not made by an earlier page.

    """
    require(officer.posts, Right.SUPERVISE_CASES, COORDINATION)
    place = parse_place(after) if after else None
    today = marks(system.profile, system.today())
    soon = max(today.yellow_until, today.today)
    with reading(system.engine) as connection:
        found = due_page(connection, soon, after=place, size=PAGE + 1)
    shown = tuple(found[:PAGE])
    return Overview(
        shown, place_after(shown[-1]) if len(found) > PAGE else None, counts_by_desk(system)
    )


def counts_by_desk(system: System) -> dict[str, dict[Urgency, int]]:
    """Return how many open cases lie at each desk, by how urgent they are."""
    today = marks(system.profile, system.today())
    counts: dict[str, dict[Urgency, int]] = defaultdict(lambda: dict.fromkeys(Urgency, 0))
    with reading(system.engine) as connection:
        for one in open_counts(connection):
            counts[one.desk][today.urgency(one.due_on)] += one.n
    return dict(counts)


def outline(system: System, officer: Officer, number: str) -> Case:
    """Return what is known of a case without opening it.

    Raises:
        NotAllowed: the officer does not supervise for the coordination office.
        NoSuchCase: no case has this number.

    """
    require(officer.posts, Right.SUPERVISE_CASES, COORDINATION)
    with reading(system.engine) as connection:
        case = case_by_number(connection, number)
    if case is None:
        raise NoSuchCase(number)
    return case
