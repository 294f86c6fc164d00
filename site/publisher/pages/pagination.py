"""Stable pages of a long list: numbered from the oldest, the newest shown first.

The front page holds the newest rows, half a page's worth at least and one and a half at most; a
numbered page is full and never touched by a new act, so that a rebuild writes the front page alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

SIZE = 100


@dataclass(frozen=True)
class Slice(Generic[T]):
    """One page of a list."""

    number: int | None
    """None for the front page."""
    items: Sequence[T]
    newer: str | None
    """Path below the list of the next newer page; empty for the front page."""
    older: str | None

    @property
    def path(self) -> str:
        """The path below the list's own address."""
        return below(self.number)


def below(number: int | None) -> str:
    """Return the address of a numbered page below its list; empty for the front page."""
    return "" if number is None else f"page/{number}/"


def slices(newest_first: Sequence[T], size: int = SIZE) -> list[Slice[T]]:
    """Cut a list, newest first, into its front page and numbered pages, newest first."""
    numbered = max(0, (len(newest_first) - size // 2) // size)
    front = len(newest_first) - numbered * size
    pages = [
        Slice(None, newest_first[:front], None, below(numbered) if numbered else None),
    ]
    for number in range(numbered, 0, -1):
        start = front + (numbered - number) * size
        pages.append(
            Slice(
                number,
                newest_first[start : start + size],
                newer=below(number + 1 if number < numbered else None),
                older=below(number - 1) if number > 1 else None,
            )
        )
    return pages
