"""The columns that tables of acts and tables of lists share; both are read off an act."""

from __future__ import annotations

from publisher.downloads.columns import Column, Kind
from publisher.fields import LABELS
from register.acts import AnyAct
from register.wording import lazy_gettext

ACT_ID = "[0-7][0-9A-HJKMNP-TV-Z]{25}"
ENTERPRISE_ID = "[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?"
CODE = lazy_gettext("前一列的代码，供程序使用。")

Columns = tuple[Column[AnyAct], ...]

ID: Column[AnyAct] = Column(
    "id",
    lazy_gettext("登记编号"),
    lazy_gettext("本条的永久编号（ULID），按批准的时间先后排列。"),
    lambda act, _: act.id,
    required=True,
    pattern=ACT_ID,
)
DATE: Column[AnyAct] = Column(
    "date",
    LABELS["date"],
    lazy_gettext("本条公示的日期。"),
    lambda act, _: act.date,
    Kind.DATE,
    required=True,
)
FORMED_ON: Column[AnyAct] = Column(
    "formed_on",
    LABELS["formed_on"],
    lazy_gettext("信息形成或者变更的日期；20个工作日的公开期限从这一天起算。"),
    lambda act, _: act.formed_on,
    Kind.DATE,
    required=True,
)
DEPARTMENT: Columns = (
    Column(
        "department_name",
        LABELS["department"],
        lazy_gettext("作出并发布本条的单位。"),
        lambda act, labels: labels.departments.get(act.department, act.department),
        required=True,
    ),
    Column(
        "department",
        lazy_gettext("发布单位代码"),
        CODE,
        lambda act, _: act.department,
        required=True,
    ),
)
"""Who issued an act."""
DOCUMENT: Column[AnyAct] = Column(
    "document",
    LABELS["document"],
    lazy_gettext("作出本条的文件编号。"),
    lambda act, _: act.document,
    required=True,
)
FIRM_ID: Column[AnyAct] = Column(
    "enterprise_id",
    lazy_gettext("企业编号"),
    lazy_gettext("企业在本站的永久编号，也是企业页面的网址。企业更名后编号不变。"),
    lambda act, _: act.enterprise.id,
    required=True,
    pattern=ENTERPRISE_ID,
)
NAME: Column[AnyAct] = Column(
    "name",
    LABELS["name"],
    lazy_gettext("公示时的企业名称；之后的更正另有一条。"),
    lambda act, _: act.enterprise.name,
    required=True,
)
USCC: Column[AnyAct] = Column(
    "uscc",
    LABELS["uscc"],
    lazy_gettext("按公布原文保留，未公布的为空。"),
    lambda act, _: act.enterprise.uscc,
)
PLACE_AND_INDUSTRY: Columns = (
    Column(
        "area_name",
        LABELS["area"],
        lazy_gettext("企业所在的县（市、区）、镇（街道）或者园区。"),
        lambda act, labels: labels.areas.get(act.enterprise.area, act.enterprise.area),
        required=True,
    ),
    Column(
        "area",
        lazy_gettext("地区代码"),
        lazy_gettext("县（市、区）为GB/T 2260行政区划代码，其他地区为本站编号。"),
        lambda act, _: act.enterprise.area,
        required=True,
    ),
    Column(
        "industry_name",
        LABELS["industry"],
        lazy_gettext("国民经济行业分类（GB/T 4754—2017）的名称。"),
        lambda act, labels: labels.industry(act.enterprise.industry),
        required=True,
    ),
    Column(
        "industry",
        lazy_gettext("行业代码"),
        lazy_gettext("国民经济行业分类（GB/T 4754—2017）的代码，二至四位数字。"),
        lambda act, _: act.enterprise.industry,
        required=True,
    ),
)
"""Where a firm is and what it makes."""
BASIS: Columns = (
    Column(
        "law",
        LABELS["law"],
        lazy_gettext("所依据的法律、法规或者文件。"),
        lambda act, _: act.basis.law,
        required=True,
    ),
    Column(
        "clause",
        LABELS["clause"],
        lazy_gettext("所依据的条款。"),
        lambda act, _: act.basis.clause,
        required=True,
    ),
)
"""What an act rests on."""
