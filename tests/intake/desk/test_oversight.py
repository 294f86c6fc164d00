"""The coordination office presses departments on, and never reads what it presses about."""

import re

import pytest

SEEN = "旧砖厂夜里用中频炉炼地条钢"
DEMAND = "请在三日内到现场核查并书面报告"


@pytest.fixture
def number(citizen, at_desk):
    citizen.send(citizen.open("/report/"), text=SEEN, matter="ground-bar-steel")
    return re.search(r"/cases/([\d-]+)/", at_desk("industry").open("/").html).group(1)


def test_what_presses_is_listed_by_desk_and_deadline_without_a_word_of_it(at_desk, number, clock):
    assert "没有临近期限或者逾期的案件。" in at_desk("dispatcher").open("/oversight/").text
    clock.advance(days=30)
    page = at_desk("dispatcher").open("/oversight/")
    assert number in page.text
    assert "逾期已上报" in page.text
    assert SEEN[:6] not in page.text


@pytest.mark.parametrize("name", ["industry", "industry-head", "admin", "auditor"])
def test_nobody_else_oversees(at_desk, number, name):
    browser = at_desk(name)
    for address in ("/oversight/", f"/oversight/{number}/"):
        assert browser.open(address).status == 403


@pytest.mark.parametrize("name", ["dispatcher", "coordination-head"])
def test_a_demand_reaches_the_department_and_only_the_day_the_reporter(at_desk, number, name):
    browser = at_desk(name)
    page = browser.open(f"/oversight/{number}/")
    assert SEEN[:6] not in page.text
    assert browser.send(page, way="letter", text=" ").status == 400
    page = browser.send(page, way="letter", text=DEMAND)
    assert f"已督办案件{number}。" in page.text
    lead = at_desk("industry").open(f"/cases/{number}/")
    assert DEMAND in lead.text
    assert "书面督办" in lead.text
    assert "办结前须送审" in lead.text


def test_a_way_that_is_none_and_a_case_that_is_none_are_refused(at_desk, number):
    browser = at_desk("dispatcher")
    page = browser.send(browser.open(f"/oversight/{number}/"), way="drums", text=DEMAND)
    assert page.status == 400
    assert "请选择督办方式。" in page.text
    assert browser.open("/oversight/2026-0000-0000/").status == 404


def test_a_pressed_case_ends_past_its_head_and_a_follow_up(at_desk, number):
    pressing = at_desk("dispatcher")
    pressing.send(pressing.open(f"/oversight/{number}/"), way="phone", text=DEMAND)
    officer, head = at_desk("industry"), at_desk("industry-head")
    address = f"/cases/{number}/"
    page = officer.send(officer.open(address), "/sign/")
    page = officer.send(page, "/reply/", reply__text="已到现场。")
    assert [form for form in page.forms if form.action.endswith("/close/")] == []
    page = officer.send(page, "/propose/", close__outcome="unsubstantiated", close__text="未见设备")
    assert "“送审”已完成。" in page.text
    page = head.open(address)
    assert "送审的办理结果" in page.text
    page = head.send(page, "/approve/")
    page = officer.send(officer.open(address), "/follow-up/", **{"follow-up-satisfaction": "not"})
    assert [form for form in page.forms if form.action.endswith("/close/")] == []
    page = head.open(address)
    assert page.form("/close/").values["close-text"].strip() == "未见设备"
    page = head.send(page, "/close/")
    assert "“办结”已完成。" in page.text
    assert "不满意" in page.text


def test_the_guide_says_what_the_table_says(at_desk):
    from intake.domain.lifecycle import MOVE_NAMES, STATE_NAMES, STEPS

    page = at_desk("industry").open("/help/lifecycle/")
    for name in (*STATE_NAMES.values(), *MOVE_NAMES.values()):
        assert str(name) in page.text
    assert page.html.count('<th scope="row">') >= len(STEPS)
    assert page.html.count('class="way"') >= 15
    english = at_desk("industry").open("/en/help/lifecycle/")
    assert "Supervision" in english.text


def test_look_backs_are_shown_to_who_drafts_and_say_so_where_there_are_none(at_desk):
    assert "没有需要回头看的封存设备（生产线）。" in at_desk("industry").open("/lookbacks/").text
    assert at_desk("auditor").open("/lookbacks/").status == 403
