"""What puts a sampled firm on a list, and what becomes of a card: each function enters one act.

The words are official ones with the firm's own figures in them, so that pages made of a sample
weigh and break like real ones: about 1.5 KB of text a firm.
"""

from __future__ import annotations

import datetime as dt

from register.acts import (
    Extension,
    Inspection,
    LicenceCancelled,
    OverLimit,
    OverLimitSerious,
    Period,
    Rectified,
    RedCard,
    Subject,
    SubstandardProduct,
    YellowCard,
)
from samples import clauses
from samples.chronicle import Chronicle
from samples.evidence import evidence

_BASIS = {
    Subject.ENERGY: clauses.ENERGY,
    Subject.TECHNOLOGY: clauses.CATALOGUE,
    Subject.QUALITY: clauses.QUALITY,
    Subject.SAFETY: clauses.SAFETY,
}


def inspect(c: Chronicle, *, compliant: bool) -> Inspection:
    """Enter a 节能监察 result."""
    name, unit, limit = c.trade.intensity
    share = c.rng.randint(2, 30)
    value = round(limit * (1 - share / 200 if compliant else 1 + share / 100), 2)
    verdict = (
        "符合强制性限额标准，未发现使用国家明令淘汰的用能设备，能源计量器具配备率和台账完整。"
        if compliant
        else f"超过限额{share}%，另查见明令淘汰的高耗能电动机{c.rng.randint(3, 40)}台，"
        "能源计量台账不完整，已下达限期整改通知书。"
    )
    return c.write(
        Inspection,
        clauses.INSPECTION,
        compliant=compliant,
        finding=f"现场监察位于{c.place}的生产现场，核查{c.trade.equipment}{c.sets}台（套）和"
        f"近12个月能源统计报表：{name}为{value}{unit}，限额{limit}{unit}；{verdict}{evidence(c)}",
    )


def yellow(c: Chronicle, subject: Subject, days: int) -> YellowCard:
    """List the firm as one that must rectify within `days` calendar days."""
    return c.write(
        YellowCard,
        _BASIS[subject],
        subject=subject,
        problem=_problem(c, subject) + evidence(c),
        deadline=c.today + dt.timedelta(days=days),
    )


def _problem(c: Chronicle, subject: Subject) -> str:
    if subject is Subject.ENERGY:
        name, unit, limit = c.trade.intensity
        value = round(limit * (1 + c.rng.randint(4, 35) / 100), 2)
        return (
            f"上一年度{name}{value}{unit}，高于强制性限额{limit}{unit}，余热未回收利用，"
            f"主要用能设备缺少独立计量。责令限期整改并提交第三方核算报告，整改期间{c.sets}台"
            "（套）设备限产30%，逾期未整改或经整改仍未达标的，依法关停退出。"
        )
    if subject is Subject.QUALITY:
        product, flaw, unit, limit = c.trade.product
        return (
            f"{product}连续两批次监督抽查不合格，{flaw}超过{limit}{unit}的允许值；企业无出厂"
            "检验记录，检验设备超期未检定。责令停止出厂销售不合格产品、召回问题批次"
            f"{c.rng.randint(5, 160)}吨（件），完善检验制度并申请复查。"
        )
    if subject is Subject.SAFETY:
        return (
            f"{c.trade.name}车间存在重大事故隐患：吊运设备未按规定选型，作业平台下方设置人员"
            f"聚集场所，可燃气体报警装置{c.rng.randint(2, 12)}台失效，动火作业票缺签"
            f"{c.rng.randint(3, 40)}张。责令停产停业整顿，整改方案由专家组论证后实施。"
        )
    return (
        f"仍在使用{c.trade.equipment}{c.sets}台（套），合计年产能{c.capacity}{c.trade.unit}，"
        "属淘汰类落后生产工艺装备，且未制定退出计划。责令停止使用，按期断水、断电并拆除主体"
        f"设备，由{c.place}人民政府落实属地监督，每月报告进展。"
    )


def extend(c: Chronicle, card: YellowCard, days: int) -> Extension:
    """Extend a card's deadline by `days`, as asked for some days ago."""
    asked = card.date + (c.today - card.date) * 9 // 10
    return c.write(
        Extension,
        clauses.STANDARDS,
        about=card,
        requested_on=asked,
        deadline=card.deadline + dt.timedelta(days=days),
        reason="关键设备制造周期延长，企业于整改期限届满前提出延期申请并附采购合同和监造记录。"
        f"经现场核实，整改工程已完成{c.rng.randint(40, 85)}%，同意延期一次，其间维持限产，"
        "不再受理第二次延期。",
    )


def rectify(c: Chronicle, card: YellowCard) -> Rectified:
    """Take the firm off the yellow list."""
    return c.write(
        Rectified,
        clauses.STANDARDS,
        about=card,
        finding=f"经现场复核和第三方检测，原列问题{c.rng.randint(3, 9)}项全部整改到位，连续"
        f"{c.rng.randint(24, 96)}小时运行数据符合标准要求，{c.place}初验意见为合格。"
        f"整改验收合格，移出黄牌名单，纳入常态化监管。{evidence(c)}",
    )


def red(c: Chronicle, card: YellowCard) -> RedCard:
    """List the firm as closed by law, its yellow card unmet."""
    return c.write(
        RedCard,
        clauses.PHASE_OUT,
        about=card,
        subject=card.subject,
        finding=f"整改期限{card.deadline}届满后复查，原列问题仍有{c.rng.randint(1, 4)}项未整改，"
        f"企业未在期限内申请延期，现场仍有生产迹象。{evidence(c)}",
        measure=f"经有批准权的人民政府批准，责令关闭，{c.rng.randint(10, 30)}日内断水、断电，"
        "拆除动力装置和主体设备，相关证照由发证机关依法处理。",
    )


def exceed(c: Chronicle, *, serious: bool = False) -> OverLimit:
    """List the firm as an emitter over the limit, or seriously so."""
    name, unit, limit = c.trade.pollutant
    ratio = c.rng.randint(230, 700) / 100 if serious else c.rng.randint(105, 190) / 100
    start = c.today - dt.timedelta(days=c.rng.randint(30, 60))
    tail = (
        "系一年内再次超标，且污染防治设施不正常运行，情节严重，责令停产整治，并依法处罚。"
        if serious
        else "企业未在规定时限内报告异常情况，已责令改正并依法处罚，复测结果另行公布。"
    )
    return c.write(
        OverLimitSerious if serious else OverLimit,
        clauses.WATER if unit == "mg/L" else clauses.AIR,
        pollutant=name,
        limit=limit,
        measured=round(limit * ratio, 3),
        unit=unit,
        period=Period(start, start + dt.timedelta(days=c.rng.randint(0, 6))),
        explanation=f"执法监测数据经审核有效，超标{round((ratio - 1) * 100)}%；现场检查时末端治理"
        f"设施有{c.rng.randint(1, 3)}个单元停运，运行台账缺{c.rng.randint(2, 20)}天。"
        f"{evidence(c)}{tail}",
    )


def fail_product(c: Chronicle) -> SubstandardProduct:
    """List a product that failed its check."""
    product, flaw, unit, limit = c.trade.product
    value = round(limit * c.rng.randint(115, 240) / 100, 3)
    made = c.today - dt.timedelta(days=c.rng.randint(40, 90))
    return c.write(
        SubstandardProduct,
        clauses.QUALITY,
        product=product,
        batch=made.isoformat(),
        problem=f"市级监督抽查：{flaw}实测{value}{unit}，允许值{limit}{unit}；同批次库存"
        f"{c.rng.randint(8, 300)}吨（件）已查封，流向{c.rng.randint(2, 9)}家经销单位，已责令"
        f"企业查明原因、召回问题产品并停止销售，后处理结果另行公布。{evidence(c)}",
    )


def cancel_licence(c: Chronicle) -> LicenceCancelled:
    """Revoke the firm's production licence."""
    return c.write(
        LicenceCancelled,
        clauses.REVOCATION,
        licence=f"全国工业产品生产许可证（{c.trade.name}）",
        number=f"（粤）XK-{c.firm.id[-6:]}",
        reason="产品质量不符合强制性国家标准，经责令整改仍不合格，情节严重，依法吊销生产许可证，"
        "自公布之日起不得继续生产、销售许可范围内的产品，许可证副本须于十日内交回发证机关，库存"
        "产品由属地市场监管部门监督处置。",
    )
