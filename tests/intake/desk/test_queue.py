"""The queue at the desk: narrowed, kept, counted, moved on many at a time."""

import re

import pytest

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
    assert "请选择1至50个案件。" in page.text
    page = bulk(at_desk("industry"), [f"{numbers[0]}:1"], "close")
    assert "请选择要做什么。" in page.text
