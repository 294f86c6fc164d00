"""The audit trail at the desk: filtered, exported, verified."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, SelectField, StringField, TextAreaField

from intake.db.trail_search import Found, Wanted
from intake.desk.asking import the_officer
from intake.desk.gate import open_to
from intake.domain.access import Right
from intake.domain.deeds import deed_name, refusal_name
from intake.domain.errors import Incomplete
from intake.domain.roles import COORDINATION
from intake.services.system import CHINA
from intake.services.trail import (
    export_chain,
    export_found,
    known_actions,
    read_trail,
    verify_trail,
)
from intake.services.trail_check import KIND_NAMES, MOST_FAULTS
from intake.web.forms import DayField, Form, as_typed
from intake.web.installation import the_system
from register.wording import gettext as _
from register.wording import lazy_gettext

pages = Blueprint("audit", __name__, url_prefix="/audit")

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class FilterForm(Form):
    """Which lines to show; sent with GET, so that a filter can be kept as a bookmark."""

    class Meta(Form.Meta):
        """A filter changes nothing and needs no token."""

        csrf = False

        def wrap_formdata(self, form: Form, formdata: object) -> object:
            """Read the address, not a body."""
            return request.args

    member = StringField(lazy_gettext("人员"), filters=[as_typed])
    number = StringField(lazy_gettext("案件编号"), filters=[as_typed])
    action = SelectField(lazy_gettext("操作"), validate_choice=False)
    since = DayField(lazy_gettext("从哪一天"))
    until = DayField(lazy_gettext("到哪一天"))
    refused = BooleanField(lazy_gettext("只看被拒绝的操作"))

    def offer(self) -> None:
        """Fill in the actions that occur."""
        known = [(action, deed_name(action)) for action in known_actions(the_system())]
        self.action.choices = [("", _("全部")), *known]

    def wanted(self) -> Wanted:
        """Return what was asked for."""
        until = self.until.data
        return Wanted(
            member=self.member.data.strip() or None,
            number=self.number.data.strip() or None,
            action=self.action.data or None,
            refused_only=bool(self.refused.data),
            since=_midnight(self.since.data) if self.since.data else None,
            until=_midnight(until) + dt.timedelta(days=1) if until else None,
        )


class VerifyForm(Form):
    """A checkpoint kept from before, if there is one."""

    kept = TextAreaField(
        lazy_gettext("以前保存的检查点（可以不填）"), filters=[as_typed], render_kw={"rows": 6}
    )


@pages.get("/")
@open_to(Right.READ_TRAIL)
def show() -> ResponseReturnValue:
    """Show a page of lines, the latest first: `?before=` to page on."""
    form = FilterForm()
    form.offer()
    well_formed = form.validate()
    before = request.args.get("before", type=_line_number)
    wanted = form.wanted() if well_formed else Wanted()
    page = read_trail(the_system(), the_officer(), wanted, before)
    kept = {name: value for name, value in request.args.items() if name != "before" and value}
    return render_template(
        "desk/audit.html", form=form, page=page, kept=kept, verify=VerifyForm(formdata=None),
        china=CHINA,
    ), (200 if well_formed else 400)  # fmt: skip


@pages.get("/lines.csv")
@open_to(Right.READ_TRAIL)
def export() -> ResponseReturnValue:
    """Hand out the lines that match, as a table for a spreadsheet."""
    form = FilterForm()
    form.offer()
    wanted = form.wanted() if form.validate() else Wanted()
    found = export_found(the_system(), the_officer(), wanted)
    return _download(_table(found), "text/csv", "audit.csv")


@pages.get("/chain.jsonl")
@open_to(Right.READ_TRAIL, department=COORDINATION)
def chain() -> ResponseReturnValue:
    """Hand out the whole chain with its signed end, for checking it elsewhere."""
    return _download(
        export_chain(the_system(), the_officer()), "application/jsonl", "audit-chain.jsonl"
    )


@pages.post("/verify/")
@open_to(Right.READ_TRAIL)
def verify() -> ResponseReturnValue:
    """Check the whole trail and say what was found."""
    typed = VerifyForm()
    try:
        verdict = verify_trail(the_system(), typed.kept.data, by=the_officer().member_id)
    except Incomplete as refusal:
        typed.kept.errors = [str(refusal)]
        return render_template("desk/audit_verdict.html", form=typed, verdict=None), 400
    return render_template(
        "desk/audit_verdict.html",
        form=typed,
        verdict=verdict,
        kind_names=KIND_NAMES,
        most=MOST_FAULTS,
    )


def _line_number(text: str) -> int:
    """Read the number of a line; raises ValueError for what can be none."""
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise ValueError(text)
    return int(text)


def _table(found: Iterator[Found]) -> Iterator[str]:
    header = (
        _("序号"),
        _("时间"),
        _("操作人"),
        _("操作"),
        _("案件编号"),
        _("涉及"),
        _("未通过原因"),
    )
    yield "\ufeff" + _row(header)
    for one in found:
        line = one.stored.line
        yield _row(
            (
                str(one.stored.number),
                line.at.astimezone(CHINA).isoformat(sep=" ", timespec="seconds"),
                one.member or "",
                deed_name(line.action),
                one.number or "",
                one.about or line.about or "",
                refusal_name(line.refused) if line.refused else "",
            )
        )


def _row(cells: tuple[str, ...]) -> str:
    """Return a line of CSV; what a spreadsheet would take for a formula is made text (OWASP)."""
    written = io.StringIO()
    csv.writer(written).writerow(f"'{c}" if c.startswith(_FORMULA) else c for c in cells)
    return written.getvalue()


def _download(lines: Iterator[str], kind: str, name: str) -> Response:
    response = Response("".join(lines), mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _midnight(day: dt.date) -> dt.datetime:
    """Return when a day begins; one that no line can be of is brought to one that can be."""
    day = min(max(day, dt.date(2000, 1, 1)), dt.date(9000, 1, 1))
    return dt.datetime.combine(day, dt.time(), CHINA)
