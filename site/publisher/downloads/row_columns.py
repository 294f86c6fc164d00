"""The columns that every list has: whom a row is about, where it stands, who published it."""

from __future__ import annotations

from publisher.downloads.act_columns import (
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
)
from publisher.downloads.columns import Column, Kind
from register.acts import AnyAct
from register.lists import Row
from register.wording import LazyText, lazy_gettext


def of_act(
    column: Column[AnyAct], *, title: LazyText | None = None, about: LazyText | None = None
) -> Column[Row]:
    """Return a column of acts as one of rows: read off the act that put the row on the list."""
    read = column.value
    return Column(
        column.key,
        title or column.title,
        about or column.about,
        lambda row, labels: read(row.act, labels),
        column.kind,
        column.required,
        column.pattern,
    )


WHO: tuple[Column[Row], ...] = (
    of_act(ID, about=lazy_gettext("本条的永久编号（ULID）。内容更正后编号不变。")),
    of_act(FIRM_ID),
    of_act(NAME, about=lazy_gettext("公示时的企业名称，更正后为更正的名称。")),
    of_act(USCC),
    Column(
        "uscc_valid",
        lazy_gettext("信用代码校验通过"),
        lazy_gettext("按GB 32100校验的结果；未公布代码的为空。校验不通过的，代码仍按原文保留。"),
        lambda row, _: row.credit_code.ok if row.act.enterprise.uscc else None,
        Kind.BOOLEAN,
    ),
    *map(of_act, PLACE_AND_INDUSTRY),
)
"""Whom a row is about; they lead every list."""

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
    of_act(DATE, title=lazy_gettext("列入日期")),
    of_act(FORMED_ON),
    *map(of_act, DEPARTMENT),
    *map(of_act, BASIS),
    of_act(DOCUMENT),
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
