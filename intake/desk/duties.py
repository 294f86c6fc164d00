"""Duties at the desk: what each clause obliges a department to publish, by when, done or late."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from intake.desk.drafting_shared import the_officer, the_system, words
from intake.desk.gate import open_to
from intake.domain.access import Right
from intake.services.duty_board import duty_board
from publisher.labels import Labels
from register.duties import PUBLISH_WITHIN, WITHDRAW_WITHIN
from register.wording import language

pages = Blueprint("duties", __name__, url_prefix="/duties")


@pages.get("/")
@open_to(Right.DRAFT_ACTS, Right.APPROVE_ACTS)
def show() -> ResponseReturnValue:
    """Show the board of the officer's departments."""
    profile = the_system().profile
    return render_template(
        "desk/duties.html",
        board=duty_board(the_system(), the_officer()),
        labels=Labels(profile, language()),
        profile=profile,
        within=PUBLISH_WITHIN,
        withdraw_within=WITHDRAW_WITHIN,
        public=the_system().settings.public_url,
        **words(),
    )
