"""The queue: what is due first."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from intake.desk.gate import open_to_members
from intake.domain.errors import Incomplete
from intake.domain.roles import Role
from intake.services.queue import View, queue
from intake.services.sessions import Officer
from intake.services.system import System

pages = Blueprint("queue", __name__)


@pages.get("/")
@open_to_members
def show() -> ResponseReturnValue:
    """Show a page of the officer's cases: `?view=open|co-handled|closed`, `?after=` to page on."""
    system: System = current_app.extensions["system"]
    officer: Officer = g.officer
    wanted = request.args.get("view", View.OPEN)
    if wanted not in set(View):
        abort(404)
    view = View(wanted)
    try:
        page = queue(system, officer, view, request.args.get("after"))
    except Incomplete:
        abort(404)
    return render_template(
        "desk/queue.html",
        page=page,
        view=view,
        today=system.today(),
        dispatches=bool(officer.departments(Role.DISPATCHER)),
    )
