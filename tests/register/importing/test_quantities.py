"""Capacities are read where they are certain, and otherwise left as published with a reason."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.importing.quantities import Capacity, HeaderUnit, read_capacity, unit_in
from register.importing.remarks import Code


@pytest.mark.parametrize(
    ("published", "meant"),
    [
        ("60万吨/年", "60万吨/年"),
        ("年产30万吨", "30万吨/年"),
        ("核准年产能力为15万吨", "15万吨/年"),
        ("炼铁产能148.34万吨", "148.34万吨"),
        ("0.5万标张", "0.5万标张"),
        ("92万重箱", "92万重量箱"),
        ("12500万米", "12500万米"),
        ("10万KVAh", "10万千伏安时"),
        ("6300千伏安", "6300千伏安"),
        ("4500t/d", "4500吨/日"),
        ("2*2000t/d", "2×2000吨/日"),
        ("5万t/a", "5万吨/年"),
        ("12.5万m³/年", "12.5万立方米/年"),
        ("9万㎡", "9万平方米"),
        ("１，２００吨", "1200吨"),
        ("三十万噸", "30万吨"),
        ("1.2亿块标砖", "1.2亿块"),
    ],
)
def test_a_figure_and_its_unit_are_read_in_every_spelling(published, meant):
    capacity, remarks = read_capacity(published)
    assert str(capacity) == meant
    assert remarks == []


@pytest.mark.parametrize("nothing", ["", " ", "—", "——", "无", "/", "\u200b", "-"])
def test_what_people_write_into_an_empty_cell_is_no_capacity_and_no_doubt(nothing):
    assert read_capacity(nothing, HeaderUnit("万吨")) == (None, [])


@pytest.mark.parametrize(
    ("published", "code"),
    [
        ("4家总产能15.1万吨", Code.SHARED_TOTAL),
        ("三家合计70万吨", Code.SHARED_TOTAL),
        ("910万元", Code.MONEY),
        ("30～60万吨", Code.INEXACT),
        ("30万吨以上", Code.INEXACT),
        ("不足5万吨", Code.INEXACT),
        ("10万吨、20万吨", Code.SEVERAL_FIGURES),
        ("待核", Code.UNREAD_CAPACITY),
        ("-5万吨", Code.UNREAD_CAPACITY),
    ],
)
def test_what_is_no_one_figure_for_one_firm_is_left_as_published(published, code):
    capacity, remarks = read_capacity(published)
    assert capacity is None
    assert [remark.code for remark in remarks] == [code]


def test_a_bare_figure_takes_the_unit_of_its_column_and_none_where_there_is_none():
    assert str(read_capacity("2.6", unit_in("淘汰产能（万吨）"))[0]) == "2.6万吨"
    capacity, remarks = read_capacity("2.6")
    assert capacity is None
    assert remarks[0].code is Code.NO_UNIT


def test_a_cell_s_own_unit_prevails_over_its_column_s():
    assert str(read_capacity("500吨", HeaderUnit("万吨"))[0]) == "500吨"


def test_about_part_and_nought_are_read_and_remarked_on():
    assert read_capacity("年产能约12万吨")[1][0].code is Code.INEXACT
    assert read_capacity("2500t/d(用于此项目2250t/d)")[1][0].code is Code.PART_OF_CAPACITY
    assert read_capacity("0", HeaderUnit("万吨"))[1][0].code is Code.ZERO_CAPACITY


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("淘汰产能(万吨)", HeaderUnit("万吨")),
        ("生产（建设）能力（万吨/年）", HeaderUnit("万吨", "年")),
        ("年产能(万重量箱)", HeaderUnit("万重量箱", "年")),
        ("产能:万吨", HeaderUnit("万吨")),
        ("万吨/年", HeaderUnit("万吨", "年")),
        ("产能(万吨、万米)", None),
        ("产能", None),
        ("企业名称(盖章)", None),
    ],
)
def test_a_header_gives_its_unit_if_it_names_exactly_one(header, unit):
    assert unit_in(header) == unit


@given(
    amount=st.decimals(Decimal("0.01"), Decimal(99999), places=2),
    unit=st.sampled_from(
        ["吨", "万吨", "万米", "万标张", "万重量箱", "万千伏安时", "立方米", "兆瓦"]
    ),
    per=st.sampled_from([None, "年", "月", "日"]),
    times=st.integers(1, 20),
)
def test_what_is_written_out_reads_back_the_same(amount, unit, per, times):
    capacity = Capacity(amount, unit, per, times)
    assert read_capacity(str(capacity))[0] == capacity


@given(st.text(max_size=60), st.one_of(st.none(), st.just(HeaderUnit("万吨"))))
def test_no_text_breaks_the_reader(text, header):
    capacity, _remarks = read_capacity(text, header)
    assert capacity is None or capacity.amount >= 0
    assert unit_in(text) is None or unit_in(text).unit


@given(st.text(alphabet="0123456789.,×*约年产能万亿吨tTmd/a-~(共家)（）x ", max_size=30))
def test_texts_much_like_capacities_break_it_neither(text):
    capacity, remarks = read_capacity(text)
    assert capacity or remarks or not text.strip() or text.strip(" -/.*×,()（）") in {"", "无"}
