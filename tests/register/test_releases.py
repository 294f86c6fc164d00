"""Releases are days and nothing else: in order, never of nothing, told with line and remedy."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from register.problems import ProblemsFound
from register.releases import FILE, CannotRelease, cut, read_releases

CONTENT = Path(__file__).resolve().parents[2] / "content"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "enping"
    shutil.copytree(CONTENT / "enping", folder)
    (folder / FILE).unlink()
    return folder


def test_a_release_is_kept_with_its_day_and_the_last_act_that_counts(place: Path) -> None:
    assert read_releases(place) == ()
    first = cut(place, dt.date(2025, 12, 31))
    second = cut(place, dt.date(2026, 6, 30))
    assert read_releases(place) == (first, second)
    assert first.through < second.through
    assert first.acts < second.acts
    assert first.holds(first.through, dt.date(2025, 1, 1))
    assert not first.holds(second.through, dt.date(2025, 1, 1))
    assert not first.holds(first.through, dt.date(2026, 1, 1))


@pytest.mark.parametrize("day", [dt.date(2025, 12, 31), dt.date(2025, 6, 30)])
def test_no_release_comes_before_or_beside_another(place: Path, day: dt.date) -> None:
    cut(place, dt.date(2025, 12, 31))
    before = (place / FILE).read_bytes()
    with pytest.raises(CannotRelease, match="2025-12-31"):
        cut(place, day)
    assert (place / FILE).read_bytes() == before


def test_there_is_no_release_of_nothing(place: Path) -> None:
    with pytest.raises(CannotRelease, match="1999-12-31"):
        cut(place, dt.date(1999, 12, 31))
    assert not (place / FILE).exists()


def test_a_damaged_file_is_named_with_line_and_remedy(place: Path) -> None:
    cut(place, dt.date(2025, 12, 31))
    good = (place / FILE).read_text()
    (place / FILE).write_text(good + '{"date":"never"}\n' + good)
    with pytest.raises(ProblemsFound) as found:
        read_releases(place)
    assert [(problem.file, problem.line) for problem in found.value.problems] == [
        (FILE, 2),
        (FILE, 2),
    ]
    assert all(problem.remedy for problem in found.value.problems)
