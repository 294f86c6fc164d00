"""Contact details at the desk, without scripts."""

import pytest

from intake.services.reports import NewReport, new_form_token, submit
from register.jurisdiction import Matter


@pytest.fixture
def number(on_sqlite) -> str:
    form = NewReport(
        "炉子", new_form_token(), matter=Matter.GROUND_BAR_STEEL, contact="老王 13800000000"
    )
    return submit(on_sqlite, form).case.number


def test_asked_opened_and_looked_at(at_desk, number):
    officer, custodian = at_desk("industry"), at_desk("custodian")
    page = officer.open(f"/cases/{number}/identity/")
    assert "13800000000" not in page.html
    page = officer.send(page, "/ask/", reason="要请举报人带路")
    assert "正在等待" in page.text
    page = custodian.open("/identities/")
    assert "要请举报人带路" in page.text
    assert "13800000000" not in page.html
    form = next(form for form in page.forms if "/identities/" in form.action)
    page = custodian.open(form.action, method="POST", data={**form.values, "answer": "grant"})
    assert "没有等待决定的申请" in page.text
    page = officer.open(f"/cases/{number}/identity/")
    assert "13800000000" not in page.html
    page = officer.send(page, "/look/")
    assert "老王 13800000000" in page.text
    assert "举报人能看到" in page.text
    assert "13800000000" not in officer.open(f"/cases/{number}/identity/").html
    assert "13800000000" not in officer.open(f"/cases/{number}/").html


def test_a_missing_reason_comes_back_at_its_field(at_desk, number):
    officer = at_desk("industry")
    page = officer.send(officer.open(f"/cases/{number}/identity/"), "/ask/", reason=" ")
    assert page.status == 400
    assert "请写明为什么必须联系举报人" in page.text


def test_a_refusal_without_words_is_told(at_desk, number):
    officer, custodian = at_desk("industry"), at_desk("custodian")
    officer.send(officer.open(f"/cases/{number}/identity/"), "/ask/", reason="带路")
    page = custodian.open("/identities/")
    form = next(form for form in page.forms if "/identities/" in form.action)
    page = custodian.open(form.action, method="POST", data={**form.values, "answer": "refuse"})
    assert page.status == 400
    assert "请写明不同意的理由" in page.text


def test_looking_without_leave_is_refused_in_words(at_desk, number):
    officer = at_desk("industry")
    page = officer.send(officer.open(f"/cases/{number}/"), "")
    token = officer.open(f"/cases/{number}/identity/").form("/ask/").values["csrf_token"]
    page = officer.open(
        f"/cases/{number}/identity/look/", method="POST", data={"csrf_token": token}
    )
    assert page.status == 409
    assert "没有对您开放" in page.text


def test_keeping_away_leads_back_to_the_queue_and_the_case_is_gone(at_desk, number):
    officer = at_desk("industry")
    page = officer.open(f"/cases/{number}/identity/")
    page = officer.send(page, "/recuse/", recuse__name="industry", recuse__reason="亲属")
    assert "待办" in page.text
    assert officer.open(f"/cases/{number}/").status == 404


def test_the_pages_speak_english_too(at_desk, number):
    page = at_desk("industry").open(f"/en/cases/{number}/identity/")
    assert "contact details" in page.text
