"""What the hand-over tables count: by list for a year, by date for a half, units never mixed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.acts import Closure
from register.annexes import NotAPeriod, Period, exits, late
from register.files import load_book
from register.profiles import load_profile, places
from register.standings import State

CONTENT = Path(__file__).resolve().parents[2] / "content"
AS_OF = dt.date(2026, 11, 22)


@given(st.integers(2, 9998), st.sampled_from([None, 1, 2]))
def test_a_period_is_read_as_written_and_two_halves_make_its_year(
    year: int, half: int | None
) -> None:
    period = Period.parse(f"{year:04}" + (f"H{half}" if half else ""))
    assert (period.year, period.half) == (year, half)
    first, second = Period(year, 1), Period(year, 2)
    assert (first.start, second.end) == (Period(year).start, Period(year).end)
    assert first.end + dt.timedelta(days=1) == second.start


@pytest.mark.parametrize("written", ["", "2026Q1", "2026H3", "26", "上半年", "0000", "9999H1x"])
def test_anything_else_is_no_period(written: str) -> None:
    with pytest.raises(NotAPeriod):
        Period.parse(written)


@pytest.mark.parametrize("place", places(CONTENT))
def test_a_years_table_is_the_years_list_and_its_sums_are_exact(place: str) -> None:
    histories = load_book(CONTENT / place, load_profile(CONTENT / place)).histories.values()
    shown = [entry.shown for each in histories for entry in each.on(AS_OF).of(Closure)]
    for year in {act.year for act in shown}:
        found = exits(histories, Period(year), AS_OF)
        wanted = [act for act in shown if act.year == year]
        assert {row.act.id for row in found.rows} == {act.id for act in wanted}
        lines = [line for act in wanted for line in act.lines]
        assert sum(total.count for total in found.totals) == sum(line.count for line in lines)
        for total in found.totals:
            capacities = [line.capacity or 0 for line in lines if (line.unit or "") == total.unit]
            assert total.capacity == sum((Decimal(repr(it)) for it in capacities), Decimal(0))
        assert found.whole <= found.enterprises == len({act.enterprise.id for act in wanted})


@pytest.mark.parametrize("place", places(CONTENT))
def test_departments_tables_add_up_to_the_places(place: str) -> None:
    profile = load_profile(CONTENT / place)
    histories = load_book(CONTENT / place, profile).histories.values()
    for period in (Period(2025), Period(2025, 1), Period(2025, 2)):
        whole = {row.act.id for row in exits(histories, period, AS_OF).rows}
        parts = [
            row.act.id
            for department in profile.departments
            for row in exits(histories, period, AS_OF, department.id).rows
        ]
        assert sorted(parts) == sorted(whole)


@pytest.mark.parametrize("place", places(CONTENT))
def test_the_late_are_those_overdue_for_dismantling_or_running_again(place: str) -> None:
    histories = load_book(CONTENT / place, load_profile(CONTENT / place)).histories.values()
    found = late(histories, AS_OF)
    assert found
    for it in found:
        assert it.standing.state in {State.OVERDUE, State.RESTARTED}
        assert type(it.act).__name__ in {"Sealed", "Closure", "RedCard"}
        if it.standing.state is State.OVERDUE:
            assert it.standing.days_overdue > 0
    assert late(histories, dt.date(2000, 1, 1)) == []


@pytest.mark.parametrize("place", places(CONTENT))
def test_the_calendar_says_what_a_period_is_reported_for(place: str) -> None:
    profile = load_profile(CONTENT / place)
    june = Period(2026, 1).milestones(profile)
    december = Period(2026).milestones(profile)
    assert [it.date.month for it in june] == [6]
    assert len(december) >= 2
    assert not any("计划" in it.what for it in june)
