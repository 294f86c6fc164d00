from hypothesis import given
from hypothesis import strategies as st

from intake.routing.text import fold, normalise


def test_traditional_full_width_and_capital_letters_become_plain():
    assert normalise("中頻爐ＤＴＧ").text == "中频炉dtg"


def test_characters_pulled_apart_are_put_together_and_still_point_at_the_original():
    normal = normalise("有人炼 地*条*钢 卖")
    start = normal.text.index("地条钢")
    assert normal.original_span(start, start + 3) == (4, 9)


def test_invisible_characters_are_left_out():
    assert normalise("地\u200b条\u200b钢").text == "地条钢"


def test_a_decimal_point_ends_no_clause():
    assert len(normalise("12的拉成8.3卖").clauses) == 1


def test_a_turn_of_thought_starts_a_clause():
    assert len(normalise("有证但是烟很大").clauses) == 2


@given(st.text(max_size=200))
def test_clauses_cover_every_text_without_a_gap(text):
    normal = normalise(text)
    assert "".join(normal.text[c.start : c.end] for c in normal.clauses) == normal.text


@given(st.text(min_size=1, max_size=200))
def test_every_position_points_into_the_original(text):
    normal = normalise(text)
    for position in range(len(normal.text)):
        start, end = normal.original_span(position, position + 1)
        assert 0 <= start < end <= len(text)


def test_what_dialects_write_is_read_as_mandarin_writes_it():
    assert fold("嗰間廠俾人封咗") == "那间厂给人封了"
