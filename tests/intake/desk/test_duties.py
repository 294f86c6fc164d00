"""The duties page: what is owed, by when, what waits and what came late."""

import pytest

from intake.services import publishing
from intake.services.drafting import start_draft, submit_draft
from intake.services.sessions import log_in, officer_of

TYPED = {"enterprise.name": "湛江市例琅炼钢有限公司", "formed_on": "2026-10-20"}


@pytest.fixture
def officer(on_sqlite):
    from intake.services.demo import PASSPHRASE

    return officer_of(on_sqlite, log_in(on_sqlite, "industry", PASSPHRASE))


def test_a_draft_past_twenty_working_days_is_overdue_and_comes_first(at_desk, on_sqlite, officer):
    for day in ("2026-11-20", "2026-10-20", ""):
        start_draft(on_sqlite, officer, "yellow-card", "industry", {**TYPED, "formed_on": day})
    page = at_desk("industry").open("/duties/")
    assert page.status == 200
    first = page.html.index("已逾期6天")
    assert "2026年11月17日" in page.text  # 20 working days from 20 October
    assert first < page.html.index("剩余")
    assert page.html.index("剩余") < page.html.index("未填信息形成日期")


def test_a_withdrawal_is_due_in_three_working_days(at_desk, on_sqlite, officer):
    typed = {**TYPED, "formed_on": "2026-11-20"}  # a Friday
    start_draft(on_sqlite, officer, "withdrawn", "industry", typed)
    assert "2026年11月25日" in at_desk("industry").open("/duties/").text


def test_each_duty_is_named_with_its_clause_and_another_department_s_is_not(at_desk):
    page = at_desk("ecology").open("/en/duties/")
    assert page.status == 200
    assert "Emitters over the limit" in page.text
    assert "三（四）" in page.text
    assert "Yellow-card list" not in page.text
    assert "暂无公开记录" in at_desk("ecology").open("/duties/").text


def test_what_was_published_late_is_named_with_its_days(at_desk, on_sqlite, officer, monkeypatch):
    monkeypatch.setattr(publishing, "build_site", lambda _system: "")
    card = {
        **TYPED,
        "enterprise.area": "440811",
        "enterprise.industry": "3120",
        "basis.law": "《中华人民共和国节约能源法》",
        "basis.clause": "第七十二条",
        "document": "湛工信〔2026〕88号",
        "subject": "energy",
        "problem": "单位产品能耗超过限额12%",
        "deadline": "2027-05-20",
    }
    draft = start_draft(on_sqlite, officer, "yellow-card", "industry", card)
    submit_draft(on_sqlite, officer, draft, 1)
    head = at_desk("industry-head")
    head.send(head.open(f"/drafting/{draft}/"), "/approve/")
    page = head.open("/duties/")
    assert "逾期公开的" in page.text
    assert "4个工作日" in page.text


def test_a_hand_over_table_comes_as_a_workbook_of_one_s_own_department(at_desk):
    from io import BytesIO

    from openpyxl import load_workbook

    officer = at_desk("industry")
    address = "/duties/annex/?table={}&period={}&department={}"
    for table in ("exits", "joint-punishment"):
        found = officer.client.get(address.format(table, "2025", "industry"))
        assert found.status_code == 200
        assert load_workbook(BytesIO(found.data)).active["A1"].value
    assert officer.open(address.format("exits", "2025", "ecology")).status == 403
    for table, period in (("x", "2025"), ("exits", "今年"), ("exits", "2027H1")):
        page = officer.open(address.format(table, period, "industry"))
        assert page.status == 400
        assert "error-summary" in page.html
