"""Duties at the desk: what each clause obliges a department to publish, by when, done or late."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from intake.desk.asking import the_officer
from intake.desk.drafting_shared import words
from intake.desk.gate import open_to
from intake.domain.access import Right
from intake.domain.errors import Incomplete
from intake.services.duty_board import duty_board
from intake.services.hand_over import TABLE_NAMES, hand_over
from intake.web.installation import the_system
from publisher.labels import Labels
from register.duties import PUBLISH_WITHIN, WITHDRAW_WITHIN
from register.wording import language

pages = Blueprint("duties", __name__, url_prefix="/duties")


@pages.get("/")
@open_to(Right.DRAFT_ACTS, Right.APPROVE_ACTS)
def show() -> ResponseReturnValue:
    """Show the board of the officer's departments."""
    return _board()


@pages.get("/annex/")
@open_to(Right.DRAFT_ACTS, Right.APPROVE_ACTS)
def annex() -> ResponseReturnValue:
    """Give a hand-over table as a workbook: `?table=`, `?period=`, `?department=`."""
    asked = [request.args.get(name, "") for name in ("table", "period", "department")]
    try:
        content = hand_over(the_system(), the_officer(), *asked)
    except Incomplete as refusal:
        return _board(str(refusal)), 400
    answer = Response(
        content, mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    answer.headers["Content-Disposition"] = 'attachment; filename="annex.xlsx"'
    return answer


def _board(refusal: str = "") -> str:
    profile = the_system().profile
    return render_template(
        "desk/duties.html",
        refusal=refusal,
        tables=TABLE_NAMES,
        departments=sorted(
            {
                *the_officer().departments_where(Right.DRAFT_ACTS),
                *the_officer().departments_where(Right.APPROVE_ACTS),
            }
        ),
        last_year=the_system().today().year - 1,
        asked=request.args,
        board=duty_board(the_system(), the_officer()),
        labels=Labels(profile, language()),
        profile=profile,
        within=PUBLISH_WITHIN,
        withdraw_within=WITHDRAW_WITHIN,
        public=the_system().settings.public_url,
        **words(),
    )
