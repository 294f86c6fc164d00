"""Names match whatever brackets, widths and invisible characters they were typed with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.industries import industries
from register.names import bare_name, normalise_name
from register.wording import use_language


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("湛江市某某（炼钢）厂", "湛江市某某(炼钢)厂"),
        ("湛江市某某〔炼钢〕厂", "湛江市某某【炼钢】厂"),
        ("湛江市\u200b某某\u00a0炼钢 厂", "湛江市某某炼钢厂"),
        ("ＡＢＣ钢厂", "abc钢厂"),
    ],
)
def test_spellings_of_one_name_match(one, other):
    assert normalise_name(one) == normalise_name(other)


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(name):
    assert normalise_name(normalise_name(name)) == normalise_name(name)


def test_different_names_stay_different():
    assert normalise_name("湛江市炼钢一厂") != normalise_name("湛江市炼钢二厂")


def test_every_class_of_industry_has_its_division_and_both_names():
    known = industries()
    assert {"3120", "3011", "3041", "3216", "2221", "1910", "4411", "3391"} <= known.keys()
    for industry in known.values():
        assert industry.division in known
        assert industry.title == industry.name
        with use_language("en"):
            assert industry.title == industry.name_en


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("湛江市明镜演示炼钢有限公司", "湛江市明镜演示炼钢"),
        ("湛江明镜（集团）股份有限公司（一分厂）", "湛江明镜"),
        ("恩平市明镜砖厂", "恩平市明镜砖厂"),
        ("水泥有限公司", "水泥有限公司"),
    ],
)
def test_a_name_is_bare_without_its_legal_form_where_enough_is_left(name, bare):
    assert bare_name(name) == bare
