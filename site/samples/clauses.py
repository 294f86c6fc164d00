"""The laws the acts of a sample rest on."""

import datetime as dt

from register.acts import Basis

ENERGY = Basis("《中华人民共和国节约能源法》", "第十六条、第七十二条")
INSPECTION = Basis("《节能监察办法》（国家发展改革委令2016年第33号）", "第十八条")
AIR = Basis("《中华人民共和国大气污染防治法》", "第十八条、第九十九条")
WATER = Basis("《中华人民共和国水污染防治法》", "第十条、第八十三条")
SAFETY = Basis("《中华人民共和国安全生产法》", "第三十八条、第一百一十三条")
QUALITY = Basis("《中华人民共和国产品质量法》", "第十五条、第十七条")
REVOCATION = Basis("《中华人民共和国产品质量法》", "第四十九条")
CATALOGUE = Basis("《产业结构调整指导目录（2024年本）》", "第三类“淘汰类”")
PHASE_OUT = Basis("《国务院关于进一步加强淘汰落后产能工作的通知》（国发〔2010〕7号）", "三")
STANDARDS = Basis(
    "《关于利用综合标准依法依规推动落后产能退出的指导意见》（工信部联产业〔2017〕30号）", "三"
)
HEARING = Basis("《中华人民共和国行政处罚法》", "第四十五条")
WITHDRAWAL = Basis("《中华人民共和国行政处罚法》", "第四十八条")
CORRECTION = Basis("《中华人民共和国政府信息公开条例》", "第四十一条")
CREDIT_REPAIR = Basis("《信用修复管理办法》（国家发展改革委令第36号）", "第三条")
CREDIT_REPAIR_SINCE = dt.date(2026, 4, 1)
CREDIT_REPAIR_TRIAL = Basis(
    "《失信行为纠正后的信用信息修复管理办法（试行）》（国家发展改革委令第58号）", "第三条"
)
