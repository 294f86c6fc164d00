"""One act has exactly one line of bytes, the same in every language's JSON library."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.acts import Closure, OverLimit, ProductionLine, YellowCard
from register.canonical import NotCanonical, decode, decode_lines, encode, encode_lines

TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)
NUMBER = st.one_of(st.integers(0, 10**14), st.floats(1e-4, 1e14), st.floats(0, 100).map(round))


@given(problem=TEXT, name=TEXT)
def test_what_is_encoded_decodes_to_the_same_act(make, problem, name):
    act = make(YellowCard, problem=problem, name=name)
    assert decode(encode(act)) == act


@given(problem=TEXT)
def test_python_s_own_json_writes_the_same_bytes(make, problem):
    line = encode(make(YellowCard, problem=problem))
    again = json.dumps(json.loads(line), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert again.encode() == line


@given(limit=NUMBER, measured=NUMBER)
def test_numbers_are_written_as_javascript_writes_them(make, limit, measured):
    line = encode(make(OverLimit, limit=limit, measured=measured))
    assert b".0," not in line
    assert decode(line).measured == measured
    assert encode(decode(line)) == line


def test_a_text_that_looks_like_a_number_is_left_alone(make):
    act = make(YellowCard, problem=':10.0,"a":10.0,', name=":10.0,")
    assert decode(encode(act)) == act


def test_a_whole_capacity_has_no_decimal_point(make):
    line = encode(make(Closure, lines=(ProductionLine("高炉", 1, 10.0, "万吨"),)))
    assert b'"capacity":10,' in line


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"basis":', b'"basis": '),
        (b'"clause":"', b'"clause":"\\u4e2d'),
        (b'"deadline":"2025-09-03",', b'"deadline":"2025-09-03","deadline":"2025-09-03",'),
        (b'"industry":"3120",', b'"industry":"3120","uscc":null,'),
    ],
)
def test_the_same_act_in_other_bytes_is_refused(make, old, new):
    line = encode(make(YellowCard))
    assert old in line
    with pytest.raises((NotCanonical, msgspec.ValidationError)):
        decode(line.replace(old, new, 1))


def test_a_whole_number_with_a_point_is_refused(make):
    line = encode(make(OverLimit, limit=50))
    with pytest.raises(NotCanonical):
        decode(line.replace(b'"limit":50,', b'"limit":50.0,'))
    with pytest.raises(NotCanonical):
        decode_lines(line.replace(b'"limit":50,', b'"limit":50.0,') + b"\n")


def test_many_lines_decode_as_each_alone(make):
    acts = [make(YellowCard), make(OverLimit), make(Closure)]
    content = encode_lines(acts)
    assert decode_lines(content) == acts == [decode(line) for line in content.splitlines()]


def test_a_negative_or_endless_figure_is_refused(make):
    for figure in (-1, 1e15, float("nan")):
        with pytest.raises((msgspec.ValidationError, NotCanonical)):
            decode(encode(make(OverLimit, limit=figure)))
