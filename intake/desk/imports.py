"""Lists at the desk: bring one, see a verdict on every row, make drafts of the good ones.

Nothing is kept between the preview and the confirmation but what the page itself carries back: the
file travels in the form, packed. A list that is not confirmed leaves nothing behind.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import FileField, HiddenField, SelectField, StringField

from intake.desk.asking import the_officer
from intake.desk.drafting_forms import Asked, offered
from intake.desk.drafting_shared import words
from intake.desk.gate import open_to
from intake.desk.imported_rows import begins, columns_of
from intake.domain.access import Right
from intake.domain.act_forms import CHANGES
from intake.domain.errors import Incomplete, NotAllowed, Refused
from intake.services import list_drafts
from intake.services.drafting import kinds_open_to
from intake.services.list_drafts import Brought
from intake.web.forms import Form, as_typed
from intake.web.installation import the_system
from intake.web.names import names_of
from register.importing.columns import Field
from register.importing.field_labels import FIELD_LABELS
from register.importing.reading import Imported
from register.importing.rejects import rejects
from register.importing.remarks import Verdict
from register.importing.tables import MAX_ROWS, UnreadableTable
from register.labels import KIND_LABELS
from register.wording import LazyText, lazy_gettext
from register.wording import gettext as _

pages = Blueprint("imports", __name__, url_prefix="/imports")

LARGEST_FILE = 5 * 1024 * 1024
"""Bytes: packed for the page and back it must fit into one form."""
ROWS_SHOWN = 1000
_MAP = "map|"
_WAS = "was|"
_COMMON = "common|"

VERDICT_NAMES: Mapping[Verdict, LazyText] = {
    Verdict.ACCEPTED: lazy_gettext("接受"),
    Verdict.FLAGGED: lazy_gettext("接受，需核对"),
    Verdict.REFUSED: lazy_gettext("退回"),
}
VERDICT_TONES = {Verdict.ACCEPTED: "done", Verdict.FLAGGED: "yellow", Verdict.REFUSED: "red"}


class ListForm(Form):
    """A list, and what it says."""

    what = SelectField(lazy_gettext("名单内容"), validate_choice=False)
    file = FileField(
        lazy_gettext("表格文件"),
        render_kw={"required": True, "accept": ".csv,.xlsx,.xls,.et,.txt,.tsv"},
    )
    name_column = StringField(lazy_gettext("写企业名称的列（选填）"), filters=[as_typed])


class ConfirmForm(Form):
    """A list on its way back from the preview."""

    what = HiddenField(filters=[as_typed])
    file_name = HiddenField(filters=[as_typed])
    packed = HiddenField()


@pages.get("/")
@open_to(Right.DRAFT_ACTS)
def show_all() -> ResponseReturnValue:
    """Ask for a list, and show those that were brought in."""
    return _upload_page(ListForm(formdata=None))


@pages.post("/preview/")
@open_to(Right.DRAFT_ACTS)
def preview() -> ResponseReturnValue:
    """Show the verdict on every row, of a new list or again with other columns."""
    form = ListForm()
    try:
        brought = _carried() if "packed" in request.form else _uploaded(form)
        imported = list_drafts.judge_list(the_system(), the_officer(), brought)
    except Incomplete as refusal:
        form["what" if refusal.field == "kind" else "file"].errors = [str(refusal)]
        return _upload_page(form), 400
    except UnreadableTable as fault:
        form.file.errors = [str(fault)]
        return _upload_page(form), 400
    except Refused as refusal:
        form.what.errors = [str(refusal)]
        return _upload_page(form), 403
    return _preview_page(brought, imported)


@pages.post("/confirm/")
@open_to(Right.DRAFT_ACTS)
def confirm() -> ResponseReturnValue:
    """Make drafts of the good rows, and show them."""
    try:
        brought = _carried()
        outcome = list_drafts.import_as_drafts(the_system(), the_officer(), brought)
    except (Refused, UnreadableTable) as refusal:
        form = ListForm(formdata=None)
        form.file.errors = [str(refusal)]
        return _upload_page(form), 400
    return redirect(
        url_for("imports.show", import_id=outcome.import_id, known=outcome.known or None), 303
    )


@pages.post("/rejects/")
@open_to(Right.DRAFT_ACTS)
def download_rejects() -> ResponseReturnValue:
    """Give the refused rows back as a file, each with its reason."""
    try:
        brought = _carried()
        imported = list_drafts.judge_list(the_system(), the_officer(), brought)
    except (Refused, UnreadableTable):
        abort(400)
    answer = Response(rejects(imported), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="rejects.csv"'
    return answer


@pages.get("/<import_id>/")
@open_to(Right.DRAFT_ACTS, Right.APPROVE_ACTS)
def show(import_id: str) -> ResponseReturnValue:
    """Show what became of a list's good rows."""
    return _run_page(import_id)


def _run_page(import_id: str, refusal: str = "") -> str:
    run = list_drafts.import_run(the_system(), import_id)
    if run is None:
        abort(404)
    place = request.args.get("after", -1, type=int)
    rows = list_drafts.list_rows(the_system(), the_officer(), import_id, min(place, MAX_ROWS))
    more = len(rows) == list_drafts.ROWS_ON_A_PAGE
    return render_template(
        "desk/imports/run.html",
        run=run,
        rows=rows,
        refusal=refusal,
        after=rows[-1].stored.place if more else None,
        departments=_departments_for(run.kind),
        known=request.args.get("known", type=int),
        sent=request.args.get("sent", type=int),
        unready=request.args.get("unready", 0, type=int),
        **words(),
    )


@pages.post("/<import_id>/adopt/")
@open_to(Right.DRAFT_ACTS)
def adopt(import_id: str) -> ResponseReturnValue:
    """Make drafts of rows that have none yet."""
    try:
        list_drafts.adopt_rows(
            the_system(), the_officer(), request.form.get("department", ""), import_id
        )
    except Refused as refusal:
        status = 403 if isinstance(refusal, NotAllowed) else 400
        return _run_page(import_id, str(refusal)), status
    return redirect(url_for("imports.show", import_id=import_id), 303)


@pages.post("/<import_id>/submit/")
@open_to(Right.DRAFT_ACTS)
def submit(import_id: str) -> ResponseReturnValue:
    """Send all of a list's drafts that are ready."""
    sent = list_drafts.submit_all(the_system(), the_officer(), import_id)
    return redirect(
        url_for("imports.show", import_id=import_id, sent=sent.sent, unready=sent.unready), 303
    )


def _uploaded(form: ListForm) -> Brought:
    """Return the list that was uploaded; raises `Incomplete` for none, or one too large."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Incomplete("file", _("请选择一个CSV、XLSX或者XLS文件。"))
    content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        most = LARGEST_FILE // 1024 // 1024
        raise Incomplete("file", _("文件超过%(n)s MB，请分成几个文件，再分别导入。", n=most))
    department, _bar, kind = str(form.what.data or "").partition("|")
    column = form.name_column.data.strip()
    given = {column: Field.ENTERPRISE} if column else {}
    return Brought(department, kind, file.filename[-200:], content, given)


def _carried() -> Brought:
    """Return the list that came back from the preview; raises `Incomplete` if it was broken."""
    form = ConfirmForm()
    department, _bar, kind = form.what.data.partition("|")
    unpack = zlib.decompressobj()
    try:
        content = unpack.decompress(b64decode(form.packed.data or "", validate=True), LARGEST_FILE)
    except (ValueError, zlib.error) as broken:
        raise Incomplete("file", _("文件没有完整传回，请重新选择文件。")) from broken
    if not content or unpack.unconsumed_tail:
        raise Incomplete("file", _("文件没有完整传回，请重新选择文件。"))
    was = _after(_WAS)
    given = {
        header: Field(field)
        for header, field in _after(_MAP).items()
        if field in set(Field) and field != was.get(header)
    }
    common = {path: as_typed(text) for path, text in _after(_COMMON).items()}
    return Brought(department, kind, form.file_name.data, content, given, common)


def _after(prefix: str) -> dict[str, str]:
    """Return the fields of the form whose names begin so, by what comes after."""
    return {
        name.removeprefix(prefix): value
        for name, value in request.form.items()
        if name.startswith(prefix)
    }


def _upload_page(form: ListForm) -> str:
    names = names_of(the_system().profile)
    form.what.choices = offered(
        (f"{department}|{kind}", f"{names['department_name'](department)} · {KIND_LABELS[kind]}")
        for department, kinds in kinds_open_to(the_system(), the_officer()).items()
        for kind in kinds
        if kind not in {"corrected", "withdrawn", "publicity-ended"}
    )
    return render_template(
        "desk/imports/all.html",
        form=form,
        runs=list_drafts.recent_imports(the_system()),
        largest=LARGEST_FILE // 1024 // 1024,
        **words(),
    )


def _preview_page(brought: Brought, imported: Imported) -> str:
    form = ConfirmForm(formdata=None)
    form.what.data = f"{brought.department}|{brought.kind}"
    form.file_name.data = brought.file_name
    form.packed.data = b64encode(zlib.compress(brought.content)).decode()
    asked = Asked(the_system().profile, brought.kind, {})
    shared = [one for one in asked.fields if _shared(one.path)]
    return render_template(
        "desk/imports/preview.html",
        form=form,
        brought=brought,
        imported=imported,
        counts={verdict: imported.count(verdict) for verdict in Verdict},
        rows=imported.rows[:ROWS_SHOWN],
        more=max(0, len(imported.rows) - ROWS_SHOWN),
        columns=columns_of(imported, brought, _after(_WAS)),
        begins=begins,
        totals=[total for sheet in imported.sheets for total in sheet.totals],
        field_labels=FIELD_LABELS,
        verdict_names=VERDICT_NAMES,
        verdict_tones=VERDICT_TONES,
        shared=asked.plain_fields(shared, brought.common, _COMMON),
        **words(),
    )


def _shared(path: str) -> bool:
    """Rows differ in their firm, its code and its equipment; all else they may have in common."""
    apart = ("enterprise.name", "enterprise.uscc", "lines.", "line.", CHANGES)
    return not path.startswith(apart)


def _departments_for(kind: str) -> list[str]:
    offered_kinds = kinds_open_to(the_system(), the_officer())
    return [department for department, kinds in offered_kinds.items() if kind in kinds]
