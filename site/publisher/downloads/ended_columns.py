"""The columns of what left the site: numbers, days and grounds, nothing of the content."""

from __future__ import annotations

from collections.abc import Sequence

from publisher.downloads.act_columns import ACT_ID, CODE
from publisher.downloads.columns import Column, Kind
from register.histories import Tombstone
from register.wording import lazy_gettext

ENDED_COLUMNS: Sequence[Column[Tombstone]] = (
    Column(
        "id",
        lazy_gettext("登记编号"),
        lazy_gettext("已经结束公示的那一条的编号。持有这一条的，请删除其内容。"),
        lambda stone, _: stone.id,
        required=True,
        pattern=ACT_ID,
    ),
    Column(
        "date",
        lazy_gettext("结束日期"),
        lazy_gettext("从哪一天起不再公示。"),
        lambda stone, _: stone.date,
        Kind.DATE,
        required=True,
    ),
    Column(
        "kind_name",
        lazy_gettext("结束方式"),
        lazy_gettext("撤销公示（行政处罚法第四十八条），或者终止公示（信用修复管理办法）。"),
        lambda stone, labels: labels.kinds[stone.kind],
        required=True,
    ),
    Column(
        "kind",
        lazy_gettext("结束方式代码"),
        CODE,
        lambda stone, _: stone.kind,
        required=True,
    ),
    Column(
        "ground",
        lazy_gettext("依据或者理由"),
        lazy_gettext("撤销公示的理由，或者终止公示的依据。"),
        lambda stone, _: stone.ground,
        required=True,
    ),
)
