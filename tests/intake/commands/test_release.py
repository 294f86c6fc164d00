"""`mingjian release`: a day declared once, bad days refused with what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake.cli import mingjian
from register.releases import FILE

CONTENT = Path(__file__).resolve().parents[3] / "content"


def release(content: Path, day: str) -> tuple[int, str]:
    arguments = ["release", "--place", "enping", "--content", str(content), "--as-of", day]
    done = CliRunner().invoke(mingjian, arguments)
    return done.exit_code, done.output


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    (folder / "enping" / FILE).unlink()
    return folder


def test_a_release_is_declared_once_for_a_day(content: Path) -> None:
    code, said = release(content, "2026-06-30")
    assert code == 0
    assert "/data/releases/2026-06-30/" in said
    kept = (content / "enping" / FILE).read_bytes()
    assert kept.count(b"\n") == 1
    code, said = release(content, "2026-06-30")
    assert code == 1
    assert "2026-06-30" in said
    assert (content / "enping" / FILE).read_bytes() == kept


@pytest.mark.parametrize("day", ["2999-01-01", "1999-01-01", "yesterday"])
def test_a_bad_day_is_refused_and_nothing_is_declared(content: Path, day: str) -> None:
    code, said = release(content, day)
    assert code != 0
    assert day in said
    assert not (content / "enping" / FILE).exists()
