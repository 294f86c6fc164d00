"""The columns that every list has: whom a row is about, where it stands, who published it."""

from __future__ import annotations

from publisher.downloads.columns import Column, Kind
from publisher.fields import LABELS
from register.lists import Row
from register.wording import lazy_gettext

ACT_ID = "[0-7][0-9A-HJKMNP-TV-Z]{25}"
ENTERPRISE_ID = "[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?"
CODE = lazy_gettext("前一列的代码，供程序使用。")

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
