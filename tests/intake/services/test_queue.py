"""What an officer finds on the desk: due first, a page at a time."""

import pytest

from intake.domain.errors import Incomplete
from intake.domain.outcomes import Outcome
from intake.services.casework import Dispatch, dispatch, open_case, reply, return_case, sign
from intake.services.closing import Result, close
from intake.services.inbox import write_with_receipt
from intake.services.queue import View, queue
from intake.services.reports import NewReport, new_form_token, submit
from register.jurisdiction import Matter


def send(system, matter: Matter | None = Matter.GROUND_BAR_STEEL):
    return submit(system, NewReport("夜里炼钢", new_form_token(), matter=matter))


def numbers(system, officer, view: View = View.OPEN) -> list[str]:
    return [case.number for case in queue(system, officer, view).cases]


def test_each_department_finds_its_own_cases_and_the_dispatcher_the_unrouted(system, desk):
    steel, quality, unclear = send(system), send(system, Matter.QUALITY), send(system, None)
    assert numbers(system, desk.officer("industry")) == [steel.case.number]
    assert numbers(system, desk.officer("market-regulation")) == [quality.case.number]
    assert numbers(system, desk.officer("dispatcher")) == [unclear.case.number]
    for name in ("admin", "tax", "coordination"):
        assert numbers(system, desk.officer(name)) == []


def test_what_is_due_first_comes_first(system, desk, clock):
    later = send(system)
    clock.advance(days=-4)
    sooner = send(system)
    assert numbers(system, desk.officer("industry")) == [sooner.case.number, later.case.number]


def test_co_handlers_see_what_they_help_with_in_a_view_of_its_own(system, desk):
    steel = send(system)
    assert numbers(system, desk.officer("ecology")) == []
    assert numbers(system, desk.officer("ecology"), View.CO_HANDLED) == [steel.case.number]
    assert queue(system, desk.officer("ecology"), View.CO_HANDLED).cases[0].co == steel.case.co


def test_a_returned_case_moves_to_the_dispatchers_desk_and_on(system, desk):
    number = send(system).case.number
    industry, dispatcher = desk.officer("industry"), desk.officer("dispatcher")
    case = return_case(system, industry, number, 1, reason="不属我局", clause="二（二）")
    assert (numbers(system, industry), numbers(system, dispatcher)) == ([], [number])
    dispatch(system, dispatcher, number, case.version, Dispatch(Matter.EMISSIONS, None, "ecology"))
    assert (numbers(system, dispatcher), numbers(system, desk.officer("ecology"))) == ([], [number])


def test_pages_follow_each_other_without_gap_or_repeat(system, desk):
    sent = {send(system).case.number for _ in range(7)}
    officer = desk.officer("industry")
    seen: list[str] = []
    after = None
    pages = 0
    while True:
        page = queue(system, officer, after=after, size=3)
        seen += [case.number for case in page.cases]
        pages += 1
        if page.after is None:
            break
        after = page.after
    assert pages == 3
    assert len(seen) == 7
    assert set(seen) == sent


@pytest.mark.parametrize("after", ["x", "2026-13-45~a", "~"])
def test_a_page_address_that_was_never_ours_is_refused(on_sqlite, after):
    with pytest.raises(Incomplete, match="请回到第一页"):
        queue(on_sqlite, _nobody(), after=after)


def test_an_officer_without_posts_sees_nothing(system):
    send(system)
    for view in View:
        assert queue(system, _nobody(), view).cases == ()


def test_a_closed_case_comes_back_to_the_desk_when_the_reporter_writes(system, desk):
    submitted = send(system)
    number, industry = submitted.case.number, desk.officer("industry")
    case = sign(system, industry, number, 1)
    case = reply(system, industry, number, case.version, text="已核查")
    close(system, industry, number, case.version, Result(Outcome.INSUFFICIENT, "线索不足"))
    assert (numbers(system, industry), numbers(system, industry, View.CLOSED)) == ([], [number])
    write_with_receipt(system, submitted.receipt.reveal(), "补充地址", new_form_token())
    assert numbers(system, industry) == [number]
    open_case(system, industry, number)
    assert numbers(system, industry) == []


def _nobody():
    from intake.services.sessions import Officer
    from intake.vault.keys import PrivateKey

    return Officer("m", "nobody", frozenset(), PrivateKey.generate())
