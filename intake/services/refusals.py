"""What was refused leaves its line on the audit trail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from intake.db.cases import case_by_number
from intake.db.engine import writing
from intake.db.trail import add_to_trail
from intake.domain.errors import Refused
from intake.services.sessions import Officer
from intake.services.system import System


@contextmanager
def recorded(
    system: System,
    officer: Officer,
    action: str,
    number: str | None = None,
    *,
    about: str | None = None,
) -> Iterator[None]:
    """Write a refused attempt to the trail after its own transaction was undone.

    `number` is of the case it was about, if there is such a case.
    """
    try:
        yield
    except Refused as refusal:
        with writing(system.engine) as connection:
            case = case_by_number(connection, number) if number else None
            add_to_trail(
                connection,
                at=system.now(),
                member_id=officer.member_id,
                action=action,
                case_id=case.id if case else None,
                about=about,
                refused=type(refusal).__name__,
            )
        raise
