"""What departments are told by e-mail and messenger: that something awaits them, and until when.

Never a word of a case: a number, a state, a day, a count. Notices follow from what is stored, so
nothing is lost when a worker dies between a move and its notice, and the outbox holds each notice
under a name of its own, so nothing is told twice.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from intake.db import notices as db
from intake.db import outbox
from intake.db.engine import reading, writing
from intake.db.notice_schema import NoticeKind, notices
from intake.db.notices import Notice
from intake.domain.clocks import Urgency
from intake.domain.lifecycle import STATE_NAMES, State
from intake.domain.roles import COORDINATION
from intake.services.addressees import addressees
from intake.services.oversight import counts_by_desk
from intake.services.retention import LAST_WARNING, WARNING, endings
from intake.services.retrying import PLAN, Plan, claimed
from intake.services.system import System
from register.wording import SOURCE_LANGUAGE, gettext, use_language

AT_ONCE = 50
_ENDING, _ENDING_SOON = "ending", "ending-soon"
"""In a digest: cases that are destroyed within the first and the last warning."""
_TOLD_AHEAD = (WARNING, LAST_WARNING)
"""Days on which an ending alone is reason enough for a digest."""
TOLD_AT_ONCE = frozenset({State.REGISTERED, State.DISPATCHED, State.RETURNED, State.DISPUTED})
"""States in which a case has just come to a desk."""


class _Case(msgspec.Struct, frozen=True):
    number: str
    state: State
    due_on: dt.date


@dataclass(frozen=True)
class Letter:
    """A notice ready to be sent, and the lease it is held under."""

    notice: Notice
    lease: str
    address: str | None = field(repr=False)
    title: str
    text: str


def notice_new_cases(system: System) -> int:
    """Put a notice into the outbox for each case that came to a desk; return how many."""
    added = 0
    for to in _all_addresses(system):
        with reading(system.engine) as connection:
            found = db.cases_not_told_of(
                connection, to.department, TOLD_AT_ONCE, to.target, AT_ONCE
            )
        for one in found:
            body = _Case(one.number, one.state, one.due_on)
            added += _add(system, to, NoticeKind.CASE, one.subject, body)
    return added


def notice_the_day(system: System) -> int:
    """Put today's digests into the outbox, once; return how many were added."""
    counts = counts_by_desk(system)
    escalated = {desk: n[Urgency.ESCALATED] for desk, n in counts.items() if n[Urgency.ESCALATED]}
    ending = defaultdict(list)
    for one in endings(system):
        ending[one.case.lead].append(one.on - system.today())
    today = system.today().isoformat()
    added = 0
    for to in _all_addresses(system):
        own = counts.get(to.department, {})
        ends = ending.get(to.department, [])
        if any(own.values()) or any(left in _TOLD_AHEAD for left in ends):
            soon = sum(left <= LAST_WARNING for left in ends)
            body = own | {_ENDING: len(ends), _ENDING_SOON: soon}
            added += _add(system, to, NoticeKind.DIGEST, today, body)
        if to.department == COORDINATION and escalated:
            added += _add(system, to, NoticeKind.ESCALATION, today, escalated)
    return added


def claim_letters(system: System, plan: Plan = PLAN) -> list[Letter]:
    """Take what is due to be sent."""
    lease, taken = claimed(system, notices, db.take_notices, AT_ONCE, plan)
    if not taken:
        return []
    listed = addressees(system)
    with use_language(SOURCE_LANGUAGE):
        return [
            Letter(one, lease, listed.get(one.department, {}).get(one.target), *_said(system, one))
            for one in taken
        ]


def settle_letter(system: System, letter: Letter, problem: str | None, plan: Plan = PLAN) -> None:
    """Note whether a letter was taken; `problem` names why not, and it is tried again later."""
    verdict = plan.verdict(problem, tried=letter.notice.attempts, now=system.now())
    with writing(system.engine) as connection:
        outbox.settle(connection, notices, letter.notice.id, letter.lease, verdict)


@dataclass(frozen=True)
class _To:
    """One address of a department, by its name."""

    department: str
    target: str


def _all_addresses(system: System) -> list[_To]:
    listed = addressees(system)
    return [_To(department, target) for department in listed for target in listed[department]]


def _add(system: System, to: _To, kind: NoticeKind, subject: str, body: object) -> bool:
    said = msgspec.json.encode(body).decode()
    notice = Notice(system.new_id(), to.department, kind, subject, to.target, said)
    with writing(system.engine) as connection:
        return db.add_notice(connection, notice, system.now())


def _said(system: System, notice: Notice) -> tuple[str, str]:
    """Return title and text of a notice: where to look, never what is there."""
    desk = system.settings.desk_url
    if notice.kind is NoticeKind.CASE:
        case = msgspec.json.decode(notice.body, type=_Case)
        title = gettext("有新的案件待办理，期限%(due)s", due=case.due_on.isoformat())
        text = gettext(
            "案件%(number)s（%(state)s）等待贵单位办理，期限%(due)s。请登录工作台查看：%(desk)s",
            number=case.number,
            state=STATE_NAMES[case.state],
            due=case.due_on.isoformat(),
            desk=desk,
        )
        return title, text
    if notice.kind is NoticeKind.DIGEST:
        return _digest(msgspec.json.decode(notice.body, type=dict[str, int]), desk)
    return _escalation(system, msgspec.json.decode(notice.body, type=dict[str, int]), desk)


def _digest(counts: Mapping[str, int], desk: str) -> tuple[str, str]:
    open_now = sum(counts.get(urgency, 0) for urgency in Urgency)
    up = counts.get(Urgency.ESCALATED, 0)
    late = counts.get(Urgency.OVERDUE, 0) + up
    title = gettext("今日待办%(n)s件，逾期%(late)s件", n=open_now, late=late)
    text = gettext(
        "贵单位待办案件%(n)s件，其中临近期限%(soon)s件、逾期%(late)s件（已上报协调小组%(up)s件）。"
        "请登录工作台查看：%(desk)s",
        n=open_now,
        soon=counts.get(Urgency.YELLOW, 0),
        late=late,
        up=up,
        desk=desk,
    )
    if counts.get(_ENDING):
        text += gettext(
            "另有%(n)s件已办结案件将在30天内到期销毁，其中%(soon)s件在7天内：%(desk)s",
            n=counts[_ENDING],
            soon=counts[_ENDING_SOON],
            desk=f"{desk}/retention/",
        )
    return title, text


def _escalation(system: System, counts: Mapping[str, int], desk: str) -> tuple[str, str]:
    title = gettext("有%(n)s件案件逾期未办结，请督办", n=sum(counts.values()))
    lines = "；".join(
        f"{system.profile.department(name).name}{n}" for name, n in sorted(counts.items())
    )
    text = gettext(
        "逾期上报的案件（件）：%(lines)s。请登录工作台督办：%(desk)s",
        lines=lines,
        desk=f"{desk}/oversight/",
    )
    return title, text
