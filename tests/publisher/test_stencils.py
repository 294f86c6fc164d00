"""Stencils: a template cut at its marks and filled is the template rendered with the values."""

from hypothesis import given
from hypothesis import strategies as st

from publisher.stencils import Encoded, cut, escaped, marks

TEXTS = st.text(st.characters(exclude_categories=["Co", "Cs"]), max_size=20)


@given(st.lists(TEXTS, min_size=2, max_size=2), st.lists(TEXTS, min_size=4, max_size=4))
def test_a_filled_stencil_says_what_the_template_says(values: list[str], around: list[str]) -> None:
    slot = marks(("name", "day"))
    stencil = cut("{}{name}{}{day}{}{name}{}".format(*around, **slot))
    name, day = map(escaped, values)
    assert stencil.fill((name, day)) == "{}{name}{}{day}{}{name}{}".format(
        *around, name=name, day=day
    )


@given(st.lists(TEXTS, min_size=2, max_size=2), TEXTS)
def test_encoded_once_it_fills_to_the_same_bytes(values: list[str], around: str) -> None:
    slot = marks(("name", "day"))
    stencil = cut(f"{around}{slot['day']}{around}{slot['name']}")
    assert Encoded(stencil).fill(values) == stencil.fill(values).encode()
