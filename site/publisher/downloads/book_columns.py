"""The columns of the book's tables: every act as it was published, one a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import msgspec

from publisher.downloads.act_columns import (
    ACT_ID,
    BASIS,
    CODE,
    DATE,
    DEPARTMENT,
    DOCUMENT,
    FIRM_ID,
    FORMED_ON,
    ID,
    NAME,
    PLACE_AND_INDUSTRY,
    USCC,
    Columns,
)
from publisher.downloads.columns import Column, Kind, Value
from publisher.fields import LABELS, say
from publisher.labels import Labels
from register.acts import AnyAct, FollowUp, kind_of
from register.wording import LazyText, lazy_gettext

COMMON: Columns = (
    ID,
    Column(
        "kind_name",
        lazy_gettext("登记事项"),
        lazy_gettext("本条是什么事项。"),
        lambda act, labels: labels.kinds[kind_of(act)],
        required=True,
    ),
    Column("kind", lazy_gettext("登记事项代码"), CODE, lambda act, _: kind_of(act), required=True),
    DATE,
    FORMED_ON,
    *DEPARTMENT,
    DOCUMENT,
    Column(
        "refers_to",
        lazy_gettext("所指登记编号"),
        lazy_gettext("本条是对哪一条的后续处理、申辩、异议或者更正；没有的为空。"),
        lambda act, _: act.refers_to if isinstance(act, FollowUp) else None,
        pattern=ACT_ID,
    ),
    FIRM_ID,
    NAME,
    USCC,
    *PLACE_AND_INDUSTRY,
    *BASIS,
)
"""What every act says."""

ABOUT: Mapping[str, LazyText] = {
    "subject": lazy_gettext("哪一方面没有达到标准（代码）。"),
    "problem": lazy_gettext("公示的问题，按公布原文。"),
    "deadline": lazy_gettext("整改期限；延期的登记为延长后的期限。"),
    "requested_on": lazy_gettext("企业提出延期申请的日期。"),
    "reason": lazy_gettext("延期、封存、注销或者更正的理由，按公布原文。"),
    "finding": lazy_gettext("认定、验收或者复查的情况，按公布原文。"),
    "measure": lazy_gettext("依法采取的关闭措施，按公布原文。"),
    "pollutant": lazy_gettext("超标的污染物。"),
    "limit": lazy_gettext("执行的排放限值，单位见“计量单位”。"),
    "measured": lazy_gettext("监测到的数值，单位见“计量单位”。"),
    "unit": lazy_gettext("限值和实测值的单位，按公布原文。"),
    "period": lazy_gettext("监测时段，首尾两天都包括在内。"),
    "explanation": lazy_gettext("核实后的情况说明，例如监测设备故障。"),
    "product": lazy_gettext("不合格产品的名称，按公布原文。"),
    "batch": lazy_gettext("产品批次，未公布的为空。"),
    "compliant": lazy_gettext("节能监察是否合规。"),
    "year": lazy_gettext("列入哪一年度的退出名单。"),
    "scope": lazy_gettext("关闭整个企业（enterprise），还是只关停生产线或者设备（line）。"),
    "lines": lazy_gettext("关停的设备（生产线）、数量和年产能，按公布原文。"),
    "line": lazy_gettext("封存的设备（生产线）、数量和产能，按公布原文。"),
    "method": lazy_gettext("怎样关停，按公布原文。"),
    "promise": lazy_gettext("企业向社会公开的承诺，按公布原文。"),
    "dismantle_by": lazy_gettext("最迟拆除的日期。"),
    "licence": lazy_gettext("注销或者吊销的证照。"),
    "number": lazy_gettext("证照的编号。"),
    "resumed": lazy_gettext("复查时是否已恢复生产。"),
    "text": lazy_gettext("企业申辩或者异议的内容。"),
    "upheld": lazy_gettext("异议是否成立。"),
    "outcome": lazy_gettext("异议的处理结果。"),
    "changes": lazy_gettext("更正的项目和更正后的值（JSON）。"),
    "overruled": lazy_gettext("审核人认定可以公开的疑似个人信息及其理由（JSON）。"),
}
"""What each field of some kinds of act means."""

TITLES: Mapping[str, LazyText] = {
    "changes": lazy_gettext("更正内容"),
    "overruled": lazy_gettext("个人信息认定"),
}
"""Headings of fields that no page shows."""

KINDS_OF_VALUES: Mapping[str, Kind] = {
    "deadline": Kind.DATE,
    "requested_on": Kind.DATE,
    "dismantle_by": Kind.DATE,
    "limit": Kind.NUMBER,
    "measured": Kind.NUMBER,
    "year": Kind.INTEGER,
    "compliant": Kind.BOOLEAN,
    "resumed": Kind.BOOLEAN,
    "upheld": Kind.BOOLEAN,
}
"""The type of each field's values where it isn't text."""

_AS_JSON = ("changes", "overruled")
_AS_SAID = ("period", "lines", "line")


def _value_of(field: str) -> Callable[[AnyAct, Labels], Value]:
    def as_json(act: AnyAct, _: Labels) -> Value:
        found = getattr(act, field, None)
        return msgspec.json.encode(found, order="sorted").decode() if found else None

    def as_said(act: AnyAct, labels: Labels) -> Value:
        found = getattr(act, field, None)
        return say(found, labels) if found else None

    def plain(act: AnyAct, _: Labels) -> Value:
        found: Value = getattr(act, field, None)
        return found

    if field in _AS_JSON:
        return as_json
    return as_said if field in _AS_SAID else plain


OWN: Columns = tuple(
    Column(
        field,
        TITLES[field] if field in TITLES else LABELS[field],
        about,
        _value_of(field),
        KINDS_OF_VALUES.get(field, Kind.STRING),
    )
    for field, about in ABOUT.items()
)
"""What only some kinds of act say; empty for the others."""

PROOF: Columns = (
    Column(
        "by",
        lazy_gettext("拟稿和审核角色"),
        lazy_gettext("拟稿人和审核人的角色编号，以空格分隔；不含姓名。"),
        lambda act, _: " ".join(act.by),
        required=True,
    ),
    Column(
        "salt",
        lazy_gettext("核验用随机数"),
        lazy_gettext("核验本条没有被改动时使用的随机数；结束公示时销毁。"),
        lambda act, _: act.salt,
        required=True,
        pattern="[0-9a-f]{64}",
    ),
)
"""What is needed to verify that an act wasn't changed."""

BOOK_COLUMNS: Columns = (*COMMON, *OWN, *PROOF)
"""Every column of the book."""


@cache
def _places(kind: type[AnyAct]) -> tuple[tuple[int, Column[AnyAct]], ...]:
    """Return the columns of which a kind of act has anything to say, with their places."""
    own = set(kind.__struct_fields__)
    return tuple(
        (place, column)
        for place, column in enumerate(BOOK_COLUMNS)
        if column.key not in ABOUT or column.key in own
    )


def act_cells(act: AnyAct, labels: Labels) -> list[Value]:
    """Return an act's row of the book; asks it only for the fields that its kind has."""
    row: list[Value] = [None] * len(BOOK_COLUMNS)
    for place, column in _places(type(act)):
        row[place] = column.value(act, labels)
    return row
