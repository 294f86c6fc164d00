"""The columns of each list: what every list says, and what only its own kind of act says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from publisher.downloads.act_columns import CODE
from publisher.downloads.columns import Column, Kind, Value
from publisher.downloads.row_columns import STATE, WHO
from publisher.fields import LABELS, say
from publisher.labels import Labels
from register.acts import ProductionLine
from register.lists import Row
from register.wording import LazyText, lazy_gettext


def _plain(field: str) -> Callable[[Row, Labels], Value]:
    def value(row: Row, _: Labels) -> Value:
        found: Value = getattr(row.act, field)
        return found

    return value


def _own(
    field: str,
    about: LazyText,
    kind: Kind = Kind.STRING,
    *,
    required: bool = True,
    title: LazyText | None = None,
) -> Column[Row]:
    """Return a column that is a field of the list's act."""
    return Column(field, title or LABELS[field], about, _plain(field), kind, required)


def _coded(field: str, about: LazyText, names: str) -> tuple[Column[Row], Column[Row]]:
    """Return two columns of an act's field: what the code is called, and the code."""
    title = LABELS[field]

    def name(row: Row, labels: Labels) -> Value:
        return str(getattr(labels, names)[getattr(row.act, field)])

    def code(row: Row, _: Labels) -> Value:
        return str(getattr(row.act, field))

    return (
        Column(f"{field}_name", title, about, name, required=True),
        Column(field, CODE_TITLES[field], CODE, code, required=True),
    )


def _said(line: ProductionLine, labels: Labels) -> str:
    return say(line, labels)


def _lines(row: Row) -> tuple[ProductionLine, ...]:
    act: Any = row.act  # a closure
    lines: tuple[ProductionLine, ...] = act.lines
    return lines


def _line(row: Row) -> ProductionLine:
    act: Any = row.act  # a sealing
    line: ProductionLine = act.line
    return line


CODE_TITLES: Mapping[str, LazyText] = {
    "subject": lazy_gettext("不达标方面代码"),
    "scope": lazy_gettext("关闭范围代码"),
}

_DEADLINE = Column[Row](
    "deadline",
    LABELS["deadline"],
    lazy_gettext("现行期限，延期后为延长的期限。"),
    lambda row, _: row.standing.deadline,
    Kind.DATE,
    required=True,
)
_EMISSION = (
    _own("pollutant", lazy_gettext("超标的污染物。")),
    _own("limit", lazy_gettext("执行的排放限值，单位见“计量单位”。"), Kind.NUMBER),
    _own("measured", lazy_gettext("监测到的数值，单位见“计量单位”。"), Kind.NUMBER),
    _own("unit", lazy_gettext("限值和实测值的单位，按公布原文。")),
    Column[Row](
        "period_start",
        lazy_gettext("监测开始日期"),
        lazy_gettext("监测时段的第一天。"),
        lambda row, _: getattr(row.act, "period").start,  # noqa: B009 - only these kinds have one
        Kind.DATE,
        required=True,
    ),
    Column[Row](
        "period_end",
        lazy_gettext("监测结束日期"),
        lazy_gettext("监测时段的最后一天。"),
        lambda row, _: getattr(row.act, "period").end,  # noqa: B009 - as above
        Kind.DATE,
        required=True,
    ),
    _own("explanation", lazy_gettext("核实后的情况说明，例如监测设备故障。"), required=False),
)

OWN: Mapping[str, tuple[Column[Row], ...]] = {
    "yellow": (
        *_coded("subject", lazy_gettext("哪一方面没有达到标准。"), "subjects"),
        _own("problem", lazy_gettext("公示的问题，按公布原文。")),
        _DEADLINE,
        Column[Row](
            "extended",
            lazy_gettext("是否延期"),
            lazy_gettext("整改期限是否延长过。"),
            lambda row, _: row.standing.extended,
            Kind.BOOLEAN,
            required=True,
        ),
    ),
    "red": (
        *_coded("subject", lazy_gettext("哪一方面经整改仍未达到标准。"), "subjects"),
        _own("finding", lazy_gettext("整改后的认定情况，按公布原文。")),
        _own("measure", lazy_gettext("依法采取的关闭措施，按公布原文。")),
    ),
    "over-limit": _EMISSION,
    "over-limit-serious": _EMISSION,
    "substandard": (
        _own("product", lazy_gettext("不合格产品的名称，按公布原文。")),
        _own("batch", lazy_gettext("产品批次，未公布的为空。"), required=False),
        _own("problem", lazy_gettext("不合格的项目和情况，按公布原文。")),
    ),
    "inspections": (_own("finding", lazy_gettext("监察结论，按公布原文。")),),
    "sealed": (
        Column(
            "line",
            LABELS["line"],
            lazy_gettext("封存的设备（生产线）、数量和产能，按公布原文。"),
            lambda row, labels: _said(_line(row), labels),
            required=True,
            structured=_line,
        ),
        _own("reason", lazy_gettext("为什么暂不拆除。"), title=lazy_gettext("暂不拆除的原因")),
        _own("promise", lazy_gettext("企业向社会公开的承诺，按公布原文。")),
        Column(
            "dismantle_by",
            LABELS["dismantle_by"],
            lazy_gettext("最迟拆除的日期。"),
            lambda row, _: row.standing.deadline,
            Kind.DATE,
            required=True,
        ),
    ),
    "closures": (
        _own("year", lazy_gettext("列入哪一年度的退出名单。"), Kind.INTEGER),
        *_coded(
            "scope",
            lazy_gettext("“企业”指整个企业关闭，“生产线（设备）”指企业仍在、只关停这些设备。"),
            "scopes",
        ),
        Column(
            "lines",
            LABELS["lines"],
            lazy_gettext("关停的设备（生产线）、数量和年产能，按公布原文；JSON中逐台列出。"),
            lambda row, labels: "；".join(_said(line, labels) for line in _lines(row)),
            required=True,
            structured=_lines,
        ),
        _own("method", lazy_gettext("怎样关停，按公布原文。")),
    ),
}

LIST_COLUMNS: Mapping[str, tuple[Column[Row], ...]] = {
    slug: (*WHO, *own, *STATE) for slug, own in OWN.items()
}
"""The columns of every list, by its slug."""
