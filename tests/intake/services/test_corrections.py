"""What dispatchers rule on proposals is kept to mend the rules, without a word of a reporter."""

import pytest

from intake.db.rulings import Sent
from intake.domain.errors import Incomplete
from intake.services.casework import Dispatch, dispatch, return_case
from intake.services.corrections import review, write_example
from intake.services.reports import NewReport, new_form_token, submit
from register.jurisdiction import Matter

TEXT = "旧砖厂夜里有人，金丝雀七三一"
TO_ECOLOGY = Dispatch(Matter.EMISSIONS, "440881", "ecology")
TO_COORDINATION = Dispatch(Matter.OUT_OF_SCOPE, None, "coordination")
STEEL = Dispatch(Matter.GROUND_BAR_STEEL, None, "industry")


def unrouted(system):
    return submit(system, NewReport(TEXT, new_form_token())).case.number


@pytest.fixture
def corrected(system, desk):
    """The correction of a proposal that was unsure and wrong."""
    dispatch(system, desk.officer("dispatcher"), unrouted(system), 1, TO_ECOLOGY)
    (found,) = review(system).corrections
    return found.ruling


def test_a_dispatch_that_differs_from_the_proposal_is_a_correction(corrected):
    assert corrected.proposed == Sent(Matter.OUT_OF_SCOPE, "coordination", None)
    assert corrected.ruled == Sent(Matter.EMISSIONS, "ecology", "440881")
    assert corrected.corrects


def test_a_dispatch_as_proposed_is_counted_as_confirmed(system, desk):
    dispatch(system, desk.officer("dispatcher"), unrouted(system), 1, TO_COORDINATION)
    found = review(system)
    assert (found.ruled, found.confirmed, list(found.corrections)) == (1, 1, [])


def test_a_dispatch_on_its_own_account_is_corrected_when_it_comes_back(system, desk):
    made = submit(system, NewReport(TEXT, new_form_token(), matter=Matter.GROUND_BAR_STEEL))
    number, industry = made.case.number, desk.officer("industry")
    assert review(system).ruled == 0
    case = return_case(system, industry, number, 1, reason="是排污", clause="二（二）")
    dispatcher = desk.officer("dispatcher")
    case = dispatch(system, dispatcher, number, case.version, TO_ECOLOGY)
    (found,) = review(system).corrections
    assert found.ruling.proposed == Sent(Matter.GROUND_BAR_STEEL, "industry", None)


def test_a_second_ruling_is_one_on_the_first_and_not_on_the_router(system, desk):
    number, dispatcher = unrouted(system), desk.officer("dispatcher")
    case = dispatch(system, dispatcher, number, 1, TO_ECOLOGY)
    case = return_case(
        system, desk.officer("ecology"), number, case.version, reason="是炼钢", clause="二（五）"
    )
    dispatch(system, dispatcher, number, case.version, STEEL)
    assert review(system).ruled == 1


def test_a_ruling_holds_no_word_of_the_report_and_no_number(system, corrected):
    kept = repr(corrected)
    assert "金丝雀" not in kept
    assert "砖厂" not in kept
    assert "2026-" not in kept.replace("datetime.date(2026, ", "")


def test_the_review_counts_what_was_taken_for_what(system, desk):
    for decision in (TO_ECOLOGY, TO_ECOLOGY, STEEL, TO_COORDINATION):
        dispatch(system, desk.officer("dispatcher"), unrouted(system), 1, decision)
    found = review(system)
    assert (found.ruled, found.confirmed) == (4, 1)
    counted = [(one.proposed, one.ruled, one.count) for one in found.confused]
    assert counted[0] == (Matter.OUT_OF_SCOPE, Matter.EMISSIONS, 2)
    assert (Matter.OUT_OF_SCOPE, Matter.GROUND_BAR_STEEL, 1) in counted


def test_an_example_of_the_dispatchers_own_is_routed_anew(system, corrected):
    write_example(system, corrected.id, "  某厂夜里排黑水  ")
    (found,) = review(system).corrections
    assert found.ruling.example == "某厂夜里排黑水"
    assert found.now == Sent(Matter.OUT_OF_SCOPE, "coordination", None)
    assert not found.mended
    write_example(system, corrected.id, "")
    (found,) = review(system).corrections
    assert (found.ruling.example, found.now) == (None, None)


@pytest.mark.parametrize("example", ["请打电话13812345678", "长" * 301, "身份证440801199001011231"])
def test_an_example_with_personal_data_or_too_long_is_refused(system, corrected, example):
    with pytest.raises(Incomplete) as refused:
        write_example(system, corrected.id, example)
    assert refused.value.field == "example"
    (found,) = review(system).corrections
    assert found.ruling.example is None


def test_an_example_for_a_record_that_is_gone_is_refused(system):
    with pytest.raises(Incomplete):
        write_example(system, "nosuchid", "某厂夜里排黑水")
