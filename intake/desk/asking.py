"""Who asks at the desk, as `intake.desk.app.admit` found when it let the request in."""

from __future__ import annotations

from flask import g

from intake.services.sessions import Officer


def the_officer() -> Officer:
    """Return who asks; on pages that strangers may call there is nobody."""
    officer: Officer = g.officer
    return officer


def the_member() -> Officer:
    """Return who asks, whether they have shown their second factor or not."""
    member: Officer = g.half
    return member
