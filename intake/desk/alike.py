"""On a case's page: reports like it, to be linked, and one answer for all that are linked."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.desk.asking import the_officer
from intake.desk.gate import ON_CASES, open_to
from intake.domain.access import Right
from intake.domain.errors import NoSuchCase, Refused
from intake.domain.likeness import Sign
from intake.services.answering import answer_linked
from intake.services.handling import link
from intake.services.likeness import Suggestion, suggestions
from intake.web.forms import Form
from intake.web.installation import the_system
from intake.web.numbers import shown_version
from register.wording import LazyText, lazy_gettext
from register.wording import gettext as _

pages = Blueprint("alike", __name__, url_prefix="/alike")

SIGN_NAMES: dict[Sign, LazyText] = {
    Sign.FIRM: lazy_gettext("同一企业"),
    Sign.PLACE: lazy_gettext("同一地点"),
    Sign.WORDING: lazy_gettext("内容相近"),
}


@pages.app_context_processor
def for_templates() -> dict[str, object]:
    """Let the case page ask for what is like its case."""
    return {"alike_to": _alike_to, "sign_names": SIGN_NAMES, "alike_form": _form}


@pages.post("/<number>/link/")
@open_to(*ON_CASES)
def link_suggested(number: str) -> ResponseReturnValue:
    """Link a suggested case; refused moves come back with their reason."""
    try:
        link(
            the_system(),
            the_officer(),
            number,
            shown_version(request.form.get("version")),
            other=request.form.get("other", ""),
            reason=_("系统提示可能是同一件事，经核对关联。"),
        )
    except NoSuchCase as refusal:
        return render_template("desk/no_such_case.html", message=str(refusal)), 404
    except Refused as refusal:
        return render_template("desk/alike_refused.html", number=number, refusal=refusal), 409
    return redirect(url_for("cases.show", number=number, done="link"), 303)


@pages.post("/<number>/answer/")
@open_to(Right.HANDLE_CASES)
def answer_all(number: str) -> ResponseReturnValue:
    """Give each linked case the answer this one was given, and say what became of each."""
    try:
        answered = answer_linked(the_system(), the_officer(), number)
    except NoSuchCase as refusal:
        return render_template("desk/no_such_case.html", message=str(refusal)), 404
    except Refused as refusal:
        return render_template("desk/alike_refused.html", number=number, refusal=refusal), 409
    return render_template("desk/alike_answered.html", number=number, answered=answered)


def _alike_to(number: str) -> tuple[Suggestion, ...]:
    return suggestions(the_system(), the_officer(), number)


def _form() -> Form:
    return Form(formdata=None)
