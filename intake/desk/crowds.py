"""A flood at the desk: its crowds folded, and what stands apart from them in full."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from intake.desk.asking import the_officer
from intake.desk.gate import ON_CASES, open_to
from intake.services.crowds import CROWD, flood
from intake.web.installation import the_system

pages = Blueprint("crowds", __name__, url_prefix="/crowds")


@pages.get("/")
@open_to(*ON_CASES)
def show() -> ResponseReturnValue:
    """Show the crowds on the officer's desks, and the cases that are in none, due first."""
    found = flood(the_system(), the_officer())
    return render_template("desk/crowds.html", found=found, crowd=CROWD)
