"""What staff may do with a case, and what they may not."""

import dataclasses
import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from intake.db.engine import reading
from intake.db.schema import Purpose, audit, case_keys
from intake.domain.errors import (
    ActedOnMeanwhile,
    Incomplete,
    NoSuchCase,
    NotAllowed,
    TooLate,
    WrongState,
)
from intake.domain.lifecycle import Move, Party, State
from intake.domain.outcomes import Outcome, Publication
from intake.domain.standing import Satisfaction
from intake.services.casework import Dispatch, dispatch, open_case, reply, return_case, sign
from intake.services.closing import Result, close
from intake.services.inbox import rate_with_receipt, write_with_receipt
from intake.services.opening import decline
from intake.services.queue import View, queue
from intake.services.receipts import read_with_receipt
from intake.services.reports import NewReport, new_form_token, submit
from register.jurisdiction import Matter

TEXT = "旧砖厂夜里炼钢"
TO_ECOLOGY = Dispatch(Matter.EMISSIONS, "440881", "ecology", ("emergency",))


@pytest.fixture
def submitted(system):
    return submit(system, NewReport(TEXT, new_form_token(), matter=Matter.GROUND_BAR_STEEL))


@pytest.fixture
def number(submitted) -> str:
    return submitted.case.number


@pytest.fixture
def unrouted(system) -> str:
    """The number of a case that the router left to the dispatcher."""
    return submit(system, NewReport(TEXT, new_form_token())).case.number


def holders(system, case_id: str) -> set[str]:
    with reading(system.engine) as connection:
        found = connection.execute(
            select(case_keys.c.holder).where(
                case_keys.c.case_id == case_id, case_keys.c.purpose == Purpose.CONTENT
            )
        )
        return set(found.scalars())


def trail(system) -> list[tuple[str, str | None]]:
    with reading(system.engine) as connection:
        rows = connection.execute(select(audit.c.action, audit.c.refused).order_by(audit.c.id))
        lines = [(row.action, row.refused) for row in rows]
    return [line for line in lines if line[0] not in {"log-in", "member-added"}]


def test_from_report_to_answer_to_close(system, desk, submitted, number):
    industry = desk.officer("industry")
    view = open_case(system, industry, number)
    assert view.report.text == TEXT
    assert {Move.SIGN, Move.RETURN} <= set(view.moves)
    case = sign(system, industry, number, view.case.version)
    case = reply(system, industry, number, case.version, text="已派人核查。")
    case = close(
        system,
        industry,
        number,
        case.version,
        Result(Outcome.SUBSTANTIATED, "已依法取缔。", Publication.TOO_SLIGHT),
    )
    assert (case.state, case.outcome, case.closed_on) == (
        State.CLOSED,
        Outcome.SUBSTANTIATED,
        system.today(),
    )
    told = read_with_receipt(system, submitted.receipt.reveal())
    assert [(entry.move, entry.department, entry.text) for entry in told.entries] == [
        (Move.DISPATCH, "industry", ""),
        (Move.SIGN, "industry", ""),
        (Move.REPLY, "industry", "已派人核查。"),
        (Move.CLOSE, "industry", "已依法取缔。"),
    ]
    assert told.case == case
    assert trail(system) == [
        ("look", None),
        ("sign", None),
        ("reply", None),
        ("close", None),
    ]


def test_a_second_reply_is_possible_and_a_reply_before_signing_is_not(system, desk, number):
    industry = desk.officer("industry")
    with pytest.raises(WrongState, match="案件现在的状态是“已派单”，不能“反馈”"):
        reply(system, industry, number, 1, text="好")
    case = sign(system, industry, number, 1)
    case = reply(system, industry, number, case.version, text="一")
    case = reply(system, industry, number, case.version, text="二")
    assert (case.state, case.version) == (State.ANSWERED, 4)


def test_a_stranger_finds_no_case_and_the_attempt_is_on_the_trail(system, desk, number):
    for name in ("tax", "admin", "dispatcher", "coordination"):
        with pytest.raises(NoSuchCase):
            open_case(system, desk.officer(name), number)
    with pytest.raises(NoSuchCase):
        sign(system, desk.officer("tax"), number, 1)
    assert trail(system) == [("look", "NoSuchCase")] * 4 + [("sign", "NoSuchCase")]


def test_a_number_that_does_not_exist_is_answered_like_a_stranger(system, desk):
    with pytest.raises(NoSuchCase, match="没有找到编号为2026-9999-9999的案件，或您无权查看"):
        open_case(system, desk.officer("industry"), "2026-9999-9999")


def test_a_co_handler_reads_and_writes_to_colleagues_and_moves_nothing(system, desk, number):
    ecology = desk.officer("ecology")
    view = open_case(system, ecology, number)
    assert (view.report.text, view.moves) == (TEXT, (Move.NOTE,))
    with pytest.raises(NotAllowed, match="没有对这个案件“签收”的权限"):
        sign(system, ecology, number, 1)


def test_of_two_officers_signing_at_once_one_wins_and_the_other_is_told(system, desk, number):
    industry = desk.officer("industry")

    def attempt(_) -> str:
        try:
            return sign(system, industry, number, 1).state
        except ActedOnMeanwhile as refused:
            return str(refused)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(attempt, range(4)))
    assert answers.count("signed") == 1
    assert len([answer for answer in answers if "其他人员刚刚处理过这个案件" in answer]) == 3


def test_an_old_page_moves_nothing(system, desk, number):
    industry = desk.officer("industry")
    sign(system, industry, number, 1)
    with pytest.raises(ActedOnMeanwhile, match="现在的状态是“已签收”"):
        return_case(system, industry, number, 1, reason="不属我局", clause="二（二）")
    assert open_case(system, industry, number).case.state is State.SIGNED


def test_a_return_needs_reason_and_clause(system, desk, number):
    industry = desk.officer("industry")
    with pytest.raises(Incomplete, match="退单须写明理由") as missing:
        return_case(system, industry, number, 1, reason=" ", clause="二（二）")
    assert missing.value.field == "reason"
    with pytest.raises(Incomplete, match="退单须写明依据的条款"):
        return_case(system, industry, number, 1, reason="属环保", clause="")


def test_a_returned_case_goes_to_the_dispatcher_who_sends_it_on_and_the_clock_runs(
    system, desk, submitted, number, clock
):
    industry, dispatcher = desk.officer("industry"), desk.officer("dispatcher")
    case = sign(system, industry, number, 1)
    clock.advance(days=3)
    returned = return_case(
        system, industry, number, case.version, reason="排污问题", clause="二（二）"
    )
    assert returned.state is State.RETURNED
    view = open_case(system, dispatcher, number)
    assert view.report.text == TEXT
    assert (view.entries[-1].text, view.entries[-1].basis) == ("排污问题", "二（二）")
    assert view.moves == (Move.DISPATCH, Move.NOTE)
    sent = dispatch(system, dispatcher, number, returned.version, TO_ECOLOGY)
    assert (sent.lead, sent.co, sent.area) == ("ecology", ("emergency",), "440881")
    assert sent.clause == system.profile.responsibility(Matter.EMISSIONS).clause
    assert (sent.dispatched_on, sent.due_on) == (case.dispatched_on, case.due_on)
    assert sent.with_lead_since == dt.date(2026, 11, 26)
    told = read_with_receipt(system, submitted.receipt.reveal())
    assert Move.RETURN not in {entry.move for entry in told.entries}
    assert open_case(system, desk.officer("ecology"), number).report.text == TEXT


def test_departments_no_longer_on_a_case_lose_their_key(system, desk, submitted, number):
    industry, dispatcher = desk.officer("industry"), desk.officer("dispatcher")
    returned = return_case(system, industry, number, 1, reason="排污问题", clause="二（二）")
    assert "coordination" in holders(system, returned.id)
    dispatch(system, dispatcher, number, returned.version, TO_ECOLOGY)
    assert holders(system, returned.id) == {"ecology", "emergency", "reporter"}
    for name in ("industry", "dispatcher", "market-regulation"):
        with pytest.raises(NoSuchCase):
            open_case(system, desk.officer(name), number)


def test_a_case_can_be_returned_until_the_fifth_working_day(system, desk, number, clock):
    industry = desk.officer("industry")
    assert open_case(system, industry, number).return_until.date == dt.date(2026, 11, 30)
    clock.advance(days=8)
    view = open_case(system, industry, number)
    assert view.return_until is None
    assert Move.SIGN in view.moves
    assert Move.RETURN not in view.moves
    with pytest.raises(TooLate, match="退单须在派单后5个工作日内提出"):
        return_case(system, industry, number, 1, reason="不属我局", clause="二（二）")


def test_an_unrouted_case_shows_the_dispatcher_what_the_router_thought(system, desk, unrouted):
    dispatcher = desk.officer("dispatcher")
    view = open_case(system, dispatcher, unrouted)
    assert view.report.lead == "coordination"
    assert view.report.reason
    with pytest.raises(NoSuchCase):
        open_case(system, desk.officer("industry"), unrouted)
    case = dispatch(
        system,
        dispatcher,
        unrouted,
        view.case.version,
        Dispatch(Matter.GROUND_BAR_STEEL, None, "industry", note="请尽快核查"),
    )
    assert (case.state, case.due_on) == (State.DISPATCHED, dt.date(2026, 12, 14))
    assert open_case(system, desk.officer("industry"), unrouted).entries[-1].text == "请尽快核查"


@pytest.mark.parametrize(
    ("decision", "field"),
    [
        (Dispatch(Matter.TAX, None, "treasury"), "lead"),
        (Dispatch(Matter.TAX, None, "tax", ("treasury",)), "lead"),
        (Dispatch(Matter.TAX, None, "tax", ("tax",)), "co"),
        (Dispatch(Matter.TAX, "999999", "tax"), "area"),
        (Dispatch(Matter.GROUND_BAR_STEEL, None, "tax"), "clause"),
    ],
)
def test_a_dispatch_that_the_profile_does_not_know_is_refused(
    system, desk, unrouted, decision, field
):
    with pytest.raises(Incomplete) as refused:
        dispatch(system, desk.officer("dispatcher"), unrouted, 1, decision)
    assert refused.value.field == field


def test_a_lead_other_than_the_plans_needs_its_own_clause(system, desk, unrouted):
    decision = Dispatch(Matter.GROUND_BAR_STEEL, None, "emergency", clause="二（四）3")
    case = dispatch(system, desk.officer("dispatcher"), unrouted, 1, decision)
    assert (case.lead, case.clause) == ("emergency", "二（四）3")


def test_what_the_reporter_adds_waits_for_the_lead_even_in_a_closed_case(
    system, desk, submitted, number
):
    industry = desk.officer("industry")
    case = sign(system, industry, number, 1)
    case = reply(system, industry, number, case.version, text="已核查")
    close(system, industry, number, case.version, Result(Outcome.UNSUBSTANTIATED, "未发现"))
    write_with_receipt(system, submitted.receipt.reveal(), "昨晚又开了", new_form_token())
    assert open_case(system, desk.officer("ecology"), number).case.unread
    view = open_case(system, industry, number)
    assert view.case.unread
    assert (view.entries[-1].by, view.entries[-1].text) == (Party.REPORTER, "昨晚又开了")
    assert not open_case(system, industry, number).case.unread


def test_closing_says_something_to_the_reporter(system, desk, number):
    industry = desk.officer("industry")
    case = sign(system, industry, number, 1)
    case = reply(system, industry, number, case.version, text="已核查")
    with pytest.raises(Incomplete, match="请填写办理结果"):
        close(
            system,
            industry,
            number,
            case.version,
            Result(Outcome.SUBSTANTIATED, "", Publication.TOO_SLIGHT),
        )


def test_what_the_reporter_judges_after_the_end_is_no_objection_and_what_they_write_is(
    system, desk, submitted, number
):
    industry, receipt = desk.officer("industry"), submitted.receipt.reveal()
    case = sign(system, industry, number, 1)
    case = reply(system, industry, number, case.version, text="已核查")
    close(system, industry, number, case.version, Result(Outcome.UNSUBSTANTIATED, "未见设备"))
    rate_with_receipt(system, receipt, Satisfaction.SATISFIED, "", new_form_token())
    assert not open_case(system, industry, number).case.standing.objected
    write_with_receipt(system, receipt, "又开工了", new_form_token())
    assert open_case(system, industry, number).case.standing.objected


def test_what_is_written_while_a_case_is_being_closed_keeps_it_on_the_desk(
    system, desk, submitted, number
):
    """The officer's page was older than the reporter's words: nobody has read them yet."""
    industry = desk.officer("industry")
    case = sign(system, industry, number, 1)
    case = reply(system, industry, number, case.version, text="已核查")
    write_with_receipt(system, submitted.receipt.reveal(), "刚才又冒烟了", new_form_token())
    close(system, industry, number, case.version, Result(Outcome.UNSUBSTANTIATED, "未见设备"))
    assert [one.number for one in queue(system, industry, View.OPEN).cases] == [number]
    assert open_case(system, industry, number).entries[-2].text == "刚才又冒烟了"
    assert queue(system, industry, View.OPEN).cases == ()


def test_what_a_dispatcher_has_read_leaves_the_desk(system, desk):
    submitted = submit(system, NewReport("邻居装修太吵", new_form_token()))
    dispatcher, number = desk.officer("dispatcher"), submitted.case.number
    decline(system, dispatcher, number, 1, route="请向住建部门反映")
    write_with_receipt(system, submitted.receipt.reveal(), "还在吵", new_form_token())
    assert [one.number for one in queue(system, dispatcher, View.OPEN).cases] == [number]
    open_case(system, dispatcher, number)
    assert queue(system, dispatcher, View.OPEN).cases == ()


def test_contact_details_are_announced_to_handlers_and_not_shown(system, desk):
    form = NewReport(
        TEXT, new_form_token(), matter=Matter.GROUND_BAR_STEEL, contact="王五 13900000000"
    )
    number = submit(system, form).case.number
    view = open_case(system, desk.officer("industry"), number)
    assert view.has_contact
    assert "13900000000" not in str(dataclasses.asdict(view))
