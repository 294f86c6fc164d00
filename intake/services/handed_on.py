"""Cases that left an officer's desk by the officer's own move."""

from __future__ import annotations

from intake.db.cases import case_by_number
from intake.db.engine import reading
from intake.db.identity_requests import is_recused
from intake.db.trail_search import last_action
from intake.domain.access import looks
from intake.domain.stages import Move
from intake.services.sessions import Officer
from intake.services.system import System

HANDS_ON = frozenset({Move.DISPATCH, Move.RETURN, Move.TRANSFER})
"""Moves after which a case may lie on a desk that whoever moved it does not look at."""


def handed_on(system: System, officer: Officer, number: str) -> Move | None:
    """Return the move by which the officer themselves gave a case away; None of any other case.

    It tells them what they did before, and nothing of what happened to the case since.
    """
    with reading(system.engine) as connection:
        case = case_by_number(connection, number)
        if case is None or looks(officer.posts, case):
            return None
        if is_recused(connection, case.id, officer.member_id):
            return None
        found = last_action(connection, case.id, officer.member_id, HANDS_ON)
    return Move(found) if found else None
