"""What makes two reports alike, and what of it can be told from what is kept."""

from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.likeness import (
    BANDS,
    Sign,
    Told,
    bands,
    firm_core,
    is_alike,
    signs,
    small_place,
    weight,
)

AREAS = frozenset({"湛江市", "湛江", "廉江市", "廉江", "吴川市", "吴川"})
TEXT = "石岭镇有人用中频炉炼地条钢，晚上很吵，请来查一下"


def keyed(run: bytes, key: bytes = b"k" * 32) -> int:
    return int.from_bytes(blake2b(run, key=key, digest_size=8).digest(), "big")


@pytest.mark.parametrize(
    "name",
    [
        "廉江市恒发轧钢有限公司",
        "恒发轧钢厂",
        "恒发轧钢",
        "广东省湛江市廉江市恒发轧钢有限责任公司",
        "举报廉江恒发轧钢股份有限公司",
        " 恒发 轧钢 ",
    ],
)
def test_a_firm_is_the_same_however_its_name_is_written(name):
    assert firm_core(name, AREAS) == "恒发轧钢"


@pytest.mark.parametrize("name", ["", "公司", "廉江", "厂"])
def test_a_name_that_tells_no_firm_from_others_is_no_sign(name):
    assert firm_core(name, AREAS) == ""


@pytest.mark.parametrize(
    ("words", "place"),
    [("廉江石岭镇", "石岭"), ("石岭", "石岭"), ("廉江市的石岭", "石岭"), ("廉江", ""), ("", "")],
)
def test_a_county_alone_is_too_large_a_place_to_be_a_sign(words, place):
    assert small_place(words, AREAS) == place


def shared(one: str, other: str) -> int:
    return len(set(enumerate(bands(one, keyed))) & set(enumerate(bands(other, keyed))))


def test_much_the_same_wording_shares_bands_and_other_wording_none():
    assert shared(TEXT, TEXT) == BANDS
    assert shared(TEXT, TEXT.replace("请来查一下", "请查处！！")) >= 2
    assert shared(TEXT, "吴川有间厂排黑水臭得要命，天天半夜偷排") < 2


@given(st.text(max_size=200))
def test_spaces_and_punctuation_do_not_make_a_text_another(text):
    spaced = " ".join(text) if text.isalnum() else text
    assert list(bands(f"  {spaced}。！", keyed)) == list(bands(text, keyed))


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_any_text_has_signs_and_no_text_breaks_it(text, firm, place):
    found = list(signs(text, Told(firm, place, AREAS), keyed))
    assert {sign for sign, _feature in found} <= set(Sign)


def test_another_key_makes_other_bands():
    other = list(bands(TEXT, lambda run: keyed(run, b"o" * 32)))
    assert not set(bands(TEXT, keyed)) & set(other)


def test_one_firm_is_enough_and_a_place_only_with_the_same_matter():
    assert is_alike([(Sign.FIRM, 1)], same_matter=False)
    assert is_alike([(Sign.PLACE, 1)], same_matter=True)
    assert not is_alike([(Sign.PLACE, 1)], same_matter=False)
    assert not is_alike([(Sign.WORDING, 1)], same_matter=True)
    assert is_alike([(Sign.WORDING, 2)], same_matter=False)


def test_one_firm_weighs_more_than_one_place_and_that_more_than_a_band():
    assert weight([(Sign.FIRM, 1)]) > weight([(Sign.PLACE, 1)]) > weight([(Sign.WORDING, 1)])
