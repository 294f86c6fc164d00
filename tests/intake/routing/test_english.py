"""Reports in English are understood in outline and dispatched by a person."""

import pytest


@pytest.mark.parametrize(
    ("text", "matter", "lead"),
    [
        ("An induction furnace melts scrap behind the school", "ground-bar-steel", "industry"),
        ("The rolling mill closed last year is running again", "restarted-line", "industry"),
        ("Black smoke every night, we cannot open the windows", "emissions", "ecology"),
        ("The shop sells underweight rebar with no certificate", "quality", "market-regulation"),
        ("A furnace exploded and two workers are injured", "safety", "emergency"),
        ("They refuse to give an invoice, cash only", "tax", "tax"),
        ("A plant was built on farmland without land approval", "land", "natural-resources"),
        ("The street lights near my hotel are broken", "out-of-scope", "coordination"),
    ],
)  # fmt: skip
def test_a_report_in_english_finds_its_matter_and_waits_for_a_person(
    zhanjiang_router, text, matter, lead
):
    proposal = zhanjiang_router.route(text)
    assert (proposal.matter, proposal.lead) == (matter, lead)
    assert not proposal.automatic


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("Smoke in Lianjiang City", "440881"),
        ("Dust near Chikan", "440802"),
        ("Dust everywhere in Zhanjiang", None),
    ],
)
def test_an_area_is_known_by_its_english_name(zhanjiang_router, text, area):
    assert zhanjiang_router.route(text).territorial == area


def test_danger_is_heard_in_english(zhanjiang_router):
    assert zhanjiang_router.route("There is a gas leak, people are unconscious").danger
