"""Look-backs at the desk: which sealed lines are to be seen again, and by when."""

from __future__ import annotations

from flask import Blueprint, current_app, g, render_template
from flask.typing import ResponseReturnValue

from intake.desk.gate import open_to
from intake.domain.access import Right
from intake.domain.clocks import known_clock
from intake.domain.lookbacks import LOOKBACK, visits
from intake.domain.roles import COORDINATION
from intake.services.book import current_book
from intake.services.sessions import Officer
from intake.services.system import System

pages = Blueprint("lookbacks", __name__, url_prefix="/lookbacks")


@pages.get("/")
@open_to(Right.DRAFT_ACTS)
def show() -> ResponseReturnValue:
    """List the sealed lines of the officer's departments; the coordination office sees all."""
    system: System = current_app.extensions["system"]
    officer: Officer = g.officer
    mine = officer.departments_where(Right.DRAFT_ACTS)
    clock = known_clock(system.profile, LOOKBACK)
    planned = visits(current_book(system).book.acts, clock) if clock else []
    return render_template(
        "desk/lookbacks.html",
        visits=[one for one in planned if COORDINATION in mine or one.sealed.department in mine],
        clock=clock,
        profile=system.profile,
        today=system.today(),
        may_draft=mine,
    )
