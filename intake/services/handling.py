"""What happens to a case while a department has it: help, handing over, more time, notes.

Every function is one transaction and goes the one way of `intake.services.moving`, which raises
`NoSuchCase`, `NotAllowed`, `WrongState` or `ActedOnMeanwhile`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from intake.db.cases import case_by_number, change_co_handlers
from intake.db.engine import reading
from intake.db.people import members_with, posts_of
from intake.db.queue import link_cases
from intake.db.sealed import events_of, take_keys_from_others
from intake.domain.access import GIVEN_BY, Right, may
from intake.domain.cases import Case
from intake.domain.checks import limited, required
from intake.domain.clocks import require_asked_in_time, require_extension
from intake.domain.errors import Incomplete, NoSuchCase
from intake.domain.lifecycle import Move
from intake.services.content import LONGEST_BASIS, LONGEST_WORDS, Words, open_words
from intake.services.keyring import give_key
from intake.services.moving import Moving, moving
from intake.services.recusal import give_up_for_good, require_none_kept_away
from intake.services.seeing import sees
from intake.services.sessions import Officer
from intake.services.system import System
from register.wording import gettext


def consult(
    system: System, officer: Officer, number: str, version: int, *, department: str, question: str
) -> Case:
    """Bring another department in; it may read the case and answer in a note.

    Raises:
        Incomplete: no question, no such department, or one that is on the case already or keeps
            away from it.
        NoSuchCase, NotAllowed, WrongState, ActedOnMeanwhile: see `intake.services.moving`.

    """
    words = Words(
        text=required("question", question, gettext("请写明需要对方配合什么。"), LONGEST_WORDS)
    )
    with moving(system, officer, number, version, Move.CONSULT) as under_way:
        case = under_way.case
        _require_department(system, department, not_among=(case.lead, *case.co))
        require_none_kept_away(under_way, department=[department])
        joined = dataclasses.replace(case, co=(*case.co, department))
        give_key(under_way.connection, case, under_way.key, (department,))
        joined = under_way.finish(joined, words)
        change_co_handlers(under_way.connection, joined)
        return joined


def transfer(
    system: System,
    officer: Officer,
    number: str,
    version: int,
    *,
    department: str,
    reason: str,
    clause: str,
    keeps_away: bool = False,
) -> Case:
    """The head hands the case to the department that answers for it; the clock runs on.

    `keeps_away`: for a conflict of interest; the department is never given the case again.

    Raises:
        Incomplete: no reason, no clause, no such department, the one that has it, or one that
            keeps away.
        NoSuchCase, NotAllowed, WrongState, ActedOnMeanwhile: see `intake.services.moving`.

    """
    words = Words(
        text=required("reason", reason, gettext("转办须写明理由。"), LONGEST_WORDS),
        basis=required("clause", clause, gettext("转办须写明依据的条款。"), LONGEST_BASIS),
    )
    with moving(system, officer, number, version, Move.TRANSFER) as under_way:
        case = under_way.case
        _require_department(system, department, not_among=(case.lead,))
        require_none_kept_away(under_way, department=[department])
        if keeps_away:
            give_up_for_good(under_way)
        handed = dataclasses.replace(
            case,
            lead=department,
            co=tuple(one for one in case.co if one != department),
            clause=words.basis,
            with_lead_since=system.today(),
            assignee=None,
            proposed_by=None,
        )
        give_key(under_way.connection, case, under_way.key, (department,))
        handed = under_way.finish(handed, words)
        change_co_handlers(under_way.connection, handed)
        take_keys_from_others(under_way.connection, handed.id, (handed.lead, *handed.co))
        return handed


def ask_extension(
    system: System, officer: Officer, number: str, version: int, *, until: dt.date, reason: str
) -> Case:
    """Ask the head for more time, once, before the time is over.

    Raises:
        Incomplete: no reason, or a day that is no extension or more than the profile allows.
        TooLate: the deadline is over.
        NoSuchCase, NotAllowed, WrongState, ActedOnMeanwhile: see `intake.services.moving`.

    """
    words = Words(
        text=required("reason", reason, gettext("申请延期须写明理由。"), LONGEST_WORDS),
        basis=until.isoformat(),
    )
    with moving(system, officer, number, version, Move.ASK_EXTENSION) as under_way:
        due_on = under_way.case.due_on
        require_asked_in_time(due_on, system.today())
        require_extension(system.profile, due_on, until)
        return under_way.finish(under_way.case, words)


def grant_extension(
    system: System, officer: Officer, number: str, version: int, *, reason: str
) -> Case:
    """The head gives the time that was asked for; the reporter reads until when and why.

    Raises:
        Incomplete: nothing is said to the reporter.
        NoSuchCase, NotAllowed, WrongState, ActedOnMeanwhile: see `intake.services.moving`.

    """
    missing = gettext("请写明延期理由，举报人可以看到。")
    said = required("reason", reason, missing, LONGEST_WORDS)
    with moving(system, officer, number, version, Move.GRANT_EXTENSION) as under_way:
        until = _asked_until(under_way)
        longer = dataclasses.replace(under_way.case, due_on=until, due_provisional=False)
        return under_way.finish(longer, Words(text=said, basis=until.isoformat()))


def refuse_extension(
    system: System, officer: Officer, number: str, version: int, *, reason: str
) -> Case:
    """The head refuses more time.

    Raises:
        Incomplete: no reason.
        NoSuchCase, NotAllowed, WrongState, ActedOnMeanwhile: see `intake.services.moving`.

    """
    said = required("reason", reason, gettext("请写明不予延期的理由。"), LONGEST_WORDS)
    with moving(system, officer, number, version, Move.REFUSE_EXTENSION) as under_way:
        return under_way.finish(under_way.case, Words(text=said))


def assign(system: System, officer: Officer, number: str, version: int, *, member_id: str) -> Case:
    """Make the case someone's own in the lead department; an empty id makes it nobody's.

    Raises:
        Incomplete: the member does not handle cases there today.
        NoSuchCase, NotAllowed, WrongState, ActedOnMeanwhile: see `intake.services.moving`.

    """
    with moving(system, officer, number, version, Move.ASSIGN) as under_way:
        case = under_way.case
        if member_id:
            held = posts_of(under_way.connection, member_id, system.today())
            if not may(held, Right.HANDLE_CASES, case.lead):
                raise Incomplete("member", gettext("请从列表中选择本单位的承办人员。"))
        return under_way.finish(dataclasses.replace(case, assignee=member_id or None), None)


def colleagues(system: System, department: str) -> dict[str, str]:
    """Return who handles cases in a department today: names by id, in order of their names."""
    with reading(system.engine) as connection:
        return members_with(connection, department, GIVEN_BY[Right.HANDLE_CASES], system.today())


def note(system: System, officer: Officer, number: str, version: int, *, text: str) -> Case:
    """Write something for the departments on the case; the reporter never reads it.

    Raises:
        Incomplete: nothing is said.
        NoSuchCase, NotAllowed, WrongState, ActedOnMeanwhile: see `intake.services.moving`.

    """
    said = required("text", text, gettext("请填写备注内容。"), LONGEST_WORDS)
    with moving(system, officer, number, version, Move.NOTE) as under_way:
        return under_way.finish(under_way.case, Words(text=said))


def link(
    system: System, officer: Officer, number: str, version: int, *, other: str, reason: str = ""
) -> Case:
    """Note that two cases belong together; only who may look into both can say so.

    Raises:
        Incomplete: the other case is this one, does not exist, or is none of the officer's.
        NoSuchCase, NotAllowed, WrongState, ActedOnMeanwhile: see `intake.services.moving`.

    """
    wanted = other.strip()
    words = Words(text=limited("reason", reason, LONGEST_WORDS), basis=wanted)
    with moving(system, officer, number, version, Move.LINK) as under_way:
        connection, case = under_way.connection, under_way.case
        if wanted == case.number:
            raise Incomplete("other", gettext("不能关联案件自身。"))
        found = case_by_number(connection, wanted)
        if found is None or not sees(connection, officer, found):
            raise Incomplete("other", str(NoSuchCase(wanted)))
        link_cases(connection, case.id, found.id)
        return under_way.finish(case, words)


def _require_department(system: System, department: str, not_among: tuple[str, ...]) -> None:
    known = {one.id for one in system.profile.departments}
    if department not in known:
        raise Incomplete("department", gettext("请从列表中选择单位。"))
    if department in not_among:
        raise Incomplete("department", gettext("该单位已经在办理本案，请另选单位。"))


def _asked_until(under_way: Moving) -> dt.date:
    """Return the day that the last question for more time names."""
    case = under_way.case
    asked = [
        event
        for event in events_of(under_way.connection, case.id)
        if event.move is Move.ASK_EXTENSION and event.body is not None
    ]
    words = open_words(under_way.key, case.id, asked[-1].seq, asked[-1].body or b"")
    return dt.date.fromisoformat(words.basis)
