"""The page of one draft: what it says, what stands in its way, its moves, its preview."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from mimetypes import guess_type

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.desk.asking import the_officer
from intake.desk.drafting import pages
from intake.desk.drafting_forms import MoveForm, ReasonForm
from intake.desk.drafting_shared import label_of, look, shown, status_of, words
from intake.desk.gate import open_to
from intake.domain.access import Right
from intake.domain.act_forms import CHANGES
from intake.domain.drafting import CONFIRMED, DraftMove, NoSuchDraft, NotReady
from intake.domain.errors import Incomplete, Refused
from intake.services import approvals, drafting
from intake.services.book import current_book
from intake.services.previews import preview_of, preview_path
from intake.services.system import CHINA
from intake.web.installation import the_system
from intake.web.numbers import whole_number
from publisher.fields import SHOWN, Fact, facts, say
from publisher.labels import Labels
from publisher.preview import theme_file
from register.acts import AnyAct, FollowUp, Personal, kind_of
from register.labels import KIND_LABELS, kind_label
from register.privacy import LABELS as PERSONAL_LABELS
from register.wording import LANGUAGES, language
from register.wording import gettext as _

_SAID = {*FollowUp.__struct_fields__, "unit"}
"""What the page of a draft shows by itself, or with a figure."""


@pages.get("/<draft_id>/")
@open_to(Right.DRAFT_ACTS, Right.APPROVE_ACTS)
def show(draft_id: str) -> ResponseReturnValue:
    """Show a draft: what it says, what is still wrong with it, what may be done."""
    return page_of(draft_id)


@pages.post("/<draft_id>/<any(submit, recall):step>/")
@open_to(Right.DRAFT_ACTS)
def act(draft_id: str, step: str) -> ResponseReturnValue:
    """Send a draft for approval, or take it back."""
    doing: Callable[..., object] = {
        "submit": drafting.submit_draft,
        "recall": drafting.recall_draft,
    }[step]
    return attempt(
        draft_id, step, lambda: doing(the_system(), the_officer(), draft_id, shown(MoveForm()))
    )


@pages.post("/<draft_id>/discard/")
@open_to(Right.DRAFT_ACTS)
def discard(draft_id: str) -> ResponseReturnValue:
    """Give a draft up."""
    return _with_reason(draft_id, "discard", drafting.discard_draft)


@pages.post("/<draft_id>/return/")
@open_to(Right.APPROVE_ACTS)
def send_back(draft_id: str) -> ResponseReturnValue:
    """Send a draft back to its authors with the reason."""
    return _with_reason(draft_id, "return", approvals.return_draft)


@pages.post("/<draft_id>/approve/")
@open_to(Right.APPROVE_ACTS)
def approve(draft_id: str) -> ResponseReturnValue:
    """Approve a draft as it was shown, and take it to the public."""

    def do() -> str:
        system = the_system()
        approvals.approve_draft(
            system, the_officer(), draft_id, shown(MoveForm()), _reasons_to_pass()
        )
        return approvals.publish_approved(system).site_fault

    return attempt(draft_id, "approve", do)


@pages.post("/approve/")
@open_to(Right.APPROVE_ACTS)
def approve_picked() -> ResponseReturnValue:
    """Approve the drafts that were ticked; say of each that was refused why."""
    picked = [value.partition("|") for value in request.form.getlist("draft")]
    read = [(id_, whole_number(shown)) for id_, _bar, shown in picked]
    versions = [(id_, version) for id_, version in read if version is not None]
    refused = approvals.approve_all(the_system(), the_officer(), versions)
    approvals.publish_approved(the_system())
    return render_template(
        "desk/drafting/picked.html",
        approved=[id_ for id_, _version in versions if id_ not in refused],
        refused={id_: str(refusal) for id_, refusal in refused.items()},
        **words(),
    )


@pages.get("/<draft_id>/preview/<path:page>")
@open_to(Right.DRAFT_ACTS, Right.APPROVE_ACTS)
def preview(draft_id: str, page: str) -> ResponseReturnValue:
    """Show the page of the public site as it will be, or a file of the theme that it names."""
    view = look(draft_id)
    content = theme_file(page)
    if content is not None:
        kind = guess_type(page)[0] or "application/octet-stream"
        return Response(content, mimetype=kind)
    found = preview_of(the_system(), view, page)
    if found is None:
        return render_template("desk/drafting/no_preview.html", view=view), 404
    return Response(found, mimetype="text/html")


def attempt(
    draft_id: str, move: str, do: Callable[[], object], form: MoveForm | None = None
) -> ResponseReturnValue:
    """Make a move and show the draft again; a refused one says why, and keeps what was typed.

    A text that `do` returns says why the public site was not brought up to date.
    """
    try:
        fault = isinstance(said := do(), str) and bool(said)
    except NoSuchDraft:
        raise
    except Incomplete as refusal:
        if form is not None and refusal.field in form:
            form[refusal.field].errors = [str(refusal)]
        return page_of(draft_id, typed=form, refusal=str(refusal)), 400
    except Refused as refusal:
        return page_of(draft_id, typed=form, refused=refusal), status_of(refusal)
    site = "behind" if fault else None
    return redirect(url_for("drafting.show", draft_id=draft_id, done=move, site=site), 303)


def page_of(
    draft_id: str,
    *,
    typed: MoveForm | None = None,
    refusal: str = "",
    refused: Refused | None = None,
) -> str:
    """Return the page of a draft."""
    view = look(draft_id)
    done = request.args.get("done", "")
    forms: dict[str, MoveForm] = {
        "move": MoveForm(formdata=None),
        "discard": ReasonForm(formdata=None, prefix="discard"),
        "return": ReasonForm(formdata=None, prefix="return"),
    }
    for form in forms.values():
        form.version.data = str(view.draft.version)
    if typed is not None:
        forms[typed._prefix.rstrip("-") or "move"] = typed
        typed.version.data = str(view.draft.version)
    findings = refused.findings if isinstance(refused, NotReady) else view.readiness.findings
    return render_template(
        "desk/drafting/draft.html",
        view=view,
        act=view.readiness.act,
        known_areas={area.id for area in the_system().profile.areas},
        facts=[(one.label, one.value) for one in _facts(view)],
        findings=[(label_of(view, one.field), one) for one in findings],
        alarms=view.readiness.alarms,
        confirmed=[one.text for one in view.readiness.questions if one.key in _confirmed(view)],
        personal=PERSONAL_LABELS,
        previews=[(name, preview_path(view, name)) for name in LANGUAGES],
        forms=forms,
        done=DraftMove(done) if done in set(DraftMove) else None,
        behind=request.args.get("site") == "behind",
        refusal=refusal or (str(refused) if refused else ""),
        reasons=request.form,
        public=the_system().settings.public_url,
        label=lambda path: label_of(view, path),
        **words(),
    )


def _confirmed(view: drafting.DraftView) -> list[str]:
    return view.draft.typed.get(CONFIRMED, "").split("\n")


def _facts(view: drafting.DraftView) -> Sequence[Fact]:
    """Return what a draft says: as the public page words it, or as typed while it is no act yet."""
    act = view.readiness.act
    if act is None:
        return [Fact(label_of(view, path), text, True) for path, text in view.draft.typed.items()]
    labels = Labels(the_system().profile, language())
    return [*_spoken_of(act), *facts(act, labels), *_said_elsewhere(view, act, labels)]


def _spoken_of(act: AnyAct) -> Iterator[Fact]:
    """Yield which entry a follow-up is about: whoever approves it must see that it is the right."""
    if not isinstance(act, FollowUp):
        return
    with suppress(KeyError):
        about = current_book(the_system()).book.act(act.refers_to)
        yield Fact(_("所针对的公示"), f"{about.date} {kind_label(about)} {about.document}", True)


def _said_elsewhere(view: drafting.DraftView, act: AnyAct, labels: Labels) -> Iterator[Fact]:
    """Yield what the public page says beside another entry or with its standing, not here."""
    for name in act.__struct_fields__:
        value = getattr(act, name)
        if name in _SAID or name in SHOWN.get(kind_of(act), ()) or value is None:
            continue
        if isinstance(value, Mapping):
            mark = f"{KIND_LABELS['corrected']}{_('：')}"
            for path, right in value.items():
                yield Fact(mark + label_of(view, f"{CHANGES}.{path}"), right, True)
        else:
            yield Fact(label_of(view, name), say(value, labels), True)


def desk_time(moment: dt.datetime) -> str:
    """Return when something was done at the desk, by China's clock."""
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def _with_reason(draft_id: str, step: str, doing: Callable[..., object]) -> ResponseReturnValue:
    form = ReasonForm(prefix=step)
    return attempt(
        draft_id,
        step,
        lambda: doing(the_system(), the_officer(), draft_id, shown(form), reason=form.reason.data),
        form,
    )


def _reasons_to_pass() -> dict[tuple[str, Personal], str]:
    """Return why alarms may pass, from fields named `pass|<field>|<kind>`."""
    found = {}
    for name, text in request.form.items():
        mark, _first, rest = name.partition("|")
        field, _second, what = rest.rpartition("|")
        if mark == "pass" and what in set(Personal) and text.strip():
            found[field, Personal(what)] = text
    return found
