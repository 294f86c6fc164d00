"""A flood seen from the desk: the crowds it makes, folded, and what stands apart from them.

Likeness is that of `intake.services.likeness`: keyed marks of the words, which say nothing without
a department's key. Crowds are never acted on by themselves: many honest people report one
furnace, too.
"""

from __future__ import annotations

from dataclasses import dataclass

from intake.db.crowds import Crowd, apart, crowds
from intake.db.engine import reading
from intake.db.identity_requests import closed_to
from intake.domain.access import Right, looks
from intake.domain.cases import Case
from intake.domain.roles import COORDINATION
from intake.services.likeness import mark_waiting
from intake.services.sessions import Officer
from intake.services.system import System

CROWD = 20
"""Open reports with much the same words that make a crowd."""
MOST_APART = 200


@dataclass(frozen=True)
class Flood:
    """What lies on an officer's desks, by whether it is one of many."""

    crowds: tuple[Crowd, ...]
    apart: tuple[Case, ...]
    """Cases in no crowd, what is due first before the rest."""


def flood(system: System, officer: Officer) -> Flood:
    """Return the crowds on the officer's desks, and the cases that are in none."""
    desks = set(officer.departments_where(Right.HANDLE_CASES))
    if officer.may(Right.DISPATCH_CASES):
        desks.add(COORDINATION)
    mark_waiting(system, officer)
    with reading(system.engine) as connection:
        closed = closed_to(connection, officer.member_id)
        many = crowds(connection, desks, CROWD, closed)
        alone = apart(connection, desks, CROWD, MOST_APART)
    # One desk is shared: what waits for the dispatcher is not the coordination officers'.
    return Flood(
        tuple(one for one in many if looks(officer.posts, one.first)),
        tuple(one for one in alone if looks(officer.posts, one) and one.id not in closed),
    )
