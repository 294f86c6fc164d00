"""Look-backs at the desk: which sealed lines are to be seen again, and by when."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from intake.desk.asking import the_officer
from intake.desk.gate import open_to
from intake.domain.access import Right
from intake.domain.clocks import known_clock
from intake.domain.lookbacks import LOOKBACK, visits
from intake.domain.roles import COORDINATION
from intake.services.book import current_book
from intake.web.installation import the_system

pages = Blueprint("lookbacks", __name__, url_prefix="/lookbacks")


@pages.get("/")
@open_to(Right.DRAFT_ACTS)
def show() -> ResponseReturnValue:
    """List the sealed lines of the officer's departments; the coordination office sees all."""
    system = the_system()
    officer = the_officer()
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
