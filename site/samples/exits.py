"""How a sampled firm's plant goes: closed, sealed, dismantled, accepted, looked at again."""

from __future__ import annotations

import datetime as dt

from register.acts import (
    Accepted,
    AnyAct,
    Closure,
    Dismantled,
    Lookback,
    ProductionLine,
    Scope,
    Sealed,
)
from samples import clauses
from samples.chronicle import Chronicle
from samples.evidence import evidence


def close(c: Chronicle, scope: Scope) -> Closure:
    """List the firm, or only a line of it, among the year's closures."""
    rest = (
        "企业整体退出，职工安置方案经职工代表大会通过，排污许可证同步注销。"
        if scope is Scope.ENTERPRISE
        else "退出范围仅为所列生产线（设备），企业其他合规业务继续经营。"
    )
    return c.write(
        Closure,
        clauses.PHASE_OUT,
        year=c.today.year,
        scope=scope,
        lines=(_line(c),),
        method=f"断水、断电，拆除{c.trade.equipment}{c.sets}台（套）的动力装置和主体部分，残体"
        f"过磅{c.rng.randint(12, 460)}吨，处置凭证{c.rng.randint(3, 40)}份存档；"
        f"{rest}{evidence(c)}",
    )


def seal(c: Chronicle, days: int) -> Sealed:
    """Seal a line that can't be dismantled yet; it must be within `days`."""
    by = c.today + dt.timedelta(days=days)
    return c.write(
        Sealed,
        clauses.PHASE_OUT,
        line=_line(c),
        reason=f"设备为金融机构抵押物且与在用公用管网相连，暂不具备立即拆除条件；已断水、断电、"
        f"拆除动力装置，主体设备贴封{c.rng.randint(4, 30)}处，{c.place}派员驻点监督。"
        f"{evidence(c)}",
        promise=f"本企业向社会公开承诺：所封存的{c.trade.equipment}不再恢复生产，不转让、不异地"
        f"复建，{by.year}年{by.month}月{by.day}日前完成拆除，接受社会监督。",
        dismantle_by=by,
    )


def _line(c: Chronicle) -> ProductionLine:
    return ProductionLine(c.trade.equipment, c.sets, float(c.capacity), c.trade.unit)


def dismantle(c: Chronicle, about: AnyAct) -> Dismantled:
    """Record that what was sealed or closed is gone."""
    return c.write(
        Dismantled,
        clauses.PHASE_OUT,
        about=about,
        finding=f"现场核查：{c.trade.equipment}主体和动力装置全部破坏性拆除，基础破除，残体外运"
        f"过磅单{c.rng.randint(5, 60)}张，影像资料{c.rng.randint(20, 120)}份，不具备恢复条件。"
        f"{evidence(c)}",
    )


def accept(c: Chronicle, about: AnyAct) -> Accepted:
    """Record that the exit passed its acceptance."""
    return c.write(
        Accepted,
        clauses.PHASE_OUT,
        about=about,
        finding=f"{c.place}初验、市级复验均合格，设备编号与退出名单一致，核减年产能{c.capacity}"
        f"{c.trade.unit}，档案{c.rng.randint(8, 50)}卷归档保存，验收通过。{evidence(c)}",
    )


def look_back(c: Chronicle, about: AnyAct, *, resumed: bool) -> Lookback:
    """Record whether what was closed runs again."""
    found = (
        f"夜间复查发现厂房内有{c.trade.equipment}正在运行，查获产品{c.rng.randint(3, 60)}吨（件），"
        "属恢复生产，已当场断电查封并立案调查。"
        if resumed
        else f"核对近{c.rng.randint(3, 9)}个月用电数据并走访周边群众，未见设备恢复，原址已清空，"
        "未发现恢复生产。"
    )
    return c.write(
        Lookback,
        clauses.PHASE_OUT,
        about=about,
        resumed=resumed,
        finding=f"“回头看”联合复查组实地查看位于{c.place}的原生产场所：{found}{evidence(c)}",
    )
