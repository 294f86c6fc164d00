"""A flood at the desk: its crowds folded, and what stands apart from them in full."""

from __future__ import annotations

from flask import Blueprint, current_app, g, render_template
from flask.typing import ResponseReturnValue

from intake.desk.gate import ON_CASES, open_to
from intake.services.crowds import CROWD, flood

pages = Blueprint("crowds", __name__, url_prefix="/crowds")


@pages.get("/")
@open_to(*ON_CASES)
def show() -> ResponseReturnValue:
    """Show the crowds on the officer's desks, and the cases that are in none, due first."""
    found = flood(current_app.extensions["system"], g.officer)
    return render_template("desk/crowds.html", found=found, crowd=CROWD)
