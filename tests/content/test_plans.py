"""The two cities' profiles say what their plans say, and mark what the plans leave open."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from register.acts import KINDS
from register.jurisdiction import AreaKind, Matter, Profile
from register.lists import LISTS
from register.profile_checks import CLOCKS
from register.profiles import load_profile
from register.working_days import is_working_day

CONTENT = Path(__file__).parents[2] / "content"
DEPARTMENTS = [
    "coordination",
    "industry",
    "development-reform",
    "ecology",
    "market-regulation",
    "emergency",
    "natural-resources",
    "power",
    "tax",
]
LEADS = {
    "ground-bar-steel": "industry",
    "energy": "development-reform",
    "emissions": "ecology",
    "quality": "market-regulation",
    "safety": "emergency",
    "outdated-equipment": "industry",
    "restarted-line": "industry",
    "capacity-swap": "coordination",
    "power-use": "power",
    "tax": "tax",
    "land": "natural-resources",
    "enquiry": "coordination",
    "out-of-scope": "coordination",
}


@pytest.fixture(scope="module", params=["zhanjiang", "enping"])
def profile(request) -> Profile:
    return load_profile(CONTENT / request.param)


@pytest.fixture(scope="module")
def zhanjiang() -> Profile:
    return load_profile(CONTENT / "zhanjiang")


@pytest.fixture(scope="module")
def enping() -> Profile:
    return load_profile(CONTENT / "enping")


def test_the_departments_have_the_agreed_ids(profile):
    assert [department.id for department in profile.departments] == DEPARTMENTS


def test_every_matter_goes_to_the_agreed_lead(profile):
    assert {entry.matter.value: entry.lead for entry in profile.responsibilities} == LEADS


def test_zhanjiang_is_divided_by_the_national_codes_and_the_development_zone(zhanjiang):
    codes = "440802 440803 440804 440811 440823 440825 440881 440882 440883 zjetdz"
    assert [area.id for area in zhanjiang.areas] == codes.split()
    assert "官渡工业园" in zhanjiang.area("440804").aliases
    assert "东海岛" in zhanjiang.area("zjetdz").aliases


def test_enping_is_divided_into_its_towns_and_the_park(enping):
    towns = (
        "encheng hengpi shengtang liangxi shahu niujiang juntang datian naji dahuai dongcheng park"
    )
    assert [area.id for area in enping.areas] == towns.split()
    assert enping.area("park").kind is AreaKind.PARK


def test_joint_responsibility_is_led_by_the_first_named_and_said_aloud(zhanjiang):
    energy = zhanjiang.responsibility(Matter.ENERGY)
    assert (energy.lead, energy.co, energy.ambiguous) == ("development-reform", ("industry",), True)
    steel = zhanjiang.responsibility(Matter.GROUND_BAR_STEEL)
    assert steel.clause == "二（五）2"
    assert len(steel.co) == 5
    for entry in zhanjiang.responsibilities:
        assert entry.ambiguous >= bool(entry.co), f"{entry.matter}: joint but not marked"


def test_ambiguity_and_inference_always_come_with_the_reason(profile):
    for entry in (*profile.responsibilities, *profile.duties):
        if getattr(entry, "ambiguous", False) or entry.inferred:
            assert entry.note, entry
    for clock in profile.clocks:
        assert clock.note or not clock.provisional, clock.id


def test_every_lead_in_enping_is_inferred_because_the_annex_is_missing(enping):
    assert all(entry.inferred for entry in enping.responsibilities)
    assert "缺失" in enping.place.plan.note


def test_every_clause_of_the_plan_exists_in_its_numbering(profile):
    """A clause of the plan is a chapter, a section, and the numbers within it."""
    of_the_plan = re.compile(r"[一二三四](（[一二三四五]）)?(\d(、\d)*)?")
    cited = [
        *(entry.clause for entry in profile.responsibilities if not entry.document),
        *(duty.clause for duty in profile.duties if not duty.document),
        *(entry.clause for entry in (*profile.channels, *profile.calendar)),
    ]
    assert [clause for clause in cited if not of_the_plan.fullmatch(clause)] == []


def test_the_hotline_days_are_guangdongs_and_flagged_as_second_hand(profile):
    days = {name: profile.clock(name).amount for name in ("enquiry", "help", "report")}
    assert days == {"enquiry": 2, "help": 10, "report": 15}
    for name in days:
        clock = profile.clock(name)
        assert (clock.provisional, clock.effective) == (True, dt.date(2022, 9, 1))


def test_the_statutory_limits_are_the_laws(profile):
    limits = {name: (profile.clock(name).amount, profile.clock(name).unit) for name in CLOCKS}
    assert limits["return"] == (5, "working-days")
    assert limits["dispatch"] == (1, "working-days")
    assert limits["publication"] == (20, "working-days")
    assert limits["withdrawal"] == (3, "calendar-days")
    assert limits["energy-rectification"] == (6, "months")
    assert limits["energy-extension"] == (3, "months")


def test_every_list_and_kind_has_a_department_in_both_places(profile):
    assert {duty.list for duty in profile.duties} - {""} == set(LISTS)
    assert {kind for duty in profile.duties for kind in duty.kinds} == set(KINDS)


def test_yellow_and_red_cards_are_not_the_ecology_bureaus_to_issue(profile):
    for kind in ("yellow-card", "red-card"):
        issuers = [name for name in DEPARTMENTS if profile.may_issue(name, kind)]
        assert issuers == ["industry", "development-reform", "market-regulation", "emergency"]


def test_the_calendar_keeps_the_dates_as_written(zhanjiang, enping):
    assert [milestone.date.isoformat() for milestone in zhanjiang.calendar] == [
        "2021-04-30",
        "2021-06-30",
        "2021-12-31",
        "2022-01-03",
        "2022-01-05",
    ]
    assert [milestone.date.isoformat() for milestone in enping.calendar] == [
        "2021-05-31",
        "2021-06-15",
        "2021-12-05",
        "2021-12-20",
    ]


def test_a_milestone_on_a_day_off_says_so_and_is_not_shifted(profile):
    off = [milestone for milestone in profile.calendar if not is_working_day(milestone.date)]
    assert len(off) == 1
    assert "不顺延" in off[0].note


def test_what_an_english_reader_sees_is_english(profile):
    for where, text in english(profile):
        without_clauses = re.sub(r"[一二三四]?（[一二三四五]）\d?|\(二\)", "", text)
        assert not re.search(r"[\u4e00-\u9fff]", without_clauses), where
        assert text.strip(), where


def english(profile: Profile) -> Iterator[tuple[str, str]]:
    sections = ("departments", "areas", "responsibilities", "channels", "clocks", "duties")
    entries = [entry for name in (*sections, "calendar") for entry in getattr(profile, name)]
    for entry in (profile.place, profile.place.plan, profile.site, *entries):
        for field in entry.__struct_fields__:
            if field.endswith("_en") and (getattr(entry, field.removesuffix("_en"))):
                yield f"{entry}.{field}", getattr(entry, field)


def test_a_demo_place_lists_what_is_not_yet_real(profile):
    assert profile.place.demo
    assert set(profile.site.placeholders) >= {"icp", "police-record", "site-code", "contact"}
    assert len(profile.site.site_code) == 10
