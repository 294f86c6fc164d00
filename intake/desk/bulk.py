"""Many cases at a time: those ticked in the queue, or all that match what it was narrowed to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from intake.desk.asking import the_officer
from intake.desk.gate import ON_CASES, open_to
from intake.desk.queue import query_of, queue_page, wanted_of
from intake.domain.access import Right
from intake.domain.cases import Case
from intake.domain.errors import Incomplete, NoSuchCase
from intake.domain.outcomes import Outcome
from intake.services.bulk import (
    CONCLUDE,
    DECLINE,
    MOST,
    OUTCOMES,
    Asked,
    Chosen,
    matching,
    move_all,
)
from intake.services.handling import colleagues
from intake.web.forms import as_typed
from intake.web.installation import the_system

pages = Blueprint("bulk", __name__, url_prefix="/bulk")


@pages.post("/")
@open_to(*ON_CASES)
def move_many() -> ResponseReturnValue:
    """Move each of the chosen cases on, and say of each what became of it."""
    chosen = [one for text in request.form.getlist("case") if (one := _chosen(text))]
    asked = _asked()
    try:
        answers = move_all(the_system(), the_officer(), chosen, asked)
    except Incomplete as refusal:
        if asked.action == CONCLUDE and chosen:
            return _all_page(at_work=chosen, asked=asked, refusal=str(refusal)), 400
        if asked.action == DECLINE and chosen:
            return _all_page(undecided=chosen, asked=asked, refusal=str(refusal)), 400
        return queue_page(refusal=str(refusal)), 400
    return render_template("desk/bulk.html", answers=answers)


@pages.post("/all/")
@open_to(*ON_CASES)
def ask_for_all() -> ResponseReturnValue:
    """Say how many cases match, and ask what to do with all of them; nothing is done yet."""
    wanted = wanted_of(request.form.get)
    try:
        found = matching(the_system(), the_officer(), wanted)
    except NoSuchCase as refusal:
        return queue_page(refusal=str(refusal)), 404
    return _all_page(
        unsigned=_shown(found.unsigned),
        at_work=_shown(found.at_work),
        undecided=_shown(found.undecided),
        more=found.more,
        query=query_of(wanted),
    )


def _shown(cases: Iterable[Case]) -> list[Chosen]:
    return [Chosen(case.number, case.version) for case in cases]


def _all_page(
    *,
    unsigned: Sequence[Chosen] = (),
    at_work: Sequence[Chosen] = (),
    undecided: Sequence[Chosen] = (),
    more: bool = False,
    query: str = "",
    asked: Asked | None = None,
    refusal: str = "",
) -> str:
    handles = the_officer().departments_where(Right.HANDLE_CASES)
    return render_template(
        "desk/bulk_all.html",
        unsigned=unsigned,
        at_work=at_work,
        undecided=undecided,
        more=more,
        most=MOST,
        query=query,
        colleagues=colleagues(the_system(), handles[0]) if len(handles) == 1 else {},
        outcomes=OUTCOMES,
        asked=asked or Asked(CONCLUDE),
        refusal=refusal,
    )


def _asked() -> Asked:
    given = request.form
    outcome = given.get("outcome", "")
    return Asked(
        action=given.get("action", ""),
        member_id=given.get("member", ""),
        outcome=Outcome(outcome) if outcome in set(Outcome) else None,
        text=as_typed(given.get("text")),
    )


def _chosen(text: str) -> Chosen | None:
    """Read a ticked box: the case's number and the version that was shown."""
    found = re.fullmatch(r"([0-9-]{1,20}):([0-9]{1,9})", text)
    return Chosen(found[1], int(found[2])) if found else None
