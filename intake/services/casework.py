"""What staff do with a case on its plain way: look, dispatch, sign, return, reply.

Every function is one transaction, and every move goes the one way of `intake.services.moving`,
which raises `NoSuchCase`, `NotAllowed`, `WrongState` or `ActedOnMeanwhile`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from intake.db.cases import change_co_handlers, mark_read
from intake.db.engine import writing
from intake.db.identity_requests import departments_kept_away
from intake.db.orders import order_of_case
from intake.db.people import member
from intake.db.rulings import Sent
from intake.db.sealed import events_of, identity_of, take_keys_from_others
from intake.domain.access import AT_ITS_DESK
from intake.domain.cases import Case
from intake.domain.checks import limited, require_area, required
from intake.domain.clocks import RETURN, clock_for, deadline, require_return_in_time
from intake.domain.errors import Incomplete
from intake.domain.lifecycle import Move, Party, Step, moves_open_to, step
from intake.domain.roles import COORDINATION
from intake.domain.work_orders import WorkOrder
from intake.services.case_lines import note_on_case
from intake.services.content import LONGEST_BASIS, LONGEST_WORDS, ReportContent, Words
from intake.services.corrections import note_ruling
from intake.services.dropped_words import file_dropped
from intake.services.history import Entry, Proposed, proposed_in, report_of
from intake.services.keyring import give_key
from intake.services.moving import find, is_own_work, moving, open_key
from intake.services.recusal import give_up_for_good, require_none_kept_away
from intake.services.refusals import recorded
from intake.services.responses import require_filled_in
from intake.services.seeing import history_seen, linked_seen
from intake.services.sessions import Officer
from intake.services.system import System
from register.jurisdiction import Matter
from register.wording import gettext
from register.working_days import Deadline


@dataclass(frozen=True)
class CaseView:
    """A case as an officer sees it, opened."""

    case: Case
    report: ReportContent = field(repr=False)
    entries: tuple[Entry, ...] = field(repr=False)
    moves: tuple[Move, ...]
    """What this officer may do now: the buttons to show."""
    parties: frozenset[Party]
    """What this officer is to the case."""
    has_contact: bool
    """Contact details were left; they are sealed to the custodians, not to this department."""
    assignee: str
    """The name of the member whose case it is; empty: nobody's yet."""
    proposed: Proposed | None = field(repr=False)
    """The result that was put up for review, while it is the one to decide on."""
    linked: tuple[Case, ...]
    """Cases that belong together with this one and that the officer may look into."""
    own_work: tuple[Move, ...]
    """What this officer may not decide on: they put it up themselves."""
    kept_away: Mapping[str, dt.date]
    """Departments that gave the case up for a conflict of interest, with the day since when."""
    return_until: Deadline | None
    """Last day on which the lead may return it, while it may."""
    order: WorkOrder | None
    """The work order it came from, where it came from the hotline."""


@dataclass(frozen=True)
class Dispatch:
    """A dispatcher's decision. `clause` may be empty where the profile's own assignment is kept."""

    matter: Matter
    area: str | None
    lead: str
    co: tuple[str, ...] = ()
    clause: str = ""
    note: str = field(default="", repr=False)


def open_case(system: System, officer: Officer, number: str) -> CaseView:
    """Open a case to read; the look itself is on the audit trail.

    Raises:
        NoSuchCase: no such case, or the officer is nothing to it.

    """
    with recorded(system, officer, "look", number), writing(system.engine) as connection:
        case, found = find(connection, officer, number)
        key = open_key(connection, officer, case)
        file_dropped(connection, officer, case, key)
        note_on_case(system, connection, officer, "look", case.id)
        happened = events_of(connection, case.id)
        if case.unread and found & AT_ITS_DESK:
            mark_read(connection, case)
        rows = _open_rows(system, case, found)
        own = [row for row in rows if is_own_work(connection, officer, case, row)]
        return CaseView(
            case=case,
            report=report_of(happened, key, case.id),
            entries=history_seen(connection, officer, case.id, key, happened),
            moves=tuple(row.move for row in rows if row not in own),
            own_work=tuple(row.move for row in own),
            kept_away=departments_kept_away(connection, case.id),
            parties=found,
            assignee=member(connection, case.assignee).name if case.assignee else "",
            proposed=proposed_in(happened, key, case) if case.proposed_by else None,
            linked=linked_seen(connection, officer, case.id),
            has_contact=identity_of(connection, case.id) is not None,
            return_until=_return_until(system, case, found),
            order=order_of_case(connection, case.id),
        )


def dispatch(
    system: System, officer: Officer, number: str, version: int, decision: Dispatch
) -> Case:
    """Send a case that waits for the dispatcher to its lead; also rules on a return.

    The clock starts with the first dispatch and runs on through returns; a work order's runs on
    its own kind's limit from the hotline's day.

    Raises:
        NoSuchCase, NotAllowed, WrongState, ActedOnMeanwhile: see `intake.services.moving`.
        Incomplete: a department or area that the profile does not have, one that keeps away, a
            lead that would also co-handle, or no clause where the profile's assignment is not kept.

    """
    clause = _check_decision(system, decision)
    words = Words(text=limited("note", decision.note, LONGEST_WORDS), basis=clause)
    with moving(system, officer, number, version, Move.DISPATCH) as under_way:
        case, today = under_way.case, system.today()
        require_none_kept_away(under_way, lead=[decision.lead], co=decision.co)
        started = case.dispatched_on or today
        order = order_of_case(under_way.connection, case.id)
        clock = system.profile.clock(order.clock if order else clock_for(decision.matter))
        counts_from = order.counts_from if order else started
        due = case.keeping_granted_time(deadline(clock, counts_from))
        moved = dataclasses.replace(
            case,
            matter=decision.matter,
            area=decision.area,
            lead=decision.lead,
            co=decision.co,
            clause=clause,
            dispatched_on=started,
            with_lead_since=today,
            clock=clock.id,
            clock_from=counts_from,
            due_on=due.date,
            due_provisional=due.provisional,
        )
        note_ruling(under_way, Sent(decision.matter, decision.lead, decision.area))
        give_key(under_way.connection, case, under_way.key, (decision.lead, *decision.co))
        moved = under_way.finish(moved, words)
        change_co_handlers(under_way.connection, moved)
        take_keys_from_others(under_way.connection, moved.id, (moved.lead, *moved.co))
        return moved


def sign(system: System, officer: Officer, number: str, version: int) -> Case:
    """The lead takes the case on.

    Raises:
        NoSuchCase, NotAllowed, WrongState, ActedOnMeanwhile: see `intake.services.moving`.

    """
    with moving(system, officer, number, version, Move.SIGN) as under_way:
        return under_way.finish(under_way.case, None)


def return_case(
    system: System,
    officer: Officer,
    number: str,
    version: int,
    *,
    reason: str,
    clause: str,
    keeps_away: bool = False,
) -> Case:
    """The lead holds that another department answers for the case; the dispatcher will decide.

    `keeps_away`: for a conflict of interest; the department is never given the case again.

    Raises:
        Incomplete: the reason or the clause is missing.
        TooLate: the profile's time to return it is over.
        NoSuchCase, NotAllowed, WrongState, ActedOnMeanwhile: see `intake.services.moving`.

    """
    words = Words(
        text=required("reason", reason, gettext("退单须写明理由。"), LONGEST_WORDS),
        basis=required("clause", clause, gettext("退单须写明依据的条款。"), LONGEST_BASIS),
    )
    with moving(system, officer, number, version, Move.RETURN) as under_way:
        case = under_way.case
        if case.with_lead_since:
            clock = system.profile.clock(RETURN)
            require_return_in_time(clock, case.with_lead_since, system.today())
        if keeps_away:
            give_up_for_good(under_way)
        give_key(under_way.connection, case, under_way.key, (COORDINATION,))
        return under_way.finish(case, words)


def reply(system: System, officer: Officer, number: str, version: int, *, text: str) -> Case:
    """Answer the reporter, who reads it with the receipt.

    Raises:
        Incomplete: nothing is said.
        NoSuchCase, NotAllowed, WrongState, ActedOnMeanwhile: see `intake.services.moving`.

    """
    said = answer_of(text)
    with moving(system, officer, number, version, Move.REPLY) as under_way:
        return under_way.finish(under_way.case, Words(text=said))


def answer_of(text: str) -> str:
    """Return an answer fit for a reporter; raises `Incomplete` where nothing is said, or blanks."""
    said = required("text", text, gettext("请填写给举报人的反馈内容。"), LONGEST_WORDS)
    require_filled_in(said)
    return said


def _open_rows(system: System, case: Case, found: frozenset[Party]) -> list[Step]:
    """Return the step that each move open now would take."""
    late = _return_until(system, case, found) is None
    return [
        step(move, case.state, found, case.standing)
        for move in moves_open_to(found, case.state, case.standing)
        if not (move is Move.RETURN and late)
    ]


def _return_until(system: System, case: Case, found: frozenset[Party]) -> Deadline | None:
    open_now = moves_open_to(found, case.state, case.standing)
    if case.with_lead_since is None or Move.RETURN not in open_now:
        return None
    last = deadline(system.profile.clock(RETURN), case.with_lead_since)
    return last if system.today() <= last.date else None


def _check_decision(system: System, decision: Dispatch) -> str:
    """Return the clause to record."""
    profile = system.profile
    known = {department.id for department in profile.departments}
    if decision.lead not in known or not known.issuperset(decision.co):
        raise Incomplete("lead", gettext("请从列表中选择主办和协办单位。"))
    if decision.lead in decision.co or len(set(decision.co)) != len(decision.co):
        raise Incomplete("co", gettext("同一单位不能重复出现在主办和协办中。"))
    require_area(profile, decision.area)
    usual = profile.responsibility(decision.matter)
    clause = limited("clause", decision.clause, LONGEST_BASIS)
    if not clause and usual.lead != decision.lead:
        raise Incomplete("clause", gettext("主办单位与方案分工不同时，须写明派单依据。"))
    return clause or usual.clause
