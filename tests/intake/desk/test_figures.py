"""The dashboard: figures, charts and a file of one's own department; bad addresses are told why."""

import csv
import io

import pytest

from intake.services.reports import NewReport, new_form_token, submit
from register.jurisdiction import Matter


@pytest.fixture
def reported(on_sqlite) -> None:
    for matter in (Matter.GROUND_BAR_STEEL, Matter.GROUND_BAR_STEEL, Matter.TAX):
        submit(on_sqlite, NewReport("某厂", new_form_token(), matter=matter, area="440802"))


def table(page) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(page.html.removeprefix("\ufeff"))))


@pytest.mark.usefixtures("reported")
def test_a_department_reads_its_own_figures_with_charts_and_definitions(at_desk):
    page = at_desk("industry").open("/numbers/")
    assert "湛江市工业和信息化局" in page.text
    assert "国家税务总局湛江市税务局" not in page.text
    assert 'class="chart"' in page.html
    assert "按时办结率" in page.text
    assert "不用于排名" in page.text
    english = at_desk("industry").open("/en/numbers/")
    assert "Closed in time (rate)" in english.text


@pytest.mark.usefixtures("reported")
def test_the_file_has_the_plain_counts_of_the_page(at_desk):
    office = at_desk("coordination")
    rows = table(office.open("/numbers/numbers.csv"))
    whole = next(row for row in rows if row["分组"] == "合计")
    assert (whole["收到"], whole["未办结，未到期"]) == ("3", "3")
    narrowed = table(office.open("/numbers/numbers.csv?matter=tax&area=440802"))
    assert narrowed[0]["收到"] == "1"
    assert table(office.open("/numbers/numbers.csv?area=none"))[0]["收到"] == "0"


def test_without_cases_the_page_says_what_to_do(at_desk):
    assert "所选月份没有收到符合条件的案件" in at_desk("tax").open("/numbers/").text


@pytest.mark.parametrize(
    ("query", "said", "status"),
    [
        ("first=2026-13", "四位年份和两位月份", 400),
        ("first=2026-10&last=2026-01", "起始月份不能晚于", 400),
        ("first=2020-01", "一次最多统计36个月", 400),
        ("matter=x", "没有这个事项", 400),
        ("area=x", "没有这个地区", 400),
        ("department=x", "没有这个单位", 400),
        ("department=industry", "", 403),
    ],
)
def test_what_an_address_asks_wrongly_is_told(at_desk, query, said, status):
    browser = at_desk("tax")
    for path in ("/numbers/", "/numbers/numbers.csv"):
        page = browser.open(f"{path}?{query}")
        assert (page.status, said in page.text) == (status, True)


def test_a_month_is_prepared_returned_and_discarded_with_reasons(at_desk):
    officer, head = at_desk("coordination"), at_desk("coordination-head")
    wrong = officer.send(officer.open("/numbers/public/"), "/public/", month="2026-11")
    assert (wrong.status, "还没有结束" in wrong.text) == (400, True)
    draft = officer.send(wrong, "/public/", month="2026-10")
    assert "公众将看到的内容" in draft.text
    again = officer.send(officer.open("/numbers/public/"), "/public/", month="2026-10")
    assert (again.status, "已在送审" in again.text) == (409, True)
    seen = head.open(draft.address.partition("?")[0])
    empty = head.send(seen, "/return/", reason=" ")
    assert (empty.status, "请写明退回的理由" in empty.text) == (400, True)
    assert "退回修改" in head.send(empty, "/return/", reason="请核对").text
    late = head.send(seen, "/approve/")
    assert late.status == 409
    back = officer.open(draft.address.partition("?")[0])
    assert "请核对" in back.text
    assert "已作废" in officer.send(back, "/discard/", reason="不再公布").text
    assert officer.open("/numbers/public/numbers-2026-10-9/").status == 404
