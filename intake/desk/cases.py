"""A case: all that is known of it, and the moves that are open to who looks."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.desk.asking import the_officer
from intake.desk.evidence import Piece, marked
from intake.desk.forms import MoveForm
from intake.desk.gate import ON_CASES, open_to
from intake.desk.move_forms import MOVE_FORMS
from intake.domain import errors
from intake.domain.access import looks
from intake.domain.lifecycle import Move, step
from intake.services.casework import CaseView, open_case
from intake.services.handed_on import handed_on
from intake.services.responses import Response, responses
from intake.web.installation import the_system
from register.wording import LazyText, lazy_gettext

pages = Blueprint("cases", __name__, url_prefix="/cases")

STATUS = {
    errors.Incomplete: 400,
    errors.NotAllowed: 403,
    errors.NoSuchCase: 404,
    errors.WrongState: 409,
    errors.TooLate: 409,
    errors.ActedOnMeanwhile: 409,
}
"""How each kind of refusal answers in HTTP."""


@pages.get("/<number>/")
@open_to(*ON_CASES)
def show(number: str) -> ResponseReturnValue:
    """Show a case to a department that is on it; 404 to any other.

    `?done=` names the move just made, `?answer=` one of the place's answers to start from.
    """
    done = request.args.get("done", "")
    answer = next((a for a in responses(the_system()) if a.id == request.args.get("answer")), None)
    return _page(_open(number), done=Move(done) if done in set(Move) else None, answer=answer)


@pages.post("/<number>/<any({}):move>/".format(", ".join(f'"{move}"' for move in MOVE_FORMS)))
@open_to(*ON_CASES)
def act(number: str, move: str) -> ResponseReturnValue:
    """Make a move and show the case again; a refused one comes back as it was typed.

    A case that the move took from the officer's desk leads back to the queue.
    """
    form = MOVE_FORMS[Move(move)]
    typed = form(prefix=_prefix(form))
    try:
        moved = typed.perform(the_system(), the_officer(), number)
    except errors.NoSuchCase:
        raise
    except errors.Refused as refusal:
        return _refused(number, typed, refusal)
    if not looks(the_officer().posts, moved):
        return redirect(url_for("queue.show", done=move, number=number), 303)
    return redirect(url_for("cases.show", number=number, done=move), 303)


def _refused(number: str, typed: MoveForm, refusal: errors.Refused) -> ResponseReturnValue:
    view = _open(number)
    if isinstance(refusal, errors.Incomplete):
        refusal = _not_open(view, typed.move) or refusal
    if isinstance(refusal, errors.Incomplete):
        typed[refusal.field].errors = [str(refusal)]
        return _page(view, typed=typed), STATUS[errors.Incomplete]
    page = _page(view, typed=typed, refusal=str(refusal))
    return page, STATUS.get(type(refusal), 409)


def _not_open(view: CaseView, move: Move) -> errors.Refused | None:
    """Return why a move is not open at all: its form is not on the page to say what it lacks."""
    try:
        step(move, view.case.state, view.parties, view.case.standing)
    except errors.Refused as refusal:
        return refusal
    return None


@pages.errorhandler(errors.NoSuchCase)
def show_unknown(refusal: errors.NoSuchCase) -> ResponseReturnValue:
    """Say that there is no such case, or none that the officer may see; never which.

    Whoever gave the case away themselves, and clicked twice, is told that it is done.
    """
    number = (request.view_args or {}).get("number", "")
    if gone := handed_on(the_system(), the_officer(), number):
        page = render_template("desk/handed_on.html", number=number, move=gone)
        return page, 409 if request.method == "POST" else 200
    return render_template("desk/no_such_case.html", message=str(refusal)), 404


def _open(number: str) -> CaseView:
    return open_case(the_system(), the_officer(), number)


def _page(
    view: CaseView,
    *,
    typed: MoveForm | None = None,
    done: Move | None = None,
    refusal: str = "",
    answer: Response | None = None,
) -> str:
    system = the_system()
    forms = _forms(view, typed)
    for form in forms:
        if answer and form.answers is answer.use:
            form.start_from(answer)
    return render_template(
        "desk/case.html",
        view=view,
        pieces=_pieces(view),
        profile=system.profile,
        today=system.today(),
        days_left=view.case.days_left(system.today()),
        forms=forms,
        answers=responses(system),
        answer=answer,
        buttons=_buttons(view),
        orphan=typed if typed and typed.move not in view.moves else (),
        tones=_TONES,
        basis_labels=_BASIS_LABELS,
        done=done,
        refusal=refusal,
    )


_TONES = {
    Move.REPLY: "done",
    Move.CLOSE: "done",
    Move.RETURN: "yellow",
    Move.SEND_BACK: "yellow",
    Move.SUPERVISE: "red",
}
"""Events that stand out in a history."""

_BASIS_LABELS: dict[Move, LazyText] = {
    Move.ASK_EXTENSION: lazy_gettext("申请延期到："),
    Move.GRANT_EXTENSION: lazy_gettext("延期到："),
    Move.LINK: lazy_gettext("关联的案件："),
    Move.SUPERVISE: lazy_gettext("督办方式："),
}
"""What stands beside the words of a move, where it is no clause."""


def _form(view: CaseView, move: Move, typed: MoveForm | None) -> MoveForm:
    """Return the form of a move: the one that was refused, with what was typed, or a blank one."""
    ours = typed is not None and typed.move is move
    blank = MOVE_FORMS[move]
    form = typed if ours and typed else blank(formdata=None, prefix=_prefix(blank))
    form.offer(the_system(), view)
    return form


def _forms(view: CaseView, typed: MoveForm | None) -> list[MoveForm]:
    """Return a form for each open move; of those that share one, the first, or the one typed."""
    found: dict[Move, MoveForm] = {}
    for move, form in MOVE_FORMS.items():
        if move not in view.moves:
            continue
        place = form.shares if form.shares in view.moves else move
        if place not in found or (typed is not None and typed.move is move):
            found[place or move] = _form(view, move, typed)
    return list(found.values())


def _buttons(view: CaseView) -> dict[Move, list[type[MoveForm]]]:
    """Return the buttons of each form: its own move's and those that share it, where open."""
    found: dict[Move, list[type[MoveForm]]] = {}
    for move, form in MOVE_FORMS.items():
        if move in view.moves:
            found.setdefault(form.shares or move, []).append(form)
    return found


def _prefix(form: type[MoveForm]) -> str:
    return (form.shares or form.move).value


def _pieces(view: CaseView) -> list[Piece]:
    return marked(view.report.text, view.report.evidence)
