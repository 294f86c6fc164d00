"""What is said about an act already entered: replies, objections, corrections, endings."""

from __future__ import annotations

from register.acts import AnyAct, Corrected, Objection, OverLimit, PublicityEnded, Reply, Withdrawn
from samples import clauses
from samples.chronicle import Chronicle
from samples.evidence import evidence


def reply(c: Chronicle, about: AnyAct) -> Reply:
    """Enter what the firm says for itself."""
    return c.write(
        Reply,
        clauses.HEARING,
        about=about,
        text="我单位对公示的事实没有异议。问题发生后已停用有关设备并成立整改小组，投入"
        f"{c.rng.randint(12, 480)}万元实施改造，计划{c.rng.randint(30, 90)}日内完成；整改期间"
        "按月向主管部门和社会公开进展，恳请予以监督指导。有关岗位已重新培训并考核，设备点检、"
        f"运行和维护记录保存期延长至{c.rng.randint(3, 10)}年，供检查人员随时查阅。",
    )


def object_to(c: Chronicle, about: AnyAct, *, upheld: bool) -> Objection:
    """Enter the firm's objection and what became of it."""
    outcome = (
        "经调取原始记录和现场影像核对，公示内容与事实不符，异议成立，按程序处理，处理结果在"
        "本页公开并书面告知企业。"
        if upheld
        else "经核对原始记录，采样、送检和判定程序符合规定，异议不成立，维持公示，并已书面告知企业"
        "不服决定的救济途径。"
    )
    return c.write(
        Objection,
        clauses.CORRECTION,
        about=about,
        text=f"我单位认为公示所依据的检查记录与实际情况不一致，第{c.rng.randint(1, 6)}项数据未按"
        "规定程序确认，请求复核原始记录并更正公示内容。",
        upheld=upheld,
        outcome=outcome + evidence(c),
    )


def correct(c: Chronicle, listing: OverLimit) -> Corrected:
    """Correct the measured value of a listing; the firm still exceeds the limit."""
    value = round((listing.measured + listing.limit) / 2, 3)
    return c.write(
        Corrected,
        clauses.CORRECTION,
        about=listing,
        changes={"measured": f"{value:g}"},
        reason=f"原公示值未按基准条件折算，经复核更正为{value:g}{listing.unit}，仍属超标排放。",
    )


def withdraw(c: Chronicle, about: AnyAct) -> Withdrawn:
    """Withdraw an act whose facts were wrong."""
    return c.write(
        Withdrawn,
        clauses.WITHDRAWAL,
        about=about,
        reason="经复核，认定事实有误，原决定予以撤销，停止公示。",
    )


def end_publicity(c: Chronicle, about: AnyAct) -> PublicityEnded:
    """End an act's publicity after credit repair."""
    return c.write(
        PublicityEnded,
        clauses.CREDIT_REPAIR
        if c.today >= clauses.CREDIT_REPAIR_SINCE
        else clauses.CREDIT_REPAIR_TRIAL,
        about=about,
        ground="完成整改并作出信用承诺，公示满规定期限，准予信用修复，终止公示",
    )
