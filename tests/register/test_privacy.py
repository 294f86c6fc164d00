"""Personal data is found by form and check digit; a message never repeats it."""

import os
import re
from unicodedata import normalize, numeric

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from register.privacy import Personal, find, is_resident_id

PROVE = os.environ.get("PROVE") == "1"
ID = "11010519491231002X"
CARD = "622202000000000000"
CARD += luhn.calc_check_digit(CARD)
SPELT = str.maketrans("0123456789", "零一二三四五六七八九")
PLAIN = st.text(
    st.characters(categories=["Lo"]).filter(
        lambda c: not re.search(r"[a-zA-Z\d]", normalize("NFKC", c)) and numeric(c, None) is None
    ),
    max_size=20,
)
"""Letters of any script. Nor spelt out digits: a number with one more before it is another."""


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (ID, Personal.RESIDENT_ID),
        (ID.lower(), Personal.RESIDENT_ID),
        ("１１０１０５１９４９１２３１００２Ｘ".replace("Ｘ", "X"), Personal.RESIDENT_ID),
        ("13812345678", Personal.MOBILE),
        ("+8613812345678", Personal.MOBILE),
        ("138 1234 5678", Personal.MOBILE),
        ("138-1234-5678", Personal.MOBILE),
        ("１３８ １２３４　５６７８", Personal.MOBILE),
        ("138－1234－5678", Personal.MOBILE),
        ("138·1234·5678", Personal.MOBILE),
        ("138.1234.5678", Personal.MOBILE),
        ("1 3 8 1 2 3 4 5 6 7 8", Personal.MOBILE),
        ("138\u200b1234\u202e5678", Personal.MOBILE),
        ("一三八一二三四五六七八", Personal.MOBILE),
        ("①③⑧①②③④⑤⑥⑦⑧", Personal.MOBILE),
        ("¹³⁸¹²³⁴⁵⁶⁷⁸", Personal.MOBILE),
        ("١٣٨١٢٣٤٥٦٧٨", Personal.MOBILE),
        ("幺叁捌 壹贰叁肆 伍陆柒捌", Personal.MOBILE),
        ("一三8001380零零", Personal.MOBILE),
        ("138一二三四5678", Personal.MOBILE),
        ("１三８-0013-八〇〇0", Personal.MOBILE),
        ("①③8〇〇1三⑧〇〇0", Personal.MOBILE),
        ("一一〇105一九四九1231002X", Personal.RESIDENT_ID),
        ("6222〇2" + CARD[6:15] + CARD[15:].translate(SPELT), Personal.BANK_CARD),
        ("电话：三33六666", Personal.LANDLINE),
        ("１１０１０５　１９４９１２３１　００２ｘ", Personal.RESIDENT_ID),
        ("0759 333 6666", Personal.LANDLINE),
        ("０７５９－３３３６６６６", Personal.LANDLINE),
        ("·".join(CARD[i : i + 4] for i in range(0, len(CARD), 4)), Personal.BANK_CARD),
        (CARD, Personal.BANK_CARD),
        ("0759-3336666", Personal.LANDLINE),
        ("（0759）3336666", Personal.LANDLINE),
        ("020-83336666", Personal.LANDLINE),
        ("联系电话：3336666", Personal.LANDLINE),
        ("电话07593336666", Personal.LANDLINE),
        ("家住廉江市石城镇上村", Personal.HOME_ADDRESS),
        ("家庭住址：湛江市赤坎区", Personal.HOME_ADDRESS),
        ("金沙湾小区3栋501室", Personal.HOME_ADDRESS),
        ("2单元501室", Personal.HOME_ADDRESS),
        (" ".join(CARD[i : i + 4] for i in range(0, len(CARD), 4)), Personal.BANK_CARD),
    ],
)
@settings(max_examples=100 if PROVE else 25)  # of each of the ways to write it
@given(before=PLAIN, after=PLAIN)
def test_personal_data_is_found_anywhere_in_a_text(written, kind, before, after):
    (leak,) = find(before + written + after)
    assert leak.kind is kind
    assert written not in leak.masked
    assert set(leak.masked[3:]) == {"*"}


@pytest.mark.parametrize(
    "text", ["13812345678 13912345678", "138 1234 5678 139 1234 5678", f"13812345678 {ID}"]
)
def test_two_numbers_side_by_side_are_both_found(text):
    assert len(list(find(text))) == 2


@pytest.mark.parametrize(
    "text",
    [
        "湛工信〔2025〕5号",
        "产能1234567.5吨，批次20250513001",
        "统一社会信用代码91110000600037341L",
        "11010519491231002",
        "110105194912310021",
        "12812345678",
        "热线12345，举报请拨12369",
        "2座65t转炉(1#、3#)，3单元200MW机组",
        "厂址：廉江市石城镇工业大道12号",
        "职工宿舍已拆除，花园式工厂",
        "2023.6.30，2023.7.15，13.8 1234.5 678.9",
        "2021/05/13－2021/06/30",
        "二〇二三年六月三十日，一二三四五六",
        "北纬21.27071，东经110.35932",
        "批次20210012，标准GB 175-2007",
        "联系方式见附件",
        "共三3座65t转炉，五2000吨，一二三号批次20210012",
    ],
)
def test_other_numbers_are_left_alone(text):
    assert list(find(text)) == []


BODY = r"[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}"


@given(st.from_regex(BODY, fullmatch=True), st.sampled_from("0123456789X"))
def test_the_check_digit_decides_as_in_an_independent_library(body, last):
    assert is_resident_id(body + last) == (ric.calc_check_digit(body + last) == last)
