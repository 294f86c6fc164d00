"""Equipment is taken apart where that is certain, and never where figures belong to others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.importing.equipment import Equipment, read_equipment
from register.importing.remarks import Code


@pytest.mark.parametrize(
    ("published", "meant"),
    [
        ("2座65t转炉(1#、3#)", ["2座65t转炉(1#、3#)"]),
        ("1#、2#1350立方米高炉", ["2台1350立方米高炉(1#、2#)"]),
        ("650m³炼铁高炉×2座", ["2座650m3炼铁高炉"]),
        ("40吨转炉4座", ["4座40吨转炉"]),
        ("两座Φ3.0×11m机立窑", ["2座φ3.0×11m机立窑"]),
        (
            "水泥磨Φ2.6m×13m×1台、水泥磨φ2.4m×11m×2台",
            ["1台φ2.6m×13m水泥磨", "2台φ2.4m×11m水泥磨"],
        ),
        ("电炉 | 70 | 吨 | 2", ["2台70吨电炉"]),
        ("平拉(格法)生产线1座", ["1座平拉(格法)生产线"]),
        ("2條立窯生產線", ["2条立窑生产线"]),
        ("5吨中频感应炉3台(套)\n10吨中频炉1台", ["3台(套)5吨中频感应炉", "1台10吨中频炉"]),
        ("450m3高炉1座、1080立方米高炉2座；60T转炉2座",
         ["1座450m3高炉", "2座1080立方米高炉", "2座60T转炉"]),
        ("一条", ["1条"]),
    ],
)  # fmt: skip
def test_a_cell_lists_its_machines(published, meant):
    equipment, remarks = read_equipment(published)
    assert [str(item) for item in equipment] == meant
    assert remarks == []


def test_a_machine_without_a_number_is_not_taken_for_one():
    (furnace,), remarks = read_equipment("460立方米及以下的高炉")
    assert furnace == Equipment("高炉", "460立方米及以下")
    assert furnace.count is None
    assert remarks == []


def test_as_many_marks_as_machines_are_expected():
    (converter,), remarks = read_equipment("3座65t转炉(1#、3#)")
    assert converter.count == 3
    assert [remark.code for remark in remarks] == [Code.COUNT_DIFFERS]


@pytest.mark.parametrize(
    ("published", "code"),
    [
        ("4家共12500千伏安电石炉5台、13000千伏安电石炉1台", Code.SHARED_TOTAL),
        ("2条格法玻璃和2条压延玻璃生产线(两家合计)", Code.SHARED_TOTAL),
        ("列入国家计划的6座高炉已关停4座", Code.PARTLY_DONE),
        ("共6条生产线,其中包括:染色机2台", Code.OVERLAPPING),
    ],
)
def test_what_belongs_to_several_or_overlaps_is_left_as_published(published, code):
    equipment, remarks = read_equipment(published)
    assert equipment == ()
    assert [remark.code for remark in remarks] == [code]


def test_a_list_that_ends_in_and_so_on_is_read_and_remarked_on():
    equipment, remarks = read_equipment("高炉、铸铁机等主要设备")
    assert [item.name for item in equipment] == ["高炉", "铸铁机"]
    assert [remark.code for remark in remarks] == [Code.INCOMPLETE]


@given(
    st.builds(
        Equipment,
        name=st.sampled_from(["转炉", "高炉", "中频炉", "机立窑", "平拉(格法)生产线", "电石炉"]),
        size=st.sampled_from(["", "65t", "450立方米", "φ3.0×11m", "12500千伏安", "6.25米"]),
        count=st.integers(1, 200),
        measure=st.sampled_from(["座", "台", "条", "套"]),
    )
)
def test_what_is_written_out_reads_back_the_same(item):
    assert read_equipment(str(item)) == ((item,), [])


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text):
    equipment, _remarks = read_equipment(text)
    assert all(item.name or item.count for item in equipment)


@given(st.text(alphabet="0123#号、,和座台条共家φ×.mt吨()炉窑x|\n", max_size=40))
def test_texts_much_like_equipment_break_it_neither(text):
    equipment, _remarks = read_equipment(text)
    assert all(item.count is None or item.count > 0 for item in equipment)
