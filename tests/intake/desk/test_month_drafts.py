"""A month at the desk: sent back with a reason, given up, never moved from an old page."""

import pytest

from intake.services.month_drafts import prepare_month


@pytest.fixture
def month(desk, clock, on_sqlite):
    """Return the address of a prepared month that waits for approval."""
    clock.advance(days=14)
    return f"/numbers/public/{prepare_month(on_sqlite, desk.officer('coordination'), '2026-11')}/"


@pytest.fixture
def system(on_sqlite):
    """One database will do: the services' own tests take both."""
    return on_sqlite


def test_a_month_comes_back_with_its_reason_and_is_given_up_with_one(at_desk, month):
    head, officer = at_desk("coordination-head"), at_desk("coordination")
    waiting = head.open(month)
    assert head.send(waiting, "/return/", reason="").status == 400
    back = head.send(waiting, "/return/", reason="合计对不上")
    assert "合计对不上" in back.text
    again = officer.send(officer.open(month), "/submit/")
    recalled = officer.send(again, "/recall/")
    assert "合计还是不对" in officer.send(recalled, "/discard/", reason="合计还是不对").text


@pytest.mark.parametrize("version", ["", "x", "99", "9" * 30])
def test_a_move_from_another_version_than_the_one_shown_is_not_made(at_desk, month, version):
    head = at_desk("coordination-head")
    refused = head.send(head.open(month), "/approve/", version=version)
    assert refused.status == 409
    assert "请查看最新情况后再决定" in refused.text
    assert "待审核" in head.open(month).text
