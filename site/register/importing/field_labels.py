"""What the fields of a list are called where a person maps its columns."""

from __future__ import annotations

from collections.abc import Mapping

from register.importing.columns import Field
from register.wording import LazyText
from register.wording import lazy_gettext as _

FIELD_LABELS: Mapping[Field, LazyText] = {
    Field.ENTERPRISE: _("企业名称"),
    Field.USCC: _("统一社会信用代码"),
    Field.AREA: _("所在地区"),
    Field.INDUSTRY: _("行业"),
    Field.EQUIPMENT: _("设备"),
    Field.MODEL: _("规格型号"),
    Field.COUNT: _("数量"),
    Field.CAPACITY: _("产能"),
    Field.UNIT: _("计量单位"),
    Field.DATE: _("日期"),
    Field.DEADLINE: _("整改期限"),
    Field.DISMANTLE_BY: _("拆除期限"),
    Field.PERIOD: _("监测时段"),
    Field.YEAR: _("年度"),
    Field.STATUS: _("完成情况"),
    Field.SUBJECT: _("不达标方面"),
    Field.PROBLEM: _("存在问题"),
    Field.MEASURE: _("处理措施"),
    Field.FINE: _("罚款金额"),
    Field.REASON: _("理由"),
    Field.PROMISE: _("企业公开承诺"),
    Field.BASIS: _("依据"),
    Field.DOCUMENT: _("文号"),
    Field.DEPARTMENT: _("发布单位"),
    Field.POLLUTANT: _("污染物"),
    Field.OUTLET: _("排放口"),
    Field.LIMIT: _("排放限值"),
    Field.MEASURED: _("实测值"),
    Field.EXCEED: _("超标倍数"),
    Field.PRODUCT: _("产品"),
    Field.BATCH: _("批次"),
    Field.LICENCE: _("证照名称"),
    Field.LICENCE_NUMBER: _("证照编号"),
    Field.TITLE: _("名单标题"),
    Field.NOTE: _("备注"),
    Field.NUMBER: _("序号（不导入）"),
    Field.PERSONAL: _("个人信息（不导入）"),
    Field.OTHER: _("其他（只保留原文）"),
}
