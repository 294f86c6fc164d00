"""Reports of the same thing are suggested, linked and answered together; receipts stay apart."""

import dataclasses
import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from intake.db.engine import reading, writing
from intake.db.routing_schema import features, marks
from intake.domain.errors import Incomplete, NoSuchCase
from intake.domain.likeness import WINDOW, Sign, firm_core
from intake.routing import Evidence
from intake.services.answering import answer_linked, linked_cases
from intake.services.casework import Dispatch, dispatch, reply, sign
from intake.services.handling import link
from intake.services.keyring import department_key
from intake.services.likeness import _mark, mark_waiting, suggestions
from intake.services.receipts import read_with_receipt
from intake.services.reports import NewReport, new_form_token, submit
from intake.services.rotation import rotate
from register.jurisdiction import Matter

STEEL = Matter.GROUND_BAR_STEEL
TEXT = "石岭镇有人用中频炉炼地条钢，晚上很吵，请来查一下"


def sent(system, text, matter=STEEL, **more):
    return submit(system, NewReport(text, new_form_token(), matter=matter, **more))


def suggested(system, officer, made):
    return {one.case.number: one.shares for one in suggestions(system, officer, made.case.number)}


@pytest.fixture
def system(system):
    """The system with a secret of its own, the same every time: MinHash is luck otherwise."""
    return dataclasses.replace(system, secret=b"k" * 32)


@pytest.fixture
def industry(desk):
    return desk.officer("industry")


def test_much_the_same_wording_is_suggested_and_another_report_is_not(system, industry):
    first = sent(system, TEXT)
    sent(system, "吴川有间厂排黑水臭得要命，天天半夜偷排")
    second = sent(system, TEXT.replace("请来查一下", "请查处"))
    assert suggested(system, industry, second) == {first.case.number: (Sign.WORDING,)}
    assert suggested(system, industry, first) == {second.case.number: (Sign.WORDING,)}


def test_the_same_firm_is_suggested_whatever_is_said_of_it(system, industry):
    first = sent(system, "夜里炼钢", enterprise="廉江市恒发轧钢有限公司")
    second = sent(system, "举报恒发轧钢有限公司把关掉的线又开起来", matter=Matter.RESTARTED_LINE)
    assert suggested(system, industry, second) == {first.case.number: (Sign.FIRM,)}


def test_the_same_small_place_is_suggested_for_the_same_matter_only(system, industry):
    router = PlaceHeard(system.router, "石岭镇")
    system = dataclasses.replace(system, router=router)
    first = sent(system, "石岭镇有一间旧仓库，天黑以后几个工人把收来的破铜烂铁投进炉子")
    second = sent(system, "我在石岭镇开货车，每周替老板运两趟坯料出去，听他讲是自己熔的")
    resumed = "去年关掉的厂撕了封条重新开工，就是石岭镇路口左手边第三家"
    other = sent(system, resumed, matter=Matter.RESTARTED_LINE)
    assert suggested(system, industry, second) == {first.case.number: (Sign.PLACE,)}
    assert suggested(system, industry, other) == {}


class PlaceHeard:
    """A router that hears one place."""

    def __init__(self, router, place):
        self.router, self.place = router, place

    def route(self, text, **picked):
        at = text.index(self.place)
        heard = Evidence(at, at + len(self.place), self.place, "440881")
        return dataclasses.replace(self.router.route(text, **picked), evidence=(heard,))


def test_nobody_is_shown_a_case_they_may_not_look_into(system, desk, industry):
    first = sent(system, TEXT)
    second = sent(system, TEXT, matter=Matter.TAX)  # tax leads, industry co-handles: both visible
    third = sent(system, TEXT, matter=Matter.QUALITY)  # market regulation alone
    assert set(suggested(system, industry, first)) == {second.case.number}
    with pytest.raises(NoSuchCase):
        suggestions(system, industry, third.case.number)


def test_a_linked_case_is_suggested_no_more(system, industry):
    first, second = sent(system, TEXT), sent(system, TEXT)
    link(system, industry, first.case.number, 1, other=second.case.number)
    assert suggested(system, industry, first) == {}
    assert [case.number for case in linked_cases(system, industry, first.case.number)] == [
        second.case.number
    ]


def test_all_linked_reporters_read_the_one_answer_with_receipts_of_their_own(system, industry):
    first, second, third = (sent(system, TEXT) for _ in range(3))
    number = first.case.number
    case = link(system, industry, number, 1, other=second.case.number)
    case = link(system, industry, number, case.version, other=third.case.number)
    case = sign(system, industry, number, case.version)
    reply(system, industry, number, case.version, text="已查实并拆除")
    answered = answer_linked(system, industry, number)
    assert {(one.number, one.problem) for one in answered} == {
        (second.case.number, ""),
        (third.case.number, ""),
    }
    for made in (first, second, third):
        view = read_with_receipt(system, made.receipt.reveal())
        assert view.case.number == made.case.number
        assert "已查实并拆除" in [entry.text for entry in view.entries]


def test_without_an_answer_there_is_nothing_to_pass_on(system, industry):
    first, second = sent(system, TEXT), sent(system, TEXT)
    link(system, industry, first.case.number, 1, other=second.case.number)
    with pytest.raises(Incomplete):
        answer_linked(system, industry, first.case.number)


def test_a_linked_case_that_cannot_be_answered_is_named_with_the_reason(system, desk, industry):
    first, second = sent(system, TEXT), sent(system, TEXT, matter=Matter.TAX)
    number = first.case.number
    case = link(system, industry, number, 1, other=second.case.number)
    case = sign(system, industry, number, case.version)
    reply(system, industry, number, case.version, text="已查实")
    (one,) = answer_linked(system, industry, number)
    assert one.number == second.case.number
    assert one.problem


def stored(system):
    with reading(system.engine) as connection:
        return connection.execute(select(marks)).all()


def test_the_server_alone_makes_no_mark_and_keeps_what_they_are_made_from_sealed(system):
    sent(system, TEXT, enterprise="恒发轧钢厂")
    assert stored(system) == []
    with reading(system.engine) as connection:
        (kept,) = connection.execute(select(features.c.sealed)).scalars()
    assert "恒发".encode() not in kept


def test_no_guess_of_a_firm_can_be_tried_with_database_and_secret(system, industry):
    """The feature is right, and every key is tried that lies with the server."""
    made = sent(system, TEXT, enterprise="恒发轧钢厂")
    suggestions(system, industry, made.case.number)
    kept = {row.mark for row in stored(system)}
    private = department_key_of(system, industry)
    guess = (Sign.FIRM, firm_core("恒发轧钢厂", ()))
    assert _mark(private.derived(b"mingjian-alike"), *guess) in kept
    purposes = ("likeness", "pepper", "brake", "desk-forms", "changes")
    keys = {system.secret, private.public.raw, *map(system.derived_secret, purposes)}
    assert not {_mark(key, *guess) for key in keys} & kept


def department_key_of(system, officer):
    with reading(system.engine) as connection:
        return department_key(connection, officer, "industry")


def test_a_department_that_a_case_comes_to_finds_it_alike_too(system, desk):
    first, second = (sent(system, TEXT, matter=None) for _ in range(2))
    dispatcher = desk.officer("dispatcher")
    assert set(suggested(system, dispatcher, first)) == {second.case.number}
    for made in (first, second):
        number, version = made.case.number, made.case.version
        dispatch(system, dispatcher, number, version, Dispatch(STEEL, None, "industry"))
    assert set(suggested(system, desk.officer("industry"), first)) == {second.case.number}


def test_a_replaced_key_marks_anew(system, desk):
    first, second = sent(system, TEXT), sent(system, TEXT)
    assert suggested(system, desk.officer("industry"), first)
    before = {row.mark for row in stored(system)}
    with writing(system.engine) as connection:
        rotate(connection, system, "industry")
    assert stored(system) == []
    assert set(suggested(system, desk.officer("industry"), first)) == {second.case.number}
    assert not {row.mark for row in stored(system)} & before


def test_two_colleagues_at_once_mark_each_case_once(system, desk):
    for _ in range(20):
        sent(system, TEXT)
    officers = [desk.officer("industry"), desk.officer("industry-head")]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda one: mark_waiting(system, one), officers))
    assert len({row.case_id for row in stored(system)}) == 20


def test_marks_past_comparing_are_destroyed(system, clock):
    made = sent(system, TEXT)
    clock.advance(days=(WINDOW + dt.timedelta(days=1)).days)
    sent(system, "吴川有间厂排黑水")
    assert made.case.id not in {row.case_id for row in stored(system)}
