"""The fields of acts: which are shown for each kind, under which label, in which words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, NamedTuple

from markupsafe import Markup

from publisher.labels import Labels
from publisher.stencils import escaped
from register.acts import AnyAct, Period, ProductionLine, Scope, Subject, kind_of
from register.wording import LazyText, lazy_gettext, use_language

LABELS: Mapping[str, LazyText] = {
    "subject": lazy_gettext("不达标方面"),
    "problem": lazy_gettext("存在问题"),
    "deadline": lazy_gettext("整改期限"),
    "requested_on": lazy_gettext("申请日期"),
    "reason": lazy_gettext("理由"),
    "finding": lazy_gettext("认定情况"),
    "measure": lazy_gettext("处理措施"),
    "pollutant": lazy_gettext("污染物"),
    "limit": lazy_gettext("排放限值"),
    "measured": lazy_gettext("实测值"),
    "unit": lazy_gettext("计量单位"),
    "period": lazy_gettext("监测时段"),
    "explanation": lazy_gettext("情况说明"),
    "product": lazy_gettext("产品"),
    "batch": lazy_gettext("批次"),
    "compliant": lazy_gettext("是否合规"),
    "year": lazy_gettext("年度"),
    "scope": lazy_gettext("关闭范围"),
    "line": lazy_gettext("设备（生产线）"),
    "lines": lazy_gettext("设备（生产线）及产能"),
    "method": lazy_gettext("关停方式"),
    "promise": lazy_gettext("企业公开承诺"),
    "dismantle_by": lazy_gettext("拆除期限"),
    "licence": lazy_gettext("证照名称"),
    "number": lazy_gettext("证照编号"),
    "resumed": lazy_gettext("是否恢复生产"),
    "text": lazy_gettext("内容"),
    "upheld": lazy_gettext("异议是否成立"),
    "outcome": lazy_gettext("处理结果"),
    "enterprise": lazy_gettext("企业"),
    "area": lazy_gettext("所在地区"),
    "industry": lazy_gettext("行业"),
    "uscc": lazy_gettext("统一社会信用代码"),
    "name": lazy_gettext("企业名称"),
    "basis": lazy_gettext("依据"),
    "law": lazy_gettext("法律法规"),
    "clause": lazy_gettext("条款"),
    "document": lazy_gettext("文号"),
    "date": lazy_gettext("日期"),
    "formed_on": lazy_gettext("信息形成日期"),
    "department": lazy_gettext("发布单位"),
    "capacity": lazy_gettext("产能"),
    "count": lazy_gettext("数量"),
    "equipment": lazy_gettext("设备"),
    "start": lazy_gettext("开始日期"),
    "end": lazy_gettext("结束日期"),
}

SHOWN: Mapping[str, tuple[str, ...]] = {
    "yellow-card": ("subject", "problem"),
    "extension": ("deadline", "reason", "requested_on"),
    "rectified": ("finding",),
    "red-card": ("subject", "finding", "measure"),
    "over-limit": ("pollutant", "limit", "measured", "period", "explanation"),
    "over-limit-serious": ("pollutant", "limit", "measured", "period", "explanation"),
    "substandard-product": ("product", "batch", "problem"),
    "inspection": ("compliant", "finding"),
    "closure": ("year", "scope", "lines", "method"),
    "sealed": ("line", "reason", "promise"),
    "dismantled": ("finding",),
    "accepted": ("finding",),
    "licence-cancelled": ("licence", "number", "reason"),
    "lookback": ("resumed", "finding"),
}
"""Deadlines of yellow cards and sealed lines are shown with their standing instead."""


class Fact(NamedTuple):
    """One labelled value; `raw` where it is in the department's own (Chinese) words."""

    label: str
    value: str
    raw: bool


@cache
def label(field: str, language: str) -> str:
    """Return what a field is called; for a path, `enterprise.name`, its last word."""
    words = [word for word in field.split(".") if not word.isdigit()]
    with use_language(language):
        return str(LABELS[words[-1]]) if words[-1] in LABELS else field


def facts(act: AnyAct, labels: Labels) -> list[Fact]:
    """Return what an act says, field by field, leaving out what it doesn't say."""
    found = []
    for field in SHOWN.get(kind_of(act), ()):
        value = getattr(act, field)
        if value is not None:
            raw = type(value) is str  # as nearly all are
            text = value if raw else say(value, labels)
            if field in {"limit", "measured"}:
                text = f"{text} {getattr(act, 'unit')}"  # noqa: B009 - only these kinds have one
            found.append(Fact(label(field, labels.language), text, raw or _is_raw(value)))
    return found


def definitions(facts: Iterable[Fact], chinese: str) -> Markup:
    """Return facts as the rows of a definition list, escaped; raw values bear `chinese`.

    In a template these would be half of what building a site of 10,000 enterprises costs.
    """
    rows = [
        f"{_term(label, chinese if raw else '')}{escaped(value)}</dd></div>\n"
        for label, value, raw in facts
    ]
    return Markup("".join(rows))  # noqa: S704 - escaped


@lru_cache(maxsize=1024)
def _term(label: str, attribute: str) -> str:
    return f"<div><dt>{escaped(label)}</dt><dd{attribute}>"


def say(value: object, labels: Labels) -> str:
    """Return any field's value as a reader wants it."""
    words = _WORDS.get(type(value))
    return words(value, labels) if words else str(value)


def number(value: float) -> str:
    """Return a figure without a needless decimal point: 10, 0.35."""
    return str(int(value)) if value == int(value) else str(value)


def _line(line: ProductionLine) -> str:
    capacity = "" if line.capacity is None else f"（{number(line.capacity)}{line.unit or ''}）"
    return f"{line.equipment} × {line.count}{capacity}"


def _is_raw(value: object) -> bool:
    if isinstance(value, tuple):
        return any(_is_raw(item) for item in value)
    return isinstance(value, ProductionLine) or (
        isinstance(value, str) and not isinstance(value, StrEnum)
    )


_WORDS: Mapping[type, Callable[[Any, Labels], str]] = {
    bool: lambda value, labels: labels.yes_no[value],
    Subject: lambda value, labels: labels.subjects[value],
    Scope: lambda value, labels: labels.scopes[value],
    float: lambda value, _: number(value),
    dt.date: lambda value, _: value.isoformat(),
    Period: lambda value, _: f"{value.start.isoformat()} – {value.end.isoformat()}",
    ProductionLine: lambda value, _: _line(value),
    tuple: lambda value, labels: labels.list_comma.join(say(item, labels) for item in value),
}
