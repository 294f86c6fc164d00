"""Numbered pages stay as they are when a list grows."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from publisher.pages.pagination import slices


@given(st.integers(0, 1200), st.integers(2, 120))
def test_pages_hold_every_row_once_newest_first(count: int, size: int) -> None:
    rows = list(range(count, 0, -1))
    pages = slices(rows, size)
    assert [row for page in pages for row in page.items] == rows
    assert all(len(page.items) == size for page in pages[1:])


@given(st.integers(0, 1200), st.integers(2, 120))
def test_a_new_row_changes_the_front_page_and_adds_at_most_one(count: int, size: int) -> None:
    before = slices(list(range(count, 0, -1)), size)
    after = slices(list(range(count + 1, 0, -1)), size)
    numbered = {page.number: page.items for page in before if page.number}
    again = {page.number: page.items for page in after if page.number}
    assert {number: again[number] for number in numbered} == numbered
    assert len(again) - len(numbered) in {0, 1}


@given(st.integers(0, 1200), st.integers(2, 120))
def test_pages_lead_to_their_neighbours(count: int, size: int) -> None:
    pages = slices(list(range(count)), size)
    for newer, older in pairwise(pages):
        assert newer.older == older.path
        assert older.newer == newer.path
    assert pages[0].newer is None
    assert pages[-1].older is None
