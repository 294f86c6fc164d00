"""What a department can do while it has a case, and what others learn of it."""

import datetime as dt

import pytest

from intake.domain.errors import Incomplete, NoSuchCase, NotAllowed, TooLate, WrongState
from intake.domain.lifecycle import Move, State
from intake.domain.outcomes import Outcome
from intake.domain.roles import Post, Role
from intake.domain.standing import Extension, Satisfaction
from intake.services.casework import Dispatch, dispatch, open_case, reply, return_case, sign
from intake.services.closing import Result, approve, close, follow_up, propose, reopen, send_back
from intake.services.demo import PASSPHRASE
from intake.services.handling import (
    ask_extension,
    assign,
    consult,
    grant_extension,
    link,
    note,
    transfer,
)
from intake.services.opening import decline
from intake.services.receipts import read_with_receipt
from intake.services.reports import NewReport, new_form_token, submit
from intake.services.staff import NewMember, add_member, granted_by_member
from register.jurisdiction import Matter

TEXT = "旧砖厂夜里炼钢"
CLAUSE = "二（二）"


@pytest.fixture
def system(on_sqlite):
    """One database will do: test_lifecycle_stateful drives the same services on both."""
    return on_sqlite


@pytest.fixture
def submitted(system):
    return submit(system, NewReport(TEXT, new_form_token(), matter=Matter.GROUND_BAR_STEEL))


@pytest.fixture
def number(submitted) -> str:
    return submitted.case.number


@pytest.fixture
def industry(desk):
    return desk.officer("industry")


@pytest.fixture
def head(desk):
    return desk.officer("industry-head")


def told(system, submitted):
    return read_with_receipt(system, submitted.receipt.reveal()).entries


def test_a_department_asked_to_help_reads_the_case_and_answers_in_a_note(
    system, desk, industry, number, submitted
):
    tax = desk.officer("tax")
    case = sign(system, industry, number, 1)
    with pytest.raises(NoSuchCase):
        open_case(system, tax, number)
    case = consult(
        system, industry, number, case.version, department="tax", question="请查其开票情况"
    )
    assert case.co[-1] == "tax"
    assert open_case(system, tax, number).entries[-1].text == "请查其开票情况"
    note(system, tax, number, case.version, text="该企业近半年零申报")
    entry = open_case(system, industry, number).entries[-1]
    assert (entry.department, entry.text) == ("tax", "该企业近半年零申报")
    seen = told(system, submitted)
    assert [entry.move for entry in seen][-1] is Move.CONSULT
    assert "零申报" not in "".join(entry.text for entry in seen)
    assert seen[-1].text == ""


@pytest.mark.parametrize(
    ("department", "said"), [("ufo", "请从列表中选择单位"), ("industry", "已经在办理")]
)
def test_only_another_department_that_there_is_can_be_asked(
    system, industry, number, department, said
):
    case = sign(system, industry, number, 1)
    with pytest.raises(Incomplete, match=said):
        consult(system, industry, number, case.version, department=department, question="请配合")


def test_the_head_hands_a_case_over_and_the_clock_runs_on(system, desk, industry, head, number):
    case = sign(system, industry, number, 1)
    given = {"department": "ecology", "reason": "主要是排污", "clause": CLAUSE}
    with pytest.raises(NotAllowed):
        transfer(system, industry, number, case.version, **given)
    moved = transfer(system, head, number, case.version, **given)
    assert (moved.state, moved.lead) == (State.DISPATCHED, "ecology")
    assert (moved.due_on, moved.dispatched_on) == (case.due_on, case.dispatched_on)
    assert "ecology" not in moved.co
    for gone in (industry, head):
        with pytest.raises(NoSuchCase):
            open_case(system, gone, number)
    assert open_case(system, desk.officer("ecology"), number).report.text == TEXT


def test_more_time_is_asked_for_granted_by_the_head_and_told_to_the_reporter(
    system, industry, head, number, submitted
):
    case = sign(system, industry, number, 1)
    until = case.due_on + dt.timedelta(days=30)
    with pytest.raises(Incomplete, match="最晚到"):
        ask_extension(
            system, industry, number, case.version, until=until + dt.timedelta(1), reason="检测"
        )
    case = ask_extension(system, industry, number, case.version, until=until, reason="须送检")
    assert case.standing.extension is Extension.ASKED
    assert case.due_on == submitted.case.due_on
    with pytest.raises(NotAllowed):
        grant_extension(system, industry, number, case.version, reason="同意")
    case = grant_extension(system, head, number, case.version, reason="产品送检需要时间")
    assert (case.due_on, case.standing.extension) == (until, Extension.GRANTED)
    seen = told(system, submitted)
    assert Move.ASK_EXTENSION not in {entry.move for entry in seen}
    assert (seen[-1].text, seen[-1].basis) == ("产品送检需要时间", until.isoformat())
    with pytest.raises(WrongState, match="只能申请延期一次"):
        ask_extension(system, industry, number, case.version, until=until, reason="再延")


def test_a_head_who_asked_for_more_time_does_not_grant_it(system, head, number, colleague):
    case = sign(system, head, number, 1)
    until = case.due_on + dt.timedelta(days=9)
    case = ask_extension(system, head, number, case.version, until=until, reason="须送检")
    view = open_case(system, head, number)
    assert Move.GRANT_EXTENSION not in view.moves
    assert view.own_work == (Move.GRANT_EXTENSION,)
    with pytest.raises(NotAllowed, match="“批准延期”请由另一位负责人办理"):
        grant_extension(system, head, number, case.version, reason="同意")
    case = grant_extension(system, colleague, number, case.version, reason="产品送检")
    assert case.due_on == until


@pytest.fixture
def colleague(system, desk):
    """Return the second head of the industry department."""
    granting = granted_by_member(system, "industry-head", PASSPHRASE)
    post = Post("industry", Role.HEAD)
    add_member(system, NewMember("second-head", {post}, PASSPHRASE), granting)
    return desk.officer("second-head")


def test_a_department_that_keeps_away_is_never_given_the_case_again(
    system, desk, industry, head, number
):
    """Neither by the dispatcher, nor to help, nor handed back by who has it now."""
    why = {"reason": "厂长是局长的弟弟", "clause": CLAUSE}
    case = return_case(system, industry, number, 1, **why, keeps_away=True)
    dispatcher, ecology = desk.officer("dispatcher"), desk.officer("ecology")
    assert set(open_case(system, dispatcher, number).kept_away) == {"industry"}
    for decision in (
        Dispatch(Matter.GROUND_BAR_STEEL, None, "industry"),
        Dispatch(Matter.EMISSIONS, None, "ecology", ("industry",)),
    ):
        with pytest.raises(Incomplete, match="已经回避本案") as refused:
            dispatch(system, dispatcher, number, case.version, decision)
        assert refused.value.field == ("co" if decision.co else "lead")
    to_ecology = Dispatch(Matter.EMISSIONS, None, "ecology")
    case = dispatch(system, dispatcher, number, case.version, to_ecology)
    case = sign(system, ecology, number, case.version)
    with pytest.raises(Incomplete, match="已经回避本案"):
        consult(system, ecology, number, case.version, department="industry", question="请配合")
    with pytest.raises(Incomplete, match="已经回避本案"):
        transfer(
            system,
            desk.officer("ecology-head"),
            number,
            case.version,
            department="industry",
            reason="属其职责",
            clause=CLAUSE,
        )
    with pytest.raises(NoSuchCase):
        open_case(system, head, number)


def test_a_department_can_keep_away_with_the_handing_over_itself(
    system, desk, industry, head, number
):
    case = sign(system, industry, number, 1)
    case = transfer(
        system,
        head,
        number,
        case.version,
        department="ecology",
        reason="负责人亲属在该企业任职",
        clause=CLAUSE,
        keeps_away=True,
    )
    ecology = desk.officer("ecology")
    case = return_case(system, ecology, number, case.version, reason="不属我局", clause=CLAUSE)
    with pytest.raises(Incomplete, match="已经回避本案"):
        dispatch(
            system,
            desk.officer("dispatcher"),
            number,
            case.version,
            Dispatch(Matter.GROUND_BAR_STEEL, None, "industry"),
        )


def test_after_the_deadline_nobody_asks_for_more_time(system, industry, number, clock):
    case = sign(system, industry, number, 1)
    clock.advance(days=40)
    with pytest.raises(TooLate, match="须在办理期限届满前提出"):
        ask_extension(
            system,
            industry,
            number,
            case.version,
            until=case.due_on + dt.timedelta(days=9),
            reason="要检测",
        )


def test_a_second_return_is_ruled_on_by_the_group_and_there_is_no_third(
    system, desk, industry, number
):
    dispatcher, arbiter = desk.officer("dispatcher"), desk.officer("coordination-head")
    to_industry = Dispatch(Matter.GROUND_BAR_STEEL, None, "industry")
    case = return_case(system, industry, number, 1, reason="不属我局", clause=CLAUSE)
    case = dispatch(system, dispatcher, number, case.version, to_industry)
    case = return_case(system, industry, number, case.version, reason="仍不属我局", clause=CLAUSE)
    assert case.state is State.DISPUTED
    with pytest.raises(NoSuchCase):
        dispatch(system, dispatcher, number, case.version, to_industry)
    case = dispatch(system, arbiter, number, case.version, to_industry)
    with pytest.raises(WrongState, match="裁定后不能再退"):
        return_case(system, industry, number, case.version, reason="还退", clause=CLAUSE)


def test_whoever_put_a_result_up_does_not_approve_it(system, industry, head, number):
    case = sign(system, industry, number, 1)
    case = reply(system, industry, number, case.version, text="已查")
    case = propose(system, head, number, case.version, Result(Outcome.UNSUBSTANTIATED, "未见设备"))
    assert Move.APPROVE not in open_case(system, head, number).moves
    with pytest.raises(NotAllowed, match="“审核通过”请由另一位负责人办理"):
        approve(system, head, number, case.version)
    case = send_back(system, head, number, case.version, reason="请补查用电")
    assert (case.state, case.proposed_by) == (State.SIGNED, None)


def test_a_closed_case_is_reopened_with_a_new_clock_and_ends_past_the_head(
    system, desk, number, clock, submitted
):
    industry, head = desk.officer("industry"), desk.officer("industry-head")
    case = sign(system, industry, number, 1)
    case = reply(system, industry, number, case.version, text="已查")
    case = close(system, industry, number, case.version, Result(Outcome.INSUFFICIENT, "线索不足"))
    clock.advance(days=30)
    with pytest.raises(WrongState, match="办结后举报人又有补充"):
        reopen(system, industry, number, case.version, reason="有新线索")
    case = reopen(system, head, number, case.version, reason="有新线索")
    assert (case.state, case.outcome, case.closed_on) == (State.SIGNED, None, None)
    assert case.due_on > system.today()
    case = reply(system, industry, number, case.version, text="又查了")
    with pytest.raises(WrongState, match="须先送审"):
        close(system, industry, number, case.version, Result(Outcome.INSUFFICIENT, "仍不足"))
    case = propose(system, industry, number, case.version, Result(Outcome.INSUFFICIENT, "仍不足"))
    case = approve(system, head, number, case.version)
    case = follow_up(system, industry, number, case.version, satisfaction=Satisfaction.NOT_REACHED)
    case = close(system, industry, number, case.version, Result(Outcome.INSUFFICIENT, "仍不足"))
    assert case.state is State.CLOSED
    assert Move.REOPEN in {entry.move for entry in told(system, submitted)}


def test_a_case_that_is_not_ours_is_answered_with_whom_to_turn_to(system, desk):
    submitted = submit(system, NewReport("邻居装修太吵", new_form_token()))
    dispatcher, number = desk.officer("dispatcher"), submitted.case.number
    with pytest.raises(Incomplete, match="应当向哪个机关反映"):
        decline(system, dispatcher, number, 1, route=" ")
    case = decline(system, dispatcher, number, 1, route="请向住建部门反映，电话12345")
    assert (case.state, case.closed_on) == (State.DECLINED, system.today())
    assert told(system, submitted)[-1].text == "请向住建部门反映，电话12345"
    case = reopen(system, dispatcher, number, case.version, reason="又说是地条钢")
    assert (case.state, case.closed_on) == (State.REGISTERED, None)


def test_a_case_is_made_a_colleagues_own_and_nobody_elses(system, desk, industry, head, number):
    tax = desk.officer("tax")
    with pytest.raises(Incomplete, match="本单位的承办人员"):
        assign(system, head, number, 1, member_id=tax.member_id)
    case = assign(system, head, number, 1, member_id=industry.member_id)
    assert open_case(system, head, number).assignee == "industry"
    assert assign(system, head, number, case.version, member_id="").assignee is None


def test_linked_cases_show_each_other_to_who_may_see_both(system, desk, industry, number):
    other = submit(
        system, NewReport("同一个院子", new_form_token(), matter=Matter.GROUND_BAR_STEEL)
    )
    foreign = submit(system, NewReport("不清楚", new_form_token())).case.number
    case = link(system, industry, number, 1, other=other.case.number, reason="同一地点")
    assert [one.number for one in open_case(system, industry, number).linked] == [other.case.number]
    back = open_case(system, industry, other.case.number)
    assert [one.number for one in back.linked] == [number]
    for wrong in (foreign, number, "2026-0000-0000"):
        with pytest.raises(Incomplete):
            link(system, industry, number, case.version, other=wrong)
