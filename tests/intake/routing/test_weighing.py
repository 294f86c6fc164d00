from math import log

from intake.routing.confidence import confidence
from intake.routing.learned import label
from intake.routing.matters import Verdict
from intake.routing.places import Site
from intake.routing.proposal import AUTO_DISPATCH
from intake.routing.weighing import weigh
from register.jurisdiction import Matter

ENOUGH = 20
SMOKE = label(Matter.EMISSIONS)
NOBODYS = label(Matter.OUT_OF_SCOPE)
ASKED = [label(Matter.ENQUIRY, topic) for topic in (Matter.TAX, Matter.LAND, Matter.ENERGY)]


def heard(**loudness: float) -> Verdict:
    """Return a verdict that heard the matters named (`_` for `-`) as loud as given."""
    scores = tuple((Matter(name.replace("_", "-")), loud) for name, loud in loudness.items())
    return Verdict(scores=scores, voices={}, topic=None)


def likely(shares):
    rest = (1 - sum(shares.values())) / 2
    return {name: log(shares.get(name, rest)) for name in (SMOKE, NOBODYS, *ASKED)}


def test_a_question_of_uncertain_topic_counts_with_all_its_topics_together():
    alike = likely({SMOKE: 0.3, NOBODYS: 0.1} | dict.fromkeys(ASKED, 0.2))
    weighed = weigh(heard(enquiry=0.5, emissions=0.5), alike, ENOUGH)
    assert weighed.matter is Matter.ENQUIRY
    assert weighed.ranked[0][1] > weighed.probability


def test_however_strange_the_wording_it_rules_out_nothing_that_is_plainly_heard():
    alike = likely({NOBODYS: 0.999996} | dict.fromkeys([SMOKE, *ASKED], 0.000001))
    assert weigh(heard(emissions=8.0), alike, ENOUGH).matter is Matter.EMISSIONS
    assert weigh(heard(emissions=1.0), alike, ENOUGH).matter is Matter.OUT_OF_SCOPE


def test_wording_alone_speaks_only_if_it_has_read_enough_and_is_sure():
    alike = likely({SMOKE: 0.9, NOBODYS: 0.04} | dict.fromkeys(ASKED, 0.02))
    assert weigh(heard(), alike, ENOUGH).understood
    assert not weigh(heard(), alike, 3).understood
    unsure = likely({SMOKE: 0.4, NOBODYS: 0.3} | dict.fromkeys(ASKED, 0.1))
    assert not weigh(heard(), unsure, ENOUGH).understood


def test_a_topic_asked_about_nearly_as_loudly_may_be_what_the_wording_says():
    alike = likely({ASKED[0]: 0.15, ASKED[1]: 0.6})
    scores = ((Matter.ENQUIRY, 9.0), (Matter.TAX, 4.0))
    for land, topic in ((3.5, Matter.LAND), (0.5, Matter.TAX)):
        verdict = Verdict(scores=(*scores, (Matter.LAND, land)), voices={}, topic=Matter.TAX)
        assert weigh(verdict, alike, ENOUGH).topic is topic


def test_a_question_plainly_heard_is_no_report_for_its_wording():
    alike = likely({SMOKE: 0.9, NOBODYS: 0.02} | dict.fromkeys(ASKED, 0.02))
    assert weigh(heard(enquiry=9.0, emissions=3.0), alike, ENOUGH).matter is Matter.ENQUIRY
    assert weigh(heard(emissions=8.0, enquiry=7.0), alike, ENOUGH).matter is Matter.EMISSIONS


def test_what_is_worded_strangely_is_left_to_a_person_however_plainly_it_is_heard():
    plain = heard(emissions=12.0)
    for share, automatic in ((0.95, True), (0.7, False)):
        weighed = weigh(plain, likely({SMOKE: share} | dict.fromkeys(ASKED, 0.01)), ENOUGH)
        assert (confidence(plain, weighed, Site(None), None) >= AUTO_DISPATCH) is automatic
