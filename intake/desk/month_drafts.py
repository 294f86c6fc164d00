"""A month's numbers for the public: prepared, looked at as the public will see them, approved."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.desk.asking import the_officer
from intake.desk.drafting_shared import status_of
from intake.desk.gate import open_to
from intake.domain import drafting as rules
from intake.domain.access import Right
from intake.domain.drafting import DraftMove, DraftState, NoSuchDraft
from intake.domain.errors import Incomplete, Refused
from intake.domain.month_drafts import MonthDraft
from intake.domain.roles import COORDINATION
from intake.services import month_drafts
from intake.services.month_publishing import publish_months
from intake.web.forms import as_typed
from intake.web.installation import the_system
from intake.web.numbers import shown_version
from publisher.labels import Labels
from publisher.month_tables import parts, satisfaction, shares, steps
from register.numbers import DEFINITIONS, SMALLEST
from register.problems import ProblemsFound
from register.wording import language
from register.working_days import add_months

pages = Blueprint("month_drafts", __name__, url_prefix="/numbers/public")

TO_DRAFT = (Right.DRAFT_ACTS, Right.APPROVE_ACTS)
MOVES = (
    DraftMove.SUBMIT, DraftMove.RECALL, DraftMove.DISCARD, DraftMove.RETURN, DraftMove.APPROVE,
)  # fmt: skip


@pages.get("/")
@open_to(*TO_DRAFT, department=COORDINATION)
def show_all() -> ResponseReturnValue:
    """List the months prepared last, and offer to prepare one."""
    return _list()


@pages.post("/")
@open_to(*TO_DRAFT, department=COORDINATION)
def prepare() -> ResponseReturnValue:
    """Count a month and send it for approval."""
    month = as_typed(request.form.get("month"))
    try:
        draft_id = month_drafts.prepare_month(the_system(), the_officer(), month)
    except Incomplete as refusal:
        return _list(str(refusal), month), 400
    except Refused as refusal:
        return _list(str(refusal), month), status_of(refusal)
    except ProblemsFound as problems:
        return _list(str(problems.problems[0].reason), month), 409
    return redirect(url_for("month_drafts.show", draft_id=draft_id, done=DraftMove.SUBMIT), 303)


@pages.get("/<draft_id>/")
@open_to(*TO_DRAFT, department=COORDINATION)
def show(draft_id: str) -> ResponseReturnValue:
    """Show a prepared month as the public will read it."""
    return _page(draft_id)


@pages.post(f"/<draft_id>/<any({','.join(MOVES)}):move>/")
@open_to(*TO_DRAFT, department=COORDINATION)
def change(draft_id: str, move: str) -> ResponseReturnValue:
    """Make one of the moves; approval takes the month to the public at once."""
    version = shown_version(request.form.get("version"))
    reason = as_typed(request.form.get("reason"))
    done = DraftMove(move)
    try:
        _CHANGES[done](draft_id, version, reason)
    except NoSuchDraft:
        raise
    except Incomplete as refusal:
        return _page(draft_id, str(refusal)), 400
    except Refused as refusal:
        return _page(draft_id, str(refusal)), status_of(refusal)
    behind = "1" if done is DraftMove.APPROVE and publish_months(the_system()).fault else None
    return redirect(url_for("month_drafts.show", draft_id=draft_id, done=done, behind=behind), 303)


@pages.errorhandler(NoSuchDraft)
def show_unknown(refusal: NoSuchDraft) -> ResponseReturnValue:
    """Say that there is no such draft."""
    return render_template("desk/drafting/unknown.html", message=str(refusal)), 404


_Change = Callable[[str, int, str], MonthDraft]
_CHANGES: Mapping[DraftMove, _Change] = {
    DraftMove.SUBMIT: lambda draft_id, version, _reason: month_drafts.recount_month(
        the_system(), the_officer(), draft_id, version
    ),
    DraftMove.RECALL: lambda draft_id, version, _reason: month_drafts.recall_month(
        the_system(), the_officer(), draft_id, version
    ),
    DraftMove.DISCARD: lambda draft_id, version, reason: month_drafts.discard_month(
        the_system(), the_officer(), draft_id, version, reason=reason
    ),
    DraftMove.RETURN: lambda draft_id, version, reason: month_drafts.return_month(
        the_system(), the_officer(), draft_id, version, reason=reason
    ),
    DraftMove.APPROVE: lambda draft_id, version, _reason: month_drafts.approve_month(
        the_system(), the_officer(), draft_id, version
    ),
}


def _list(refusal: str = "", month: str = "") -> str:
    last = add_months(the_system().today().replace(day=1), -1)
    return render_template(
        "desk/month_drafts.html",
        drafts=month_drafts.month_drafts(the_system(), the_officer()),
        states=rules.STATE_NAMES,
        refusal=refusal,
        month=month or f"{last:%Y-%m}",
        smallest=SMALLEST,
        prepares=the_officer().may(Right.DRAFT_ACTS, COORDINATION),
    )


def _page(draft_id: str, refusal: str = "") -> str:
    view = month_drafts.look_at_month(the_system(), the_officer(), draft_id)
    done, numbers = request.args.get("done"), view.draft.numbers
    labels = Labels(the_system().profile, language())
    return render_template(
        "desk/month_draft.html",
        view=view,
        numbers=numbers,
        departments=parts(numbers, numbers.departments, labels),
        areas=parts(numbers, numbers.areas, labels),
        steps=steps(numbers),
        shares=shares(numbers),
        satisfaction=satisfaction(numbers),
        definitions=DEFINITIONS,
        smallest=SMALLEST,
        states=rules.STATE_NAMES,
        moves=rules.MOVE_NAMES,
        public=the_system().settings.public_url,
        published=view.draft.state is DraftState.PUBLISHED,
        done=DraftMove(done) if done in set(DraftMove) else None,
        behind=bool(request.args.get("behind")),
        refusal=refusal,
        tried=(request.view_args or {}).get("move"),
        reason=as_typed(request.form.get("reason")),
    )
