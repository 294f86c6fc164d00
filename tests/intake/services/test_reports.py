"""Taking in a report: one case, one receipt, whatever the finger does."""

import dataclasses
import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from intake.db.engine import reading
from intake.db.schema import cases, identities, posts_once
from intake.domain.errors import Incomplete
from intake.domain.lifecycle import State
from intake.services import new_cases
from intake.services.receipts import read_with_receipt
from intake.services.reports import AlreadyReceived, NewReport, new_form_token, submit
from register.jurisdiction import Matter

TEXT = "城郊旧砖厂里有中频炉，每天晚上八点到早上八点炼钢，白天大门紧闭。"


def report(text: str = TEXT, **given) -> NewReport:
    return NewReport(
        text=text,
        **{"form_token": new_form_token(), "matter": Matter.GROUND_BAR_STEEL, **given},
    )


def count(system, table) -> int:
    with reading(system.engine) as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_a_sure_report_goes_to_the_lead_of_the_profile_with_its_deadline(system):
    submitted = submit(system, report())
    answers = system.profile.responsibility(Matter.GROUND_BAR_STEEL)
    case = submitted.case
    assert (case.state, case.lead, case.co) == (State.DISPATCHED, answers.lead, answers.co)
    assert case.clause == answers.clause
    assert case.dispatched_on == dt.date(2026, 11, 23)
    assert (case.clock, case.due_on) == ("report", dt.date(2026, 12, 14))
    assert not submitted.repeated


def test_an_unsure_report_waits_for_the_dispatcher_one_working_day(system):
    case = submit(system, report(matter=None)).case
    assert (case.state, case.lead, case.co) == (State.REGISTERED, "coordination", ())
    assert (case.clock, case.due_on) == ("dispatch", dt.date(2026, 11, 24))
    assert case.dispatched_on is None


def test_the_receipt_opens_its_own_case_and_no_other(system):
    first = submit(system, report("第一家：废钢熔化倒模。"))
    second = submit(system, report("第二家：设备封存后又开工。"))
    assert read_with_receipt(system, first.receipt.reveal()).report.text == "第一家：废钢熔化倒模。"
    assert read_with_receipt(system, second.receipt.reveal()).case.id == second.case.id


def test_a_form_posted_twice_makes_one_case_and_shows_the_same_receipt(system):
    form = report()
    first, second = submit(system, form), submit(system, form)
    assert second.repeated
    assert second.receipt.reveal() == first.receipt.reveal()
    assert second.case == first.case
    assert count(system, cases) == 1


def test_a_form_posted_twice_at_the_same_moment_makes_one_case(system):
    form = report()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: submit(system, form), range(8)))
    assert len({answer.receipt.reveal() for answer in answers}) == 1
    assert count(system, cases) == 1
    assert sum(not answer.repeated for answer in answers) == 1


def test_a_changed_text_in_the_same_form_is_another_report(system):
    form = report()
    first = submit(system, form)
    second = submit(system, dataclasses.replace(form, text=TEXT + "还有一家在隔壁。"))
    assert second.case.id != first.case.id
    assert read_with_receipt(system, second.receipt.reveal()).report.text.endswith("隔壁。")


def test_after_its_minutes_the_form_tells_that_it_was_received_and_shows_no_receipt(system, clock):
    form = report()
    first = submit(system, form)
    clock.advance(minutes=10)
    assert submit(system, form).receipt.reveal() == first.receipt.reveal()
    clock.advance(minutes=10)
    with pytest.raises(AlreadyReceived, match="不会重复登记"):
        submit(system, form)
    assert count(system, cases) == 1


def test_what_was_kept_for_second_clicks_is_destroyed_two_days_later(system, clock):
    submit(system, report())
    clock.advance(days=1)
    submit(system, report("次日"))
    assert count(system, posts_once) == 2
    clock.advance(days=1)
    submit(system, report("第三日"))
    assert count(system, posts_once) == 2


def test_a_case_number_that_is_taken_is_drawn_again(system, monkeypatch):
    drawn = iter([11, 11, 11, 11, 22, 22])
    monkeypatch.setattr(new_cases, "secrets", SimpleNamespace(randbelow=lambda _: next(drawn)))
    first, second = submit(system, report("甲")), submit(system, report("乙"))
    assert (first.case.number, second.case.number) == ("2026-0011-0011", "2026-0022-0022")


def test_contact_details_are_sealed_to_custodians_and_shown_only_to_the_reporter(system):
    submitted = submit(system, report(contact=" 李四，138 0000 0000 "))
    assert count(system, identities) == 1
    view = read_with_receipt(system, submitted.receipt.reveal())
    assert view.contact == "李四，138 0000 0000"


def test_no_contact_details_leave_no_identity(system):
    submitted = submit(system, report(contact="  "))
    assert count(system, identities) == 0
    assert read_with_receipt(system, submitted.receipt.reveal()).contact is None


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"text": " \n "}, "text", "请填写“发生了什么”"),
        ({"text": "炉" * 20_001}, "text", "最多20000字，现在有20001字"),
        ({"contact": "1" * 501}, "contact", "最多500字"),
        ({"enterprise": "厂" * 201}, "enterprise", "最多200字"),
        ({"area": "440000"}, "area", "没有这个地区"),
        ({"form_token": ""}, "form_token", "请重新打开举报页面"),
    ],
)
def test_a_bad_field_is_named_with_what_to_do(on_sqlite, given, field, says):
    with pytest.raises(Incomplete, match=says) as refused:
        submit(on_sqlite, report(**given))
    assert refused.value.field == field
    assert count(on_sqlite, cases) == 0


def test_text_is_kept_exactly_as_typed(system):
    typed = "  第一行\r\n<b>第二行</b> 🔥 钅羔\u200b\n\n尾 "
    submitted = submit(system, report(typed))
    assert read_with_receipt(system, submitted.receipt.reveal()).report.text == typed


def test_enping_takes_reports_by_its_own_profile(enping):
    submitted = submit(enping, report(area="shahu"))
    answers = enping.profile.responsibility(Matter.GROUND_BAR_STEEL)
    assert submitted.case.lead == answers.lead
    assert submitted.case.area == "shahu"
    assert read_with_receipt(enping, submitted.receipt.reveal()).report.text == TEXT
