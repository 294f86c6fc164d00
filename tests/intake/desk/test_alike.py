"""On a case's page: what may be the same thing, linking it, one answer for all."""

import pytest

from intake.services.receipts import read_with_receipt
from intake.services.reports import NewReport, new_form_token, submit
from register.jurisdiction import Matter

TEXT = "石岭镇有人用中频炉炼地条钢，晚上很吵，请来查一下"


@pytest.fixture
def two(on_sqlite):
    """Two reports in the same words, at the same department."""
    return [
        submit(on_sqlite, NewReport(TEXT, new_form_token(), matter=Matter.GROUND_BAR_STEEL))
        for _ in range(2)
    ]


def test_a_case_like_this_one_is_suggested_and_linked_with_one_click(at_desk, two):
    first, second = (made.case.number for made in two)
    officer = at_desk("industry")
    page = officer.open(f"/cases/{first}/")
    assert "可能是同一件事的举报" in page.text
    assert "内容相近" in page.text
    linked = officer.send(page, f"/alike/{first}/link/", other=second)
    assert linked.status == 200
    assert "可能是同一件事的举报" not in linked.text
    assert "关联案件" in linked.text


def test_a_link_to_nothing_or_from_an_old_page_is_refused_with_the_reason(at_desk, two):
    first, second = (made.case.number for made in two)
    officer = at_desk("industry")
    page = officer.open(f"/cases/{first}/")
    wrongs = [{"other": "2026-0000-0000"}]
    wrongs += [{"other": second, "version": v} for v in ("9", "x", "9" * 25, "9" * 5000)]
    for wrong in wrongs:
        answer = officer.send(page, f"/alike/{first}/link/", **wrong)
        assert answer.status == 409
        assert "操作没有执行" in answer.text


def test_all_linked_reporters_get_the_answer_from_the_page(on_sqlite, at_desk, two):
    first, second = (made.case.number for made in two)
    officer = at_desk("industry")
    page = officer.open(f"/cases/{first}/")
    page = officer.send(page, f"/alike/{first}/link/", other=second)
    assert "同样反馈给关联案件" not in page.text
    page = officer.send(page, f"/cases/{first}/sign/")
    page = officer.send(page, f"/cases/{first}/reply/", **{text_of_reply(page): "已查实并拆除"})
    told = officer.send(page, f"/alike/{first}/answer/")
    assert "已反馈" in told.text
    view = read_with_receipt(on_sqlite, two[1].receipt.reveal())
    assert "已查实并拆除" in [entry.text for entry in view.entries]


def text_of_reply(page) -> str:
    """Return the name of the reply's text."""
    (name,) = [one for one in page.form("/reply/").values if one.endswith("text")]
    return name.replace("-", "__")


def test_a_department_that_is_nothing_to_the_case_gets_no_answer_from_either_route(at_desk, two):
    first, second = (made.case.number for made in two)
    stranger, owner = at_desk("tax"), at_desk("industry")
    token = stranger.open("/").forms[0].values["csrf_token"]
    for path in (f"/alike/{first}/link/", f"/alike/{first}/answer/"):
        typed = {"csrf_token": token, "other": second, "version": "1"}
        assert stranger.open(path, method="POST", data=typed).status == 404
    assert "可能是同一件事的举报" in owner.open(f"/cases/{first}/").text
