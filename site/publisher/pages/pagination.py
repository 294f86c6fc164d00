"""Stable pages of a long list: numbered from the oldest, the newest shown first.

A page holds as many rows as an old phone should have to load. The front page holds the newest; when
they become too many, the oldest of them move to a numbered page of their own. A numbered page is
full and never touched by a new act, so that a rebuild writes the front page alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Room(msgspec.Struct, frozen=True):
    """What fits on a page, in the unit that rows are weighed in."""

    front: int
    numbered: int
    """No more than `front`, or the front page could be left empty."""


class Leaf(msgspec.Struct, frozen=True):
    """Where one page of a list stands among the others."""

    number: int | None
    """None for the front page."""
    newer: str | None
    """Path below the list of the next newer page; empty for the front page."""
    older: str | None

    @property
    def path(self) -> str:
        """The path below the list's own address."""
        return below(self.number)


class Slice(Leaf, Generic[T], frozen=True):
    """One page of a list."""

    items: Sequence[T]

    @property
    def parted(self) -> bool:
        """Whether the list has other pages."""
        return self.newer is not None or self.older is not None

    def newer_from(self, whole: str) -> str:
        """Return the way to the next newer page from that to the list; empty where none is."""
        return "" if self.newer is None else whole + self.newer

    def older_from(self, whole: str) -> str:
        """Return the way to the next older page from that to the list; empty where none is."""
        return "" if self.older is None else whole + self.older


def below(number: int | None) -> str:
    """Return the address of a numbered page below its list; empty for the front page."""
    return "" if number is None else f"page/{number}/"


def slices(newest_first: Sequence[T], room: Room, weigh: Callable[[T], int]) -> list[Slice[T]]:
    """Cut a list, newest first, into its front page and numbered pages, newest first."""
    return cut_at(newest_first, cuts_of([weigh(item) for item in newest_first], room))


def cut_at(newest_first: Sequence[T], cuts: Sequence[int]) -> list[Slice[T]]:
    """Return the pages of a list, newest first, that begins and ends at these cuts."""
    pages = []
    for number in range(len(cuts) - 1, 0, -1):
        whole = number == len(cuts) - 1
        pages.append(
            Slice(
                number=None if whole else number,
                items=newest_first[cuts[number] : cuts[number - 1]],
                newer=None if whole else below(None if number == len(cuts) - 2 else number + 1),
                older=below(number - 1) if number > 1 else None,
            )
        )
    return pages


def cuts_of(weights: Sequence[int], room: Room) -> list[int]:
    """Return where a list of rows so heavy ends, then where its pages begin, oldest page first."""
    cuts = [len(weights)]
    left = sum(weights)
    while left > room.front and cuts[-1] > 1:
        start = cuts[-1] - 1
        held = weights[start]
        while start > 1 and held + weights[start - 1] <= room.numbered:
            start -= 1
            held += weights[start]
        left -= held
        cuts.append(start)
    return [*cuts, 0]
