"""Figures at the desk: what came, what was done in time, what came back, how content people are."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from intake.desk import figure_tables
from intake.desk.asking import the_officer
from intake.desk.gate import open_to
from intake.domain.access import Right
from intake.domain.errors import Incomplete
from intake.domain.months import months_asked
from intake.services.figures import Asked, Overview, departments_seen, overview
from intake.services.month_drafts import sees_months
from intake.web.installation import the_system
from register.jurisdiction import Matter
from register.numbers import DEFINITIONS, UNTOLD
from register.wording import gettext as _

pages = Blueprint("figures", __name__, url_prefix="/numbers")

NOWHERE = "none"
"""How an address asks for cases that name no area."""


@pages.get("/")
@open_to(Right.READ_NUMBERS)
def show() -> ResponseReturnValue:
    """Show the figures: `?first=`, `?last=`, `?department=`, `?area=`, `?matter=` narrow them."""
    try:
        found = overview(the_system(), the_officer(), _asked())
    except Incomplete as refusal:
        return _page(None, str(refusal)), 400
    return _page(found)


@pages.get("/numbers.csv")
@open_to(Right.READ_NUMBERS)
def download() -> ResponseReturnValue:
    """Give the same figures as a table of plain counts."""
    try:
        found = overview(the_system(), the_officer(), _asked())
    except Incomplete as refusal:
        return _page(None, str(refusal)), 400
    answer = Response(figure_tables.as_csv(the_system().profile, found), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="numbers.csv"'
    return answer


def _asked() -> Asked:
    """Read what is asked for; raises `Incomplete` for what is no month, area or matter."""
    given = {name: value.strip() for name, value in request.args.items()}
    months = months_asked(given.get("first", ""), given.get("last", ""), the_system().today())
    matter, area = given.get("matter", ""), given.get("area", "")
    if matter and matter not in set(Matter):
        raise Incomplete("matter", _("没有这个事项，请从列表中选择。"))
    return Asked(
        months=months,
        department=given.get("department") or None,
        area=UNTOLD if area == NOWHERE else area or None,
        matter=Matter(matter) if matter else None,
    )


def _page(found: Overview | None, refusal: str = "") -> str:
    system, officer = the_system(), the_officer()
    tables = figure_tables.groups(system.profile, found) if found else []
    usual = found.asked.months if found else months_asked("", "", system.today())
    kept = {name: value for name, value in request.args.items() if value}
    return render_template(
        "desk/figures.html",
        found=found,
        refusal=refusal,
        tables=tables,
        charts=figure_tables.charts(tables) if found else [],
        satisfaction=figure_tables.satisfaction(found) if found else [],
        whole=figure_tables.Row("", found.whole).summary if found else None,
        definitions=DEFINITIONS,
        today=system.today(),
        first=kept.get("first", usual.first),
        last=kept.get("last", usual.last),
        kept=kept,
        departments=departments_seen(system.profile, officer),
        areas=[area.id for area in system.profile.areas],
        nowhere=NOWHERE,
        matters=list(Matter),
        publishes=sees_months(officer),
    )
