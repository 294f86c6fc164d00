"""What each matter is called, and how a citizen would recognise it (DESIGN section 2)."""

from __future__ import annotations

from register.jurisdiction import Matter
from register.wording import LazyText, lazy_gettext

MATTER_NAMES: dict[Matter, LazyText] = {
    Matter.GROUND_BAR_STEEL: lazy_gettext("地条钢"),
    Matter.ENERGY: lazy_gettext("能耗"),
    Matter.EMISSIONS: lazy_gettext("环保"),
    Matter.QUALITY: lazy_gettext("产品质量"),
    Matter.SAFETY: lazy_gettext("安全生产"),
    Matter.OUTDATED_EQUIPMENT: lazy_gettext("淘汰类工艺装备"),
    Matter.RESTARTED_LINE: lazy_gettext("关停后恢复生产"),
    Matter.CAPACITY_SWAP: lazy_gettext("产能置换"),
    Matter.POWER_USE: lazy_gettext("用电异常"),
    Matter.TAX: lazy_gettext("税收发票"),
    Matter.LAND: lazy_gettext("用地"),
    Matter.ENQUIRY: lazy_gettext("政策咨询"),
    Matter.OUT_OF_SCOPE: lazy_gettext("其他"),
}
"""Short names, for tables, queues and the public pages alike."""

MATTER_SIGNS: dict[Matter, LazyText] = {
    Matter.GROUND_BAR_STEEL: lazy_gettext("用中频炉、工频炉熔化废钢，做“地条钢”"),
    Matter.ENERGY: lazy_gettext("用能严重超标，耗电耗煤异常多"),
    Matter.EMISSIONS: lazy_gettext("冒黑烟、排污水、气味刺鼻"),
    Matter.QUALITY: lazy_gettext("卖或生产不合格、无证、冒牌的产品"),
    Matter.SAFETY: lazy_gettext("有人受伤，或者生产现场有危险"),
    Matter.OUTDATED_EQUIPMENT: lazy_gettext("还在安装应淘汰的设备，或者到期没有拆除"),
    Matter.RESTARTED_LINE: lazy_gettext("已经关停、封存、拆除的又在生产"),
    Matter.CAPACITY_SWAP: lazy_gettext("用已淘汰的产能换新项目指标"),
    Matter.POWER_USE: lazy_gettext("夜里用电异常，看不出在生产什么"),
    Matter.TAX: lazy_gettext("不开发票、收现金"),
    Matter.LAND: lazy_gettext("违法占地建厂"),
    Matter.ENQUIRY: lazy_gettext("只想咨询政策，不举报"),
    Matter.OUT_OF_SCOPE: lazy_gettext("其他，或者说不清"),
}
"""What somebody sees who does not know the office's word for it."""
