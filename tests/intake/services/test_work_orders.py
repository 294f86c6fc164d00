"""A work order becomes one case, by the platform's number, with nothing lost and nobody told."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from intake.db.engine import reading, writing
from intake.db.people import all_holders
from intake.db.platform_schema import order_updates, originals, work_orders
from intake.db.retention import EndedCase, destroy
from intake.db.schema import cases
from intake.domain.errors import Incomplete
from intake.domain.lifecycle import State
from intake.domain.outcomes import Outcome, Publication
from intake.domain.work_orders import (
    DESK_PLATFORM,
    Flag,
    Kind,
    NoSuchOrder,
    OrderOver,
    OtherContent,
    Via,
)
from intake.services.casework import Dispatch, dispatch, open_case, reply, return_case, sign
from intake.services.changes import NoSuchCursor, list_changes, news_of_case
from intake.services.closing import Result, close
from intake.services.custody import grant_identity, waiting_for
from intake.services.demo import PASSPHRASE
from intake.services.identities import ask_for_identity, look_at_identity
from intake.services.identity_views import NotOpened
from intake.services.keyring import recovery_context
from intake.services.new_cases import CUSTODIANS
from intake.services.order_updates import Update, add_to_order, withdraw
from intake.services.originals import original_context
from intake.services.receipts import read_with_receipt
from intake.services.reports import new_form_token
from intake.services.sessions import log_in, officer_of
from intake.services.work_orders import NewOrder, order_status, register
from intake.vault.keys import PrivateKey
from intake.vault.recovery import from_paper
from intake.vault.sealing import unseal
from register.jurisdiction import Matter

TEXT = "廉江市石城镇有人夜里用中频炉化废钢"
ORIGINAL = "{原件：张三 13800000000}".encode()


def order(number: str = "ZJ-1", *, text_of: str = TEXT, **changed) -> NewOrder:
    given = {"kind": "举报", "matter": Matter.GROUND_BAR_STEEL, "caller": "张三 13800000000"}
    return NewOrder(text_of, ORIGINAL, number, **(given | changed))


def send(system, new: NewOrder | None = None, **how):
    return register(system, DESK_PLATFORM, Via.API, new or order(), **how)


def count(system) -> int:
    with reading(system.engine) as connection:
        return connection.execute(select(func.count()).select_from(cases)).scalar_one()


def test_the_lead_reads_what_was_said_and_not_who_said_it(system, desk):
    made = send(system, order(title="炼钢", place="石城镇"))
    view = open_case(system, desk.officer("industry"), made.case.number)
    assert view.report.text == f"炼钢\n{TEXT}\n石城镇"
    assert view.has_contact
    assert view.order.number == "ZJ-1"
    assert "张三" not in repr(view.report)


def test_the_same_order_sent_again_is_the_same_case_and_other_content_is_refused(system):
    first, again = send(system), send(system)
    assert (first.repeated, again.repeated) == (False, True)
    assert first.case.id == again.case.id
    with pytest.raises(OtherContent, match="ZJ-1"):
        send(system, order(place="别处"))
    assert count(system) == 1


def test_what_is_kept_to_know_an_order_again_says_nothing_of_who_called(on_sqlite):
    """Nobody can try phone numbers on it, not even with the server's secret."""
    first = send(on_sqlite, order("A")).order
    other = send(on_sqlite, order("B", caller="李四 13911111111")).order
    assert first.fingerprint == other.fingerprint
    assert send(on_sqlite, order("A", caller="")).repeated


def test_an_order_sent_again_says_that_its_caller_was_not_taken_in(on_sqlite):
    assert send(on_sqlite).order.flags == ()
    assert send(on_sqlite).order.flags == (Flag.CALLER_NOT_TAKEN,)
    assert send(on_sqlite, order(caller="")).order.flags == ()


def test_a_corrected_caller_reaches_the_custodians_and_no_department(on_sqlite):
    number = send(on_sqlite).case.number
    opened = [asked_and_looked(on_sqlite, number)]
    more = Update("u1", "来电人有更正", b"raw", "张三 13911111111")
    assert add_to_order(on_sqlite, DESK_PLATFORM, "ZJ-1", more)
    officer = officer_of(on_sqlite, log_in(on_sqlite, "industry", PASSPHRASE))
    assert "13911111111" not in repr(open_case(on_sqlite, officer, number))
    with pytest.raises(NotOpened):
        look_at_identity(on_sqlite, officer, number)
    opened.append(asked_and_looked(on_sqlite, number))
    assert opened == ["张三 13800000000", "张三 13911111111"]


def asked_and_looked(system, number: str) -> str:
    officer, custodian = (
        officer_of(system, log_in(system, name, PASSPHRASE)) for name in ("industry", "custodian")
    )
    ask_for_identity(system, officer, number, "回访")
    [waiting] = waiting_for(system, custodian)
    grant_identity(system, custodian, waiting.id)
    return look_at_identity(system, officer, number)


def test_what_an_operator_typed_is_marked_by_a_token_that_is_stored_nowhere(on_sqlite):
    one, two = (send(on_sqlite, order(""), form_token=new_form_token()).order for _ in range(2))
    assert one.fingerprint != two.fingerprint


def test_a_destroyed_orders_content_is_forgotten_and_its_number_is_not_used_again(on_sqlite, clock):
    made = send(on_sqlite)
    add_to_order(on_sqlite, DESK_PLATFORM, "ZJ-1", Update("1", "夜里又开炉", ORIGINAL))
    ended = EndedCase(made.case.id, made.case.number, made.case.lead, "declined", clock().date())
    with writing(on_sqlite.engine) as connection:
        destroy(connection, ended, clock().date())
    with reading(on_sqlite.engine) as connection:
        marks = connection.execute(
            select(work_orders.c.fingerprint).union_all(select(order_updates.c.fingerprint))
        ).all()
    assert [mark for (mark,) in marks] == ["", ""]
    with pytest.raises(OrderOver):
        send(on_sqlite)


def test_two_platforms_numbers_are_their_own(system):
    from intake.services.platforms import add_platform

    add_platform(system, "other", "另一平台")
    send(system)
    register(system, "other", Via.API, order())
    assert count(system) == 2
    with pytest.raises(NoSuchOrder):
        order_status(system, "other", "ZJ-2")


def test_the_same_number_from_eight_threads_at_once_makes_one_case(system):
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _n: send(system), range(16)))
    assert count(system) == 1
    assert len({one.case.id for one in made}) == 1
    assert sum(not one.repeated for one in made) == 1


def test_the_original_is_kept_byte_for_byte_for_the_custodians_alone(system):
    made = send(system)
    paper = system.settings.demo_recovery_file.read_text("ascii")
    with reading(system.engine) as connection:
        mine = originals.c.case_id == made.case.id
        kept = connection.execute(select(originals).where(mine)).one()
        share = all_holders(connection)[CUSTODIANS].recovery_share
    custodians = PrivateKey(from_paper(paper).take(share, recovery_context(CUSTODIANS)))
    context = original_context(made.case.id, 1)
    assert unseal(custodians.take_key(kept.key_box, context), kept.sealed, context) == ORIGINAL


@pytest.mark.parametrize(
    ("kind", "known", "due"),
    [
        ("咨询", Kind.ENQUIRY, dt.date(2026, 11, 25)),
        ("求助", Kind.HELP, dt.date(2026, 12, 7)),
        ("建议", Kind.SUGGESTION, dt.date(2026, 12, 7)),
        ("投诉", Kind.COMPLAINT, dt.date(2026, 12, 14)),
        ("report", Kind.REPORT, dt.date(2026, 12, 14)),
    ],
)
def test_the_kind_sets_the_limit_in_working_days(on_sqlite, kind, known, due):
    made = send(on_sqlite, order(kind=kind))
    assert made.order.kind is known
    assert made.due(on_sqlite).date == made.case.due_on == due


def test_the_limit_runs_from_the_hotlines_day_and_a_dispatch_does_not_change_it(system, desk):
    received = dt.datetime(2026, 11, 19, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    made = send(system, order(kind="求助", received_at=received))
    assert made.case.due_on == dt.date(2026, 12, 3)
    industry = desk.officer("industry")
    case = return_case(system, industry, made.case.number, 1, reason="不归我们", clause="二（二）")
    to = Dispatch(Matter.EMISSIONS, None, "ecology")
    case = dispatch(system, desk.officer("dispatcher"), case.number, case.version, to)
    assert case.due_on == dt.date(2026, 12, 3)


def test_an_unknown_kind_waits_for_the_dispatcher_with_a_flag(system):
    made = send(system, order(kind="吐槽"))
    assert made.case.state is State.REGISTERED
    assert made.case.lead == "coordination"
    assert made.order.flags == (Flag.UNKNOWN_KIND,)
    assert made.due(system).date == dt.date(2026, 12, 14)


def test_a_date_beyond_the_holiday_plan_gives_a_provisional_limit(on_sqlite):
    made = send(on_sqlite, order(received_at=dt.datetime(2027, 1, 15, tzinfo=dt.UTC)))
    assert made.due(on_sqlite).provisional
    assert made.case.due_provisional
    assert made.order.flags == (Flag.FUTURE_DATE,)


def test_a_date_nobody_can_mean_counts_as_today(on_sqlite):
    for year in (1, 1949, 9999):
        when = dt.datetime(year, 6, 1, tzinfo=dt.UTC)
        made = send(on_sqlite, order(f"Y{year}", received_at=when))
        assert made.order.counts_from == on_sqlite.today()
        assert made.order.flags == (Flag.DATE_NOT_BELIEVED,)


def test_an_unknown_area_is_flagged_and_a_name_is_as_good_as_an_id(on_sqlite):
    assert send(on_sqlite, order("1", area="廉江")).case.area == "440881"
    odd = send(on_sqlite, order("2", area="火星"))
    assert odd.order.flags == (Flag.UNKNOWN_AREA,)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "字" * 50_001}, "text"),
        ({"number": "a b"}, "number"),
        ({"number": "../1"}, "number"),
        ({"place": "长" * 201}, "place"),
    ],
)
def test_what_cannot_be_taken_in_is_named(on_sqlite, changed, field):
    with pytest.raises(Incomplete) as refused:
        send(on_sqlite, NewOrder(**{"text": TEXT, "original": b"", "number": "1"} | changed))
    assert refused.value.field == field
    assert count(on_sqlite) == 0


def test_forty_kilobytes_come_through_whole(system, desk):
    long = "长" * 13_654
    made = send(system, NewOrder(long, b"", "L", "举报", matter=Matter.GROUND_BAR_STEEL))
    assert open_case(system, desk.officer("industry"), made.case.number).report.text == long


def test_an_operators_caller_gets_a_receipt_that_opens_the_case(system):
    made = send(system, order(""), form_token=new_form_token())
    assert made.order.number == made.case.number
    assert read_with_receipt(system, made.receipt.reveal()).report.text == TEXT


def test_an_update_reaches_who_has_the_case_then_and_who_has_it_later(system, desk):
    made = send(system)
    for _ in range(2):
        add_to_order(system, DESK_PLATFORM, "ZJ-1", Update("u1", "炉子搬到后院了", b"raw"))
    with pytest.raises(OtherContent, match="ZJ-1/u1"):
        add_to_order(system, DESK_PLATFORM, "ZJ-1", Update("u1", "另一句", b"raw"))
    with pytest.raises(NoSuchOrder):
        add_to_order(system, DESK_PLATFORM, "ZJ-9", Update("u1", "谁", b"raw"))
    industry, ecology = desk.officer("industry"), desk.officer("ecology")
    number = made.case.number
    case = return_case(system, industry, number, 1, reason="不归我们", clause="二（二）")
    to = Dispatch(Matter.EMISSIONS, None, "ecology")
    dispatch(system, desk.officer("dispatcher"), number, case.version, to)
    said = [entry.text for entry in open_case(system, ecology, number).entries]
    assert said.count("炉子搬到后院了") == 1


def test_an_update_is_read_by_every_department_on_the_case(system, desk):
    made = send(system)
    add_to_order(system, DESK_PLATFORM, "ZJ-1", Update("u1", "甲", b""))
    add_to_order(system, DESK_PLATFORM, "ZJ-1", Update("u2", "乙", b""))
    for name in ("ecology", "industry"):
        entries = open_case(system, desk.officer(name), made.case.number).entries
        assert [entry.text for entry in entries][-2:] == ["甲", "乙"]


def test_a_withdrawn_order_stays_with_its_department_with_the_reason(system, desk):
    made = send(system)
    for reason in ("误报", "真的是误报"):
        status = withdraw(system, DESK_PLATFORM, "ZJ-1", reason, b"")
        assert status.order.withdrawn_on == system.today()
    view = open_case(system, desk.officer("industry"), made.case.number)
    assert [entry.text for entry in view.entries][-1] == "平台撤回工单：误报"
    assert view.case.state is State.DISPATCHED


def test_a_platform_is_told_every_move_but_not_what_departments_tell_each_other(system, desk):
    made = send(system)
    industry, number = desk.officer("industry"), made.case.number
    case = sign(system, industry, number, 1)
    case = reply(system, industry, number, case.version, text="已到现场")
    close(
        system,
        industry,
        number,
        case.version,
        Result(Outcome.SUBSTANTIATED, "已拆除", Publication.TOO_SLIGHT),
    )
    page = list_changes(system, DESK_PLATFORM, None)
    told = [(news.move.value, news.state.value, news.told.text) for news in page.news]
    assert told == [
        ("submit", "dispatched", ""),
        ("sign", "signed", ""),
        ("reply", "answered", "已到现场"),
        ("close", "closed", "已拆除"),
    ]
    assert page.news[-1].told.outcome is Outcome.SUBSTANTIATED
    assert page.news[0].at is None
    assert [news.id for news in news_of_case(system, made.case.id)] == [n.id for n in page.news]


def test_a_return_is_not_told_before_it_is_ruled_on(system, desk):
    made = send(system)
    industry = desk.officer("industry")
    return_case(system, industry, made.case.number, 1, reason="不归我们", clause="二（二）")
    assert len(list_changes(system, DESK_PLATFORM, None).news) == 1


def test_a_cursor_leads_through_every_change_once_and_cannot_be_made_up(system):
    for n in range(7):
        send(system, order(f"N{n}"))
    seen, cursor, more = [], None, True
    while more:
        page = list_changes(system, DESK_PLATFORM, cursor, most=3)
        seen += [news.number for news in page.news]
        cursor, more = page.cursor, page.more
    assert seen == [f"N{n}" for n in range(7)]
    assert list_changes(system, DESK_PLATFORM, cursor).news == ()
    send(system, order("late"))
    assert [n.number for n in list_changes(system, DESK_PLATFORM, cursor).news] == ["late"]
    for forged in ("AAAA", "é", cursor[:-1], cursor + "A", "A" * 20, "a" * 9999):
        with pytest.raises(NoSuchCursor):
            list_changes(system, DESK_PLATFORM, forged)


def test_who_reads_changes_while_many_write_misses_none(system):
    numbers = [f"P{n}" for n in range(60)]
    seen: list[str] = []
    with ThreadPoolExecutor(6) as pool:
        writing = [pool.submit(send, system, order(number)) for number in numbers]
        cursor = None
        while len(seen) < len(numbers):
            page = list_changes(system, DESK_PLATFORM, cursor, most=7)
            seen += [news.number for news in page.news]
            cursor = page.cursor
            for failure in (one.exception() for one in writing if one.done()):
                assert failure is None
    assert sorted(seen) == sorted(numbers)


def test_no_word_of_a_caller_is_in_any_byte_left_behind(on_sqlite):
    desk = officer_of(on_sqlite, log_in(on_sqlite, "industry", PASSPHRASE))
    made = send(on_sqlite, order(text_of="金丝雀正文", caller="金丝雀姓名"))
    add_to_order(
        on_sqlite, DESK_PLATFORM, "ZJ-1", Update("u1", "金丝雀补充", "金丝雀原件".encode())
    )
    withdraw(on_sqlite, DESK_PLATFORM, "ZJ-1", "金丝雀撤回", "金丝雀原件".encode())
    case = sign(on_sqlite, desk, made.case.number, 1)
    reply(on_sqlite, desk, case.number, case.version, text="金丝雀答复")
    left = b"".join(
        path.read_bytes() for path in on_sqlite.settings.instance.rglob("*") if path.is_file()
    )
    assert b"ZJ-1" in left
    assert "金丝雀".encode() not in left
