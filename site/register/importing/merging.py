"""Cells merged in a worksheet, whatever kind of workbook it is in."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from register.importing.tables import MAX_COLUMNS, Span


class Merged(msgspec.Struct, frozen=True):
    """One rectangle of merged cells, rows and columns counted from 1."""

    top: int
    bottom: int
    left: int
    right: int


def filled_across(merged: Iterable[Merged]) -> frozenset[tuple[int, int]]:
    """Return row and column of the cells filled from one merged across columns."""
    return frozenset(
        (area.top, column)
        for area in merged
        for column in range(area.left, min(area.right, MAX_COLUMNS) + 1)
        if area.right > area.left
    )


class Filling:
    """Repeats what stands in a cell merged downwards in every row of it; rows come in order."""

    def __init__(self, merged: Iterable[Merged]) -> None:
        downwards = (area for area in merged if area.bottom > area.top)
        self._coming = sorted(downwards, key=lambda area: area.top, reverse=True)
        self._open: list[tuple[Merged, str]] = []

    def fill(self, number: int, cells: list[str]) -> tuple[list[str], dict[int, Span]]:
        """Return a row's cells, filled, and the spans of those merged downwards."""
        while self._coming and self._coming[-1].top <= number:
            area = self._coming.pop()
            text = cells[area.left - 1] if area.top == number and area.left <= len(cells) else ""
            self._open.append((area, text))
        self._open = [(area, text) for area, text in self._open if area.bottom >= number]
        spans: dict[int, Span] = {}
        for area, text in self._open:
            if area.left <= len(cells):
                cells[area.left - 1] = text
                spans[area.left - 1] = (area.top, area.bottom)
        return cells, spans
