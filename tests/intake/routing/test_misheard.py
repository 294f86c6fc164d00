"""Formal place names typed by their sound are heard; mere likeness is not enough."""

import pytest


@pytest.mark.parametrize(
    ("typed", "area"), [("连江市", "440881"), ("吴穿市", "440883"), ("成月镇", "440823")]
)
def test_a_town_or_county_typed_by_ear_is_the_one_it_sounds_like(zhanjiang_router, typed, area):
    assert zhanjiang_router.route(f"{typed}有人炼地条钢").territorial == area


def test_a_town_typed_by_ear_is_heard_in_enping(enping_router):
    assert enping_router.route("均堂镇有人炼地条钢").territorial == "juntang"


def test_a_place_of_another_kind_that_only_sounds_alike_is_not_ours(enping_router):
    assert enping_router.route("均堂区有人炼地条钢").territorial is None


@pytest.mark.parametrize("text", ["那个君唐有人炼地条钢", "有些城镇有人炼地条钢"])
def test_without_its_kind_or_one_right_character_nothing_is_heard(enping_router, text):
    assert enping_router.route(text).territorial is None
