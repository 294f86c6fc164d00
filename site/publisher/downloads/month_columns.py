"""The columns of the monthly casework numbers: a line for each month, department and area."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from publisher.downloads.columns import Column, Kind
from publisher.labels import Labels
from register.numbers import UNTOLD, Line, Month, Satisfaction, Steps
from register.wording import LazyText, gettext, lazy_gettext

WHOLE, DEPARTMENT, AREA = "place", "department", "area"
"""What a line is of."""


class MonthRow(msgspec.Struct, frozen=True):
    """One line: a month's whole, or one department's or area's share of it."""

    month: Month
    part: str
    id: str
    line: Line


def rows(months: Sequence[Month]) -> list[MonthRow]:
    """Return every line of some months, the newest month first, its whole before its shares."""
    return [row for month in reversed(months) for row in _rows(month)]


def _rows(month: Month) -> Iterator[MonthRow]:
    yield MonthRow(month, WHOLE, "", month.total)
    for kind, lines in ((DEPARTMENT, month.departments), (AREA, month.areas)):
        for line in lines:
            yield MonthRow(month, kind, line.id, line)


def _name(row: MonthRow, labels: Labels) -> str:
    if row.part == WHOLE:
        return gettext("合计")
    names = labels.departments if row.part == DEPARTMENT else labels.areas
    return gettext("未说明地区") if row.id == UNTOLD else names.get(row.id, row.id)


def _left_out(row: MonthRow) -> list[str]:
    """Return the keys of the counts that are left out; where one is not kept, it isn't left out."""
    found = [name for name in Line.__struct_fields__ if getattr(row.line, name) is None]
    if row.part == WHOLE:
        for prefix, counts in _whole(row.month):
            names = counts.__struct_fields__
            found += [f"{prefix}{name}" for name in names if getattr(counts, name) is None]
    return found


def _whole(month: Month) -> list[tuple[str, Steps | Satisfaction]]:
    return [
        ("", month.steps),
        ("enforcement_", month.enforcement),
        ("service_", month.service),
    ]


def _of_line(key: str, title: LazyText, about: LazyText) -> Column[MonthRow]:
    return Column(key, title, about, lambda row, _: getattr(row.line, key), Kind.INTEGER)


def _of_whole(prefix: str, key: str, title: LazyText, about: LazyText) -> Column[MonthRow]:
    """Return a column that only a month's whole has."""

    def value(row: MonthRow, _: Labels) -> int | None:
        if row.part != WHOLE:
            return None
        counts = dict(_whole(row.month))[prefix] if prefix else row.month.steps
        found: int | None = getattr(counts, key)
        return found

    return Column(f"{prefix}{key}", title, about, value, Kind.INTEGER)


_ONLY_WHOLE = lazy_gettext("只在合计一行；其他行为空。")

MONTH_COLUMNS: Sequence[Column[MonthRow]] = (
    Column(
        "id",
        lazy_gettext("行编号"),
        lazy_gettext("月份、范围和单位或者地区的编号，每行不同。"),
        lambda row, _: f"{row.month.month}/{row.part}/{row.id or '-'}",
        required=True,
    ),
    Column(
        "month",
        lazy_gettext("月份"),
        lazy_gettext("案件收到的月份。同一行的各项数字说的是同一批案件。"),
        lambda row, _: row.month.month,
        required=True,
        pattern="[0-9]{4}-[0-9]{2}",
    ),
    Column(
        "part",
        lazy_gettext("范围"),
        lazy_gettext("place为合计，department为一个主办单位，area为一个地区。"),
        lambda row, _: row.part,
        required=True,
    ),
    Column(
        "unit",
        lazy_gettext("单位或者地区编号"),
        lazy_gettext("单位或者地区的编号；合计和未说明地区的为空。"),
        lambda row, _: row.id,
    ),
    Column(
        "name", lazy_gettext("名称"), lazy_gettext("单位或者地区的名称。"), _name, required=True
    ),
    Column(
        "counted_on",
        lazy_gettext("统计日期"),
        lazy_gettext("数字是这一天的情况。"),
        lambda row, _: row.month.counted_on,
        Kind.DATE,
        required=True,
    ),
    Column(
        "revision",
        lazy_gettext("第几次公布"),
        lazy_gettext("1为首次公布，以后的是更正。"),
        lambda row, _: row.month.revision,
        Kind.INTEGER,
        required=True,
    ),
    _of_line("received", lazy_gettext("收到"), lazy_gettext("当月收到的举报和热线工单件数。")),
    _of_line("answered", lazy_gettext("按时答复"), lazy_gettext("期限内第一次答复的件数。")),
    _of_line("late", lazy_gettext("逾期"), lazy_gettext("逾期才答复，或者逾期还没有答复的件数。")),
    _of_line("waiting", lazy_gettext("未到期"), lazy_gettext("还没有答复、也没有到期的件数。")),
    _of_whole("", "closed", lazy_gettext("按时办结"), _ONLY_WHOLE),
    _of_whole("", "closed_late", lazy_gettext("逾期办结或逾期未办结"), _ONLY_WHOLE),
    _of_whole("", "unclosed", lazy_gettext("未办结，未到期"), _ONLY_WHOLE),
    _of_whole("", "assigned", lazy_gettext("派单次数"), _ONLY_WHOLE),
    _of_whole("", "signed", lazy_gettext("及时签收"), _ONLY_WHOLE),
    _of_whole("", "signed_late", lazy_gettext("逾期签收或逾期未签收"), _ONLY_WHOLE),
    _of_whole("", "unsigned", lazy_gettext("未签收，未到期"), _ONLY_WHOLE),
    _of_whole("", "returned", lazy_gettext("退单"), _ONLY_WHOLE),
    _of_whole("", "reviewed", lazy_gettext("送审"), _ONLY_WHOLE),
    _of_whole("", "sent_back", lazy_gettext("发回重办"), _ONLY_WHOLE),
    _of_whole("enforcement_", "satisfied", lazy_gettext("举报类满意"), _ONLY_WHOLE),
    _of_whole("enforcement_", "partly", lazy_gettext("举报类基本满意"), _ONLY_WHOLE),
    _of_whole("enforcement_", "dissatisfied", lazy_gettext("举报类不满意"), _ONLY_WHOLE),
    _of_whole("enforcement_", "not_reached", lazy_gettext("举报类未联系上"), _ONLY_WHOLE),
    _of_whole("service_", "satisfied", lazy_gettext("服务类满意"), _ONLY_WHOLE),
    _of_whole("service_", "partly", lazy_gettext("服务类基本满意"), _ONLY_WHOLE),
    _of_whole("service_", "dissatisfied", lazy_gettext("服务类不满意"), _ONLY_WHOLE),
    _of_whole("service_", "not_reached", lazy_gettext("服务类未联系上"), _ONLY_WHOLE),
    Column(
        "left_out",
        lazy_gettext("不公布的项"),
        lazy_gettext("因为件数少，或者能够推算出件数少的项，而不公布的项；空为没有。"),
        lambda row, _: " ".join(_left_out(row)),
        structured=_left_out,
    ),
)
