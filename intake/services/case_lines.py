"""The trail's line of what an officer did to a case, or saw of it."""

from __future__ import annotations

from sqlalchemy import Connection

from intake.db.trail import add_to_trail
from intake.services.sessions import Officer
from intake.services.system import System


def note_on_case(
    system: System,
    connection: Connection,
    officer: Officer,
    action: str,
    case_id: str,
    *,
    about: str | None = None,
) -> None:
    """Put on the trail what an officer did; `about` names what else of theirs it concerned."""
    add_to_trail(
        connection,
        at=system.now(),
        member_id=officer.member_id,
        action=action,
        case_id=case_id,
        about=about,
    )
