"""Work orders from a spreadsheet: every row gets a verdict, and a second import makes no double.

The file is read by the reader of published lists: CSV in any charset Chinese offices save, XLSX
without running a formula, within limits. The first row that names a number and a text is the
header. Each row is an order of its own, taken in or refused by itself.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from intake.db.engine import writing
from intake.db.trail import add_to_trail
from intake.domain.errors import Incomplete, NotAllowed, Refused
from intake.domain.roles import COORDINATION, Post, Role
from intake.domain.work_orders import Flag, Via
from intake.services.sessions import Officer
from intake.services.system import CHINA, System
from intake.services.work_orders import NewOrder, register
from register.importing import delimited, workbooks
from register.importing.tables import Row, Sheet, UnreadableTable
from register.wording import LazyText, gettext, lazy_gettext

MOST_ROWS = 1000
_HEADER_WITHIN = 10
_NOBODY_MEANS = dt.datetime(1, 1, 2, tzinfo=dt.UTC)

COLUMNS: dict[str, tuple[str, ...]] = {
    "number": ("工单编号", "工单号", "受理编号", "编号"),
    "text": ("诉求内容", "工单内容", "诉求描述", "内容", "诉求"),
    "kind": ("诉求类别", "诉求类型", "工单类型", "工单类别", "类别", "类型"),
    "title": ("标题", "诉求标题", "工单标题"),
    "place": ("诉求地址", "事发地址", "事发地点", "地址", "地点"),
    "area": ("所属区域", "属地", "区域", "地区"),
    "enterprise": ("涉及企业", "企业名称", "被诉单位", "企业"),
    "received_at": ("受理时间", "来电时间", "登记时间", "受理日期"),
    "caller": ("来电人", "诉求人", "联系人", "姓名"),
    "phone": ("联系电话", "来电号码", "电话", "手机"),
}
"""The header words by which each field of an order is known, in Chinese as platforms export."""

_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]+(\d{1,2}):(\d\d)(?::(\d\d))?)?"
    r"(?:\.\d+)?([Zz]|[+-]\d\d:\d\d)?"
)


class Verdict(StrEnum):
    """What became of a row."""

    REGISTERED = "registered"
    REPEATED = "repeated"
    REFUSED = "refused"


VERDICT_NAMES: dict[Verdict, LazyText] = {
    Verdict.REGISTERED: lazy_gettext("已登记"),
    Verdict.REPEATED: lazy_gettext("以前登记过"),
    Verdict.REFUSED: lazy_gettext("没有登记"),
}


@dataclass(frozen=True)
class JudgedRow:
    """One row and what became of it; `row` counts as the spreadsheet shows it."""

    row: int
    number: str
    verdict: Verdict
    reason: str = ""
    flags: tuple[Flag, ...] = ()


def require_dispatcher(officer: Officer) -> None:
    """Let only the coordination office's dispatchers pass.

    Raises:
        NotAllowed: the officer is none.

    """
    if Post(COORDINATION, Role.DISPATCHER) not in officer.posts:
        raise NotAllowed(gettext("只有协调小组办公室的分办人员可以登记热线工单。"))


def import_orders(
    system: System, officer: Officer, platform: str, content: bytes
) -> list[JudgedRow]:
    """Take in every row of a sheet that can be taken in; return a verdict on each.

    Raises:
        NotAllowed: the officer is no dispatcher.
        Incomplete: the file can't be read, has no header with number and text, or is too long.

    """
    require_dispatcher(officer)
    columns, rows = _table(content)
    if len(rows) > MOST_ROWS:
        raise Incomplete(
            "file", gettext("表格超过%(most)s行，请分成几个文件导入。", most=MOST_ROWS)
        )
    judged = [_judge(system, platform, columns, row) for row in rows]
    with writing(system.engine) as connection:
        add_to_trail(
            connection, at=system.now(), member_id=officer.member_id, action="orders-imported"
        )
    return judged


def _table(content: bytes) -> tuple[Mapping[str, int], list[Row]]:
    try:
        for sheet in _sheets(content):
            for at, row in enumerate(sheet.rows[:_HEADER_WITHIN]):
                columns = _columns(row)
                if {"number", "text"} <= set(columns):
                    return columns, [one for one in sheet.rows[at + 1 :] if not one.blank]
    except UnreadableTable as failure:
        raise Incomplete("file", str(failure)) from failure
    raise Incomplete(
        "file", gettext("没有找到表头。表头须有“工单编号”和“诉求内容”两列，放在前十行内。")
    )


def _sheets(content: bytes) -> Iterable[Sheet]:
    if workbooks.is_workbook(content):
        yield from workbooks.read(content).sheets
        return
    for text in delimited.texts(content):
        yield from delimited.sheets(text)


def _columns(row: Row) -> dict[str, int]:
    names = [re.sub(r"\s|[（(].*", "", cell) for cell in row.cells]
    found: dict[str, int] = {}
    for field, words in COLUMNS.items():
        for word in words:
            if word in names and field not in found:
                found[field] = names.index(word)
    return found


def _judge(system: System, platform: str, columns: Mapping[str, int], row: Row) -> JudgedRow:
    given = {field: row.cell(at).strip() for field, at in columns.items()}
    number = given["number"]
    if not number:
        return JudgedRow(row.number, "", Verdict.REFUSED, gettext("缺少工单编号。"))
    order = NewOrder(
        text=given["text"],
        original=msgspec.json.encode(row.cells),
        number=number,
        kind=given.get("kind", ""),
        title=given.get("title", ""),
        place=given.get("place", ""),
        area=given.get("area", ""),
        enterprise=given.get("enterprise", ""),
        received_at=_moment(given.get("received_at", "")),
        caller="\n".join(filter(None, (given.get("caller"), given.get("phone")))),
    )
    try:
        made = register(system, platform, Via.SHEET, order)
    except Refused as refusal:
        return JudgedRow(row.number, number, Verdict.REFUSED, str(refusal))
    verdict = Verdict.REPEATED if made.repeated else Verdict.REGISTERED
    return JudgedRow(row.number, number, verdict, flags=made.order.flags)


def _moment(text: str) -> dt.datetime | None:
    """Return the moment a cell names, in China where it names no zone."""
    if not text:
        return None
    shape = _MOMENT.fullmatch(text)
    if shape is None:
        return _NOBODY_MEANS
    year, month, day, hour, minute, second = (int(part or 0) for part in shape.groups()[:6])
    try:
        named = shape[7] and dt.datetime.fromisoformat(f"2026-01-01T00:00{shape[7].upper()}")
        zone = named.tzinfo if named else CHINA
        return dt.datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return _NOBODY_MEANS
