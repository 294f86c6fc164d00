"""What is destroyed soon at the desk: which cases, on what day, and how many were so far."""

from __future__ import annotations

from flask import Blueprint, render_template

from intake.desk.asking import the_officer
from intake.desk.gate import open_to
from intake.domain.access import Right
from intake.services.retention import LAST_WARNING, WARNING, destroyed_so_far, endings_at
from intake.web.installation import the_system

pages = Blueprint("retention", __name__, url_prefix="/retention")


@pages.get("/")
@open_to(Right.HANDLE_CASES)
def show() -> str:
    """List the ended cases of the officer's departments whose time is nearly over."""
    system = the_system()
    return render_template(
        "desk/retention.html",
        endings=endings_at(system, the_officer()),
        today=system.today(),
        warning=WARNING.days,
        last_warning=LAST_WARNING.days,
        destroyed=destroyed_so_far(system),
    )


@pages.app_context_processor
def warnings() -> dict[str, object]:
    """Let the queue's page warn: `ending_soon()` gives the days left, of each case one."""

    def ending_soon() -> list[int]:
        system = the_system()
        return [(one.on - system.today()).days for one in endings_at(system, the_officer())]

    return {"ending_soon": ending_soon, "last_warning": LAST_WARNING.days}
