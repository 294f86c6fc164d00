"""Which counts must be left out so that no small one can be worked out from the rest.

A table of lines (a total, and groups of lines that each add up to it: departments, areas), each
line a whole and parts that add up to it. A count is small from 1 to `SMALLEST` - 1. To leave a
small one out is not enough: sums give it away. For each, a *shift* is looked for: counts that may
go up and down by one together without touching any sum or leaving the whole numbers. All of a
shift's counts are left out. So for every count left out there is another table, equal in all that
is published, in which it is another: nobody can work it out exactly, whatever sums they take.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from register.numbers import SMALLEST

WHOLE = 0
"""The place of a line's whole; its parts follow."""
TOTAL = -1
"""The group of the total, whose only line is 0."""


class Place(NamedTuple):
    """Where a count stands."""

    group: int
    line: int
    column: int


Line = Sequence[int]
"""A whole and the parts that add up to it."""
Shift = Mapping[Place, int]
"""By how much each count changes: 1 or -1."""
_WEIGHT_OF_WHOLE = 10
"""How much worse it is to leave out a whole than a part: rates are read against wholes."""


def is_small(count: int) -> bool:
    """Tell whether a count could be somebody's."""
    return 0 < count < SMALLEST


def left_out(
    total: Line, groups: Sequence[Sequence[Line]], already: Iterable[Place] = ()
) -> frozenset[Place]:
    """Return every count to leave out.

    `already` were left out when the table was published before: they stay so, lest the difference
    of two tables tells what neither does; all but zeros that their column's zero tells anyway.

    Raises:
        ValueError: a line's parts, or a group's lines, do not add up.

    """
    table = _Table(total, groups)
    hidden: set[Place] = set()
    for place in sorted(already):
        hidden.update(_shift_at(table, hidden, place) or {})
    for place in sorted(table.counts):
        if is_small(table.counts[place]):
            # Without a shift the group is a single line, the total under another name.
            hidden.update(_shift_at(table, hidden, place) or table.counts)
    return frozenset(hidden)


def parts_left_out(whole: int, parts: Sequence[int], *, whole_told: bool = True) -> frozenset[int]:
    """Return which parts of a single line to leave out; all where the whole is not told.

    A part that is left out takes another along, since the whole would give it away.
    """
    if not whole_told or is_small(whole):
        return frozenset(range(len(parts)))
    small = {at for at, count in enumerate(parts) if is_small(count)}
    if len(small) == 1:
        others = [at for at in range(len(parts)) if at not in small]
        small.add(min(others, key=lambda at: (parts[at] == 0, parts[at])))
    return frozenset(small)


class _Table:
    """The counts by where they stand."""

    def __init__(self, total: Line, groups: Sequence[Sequence[Line]]) -> None:
        lines = {(TOTAL, 0): total} | {
            (group, at): line for group, own in enumerate(groups) for at, line in enumerate(own)
        }
        self.columns = range(len(total))
        self.parts = range(1, len(total))
        self.sizes = [len(own) for own in groups]
        self.counts = {
            Place(group, at, column): count
            for (group, at), line in lines.items()
            for column, count in enumerate(line)
        }
        if any(line[WHOLE] != sum(line[1:]) for line in lines.values()) or any(
            [sum(column) for column in zip(*own, strict=True)] != list(total) for own in groups
        ):
            raise ValueError("the table does not add up")

    def shifts(self, place: Place) -> Iterator[Shift]:
        """Yield shifts that change a count of one or more, or of none, and keep every sum."""
        found = self._of_total(place) if place.group == TOTAL else self._of_group(place)
        for shift in found:
            for sign in (1, -1):
                turned = {at: sign * by for at, by in shift.items()}
                if all(self.counts[at] + by >= 0 for at, by in turned.items()):
                    yield turned
                    break

    def _of_group(self, place: Place) -> Iterator[Shift]:
        """Yield exchanges between two lines of a group: what one loses, the other gains.

        Either both columns are parts, and the wholes stay; or one is the whole.
        """
        group, line, column = place
        for other, with_ in product(range(self.sizes[group]), self.columns):
            if other == line or with_ == column:
                continue
            # A whole falls with its part; of two parts one falls as the other rises.
            second = -1 if WHOLE in (column, with_) else 1
            yield {
                place: -1,
                Place(group, line, with_): second,
                Place(group, other, column): 1,
                Place(group, other, with_): -second,
            }

    def _of_total(self, place: Place) -> Iterator[Shift]:
        """Yield changes of the total that one line of each group goes along with."""
        for with_ in self.columns:
            if with_ == place.column:
                continue
            second = -1 if WHOLE in (place.column, with_) else 1
            for lines in product(*(range(size) for size in self.sizes)):
                where = [(TOTAL, 0), *enumerate(lines)]
                yield {Place(*at, place.column): -1 for at in where} | {
                    Place(*at, with_): second for at in where
                }


def _shift_at(table: _Table, hidden: set[Place], place: Place) -> Shift | None:
    """Return the cheapest shift that changes a count; None where there is none."""
    return min(table.shifts(place), key=lambda shift: _cost(table, hidden, shift), default=None)


def _cost(table: _Table, hidden: set[Place], shift: Shift) -> tuple[int, int, list[Place]]:
    """Rank shifts: fewest counts lost, wholes last, small counts before large ones."""
    fresh = sorted(place for place in shift if place not in hidden)
    weight = sum(_WEIGHT_OF_WHOLE if place.column == WHOLE else 1 for place in fresh)
    return weight, sum(table.counts[place] for place in fresh), fresh
