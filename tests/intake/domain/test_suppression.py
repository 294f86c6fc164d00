"""Counts left out: nobody can work one out, with all sums over departments and areas at hand.

The oracle knows nothing of how counts were chosen. It solves what a reader can write down: every
sum, and that counts are whole and not negative.
"""

from fractions import Fraction
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.domain.suppression import (
    TOTAL,
    WHOLE,
    Place,
    is_small,
    left_out,
    parts_left_out,
)

COLUMNS = 4


@st.composite
def tables(draw, most: int = 30):
    """Cases thrown on departments, areas and parts: a total, and two groups that add up to it."""
    lines, areas = draw(st.integers(2, 4)), draw(st.integers(2, 4))
    throw = st.tuples(
        st.integers(0, lines - 1), st.integers(0, areas - 1), st.integers(1, COLUMNS - 1)
    )
    total = [0] * COLUMNS
    groups = [[[0] * COLUMNS for _ in range(size)] for size in (lines, areas)]
    for line, area, column in draw(st.lists(throw, max_size=most)):
        for counts in (total, groups[0][line], groups[1][area]):
            counts[WHOLE] += 1
            counts[column] += 1
    return total, groups


def counts_of(total, groups) -> dict[Place, int]:
    grouped = ((g, i, line) for g, own in enumerate(groups) for i, line in enumerate(own))
    named = chain([(TOTAL, 0, total)], grouped)
    return {Place(g, i, c): n for g, i, line in named for c, n in enumerate(line)}


def sums(groups) -> list[dict[Place, int]]:
    """Return every equation a reader knows, as coefficients that add up to nothing."""
    found = []
    lines = [(TOTAL, 0), *((g, i) for g, own in enumerate(groups) for i in range(len(own)))]
    for group, line in lines:
        parts = {Place(group, line, column): 1 for column in range(1, COLUMNS)}
        found.append({Place(group, line, WHOLE): -1} | parts)
    for group, own in enumerate(groups):
        for column in range(COLUMNS):
            summed = {Place(group, line, column): 1 for line in range(len(own))}
            found.append({Place(TOTAL, 0, column): -1} | summed)
    return found


def with_another(counts, hidden, equations, place) -> bool:
    """Tell whether another table of whole counts, none negative, differs at `place`.

    Propagates bounds and branches: complete on tables as small as these.
    """
    for other in (counts[place] - 1, counts[place] + 1, *range(counts[place] + 8)):
        if other >= 0 and other != counts[place]:
            bounds = {p: [0, 60] if p in hidden else [n, n] for p, n in counts.items()}
            bounds[place] = [other, other]
            if solvable(bounds, equations):
                return True
    return False


def solvable(bounds, equations) -> bool:
    if not narrowed(bounds, equations):
        return False
    open_ = [place for place, (low, high) in bounds.items() if low < high]
    if not open_:
        return True
    place = min(open_, key=lambda p: bounds[p][1] - bounds[p][0])
    low, high = bounds[place]
    return any(
        solvable({**{p: list(b) for p, b in bounds.items()}, place: [n, n]}, equations)
        for n in range(low, high + 1)
    )


def narrowed(bounds, equations) -> bool:
    changed = True
    while changed:
        changed = False
        for equation in equations:
            lows = {p: min(k * bounds[p][0], k * bounds[p][1]) for p, k in equation.items()}
            highs = {p: max(k * bounds[p][0], k * bounds[p][1]) for p, k in equation.items()}
            low, high = sum(lows.values()), sum(highs.values())
            for place, sign in equation.items():
                least, most = -(high - highs[place]), -(low - lows[place])
                if sign < 0:
                    least, most = -most, -least
                fresh = [max(bounds[place][0], least), min(bounds[place][1], most)]
                if fresh[0] > fresh[1]:
                    return False
                if fresh != bounds[place]:
                    bounds[place], changed = fresh, True
    return True


def determined(hidden, equations) -> set[Place]:
    """Return what linear algebra alone works out: unit vectors in the rows' span."""
    order = sorted(hidden)
    rows = [[Fraction(equation.get(place, 0)) for place in order] for equation in equations]
    reduced = []
    for column in range(len(order)):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        rows = [[a - row[column] * b for a, b in zip(row, pivot, strict=True)] for row in rows]
        reduced = [
            [a - row[column] * b for a, b in zip(row, pivot, strict=True)] for row in reduced
        ]
        reduced.append(pivot)
    return {order[row.index(1)] for row in reduced if sum(map(bool, row)) == 1}


@settings(max_examples=60)
@given(tables())
def test_no_count_left_out_can_be_worked_out_from_what_stays(table):
    total, groups = table
    counts, equations = counts_of(total, groups), sums(groups)
    hidden = left_out(total, groups)
    assert {place for place, count in counts.items() if is_small(count)} <= hidden
    for place in hidden:
        assert with_another(counts, hidden, equations, place), (place, table)


@settings(max_examples=60)
@given(tables(most=400))
def test_linear_algebra_alone_works_out_none_in_larger_tables(table):
    total, groups = table
    assert determined(left_out(total, groups), sums(groups)) == set()


@settings(max_examples=40)
@given(tables(), st.data())
def test_what_was_left_out_before_stays_so_but_for_columns_of_zeros(table, data):
    total, groups = table
    every = sorted(counts_of(total, groups))
    before = data.draw(st.sets(st.sampled_from(every), max_size=3))
    after = left_out(total, groups, before)
    assert {place for place in before if total[place.column]} <= after
    assert determined(after, sums(groups)) == set()


def test_the_oracle_finds_what_is_given_away():
    """Left out alone, a count is the difference of what stays: both oracles must say so."""
    total = [20, 12, 8, 0]
    groups = [[[10, 9, 1, 0], [10, 3, 7, 0]]]
    hidden = {Place(0, 0, 2)}
    counts, equations = counts_of(total, groups), sums(groups)
    assert determined(hidden, equations) == hidden
    assert not with_another(counts, hidden, equations, Place(0, 0, 2))
    assert len(left_out(total, groups)) >= 4


def test_none_is_left_out_where_none_is_small():
    assert left_out([30, 20, 10, 0], [[[15, 10, 5, 0], [15, 10, 5, 0]]]) == frozenset()


def test_a_group_of_one_line_gives_everything_away_and_is_left_out_whole():
    assert len(left_out([3, 2, 1, 0], [[[3, 2, 1, 0]]])) == 8


def test_a_table_that_does_not_add_up_is_refused():
    with pytest.raises(ValueError, match="add up"):
        left_out([3, 1, 1, 0], [[[3, 2, 1, 0]]])
    with pytest.raises(ValueError, match="add up"):
        left_out([3, 2, 1, 0], [[[2, 2, 0, 0]]])


@given(st.lists(st.integers(0, 12), min_size=2, max_size=4))
def test_a_single_part_left_out_takes_another_along(parts):
    hidden = parts_left_out(sum(parts), parts)
    assert {at for at, count in enumerate(parts) if is_small(count)} <= hidden
    assert len(hidden) != 1
    if is_small(sum(parts)):
        assert len(hidden) == len(parts)
