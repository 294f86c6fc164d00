"""Numbered pages stay as they are when a list grows."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from publisher.pages.pagination import Room, Slice, slices

LISTS = st.lists(st.integers(1, 40), max_size=300)
"""Each row is its own weight, newest first."""
ROOMS = st.tuples(st.integers(40, 200), st.integers(40, 200)).map(
    lambda two: Room(front=max(two), numbered=min(two))
)


def cut(rows: list[int], room: Room) -> list[Slice[int]]:
    return slices(rows, room, int)


@given(LISTS, ROOMS)
def test_pages_hold_every_row_once_newest_first_and_no_more_than_there_is_room(
    rows: list[int], room: Room
) -> None:
    front, *numbered = cut(rows, room)
    assert [row for page in (front, *numbered) for row in page.items] == rows
    assert sum(front.items) <= room.front
    assert bool(front.items) == bool(rows)
    assert all(sum(page.items) <= room.numbered for page in numbered)
    assert all(sum(page.items) + 40 > room.numbered for page in numbered)


@given(LISTS, ROOMS, st.integers(1, 40))
def test_a_new_row_changes_the_front_page_and_adds_at_most_one(
    rows: list[int], room: Room, new: int
) -> None:
    before, after = cut(rows, room), cut([new, *rows], room)
    numbered = {page.number: page.items for page in before if page.number}
    again = {page.number: page.items for page in after if page.number}
    assert {number: again[number] for number in numbered} == numbered
    assert len(again) - len(numbered) in {0, 1}


@given(LISTS, ROOMS)
def test_pages_lead_to_their_neighbours(rows: list[int], room: Room) -> None:
    pages = cut(rows, room)
    for newer, older in pairwise(pages):
        assert newer.older == older.path
        assert older.newer == newer.path
    assert pages[0].newer is None
    assert pages[-1].older is None
    assert [page.number for page in pages[1:]] == list(range(len(pages) - 1, 0, -1))
