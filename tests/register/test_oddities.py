"""Figures the rules allow and hardly anybody means are asked about, never refused."""

import datetime as dt

import pytest

from register.acts import Closure, Corrected, OverLimit, ProductionLine, Sealed, YellowCard
from register.oddities import oddities
from register.rules import check, warnings


@pytest.mark.parametrize(
    ("limit", "measured", "field"),
    [
        (50, 50, "measured"),
        (50, 12, "measured"),
        (50, 5001, "measured"),
        (850, 820, "measured"),
        (0, 3, "limit"),
    ],
)
def test_a_measurement_that_contradicts_its_list_is_asked_about(
    make, profile, limit, measured, field
):
    act = make(OverLimit, department="ecology", limit=limit, measured=measured)
    (odd,) = oddities(act)
    assert odd.field == field
    assert check([act], profile) == []
    (flag,) = warnings([act])
    assert (flag.field, flag.reason) == (odd.field, odd.reason)


@pytest.mark.parametrize(
    "line", [ProductionLine("中频炉", 1, 0, "万吨"), ProductionLine("中频炉", 501)]
)
def test_equipment_of_no_capacity_or_without_number_is_asked_about(make, line):
    assert len(list(oddities(make(Closure, lines=(line,))))) == 1
    assert len(list(oddities(make(Sealed, line=line)))) == 1


def test_ordinary_acts_are_not_asked_about(make):
    acts = [make(kind) for kind in (OverLimit, Closure, Sealed, YellowCard)]
    assert [odd for act in acts for odd in oddities(act)] == []


def test_what_is_asked_is_what_the_act_says_once_corrected(make):
    act = make(OverLimit, limit=50, measured=12)
    right = make(Corrected, act, changes={"measured": "120"})
    wrong = make(Corrected, act, changes={"measured": "11"})
    assert list(warnings([act, right])) == []
    assert len(list(warnings([act, wrong]))) == 1


def test_another_figure_is_another_question(make):
    (one,) = oddities(make(OverLimit, measured=1))
    (other,) = oddities(make(OverLimit, measured=2))
    assert one.key != other.key


@pytest.mark.parametrize(
    ("kind", "fields_given", "field"),
    [
        (YellowCard, {"formed_on": dt.date(1, 1, 1)}, "formed_on"),
        (YellowCard, {"deadline": dt.date(9999, 12, 31), "subject": "quality"}, "deadline"),
        (Sealed, {"dismantle_by": dt.date(9999, 12, 31)}, "dismantle_by"),
        (YellowCard, {"date": dt.date(9999, 1, 1), "deadline": dt.date(9999, 2, 1)}, "date"),
    ],
)
def test_a_day_of_no_possible_year_is_refused(make, profile, kind, fields_given, field):
    act = make(kind, **{"formed_on": dt.date(2025, 3, 3), **fields_given})
    found = {one.field: one for one in check([act], profile)}
    assert "不可能是这个日期" in found[field].reason
