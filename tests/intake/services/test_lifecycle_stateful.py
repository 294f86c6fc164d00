"""The real services, driven at random on both databases, do what the table says and no more.

The table is the model: before each attempt it says what must happen, to whom, and why not. Officers
of six departments and ranks try every move in every state, also those that are none of theirs.
"""

import datetime as dt
import os
from dataclasses import dataclass

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from intake.db.cases import case_by_number
from intake.db.engine import reading
from intake.db.queue_schema import case_counts
from intake.db.schema import Purpose, cases, co_handlers
from intake.db.sealed import REPORTER, events_of, key_holders
from intake.domain.access import desk_of, looks, parties, supervision
from intake.domain.errors import Incomplete, NoSuchCase, NotAllowed, Refused, TooLate, WrongState
from intake.domain.lifecycle import ENDED, STEPS, Move, Party, State, step
from intake.domain.outcomes import Outcome, Publication
from intake.domain.roles import COORDINATION
from intake.domain.standing import Satisfaction, after
from intake.services import casework, closing, handling, opening
from intake.services import supervision as pressing
from intake.services.casework import Dispatch
from intake.services.closing import Result
from intake.services.inbox import rate_with_receipt, write_with_receipt
from intake.services.queue import View, queue
from intake.services.receipts import read_with_receipt
from intake.services.reports import NewReport, new_form_token, submit
from register.jurisdiction import Matter

PROVE = os.environ.get("PROVE") == "1"
NAMES = (
    "industry",
    "industry-head",
    "market-regulation",
    "market-regulation-head",
    "dispatcher",
    "coordination-head",
    "ecology",
)
BY_STAFF = sorted(set(Move) - {Move.SUBMIT, Move.WRITE})
CLAUSE = "二（三）1"
SLIGHT = Publication.TOO_SLIGHT


def result(outcome):
    return Result(outcome, "查过了", SLIGHT)


MOVES = {
    Move.ACCEPT: lambda s, o, c, n, _: opening.accept(s, o, n, c.version),
    Move.DECLINE: lambda s, o, c, n, _: opening.decline(s, o, n, c.version, route="请向法院起诉"),
    Move.DISPATCH: lambda s, o, c, n, pick: casework.dispatch(
        s, o, n, c.version, Dispatch(Matter.QUALITY, None, pick.department, clause=CLAUSE)
    ),
    Move.SIGN: lambda s, o, c, n, _: casework.sign(s, o, n, c.version),
    Move.RETURN: lambda s, o, c, n, _: casework.return_case(
        s, o, n, c.version, reason="不属本单位", clause=CLAUSE
    ),
    Move.CONSULT: lambda s, o, c, n, _: handling.consult(
        s, o, n, c.version, department="ecology", question="请查排污"
    ),
    Move.TRANSFER: lambda s, o, c, n, pick: handling.transfer(
        s, o, n, c.version, department=pick.department, reason="属其职责", clause=CLAUSE
    ),
    Move.ASK_EXTENSION: lambda s, o, c, n, _: handling.ask_extension(
        s, o, n, c.version, until=c.due_on + dt.timedelta(days=30), reason="要检测"
    ),
    Move.GRANT_EXTENSION: lambda s, o, c, n, _: handling.grant_extension(
        s, o, n, c.version, reason="检测需要时间"
    ),
    Move.REFUSE_EXTENSION: lambda s, o, c, n, _: handling.refuse_extension(
        s, o, n, c.version, reason="时间够了"
    ),
    Move.REPLY: lambda s, o, c, n, _: casework.reply(s, o, n, c.version, text="正在核查"),
    Move.PROPOSE: lambda s, o, c, n, pick: closing.propose(
        s, o, n, c.version, result(pick.outcome)
    ),
    Move.APPROVE: lambda s, o, c, n, _: closing.approve(s, o, n, c.version),
    Move.SEND_BACK: lambda s, o, c, n, _: closing.send_back(s, o, n, c.version, reason="再查"),
    Move.FOLLOW_UP: lambda s, o, c, n, pick: closing.follow_up(
        s, o, n, c.version, satisfaction=pick.satisfaction
    ),
    Move.CLOSE: lambda s, o, c, n, pick: closing.close(s, o, n, c.version, result(pick.outcome)),
    Move.REOPEN: lambda s, o, c, n, _: closing.reopen(s, o, n, c.version, reason="又开工了"),
    Move.SUPERVISE: lambda s, o, c, n, _: pressing.supervise(
        s, o, n, way=pressing.Way.PHONE, text="请限期报告"
    ),
    Move.ASSIGN: lambda s, o, c, n, _: handling.assign(s, o, n, c.version, member_id=""),
    Move.NOTE: lambda s, o, c, n, _: handling.note(s, o, n, c.version, text="备注"),
}
TWO_STEPS = {move for row in STEPS if row.four_eyes for move in (row.move, row.four_eyes)}
"""One officer asks, another decides: at random the second would come too late."""
ONWARD = {row.move for row in STEPS if row.start is not row.end} | {Move.FOLLOW_UP} | TWO_STEPS
ELSEWHERE = {Move.SUBMIT, Move.WRITE, Move.LINK}
"""Made by the reporter alone, or needing a second case, which has its own test."""


def test_every_move_of_the_table_is_tried():
    assert set(MOVES) | ELSEWHERE == set(Move)


def refusal_of(attempt, *given):
    """Make an attempt; return what refused it, or None."""
    try:
        attempt(*given)
    except Refused as refused:
        return refused
    return None


@dataclass(frozen=True)
class Pick:
    """What a random attempt chooses besides who and which move."""

    department: str
    outcome: Outcome
    satisfaction: Satisfaction


PICKS = st.builds(
    Pick,
    department=st.sampled_from(["industry", "market-regulation"]),
    outcome=st.sampled_from(Outcome),
    satisfaction=st.sampled_from(Satisfaction),
)


class Life(RuleBasedStateMachine):
    """One case, and everybody who might do something to it. `system` and `officers` are set."""

    def __init__(self):
        super().__init__()
        self.clock.at = self.begins_at  # or weekends would tell one run from its repetition
        self.submitted = submit(self.system, NewReport("夜里炼钢", new_form_token()))
        self.number = self.submitted.case.number
        self.case = self.submitted.case
        self.made = {}

    def stored(self):
        with reading(self.system.engine) as connection:
            return case_by_number(connection, self.number)

    def expected(self, officer, move):
        """Return the row that must be taken, or the refusals that may be met instead."""
        if move is Move.SUPERVISE:
            found = supervision(officer.posts)
        else:
            if not looks(officer.posts, self.case):
                return None, (NoSuchCase,)
            found = parties(officer.posts, self.case)
        try:
            return step(move, self.case.state, found, self.case.standing), ()
        except (NotAllowed, WrongState) as refused:
            return None, (type(refused),)

    @rule(data=st.data())
    def take_a_way_that_is_open(self, data):
        """Go deep: at random most attempts would be refused."""
        ways = [
            (name, move)
            for name, officer in self.officers.items()
            for move in sorted(MOVES)
            if self.expected(officer, move)[0]
        ]
        onward = [way for way in ways if way[1] in ONWARD]
        name, move = data.draw(st.sampled_from(data.draw(st.sampled_from([ways, onward or ways]))))
        self.make(name, move, data.draw(PICKS))

    @rule(name=st.sampled_from(NAMES), move=st.sampled_from(sorted(MOVES)), pick=PICKS)
    def attempt(self, name, move, pick):
        self.make(name, move, pick)

    def make(self, name, move, pick):
        officer = self.officers[name]
        row, refusals = self.expected(officer, move)
        before = self.case
        refused = refusal_of(MOVES[move], self.system, officer, before, self.number, pick)
        if refused is not None:
            allowed = refusals or self.why_not(row, officer, pick)
            assert isinstance(refused, allowed), (move, refused)
            assert self.stored() == before
            return
        assert row is not None, (name, move, before.state)
        self.taken.add(row)
        self.made[move] = officer.member_id
        assert row.four_eyes is None or self.made[row.four_eyes] != officer.member_id
        self.case = self.stored()
        assert self.case.state is row.end
        assert self.case.version == before.version + 1
        assert self.case.standing == after(
            row.does, before.standing, pick.satisfaction if move is Move.FOLLOW_UP else None
        )

    def why_not(self, row, officer, pick):
        """What may stand in the way of a step that the table allows: time, the second pair of
        eyes, and a department that is on the case already."""
        today = self.system.today()
        if row.move is Move.RETURN:
            assert today > self.case.with_lead_since + dt.timedelta(days=4)
            return TooLate
        if row.move is Move.ASK_EXTENSION:
            assert today > self.case.due_on
            return TooLate
        if row.four_eyes:
            assert self.made[row.four_eyes] == officer.member_id
            return NotAllowed
        assert row.move in {Move.CONSULT, Move.TRANSFER}, row
        assert {"ecology", pick.department} & {self.case.lead, *self.case.co}
        return Incomplete

    @rule(satisfaction=st.sampled_from(sorted(set(Satisfaction) - {Satisfaction.NOT_REACHED})))
    def the_reporter_judges(self, satisfaction):
        self.heard(
            Move.FOLLOW_UP,
            satisfaction,
            lambda receipt, token: rate_with_receipt(self.system, receipt, satisfaction, "", token),
        )

    @rule()
    def the_reporter_writes(self):
        self.heard(
            Move.WRITE,
            None,
            lambda receipt, token: write_with_receipt(self.system, receipt, "还在炼", token),
        )

    def heard(self, move, satisfaction, attempt):
        """Do what the reporter does; it happens exactly where the table has a row for it."""
        before = self.case
        try:
            row = step(move, before.state, frozenset({Party.REPORTER}), before.standing)
        except WrongState:
            row = None
        refused = refusal_of(attempt, self.submitted.receipt.reveal(), new_form_token())
        self.case = self.stored()
        if row is None:
            assert isinstance(refused, WrongState), (move, refused)
            assert self.case == before
            return
        assert refused is None, (move, refused)
        assert self.case.state is row.end
        assert self.case.standing == after(row.does, before.standing, satisfaction)
        assert self.case.unread

    @rule(days=st.integers(0, 3))
    def days_pass(self, days):
        self.clock.advance(days=days)

    @invariant()
    def what_is_stored_agrees(self):
        case = self.stored()
        assert case == self.case
        assert (case.state in ENDED) == (case.closed_on is not None)
        with reading(self.system.engine) as connection:
            row = connection.execute(select(cases).where(cases.c.id == case.id)).one()
            assert row.desk == desk_of(case)
            assert row.open == (case.state not in ENDED or case.unread)
            beside = connection.execute(
                select(co_handlers).where(co_handlers.c.case_id == case.id)
            ).all()
            assert all((one.open, one.due_on) == (row.open, row.due_on) for one in beside)
            assert [event.seq for event in events_of(connection, case.id)] == list(
                range(1, row.last_event + 1)
            )

    @invariant()
    def only_who_is_on_the_case_holds_its_key(self):
        case = self.case
        with reading(self.system.engine) as connection:
            holders = key_holders(connection, case.id, Purpose.CONTENT)
        on_it = {REPORTER, case.lead, *case.co}
        assert on_it <= holders
        assert holders - on_it <= {COORDINATION}
        if case.state is State.SIGNED and case.standing.returns == 0:
            assert COORDINATION not in holders - on_it

    @invariant()
    def the_queue_shows_it_where_it_lies_and_nowhere_else(self):
        desk = desk_of(self.case)
        for name, officer in self.officers.items():
            if name not in {"industry", "market-regulation", "dispatcher"}:
                continue
            view = View.CLOSED if self.case.state in ENDED and not self.case.unread else View.OPEN
            shown = {case.number for case in queue(self.system, officer, view, size=5000).cases}
            lies_here = desk in {post.department for post in officer.posts}
            mine = lies_here and bool(
                parties(officer.posts, self.case) & {Party.LEAD, Party.DISPATCHER}
            )
            assert (self.number in shown) == mine, (name, self.case.state)

    def teardown(self):
        read_with_receipt(self.system, self.submitted.receipt.reveal())
        with reading(self.system.engine) as connection:
            kept = dict(
                connection.execute(
                    select(case_counts.c.state, func.sum(case_counts.c.n)).group_by(
                        case_counts.c.state
                    )
                ).all()
            )
            live = dict(
                connection.execute(
                    select(cases.c.state, func.count()).group_by(cases.c.state)
                ).all()
            )
        assert {state: n for state, n in kept.items() if n} == live


@pytest.mark.prove
def test_the_services_follow_the_table_whoever_tries_whatever(system, desk, clock):
    class OnThisDatabase(Life):
        pass

    OnThisDatabase.taken = set()
    OnThisDatabase.system = system
    OnThisDatabase.clock = clock
    OnThisDatabase.begins_at = clock.at
    OnThisDatabase.officers = {name: desk.officer(name) for name in NAMES}
    size = (
        {"max_examples": 150, "stateful_step_count": 50}
        if PROVE
        else {
            "max_examples": 10,
            "stateful_step_count": 25,
        }
    )
    run_state_machine_as_test(
        OnThisDatabase, settings=settings(deadline=None, phases=[Phase.generate], **size)
    )
    assert not PROVE or {row.move for row in OnThisDatabase.taken} == set(MOVES)
