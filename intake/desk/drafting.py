"""Drafts at the desk: what waits, a new one, its form, what the public will see, its moves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from flask import (
    Blueprint,
    abort,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from intake.desk.asking import the_officer
from intake.desk.drafting_forms import (
    ActForm,
    Asked,
    firm_words,
    firms_offered,
)
from intake.desk.drafting_shared import look, shown, status_of, words
from intake.desk.gate import open_to
from intake.domain.access import Right
from intake.domain.act_forms import is_follow_up
from intake.domain.drafting import FIRM, DraftMove, DraftState, NoSuchDraft
from intake.domain.errors import ActedOnMeanwhile, Incomplete, Refused
from intake.services import drafting
from intake.services.book import ReadBook, current_book
from intake.web.installation import the_system
from register.acts import KINDS
from register.findings import Finding
from register.references import FITTING
from register.wording import gettext as _

pages = Blueprint("drafting", __name__, url_prefix="/drafting")

VIEWS: Mapping[str, tuple[DraftState, ...]] = {
    "drafting": (DraftState.DRAFTING, DraftState.RETURNED),
    "submitted": (DraftState.SUBMITTED, DraftState.APPROVED),
    "published": (DraftState.PUBLISHED,),
    "discarded": (DraftState.DISCARDED,),
}
_ID = re.compile(r"[a-z2-7]{26}")


@pages.get("/")
@open_to(Right.DRAFT_ACTS, Right.APPROVE_ACTS)
def show_all() -> ResponseReturnValue:
    """Show a page of drafts: `?view=`, `?after=` to page on."""
    view = request.args.get("view", "drafting")
    if view not in VIEWS:
        abort(404)
    page = drafting.list_drafts(the_system(), the_officer(), VIEWS[view], request.args.get("after"))
    return render_template("desk/drafting/list.html", page=page, view=view, views=VIEWS, **words())


@pages.get("/new/")
@open_to(Right.DRAFT_ACTS)
def choose_kind() -> ResponseReturnValue:
    """Offer the kinds that the officer's departments may issue."""
    offered = drafting.kinds_open_to(the_system(), the_officer())
    return render_template("desk/drafting/kinds.html", offered=offered, **words())


@pages.get("/new/<department>/<kind>/")
@open_to(Right.DRAFT_ACTS)
def new(department: str, kind: str) -> ResponseReturnValue:
    """Ask which enterprise; once `?enterprise=` says, show the form of the kind."""
    _require_kind(department, kind)
    read, asked_for = current_book(the_system()), request.args.get("enterprise", "")
    if not asked_for:
        sought = request.args.get("q", "")
        return render_template(
            "desk/drafting/firms.html",
            department=department,
            kind=kind,
            sought=sought,
            found=read.firms.find(sought),
            firm_words=firm_words,
            names=read.firms.names,
            follow_up=is_follow_up(kind),
            **words(),
        )
    typed = _known(read, asked_for)
    asked = _asked(read, kind, typed)
    form = asked.form(typed)
    form.draft.data = the_system().new_id()
    return _form_page(form, asked, department=department, kind=kind)


@pages.post("/new/<department>/<kind>/")
@open_to(Right.DRAFT_ACTS)
def begin(department: str, kind: str) -> ResponseReturnValue:
    """Begin a draft with what was typed."""
    if kind not in KINDS:
        abort(404)
    read = current_book(the_system())
    asked = _asked(read, kind, request.form)
    form = asked.form()
    made = form.draft.data if _ID.fullmatch(form.draft.data) else ""
    try:
        draft_id = drafting.start_draft(
            the_system(), the_officer(), kind, department, form.typed(), draft_id=made
        )
    except Incomplete as refusal:
        if refusal.field == "kind":
            abort(403)  # the service wrote it on the trail
        _mark(form, [Finding(refusal.field, str(refusal), "")])
        return _form_page(form, asked, department=department, kind=kind), 400
    except ActedOnMeanwhile as refusal:
        return _begun(made, form, asked, str(refusal))
    except Refused:
        abort(403)
    return redirect(_next_page(draft_id), 303)


def _begun(draft_id: str, form: ActForm, asked: Asked, refusal: str) -> ResponseReturnValue:
    """Give back what was typed in a form whose draft was begun before, to be saved in that one."""
    view = look(draft_id)
    form.version.data = str(view.draft.version)
    draft = view.draft
    page = _form_page(
        form, asked, department=draft.department, kind=draft.kind, view=view, refusal=refusal
    )
    return page, 409


@pages.get("/<draft_id>/edit/")
@open_to(Right.DRAFT_ACTS)
def edit(draft_id: str) -> ResponseReturnValue:
    """Show the form of a draft, with what is wrong beside each field."""
    view = look(draft_id)
    if DraftMove.EDIT not in view.moves:
        return redirect(url_for("drafting.show", draft_id=draft_id), 303)
    asked = _asked_of(view)
    form = asked.form(view.draft.typed)
    form.version.data = str(view.draft.version)
    if any(view.draft.typed.values()):  # an untouched form, begun by a case, reproaches nobody
        _mark(form, view.readiness.findings)
    return _form_page(
        form, asked, department=view.draft.department, kind=view.draft.kind, view=view
    )


@pages.post("/<draft_id>/edit/")
@open_to(Right.DRAFT_ACTS)
def save(draft_id: str) -> ResponseReturnValue:
    """Keep what was typed; nothing is lost where it can't be kept."""
    view = look(draft_id)
    asked = _asked_of(view, request.form)
    form = asked.form()
    department, kind = view.draft.department, view.draft.kind
    try:
        drafting.change_draft(the_system(), the_officer(), draft_id, shown(form), form.typed())
    except Incomplete as refusal:
        _mark(form, [Finding(refusal.field, str(refusal), "")])
        return _form_page(form, asked, department=department, kind=kind, view=view), 400
    except Refused as refusal:
        return _form_page(
            form, asked, department=department, kind=kind, view=view, refusal=str(refusal)
        ), status_of(refusal)
    return redirect(_next_page(draft_id), 303)


def _next_page(draft_id: str) -> str:
    """Go back to the form where the officer wants to fill in more of it."""
    return url_for(
        "drafting.edit" if "more" in request.form else "drafting.show", draft_id=draft_id
    )


def _form_page(
    form: ActForm,
    asked: Asked,
    *,
    department: str,
    kind: str,
    view: drafting.DraftView | None = None,
    refusal: str = "",
) -> str:
    return render_template(
        "desk/drafting/form.html",
        form=form,
        asked=asked,
        department=department,
        kind=kind,
        view=view,
        refusal=refusal,
        **words(),
    )


def _mark(form: ActForm, findings: Sequence[Finding]) -> None:
    for finding in findings:
        if finding.field in form:
            said = _("%(reason)s。%(remedy)s", reason=finding.reason, remedy=finding.remedy)
            form[finding.field].errors = [said if finding.remedy else finding.reason]


def _asked_of(view: drafting.DraftView, sent: Mapping[str, str] | None = None) -> Asked:
    typed = view.draft.typed if sent is None else sent
    return _asked(current_book(the_system()), view.draft.kind, typed, view)


def _asked(
    read: ReadBook, kind: str, typed: Mapping[str, str], view: drafting.DraftView | None = None
) -> Asked:
    firm = typed.get(FIRM, "")
    history = read.book.histories.get(firm)
    visible = history.on(the_system().today()).acts if history else ()
    earlier = [act for act in visible if type(act) in FITTING.get(KINDS[kind], ())]
    target = next((act for act in earlier if act.id == typed.get("refers_to")), None)
    return Asked(
        the_system().profile,
        kind,
        typed,
        target=target,
        earlier=earlier,
        firms=firms_offered(read, typed),
        questions=view.readiness.questions if view else (),
    )


def _known(read: ReadBook, asked_for: str) -> dict[str, str]:
    """Return what the book knows of an enterprise, as if it had been typed."""
    firm = read.firms.last(asked_for)
    if firm is None:
        return {}
    typed = {FIRM: firm.id, "enterprise.name": firm.name, "enterprise.area": firm.area}
    return typed | {"enterprise.industry": firm.industry, "enterprise.uscc": firm.uscc or ""}


def _require_kind(department: str, kind: str) -> None:
    if kind not in drafting.kinds_open_to(the_system(), the_officer()).get(department, []):
        abort(404)


@pages.errorhandler(NoSuchDraft)
def show_unknown(refusal: NoSuchDraft) -> ResponseReturnValue:
    """Say that there is no such draft, or none that the officer may see; never which."""
    return render_template("desk/drafting/unknown.html", message=str(refusal)), 404
