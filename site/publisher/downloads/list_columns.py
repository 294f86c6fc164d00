"""The columns of each list: what every list says, and what only its own kind of act says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from publisher.downloads.columns import Column, Kind, Value
from publisher.fields import LABELS, say
from publisher.labels import Labels
from register.acts import ProductionLine
from register.lists import Row
from register.wording import LazyText, lazy_gettext

ACT_ID = "[0-7][0-9A-HJKMNP-TV-Z]{25}"
ENTERPRISE_ID = "[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?"


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


CODE = lazy_gettext("前一列的代码，供程序使用。")
CODE_TITLES: Mapping[str, LazyText] = {
    "subject": lazy_gettext("不达标方面代码"),
    "scope": lazy_gettext("关闭范围代码"),
}

WHO: tuple[Column[Row], ...] = (
    Column(
        "id",
        lazy_gettext("登记编号"),
        lazy_gettext("本条的永久编号（ULID）。内容更正后编号不变。"),
        lambda row, _: row.act.id,
        required=True,
        pattern=ACT_ID,
    ),
    Column(
        "enterprise_id",
        lazy_gettext("企业编号"),
        lazy_gettext("企业在本站的永久编号，也是企业页面的网址。企业更名后编号不变。"),
        lambda row, _: row.act.enterprise.id,
        required=True,
        pattern=ENTERPRISE_ID,
    ),
    Column(
        "name",
        LABELS["name"],
        lazy_gettext("公示时的企业名称，更正后为更正的名称。"),
        lambda row, _: row.act.enterprise.name,
        required=True,
    ),
    Column(
        "uscc",
        LABELS["uscc"],
        lazy_gettext("按公布原文保留，未公布的为空。"),
        lambda row, _: row.act.enterprise.uscc,
    ),
    Column(
        "uscc_valid",
        lazy_gettext("信用代码校验通过"),
        lazy_gettext("按GB 32100校验的结果；未公布代码的为空。校验不通过的，代码仍按原文保留。"),
        lambda row, _: row.credit_code.ok if row.act.enterprise.uscc else None,
        Kind.BOOLEAN,
    ),
    Column(
        "area_name",
        LABELS["area"],
        lazy_gettext("企业所在的县（市、区）、镇（街道）或者园区。"),
        lambda row, labels: labels.areas.get(row.act.enterprise.area, row.act.enterprise.area),
        required=True,
    ),
    Column(
        "area",
        lazy_gettext("地区代码"),
        lazy_gettext("县（市、区）为GB/T 2260行政区划代码，其他地区为本站编号。"),
        lambda row, _: row.act.enterprise.area,
        required=True,
    ),
    Column(
        "industry_name",
        LABELS["industry"],
        lazy_gettext("国民经济行业分类（GB/T 4754—2017）的名称。"),
        lambda row, labels: labels.industry(row.act.enterprise.industry),
        required=True,
    ),
    Column(
        "industry",
        lazy_gettext("行业代码"),
        lazy_gettext("国民经济行业分类（GB/T 4754—2017）的代码，二至四位数字。"),
        lambda row, _: row.act.enterprise.industry,
        required=True,
    ),
)
"""Whom a row is about; they lead every list."""

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

STATE: tuple[Column[Row], ...] = (
    Column(
        "state_name",
        lazy_gettext("状态"),
        lazy_gettext("到数据截至日期为止的状态。"),
        lambda row, labels: labels.states[row.standing.state],
        required=True,
    ),
    Column(
        "state",
        lazy_gettext("状态代码"),
        CODE,
        lambda row, _: str(row.standing.state),
        required=True,
    ),
    Column(
        "state_since",
        lazy_gettext("状态起始日期"),
        lazy_gettext("从哪一天起处于这一状态；逾期的为逾期第一天。"),
        lambda row, _: row.standing.since,
        Kind.DATE,
        required=True,
    ),
    Column(
        "date",
        lazy_gettext("列入日期"),
        lazy_gettext("本条公示的日期。"),
        lambda row, _: row.act.date,
        Kind.DATE,
        required=True,
    ),
    Column(
        "formed_on",
        LABELS["formed_on"],
        lazy_gettext("信息形成或者变更的日期；20个工作日的公开期限从这一天起算。"),
        lambda row, _: row.act.formed_on,
        Kind.DATE,
        required=True,
    ),
    Column(
        "department_name",
        LABELS["department"],
        lazy_gettext("作出并发布本条的单位。"),
        lambda row, labels: labels.departments.get(row.act.department, row.act.department),
        required=True,
    ),
    Column(
        "department",
        lazy_gettext("发布单位代码"),
        CODE,
        lambda row, _: row.act.department,
        required=True,
    ),
    Column(
        "law",
        LABELS["law"],
        lazy_gettext("所依据的法律、法规或者文件。"),
        lambda row, _: row.act.basis.law,
        required=True,
    ),
    Column(
        "clause",
        LABELS["clause"],
        lazy_gettext("所依据的条款。"),
        lambda row, _: row.act.basis.clause,
        required=True,
    ),
    Column(
        "document",
        LABELS["document"],
        lazy_gettext("作出本条的文件编号。"),
        lambda row, _: row.act.document,
        required=True,
    ),
    Column(
        "corrected",
        lazy_gettext("更正过的项目"),
        lazy_gettext("与最初公示不同的项目，以空格分隔；本表中已是更正后的内容。"),
        lambda row, _: " ".join(row.corrected) or None,
        structured=lambda row: row.corrected,
    ),
    Column(
        "replies",
        lazy_gettext("企业申辩"),
        lazy_gettext("企业申辩的登记编号，以空格分隔。引用本条时，请一并引用申辩。"),
        lambda row, _: " ".join(row.replies) or None,
        structured=lambda row: row.replies,
    ),
    Column(
        "objections",
        lazy_gettext("企业异议"),
        lazy_gettext("异议及其处理结果的登记编号，以空格分隔。"),
        lambda row, _: " ".join(row.objections) or None,
        structured=lambda row: row.objections,
    ),
)
"""Where a row stands, who published it and on what basis; they end every list."""

LIST_COLUMNS: Mapping[str, tuple[Column[Row], ...]] = {
    slug: (*WHO, *own, *STATE) for slug, own in OWN.items()
}
"""The columns of every list, by its slug."""
