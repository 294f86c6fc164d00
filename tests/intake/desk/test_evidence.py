"""The words a routing rests on, marked in the text."""

from hypothesis import given
from hypothesis import strategies as st

from intake.desk.evidence import Piece, marked


def test_words_are_marked_with_what_they_were_understood_as():
    assert marked("夜里地调钢", [(2, 5, "地条钢")]) == [Piece("夜里"), Piece("地调钢", "地条钢")]


@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40), st.just("x"))),
)
def test_whatever_is_marked_no_letter_is_lost_or_doubled(text, evidence):
    assert "".join(piece.text for piece in marked(text, evidence)) == text
