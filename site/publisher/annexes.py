"""Hand-over tables as workbooks in the shape of an annex to an official letter.

Fonts and sizes follow GB/T 9704-2012 and common practice for annexed tables: 附件 in 黑体, the
title in 小标宋 22 pt, headings in 黑体, the body in 仿宋; A4 across, page number between dashes.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from publisher.downloads.excel import CREATED, sheet_name
from publisher.labels import Labels
from register.acts import kind_of
from register.annexes import Exit, Exits, Late, Period
from register.jurisdiction import Profile
from register.labels import KIND_LABELS
from register.uscc import check
from register.wording import gettext, long_date

Cell = str | int | float | dt.date | None
BODY = 4
"""Row of the first entry, after 附件, title, unit line and headings; counted from nought."""


class Annex(msgspec.Struct, frozen=True):
    """A table ready to be written."""

    title: str
    prepared_by: str
    day: dt.date
    headings: Sequence[tuple[str, int]]
    """With the width of the column, in characters."""
    groups: Sequence[Sequence[Sequence[Cell]]]
    """Rows by enterprise: in a group, cells that repeat the first row's are merged."""
    shared: int
    """How many columns after 序号 belong to the enterprise, not to the equipment."""
    totals: Sequence[Sequence[Cell]]
    notes: Sequence[str]


def exits_annex(profile: Profile, period: Period, found: Exits, day: dt.date, by: str) -> Annex:
    """Return the table of closed firms, equipment and capacity of a period."""
    labels = Labels(profile, "zh-CN")
    headings = [
        (gettext("序号"), 6),
        (gettext("企业名称"), 26),
        (gettext("统一社会信用代码"), 21),
        (gettext("所在地区"), 12),
        (gettext("行业"), 18),
        (gettext("关闭范围"), 10),
        (gettext("关停方式"), 26),
        (gettext("文号"), 20),
        (gettext("进展"), 12),
        (gettext("设备（生产线）"), 24),
        (gettext("数量"), 7),
        (gettext("年产能"), 10),
        (gettext("单位"), 9),
    ]
    totals: list[list[Cell]] = [
        [total.count, float(total.capacity) if total.unit else None, total.unit or None]
        for total in found.totals
    ]
    return Annex(
        title=gettext(
            "%(place)s%(period)s依法关闭退出企业、设备（生产线）及产能情况表",
            place=profile.place.name,
            period=period.name,
        ),
        prepared_by=by,
        day=day,
        headings=headings,
        groups=[_exit_rows(row, labels) for row in found.rows],
        shared=8,
        totals=totals,
        notes=[
            gettext(
                "共%(n)s家企业，其中整体关闭%(whole)s家。计量单位不同的产能不相加。",
                n=found.enterprises,
                whole=found.whole,
            ),
            *_asked_for(profile, period),
            *_codes_to_check(row.act.enterprise.uscc for row in found.rows),
        ],
    )


def late_annex(profile: Profile, found: Sequence[Late], day: dt.date, by: str) -> Annex:
    """Return the list of firms that did not close in time, for joint punishment."""
    labels = Labels(profile, "zh-CN")
    headings = [
        (gettext("序号"), 6),
        (gettext("企业名称"), 30),
        (gettext("统一社会信用代码"), 22),
        (gettext("所在地区"), 14),
        (gettext("行业"), 20),
        (gettext("登记事项"), 20),
        (gettext("情况"), 18),
        (gettext("应完成日期"), 14),
        (gettext("逾期天数"), 10),
        (gettext("认定单位"), 24),
        (gettext("文号"), 22),
    ]
    duty = next((it for it in profile.duties if it.id == "joint-punishment"), None)
    basis = [gettext("依据：%(basis)s", basis=profile.cite(duty))] if duty else []
    return Annex(
        title=gettext(
            "%(place)s未按期完成落后产能退出企业名单（报送“信用中国”）", place=profile.place.name
        ),
        prepared_by=by,
        day=day,
        headings=headings,
        groups=[[_late_row(it, labels)] for it in found],
        shared=0,
        totals=[],
        notes=[*basis, *_codes_to_check(it.act.enterprise.uscc for it in found)],
    )


def _exit_rows(row: Exit, labels: Labels) -> list[list[Cell]]:
    act = row.act
    firm = act.enterprise
    shared: list[Cell] = [
        firm.name,
        firm.uscc,
        labels.areas.get(firm.area, firm.area),
        labels.industry(firm.industry),
        labels.scopes[act.scope],
        act.method,
        act.document,
        labels.states[row.standing.state],
    ]
    return [[*shared, line.equipment, line.count, line.capacity, line.unit] for line in row.lines]


def _late_row(it: Late, labels: Labels) -> list[Cell]:
    firm, standing = it.act.enterprise, it.standing
    return [
        firm.name,
        firm.uscc,
        labels.areas.get(firm.area, firm.area),
        labels.industry(firm.industry),
        str(KIND_LABELS[kind_of(it.act)]),
        labels.states[standing.state],
        standing.deadline,
        standing.days_overdue or None,
        labels.departments.get(it.act.department, it.act.department),
        it.act.document,
    ]


def _asked_for(profile: Profile, period: Period) -> list[str]:
    return [
        gettext(
            "报送依据：%(basis)s（%(when)s，报%(to)s）。",
            basis=profile.cite(milestone),
            when=milestone.as_written,
            to=milestone.to,
        )
        for milestone in period.milestones(profile)
    ]


def _codes_to_check(codes: Any) -> list[str]:
    bad = sum(1 for code in codes if not check(code).ok)
    if not bad:
        return []
    return [gettext("有%(n)s条的统一社会信用代码未公布或者校验未通过，报送前请核对。", n=bad)]


def write(annex: Annex) -> bytes:
    """Return an annex as a workbook: the same bytes from the same rows."""
    import xlsxwriter  # noqa: PLC0415 - costs more than the command's help

    target = io.BytesIO()
    as_text = {"strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, {"in_memory": True, **as_text})
    book.set_properties({"title": annex.title, "created": CREATED})
    sheet = book.add_worksheet(sheet_name(annex.title))
    _set_up(sheet, annex)
    formats = _formats(book)
    row = _head(sheet, annex, formats)
    row = _entries(sheet, annex, formats, row)
    _foot(sheet, annex, formats, row)
    book.close()
    return target.getvalue()


def _set_up(sheet: Any, annex: Annex) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.7, right=0.7, top=1.0, bottom=0.9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(BODY - 1)
    sheet.set_footer('&C&"仿宋_GB2312"&14— &P —')
    sheet.freeze_panes(BODY, 0)
    for column, (_, width) in enumerate(annex.headings):
        sheet.set_column(column, column, width)


def _formats(book: Any) -> dict[str, Any]:
    cell = {"font_name": "仿宋_GB2312", "font_size": 12, "border": 1, "valign": "vcenter"}
    wrapped = {**cell, "text_wrap": True}
    plain = {"font_name": "仿宋_GB2312", "font_size": 12}
    heading = {**wrapped, "font_name": "黑体", "align": "center"}
    return {
        "label": book.add_format({"font_name": "黑体", "font_size": 16}),
        "title": book.add_format(
            {"font_name": "方正小标宋简体", "font_size": 22, "align": "center", "valign": "vcenter"}
        ),
        "left": book.add_format(plain),
        "right": book.add_format({**plain, "align": "right"}),
        "heading": book.add_format(heading),
        "text": book.add_format(wrapped),
        "middle": book.add_format({**wrapped, "align": "center"}),
        "date": book.add_format({**wrapped, "align": "center", "num_format": "yyyy-mm-dd"}),
    }


def _head(sheet: Any, annex: Annex, formats: dict[str, Any]) -> int:
    last = len(annex.headings) - 1
    middle = last // 2
    sheet.write_string(0, 0, gettext("附件"), formats["label"])
    sheet.merge_range(1, 0, 1, last, annex.title, formats["title"])
    sheet.set_row(1, 42)
    by = gettext("填报单位（盖章）：%(name)s", name=annex.prepared_by)
    day = gettext("填报日期：%(day)s", day=long_date(annex.day))
    sheet.merge_range(2, 0, 2, middle, by, formats["left"])
    sheet.merge_range(2, middle + 1, 2, last, day, formats["right"])
    for column, (heading, _) in enumerate(annex.headings):
        sheet.write_string(3, column, heading, formats["heading"])
    sheet.set_row(3, 32)
    return BODY


def _entries(sheet: Any, annex: Annex, formats: dict[str, Any], row: int) -> int:
    for number, group in enumerate(annex.groups, 1):
        last = row + len(group) - 1
        for column, value in enumerate((number, *group[0][: annex.shared])):
            _span(sheet, (row, column, last, column), value, formats)
        for offset, line in enumerate(group):
            for column, value in enumerate(line[annex.shared :], annex.shared + 1):
                _put(sheet, row + offset, column, value, formats)
        row = last + 1
    if not annex.groups:
        nothing = gettext("本期没有应当填报的内容。")
        sheet.merge_range(row, 0, row, len(annex.headings) - 1, nothing, formats["middle"])
        row += 1
    return row


def _foot(sheet: Any, annex: Annex, formats: dict[str, Any], row: int) -> None:
    last = len(annex.headings) - 1
    if annex.totals:
        edge = last - len(annex.totals[0])
        bottom = row + len(annex.totals) - 1
        sheet.merge_range(row, 0, bottom, edge, gettext("合计"), formats["heading"])
        for total in annex.totals:
            for column, value in enumerate(total, edge + 1):
                _put(sheet, row, column, value, formats)
            row += 1
    for number, note in enumerate(annex.notes, 1):
        said = gettext("说明%(n)s：%(note)s", n=number, note=note)
        sheet.merge_range(row, 0, row, last, said, formats["left"])
        row += 1


def _span(
    sheet: Any, area: tuple[int, int, int, int], value: Cell, formats: dict[str, Any]
) -> None:
    first, column, last, _ = area
    if first == last:
        _put(sheet, first, column, value, formats)
        return
    sheet.merge_range(*area, "", formats["text" if isinstance(value, str) else "middle"])
    _put(sheet, first, column, value, formats)


def _put(sheet: Any, row: int, column: int, value: Cell, formats: dict[str, Any]) -> None:
    """Write one cell: a text always as text, never as a formula."""
    writers: dict[type, tuple[Callable[..., Any], str]] = {
        str: (sheet.write_string, "text"),
        int: (sheet.write_number, "middle"),
        float: (sheet.write_number, "middle"),
        dt.date: (sheet.write_datetime, "date"),
    }
    if value is None:
        sheet.write_blank(row, column, None, formats["middle"])
        return
    put, style = writers[type(value)]
    put(row, column, value, formats[style])
