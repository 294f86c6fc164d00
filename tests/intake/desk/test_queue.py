"""The queue at the desk: narrowed, kept, counted, moved on many at a time."""

import re

import pytest
from sqlalchemy import select

from intake.db.cases import case_by_number
from intake.db.engine import reading
from intake.db.schema import audit

SAME = "镇西砖厂后院每晚十一点开中频炉化废铁，倒成钢条，天亮前用蓝色货车拉走"
MATTERS = ("ground-bar-steel", "ground-bar-steel", "outdated-equipment")


@pytest.fixture
def numbers(citizen, at_desk):
    """Three cases of one department, two of them about the same matter."""
    for matter in MATTERS:
        citizen.send(citizen.open("/report/"), text="夜里炼钢", matter=matter)
    found = re.findall(r"/cases/([\d-]+)/", at_desk("industry").open("/").html)
    assert len(set(found)) == len(MATTERS)
    return found


def shown(page):
    return re.findall(r"/cases/([\d-]+)/", page.html)


def test_the_queue_is_narrowed_by_matter_state_and_urgency(at_desk, numbers, clock):
    browser = at_desk("industry")
    assert len(shown(browser.open("/?matter=outdated-equipment"))) == 1
    assert len(shown(browser.open("/?matter=ground-bar-steel&state=dispatched"))) == 2
    assert shown(browser.open("/?state=signed")) == []
    assert "没有符合筛选条件的案件。" in browser.open("/?urgency=overdue").text
    clock.advance(days=30)
    late = at_desk("industry")
    assert len(shown(late.open("/?urgency=escalated"))) == 3
    assert "逾期已上报3" in late.open("/").text


@pytest.mark.parametrize(
    "query", ["state=asleep", "matter=ufo", "area=999999", "urgency=soon", "view=all"]
)
def test_an_address_that_narrows_by_what_there_is_not_is_no_page(at_desk, query):
    assert at_desk("industry").open(f"/?{query}").status == 404


def test_a_filter_is_kept_for_its_maker_alone_and_can_be_deleted(at_desk, numbers):
    browser, other = at_desk("industry"), at_desk("industry-head")
    page = browser.open("/?matter=outdated-equipment")
    page = browser.send(page, "/filters/", name="淘汰设备")
    assert "淘汰设备" in page.text
    assert len(shown(page)) == 1
    assert "我的筛选" not in other.open("/").text
    page = browser.open("/")
    deletion = [form for form in page.forms if "forget" in form.values]
    token = deletion[0].values["csrf_token"]
    page = browser.open(
        "/filters/", method="POST", data={"csrf_token": token, "forget": "淘汰设备"}
    )
    assert "我的筛选" not in page.text


def test_a_filter_without_a_name_is_asked_for_one(at_desk, numbers):
    browser = at_desk("industry")
    page = browser.send(browser.open("/?matter=outdated-equipment"), "/filters/", name=" ")
    assert page.status == 400
    assert "请给筛选条件起个名称。" in page.text


def bulk(browser, chosen, action, **more):
    page = browser.open("/")
    form = page.form("/bulk/")
    data = {"csrf_token": form.values["csrf_token"], "case": chosen, "action": action, **more}
    return browser.open("/bulk/", method="POST", data=data)


def test_many_cases_are_signed_for_at_once_and_a_refused_one_holds_none_up(at_desk, numbers):
    browser = at_desk("industry")
    page = bulk(browser, [f"{numbers[0]}:1", f"{numbers[1]}:9", "2026-0000-0000:1"], "sign")
    assert "已办理1件，未办理2件。" in page.text
    assert "其他人员刚刚处理过这个案件" in page.text
    assert "没有找到编号为2026-0000-0000的案件" in page.text
    assert shown(browser.open("/?state=signed")) == [numbers[0]]


def test_cases_are_assigned_and_found_by_whom_they_were_given_to(at_desk, numbers):
    head = at_desk("industry-head")
    member = re.search(r'<option value="(\w+)">industry</option>', head.open("/").html).group(1)
    page = bulk(head, [f"{numbers[0]}:1", f"{numbers[2]}:1"], "assign", member=member)
    assert "已办理2件，未办理0件。" in page.text
    assert set(shown(at_desk("industry").open("/?mine=1"))) == {numbers[0], numbers[2]}
    assert shown(head.open("/?mine=1")) == []
    nobody = bulk(head, [f"{numbers[1]}:1"], "assign", member="someone")
    assert "请从列表中选择本单位的承办人员。" in nobody.text


def test_nothing_chosen_is_said(at_desk, numbers):
    page = bulk(at_desk("industry"), [], "sign")
    assert page.status == 400
    assert "请选择1至500个案件。" in page.text
    page = bulk(at_desk("industry"), [f"{numbers[0]}:1"], "close")
    assert "请选择要做什么。" in page.text


def ask_for_all(browser, **narrowed):
    token = browser.open("/").forms[0].values["csrf_token"]
    return browser.open("/bulk/all/", method="POST", data={"csrf_token": token, **narrowed})


def test_all_that_match_are_counted_first_and_then_answered_and_closed_alike(
    at_desk, numbers, citizen
):
    browser = at_desk("industry")
    asked = ask_for_all(browser, matter="ground-bar-steel")
    assert "批量办理：2件" in asked.text
    assert "签收其中待签收的2件" in asked.text
    assert len(shown(browser.open("/"))) == len(numbers)  # nothing was done yet
    form = asked.forms[-1].values
    chosen = re.findall(r'name="case" value="([\d:-]+)"', asked.html)
    data = {"csrf_token": form["csrf_token"], "case": sorted(set(chosen)), "action": "conclude"}
    for wrong, told in (({"text": "线索不足。"}, "请选择办理结果。"),
                        ({"text": "线索不足。", "outcome": "substantiated"}, "请选择办理结果。"),
                        ({"outcome": "insufficient"}, "请填写给举报人的反馈内容。")):  # fmt: skip
        page = browser.open("/bulk/", method="POST", data={**data, **wrong})
        assert page.status == 400
        assert told in page.text
        assert wrong.get("text", "") in page.html
    page = browser.open(
        "/bulk/", method="POST", data={**data, "outcome": "insufficient", "text": "线索不足。"}
    )
    assert "已办理2件，未办理0件。" in page.text
    left = shown(browser.open("/"))
    assert len(left) == 1
    assert set(shown(browser.open("/?view=closed"))) == set(numbers) - set(left)


def test_a_crowd_is_shown_with_its_number_and_leads_to_all_of_its_cases(
    at_desk, citizen, monkeypatch
):
    monkeypatch.setattr("intake.services.crowds.CROWD", 2)
    for text in (SAME, SAME, SAME, "镇东头酒厂的废水流进鱼塘，鱼都死了，水是黑的，味道很大"):
        citizen.send(citizen.open("/report/"), text=text, matter="ground-bar-steel")
    browser = at_desk("industry")
    page = browser.open("/crowds/")
    assert "共3件" in page.text
    crowd = browser.open(re.search(r'"/(\?like=[\d-]+)"', page.html).expand(r"/\1"))
    assert len(set(shown(crowd))) == 3
    assert "只显示内容与案件" in crowd.text
    token = crowd.form("/bulk/all/").values
    assert "批量办理：3件" in browser.open("/bulk/all/", method="POST", data=token).text


def test_a_case_that_must_be_reviewed_is_not_answered_by_the_way(at_desk, numbers):
    """Refused before the reporter is told anything: half of it would be worse than nothing."""
    overseer = at_desk("dispatcher")
    page = overseer.open(f"/oversight/{numbers[0]}/")
    overseer.send(page, way="phone", text="请尽快办理")
    browser = at_desk("industry")
    page = bulk(browser, [f"{numbers[0]}:2"], "conclude", outcome="insufficient", text="线索不足。")
    assert "须先送审" in page.text
    assert "线索不足。" not in browser.open(f"/cases/{numbers[0]}/").text


def test_who_would_end_a_case_that_is_not_theirs_is_refused_and_on_the_trail(
    at_desk, numbers, on_sqlite
):
    browser = at_desk("tax")
    token = browser.open("/").forms[0].values["csrf_token"]
    form = {"csrf_token": token, "case": [f"{numbers[0]}:1"], "action": "conclude"}
    said = {"outcome": "insufficient", "text": "线索不足。"}
    page = browser.open("/bulk/", method="POST", data=form | said)
    assert "没有找到编号为" in page.text
    with reading(on_sqlite.engine) as connection:
        lines = connection.execute(select(audit).where(audit.c.refused == "NoSuchCase")).all()
        case = case_by_number(connection, numbers[0])
    assert [(line.action, line.case_id) for line in lines] == [("close", case.id)]


def test_all_that_match_are_asked_for_beside_a_case_that_is_not_theirs(at_desk, numbers, on_sqlite):
    assert at_desk("tax").open(f"/?like={numbers[0]}").status == 404
    with reading(on_sqlite.engine) as connection:
        case = case_by_number(connection, numbers[0])
        line = connection.execute(select(audit).where(audit.c.refused == "NoSuchCase")).one()
    assert (line.action, line.case_id) == ("look", case.id)
    page = ask_for_all(at_desk("industry"), like="2026-0000-0000")
    assert page.status == 404
    assert "没有找到编号为2026-0000-0000的案件" in page.text
    nothing = ask_for_all(at_desk("industry"), state="signed")
    assert "没有符合筛选条件的案件。" in nothing.text


def test_what_nobody_answers_for_is_declined_alike_by_the_dispatcher_alone(at_desk, citizen):
    for _each in range(2):
        citizen.send(citizen.open("/report/"), text="这里不对劲，你们都懂的")
    browser = at_desk("dispatcher")
    asked = ask_for_all(browser)
    assert "批量办理：2件" in asked.text
    assert "签收" not in asked.text
    cases = sorted(set(re.findall(r'name="case" value="([\d:-]+)"', asked.html)))
    token = asked.forms[-1].values["csrf_token"]
    form = {"csrf_token": token, "action": "decline", "case": cases}
    page = browser.open("/bulk/", method="POST", data={**form, "text": " "})
    assert page.status == 400
    assert "不予受理须写明理由" in page.text
    other = at_desk("industry")
    token = other.open("/").forms[0].values["csrf_token"]
    refused = other.open("/bulk/", method="POST", data={**form, "csrf_token": token, "text": "不"})
    assert "已办理0件，未办理2件。" in refused.text
    page = browser.open("/bulk/", method="POST", data={**form, "text": "没有写明什么事，请补充。"})
    assert "已办理2件，未办理0件。" in page.text
    assert shown(browser.open("/")) == []
