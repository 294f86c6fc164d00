"""What each role is for and may do, for the page that its holder prints and pins up.

The moves come from the table of a case's life and the rights from the table of rights: a guide
cannot promise what the system refuses. Only what no table knows is written here in words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from intake.domain.access import GIVEN_BY, Right, parties, supervision
from intake.domain.cases import Case
from intake.domain.roles import COORDINATION, ONLY_AT_COORDINATION, Post, Role
from intake.domain.stages import TOLD_TO_REPORTER, Move, Party, State
from intake.domain.standing import When
from intake.domain.steps import AT_WORK, STEPS, Step
from register.jurisdiction import Matter
from register.wording import LazyText, lazy_gettext

PURPOSES: dict[Role, LazyText] = {
    Role.OFFICER: lazy_gettext(
        "办理派到本单位的案件：签收、核查、答复举报人、办结；属实的拟写公示稿。"
    ),
    Role.HEAD: lazy_gettext(
        "把关本单位的案件：批准延期、决定转办、审核办理结果；给本单位添加人员。"
    ),
    Role.DISPATCHER: lazy_gettext(
        "把没有自动派出的举报和被退回的案件派给应当办理的单位；督办临近期限和逾期的案件。"
    ),
    Role.APPROVER: lazy_gettext("审核本单位拟公示的稿件，通过后即公示。"),
    Role.CUSTODIAN: lazy_gettext("单独保管举报人的联系方式，决定是否提供给提出申请的承办人员。"),
    Role.AUDITOR: lazy_gettext("查看、导出、核验审计记录，发现越权查看和篡改。"),
    Role.ADMINISTRATOR: lazy_gettext("停用账号、免去职务、重置第二道验证，并让系统正常运行。"),
}
"""What a role is for, in one sentence."""

ROUTINES: dict[Role, tuple[LazyText, ...]] = {
    Role.OFFICER: (
        lazy_gettext("打开“待办”，从最上面一件开始：期限最近的排在最前。"),
        lazy_gettext("先签收。不属于本单位的，尽早退单并写明依据：退单不停止计时。"),
        lazy_gettext("核查后给举报人写反馈，再办结；需要举报人补充的，也在反馈里写。"),
        lazy_gettext(
            "属实的，说明公示了什么或者为什么不公示；选“拟稿公示”的，接着把稿件写完送审。"
        ),
    ),
    Role.HEAD: (
        lazy_gettext("打开“待办”，用筛选看“待审核”、“待回访”和逾期的案件。"),
        lazy_gettext("审核办理结果：核查是否到现场、答复是否说清；不行的退回重办，写明要求。"),
        lazy_gettext("延期只有一次：理由举报人看得到，请写清楚。"),
        lazy_gettext("有利害关系的人员要求其回避；整个单位有利害关系的，转办并勾选整个单位回避。"),
    ),
    Role.DISPATCHER: (
        lazy_gettext("打开“待办”，先看“待分办”：系统给出建议和条款，核对后派单。"),
        lazy_gettext("被退回的案件：看退单理由和条款，改派，或者说明依据再派给原单位。"),
        lazy_gettext("打开“督办”，对临近期限和逾期的案件电话、书面或者现场督办。"),
    ),
    Role.APPROVER: (
        lazy_gettext("打开“公示拟稿”，看等待审核的稿件。"),
        lazy_gettext("对照文书核对企业名称、代码、事实、依据；不含举报人和其他个人的信息。"),
        lazy_gettext("通过即公示，不能悄悄改动；有错的退回并写明哪里要改。"),
    ),
    Role.CUSTODIAN: (
        lazy_gettext("打开“联系方式申请”，看申请人写的理由。"),
        lazy_gettext("能用查询凭证留言解决的，不同意并写明理由。"),
        lazy_gettext("同意后只对申请人本人开放，到期自动关闭；每次查看举报人都能看到。"),
    ),
    Role.AUDITOR: (
        lazy_gettext("打开“审计记录”，按人员、案件、日期筛选，留意被拒绝的操作。"),
        lazy_gettext("点“核验全部记录”，把签发的检查点保存到本系统以外。"),
        lazy_gettext("下次核验时填入保存的检查点，可以发现整体改写。"),
    ),
    Role.ADMINISTRATOR: (
        lazy_gettext("打开“人员”，有人离开当天停用账号；他知道的密钥随即更换。"),
        lazy_gettext("有人丢失手机的，核实本人后重置第二道验证。"),
        lazy_gettext("定期在服务器上备份，并试着恢复一次；打开“启用清单”检查各单位人员是否齐全。"),
    ),
}
"""A day's work, in order."""

LIMITS: dict[Role, LazyText] = {
    Role.OFFICER: lazy_gettext(
        "看不到其他单位的案件，也看不到举报人的联系方式；必须联系的，写明理由向保管员申请。"
    ),
    Role.HEAD: lazy_gettext("自己申请的延期、自己送审的结果、自己拟的稿件，须由另一人决定。"),
    Role.DISPATCHER: lazy_gettext("案件派出后不再能看内容，只看得到编号、状态和期限。"),
    Role.APPROVER: lazy_gettext("看不到案件和举报内容，只看稿件；不能审核自己拟的稿件。"),
    Role.CUSTODIAN: lazy_gettext("看不到案件内容，只看申请理由。"),
    Role.AUDITOR: lazy_gettext("看不到案件内容；自己的查询、导出和核验也有记录。"),
    Role.ADMINISTRATOR: lazy_gettext(
        "打不开任何案件，也不能给人能看案件的职务：那要由持有单位密钥的人给予。"
    ),
}
"""What the system never lets a role do."""


@dataclass(frozen=True)
class Duty:
    """A move that a role may make on one condition, over all the rows of the table that say so."""

    move: Move
    when: When
    starts: tuple[State | None, ...]
    four_eyes: bool
    told: bool
    """The reporter learns of it."""

    @property
    def while_at_work(self) -> bool:
        """It may be made in every state in which a case lies with its lead department."""
        return self.starts == AT_WORK


def duties_of(role: Role) -> tuple[Duty, ...]:
    """Return what a role may do with its own department's cases, in the table's order.

    What an officer may do as well is left out: who may do all of it reads the officer's guide too.
    """
    rows = _rows(Post(_home(role), role))
    below = _rows(Post(_home(role), Role.OFFICER)) if includes_officer(role) else []
    return _duties(row for row in rows if row not in below)


def includes_officer(role: Role) -> bool:
    """Tell whether a role may do whatever an officer may, and more."""
    mine, theirs = set(_rows(Post(_SOMEWHERE, role))), set(_rows(Post(_SOMEWHERE, Role.OFFICER)))
    return theirs < mine


def duties_at_coordination(role: Role) -> tuple[Duty, ...]:
    """Return what a role may do at the coordination office besides."""
    elsewhere = set(_rows(Post(_home(role), role)))
    there = _rows(Post(COORDINATION, role))
    return _duties(row for row in there if row not in elsewhere)


def rights_of(role: Role) -> tuple[Right, ...]:
    """Return the rights that a role gives."""
    return tuple(right for right in Right if role in GIVEN_BY[right])


_SOMEWHERE = "somewhere"


def _home(role: Role) -> str:
    return COORDINATION if role in ONLY_AT_COORDINATION else _SOMEWHERE


def _rows(post: Post) -> list[Step]:
    """Return the rows that the holder of a post may take while a case lies with the department."""
    held = frozenset({post})
    return [
        row
        for row in STEPS
        if row.start is not None and row.by in _parties_to(held, _case_at(row.start, post))
    ]


def _parties_to(held: frozenset[Post], case: Case) -> frozenset[Party]:
    return parties(held, case) | supervision(held)


def _case_at(state: State, post: Post) -> Case:
    """Return a case that the post's department leads, as the rules of access see it."""
    day = dt.date.min
    return Case(
        id="",
        number="",
        state=state,
        version=1,
        matter=Matter.OUT_OF_SCOPE,
        area=None,
        lead=post.department,
        co=(),
        clause="",
        ambiguous=False,
        received_on=day,
        dispatched_on=day,
        with_lead_since=day,
        clock="",
        due_on=day,
        due_provisional=False,
        unread=False,
        outcome=None,
        closed_on=None,
    )


def _duties(rows: Iterable[Step]) -> tuple[Duty, ...]:
    alike: dict[tuple[Move, When, bool], list[Step]] = {}
    for row in rows:
        alike.setdefault((row.move, row.when, row.four_eyes is not None), []).append(row)
    return tuple(
        Duty(
            move=move,
            when=when,
            starts=tuple(dict.fromkeys(row.start for row in theirs)),
            four_eyes=four_eyes,
            told=move in TOLD_TO_REPORTER,
        )
        for (move, when, four_eyes), theirs in alike.items()
    )
