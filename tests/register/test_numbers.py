"""Months of casework numbers as files: what was changed by hand, or cannot be true, is named."""

import json
import shutil
from pathlib import Path

import pytest

from register.numbers import read_months
from register.problems import ProblemsFound
from register.profiles import load_profile

CONTENT = Path(__file__).resolve().parents[2] / "content"


@pytest.fixture
def place(tmp_path) -> Path:
    folder = tmp_path / "zhanjiang"
    shutil.copytree(CONTENT / "zhanjiang/numbers", folder / "numbers")
    shutil.copy(CONTENT / "zhanjiang/profile.toml", folder)
    return folder


def problems(place: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(ProblemsFound) as found:
        read_months(place, load_profile(place))
    return [(one.file, one.field, one.reason) for one in found.value.problems]


def changed(place: Path, change) -> Path:
    """Change the newest month as a program would: in its canonical bytes."""
    path = max((place / "numbers").glob("*.json"))
    month = json.loads(path.read_bytes())
    change(month)
    text = json.dumps(month, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", "utf-8")
    return path


@pytest.mark.parametrize("name", ["zhanjiang", "enping"])
def test_the_demo_months_are_in_order_and_hold_no_small_count(name):
    profile = load_profile(CONTENT / name)
    months = read_months(CONTENT / name, profile)
    assert [month.month for month in months] == ["2026-06", "2026-07", "2026-08", "2026-09"]
    for month in months:
        told = [part.id for part in month.departments]
        assert told == [department.id for department in profile.departments]
        assert [part.id for part in month.areas] == [*(area.id for area in profile.areas), ""]


def test_a_place_without_numbers_has_none(tmp_path):
    profile = load_profile(CONTENT / "zhanjiang")
    assert read_months(tmp_path, profile) == ()


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        (lambda m: m["total"].update(received=m["total"]["received"] + 1), "received", "不符"),
        (lambda m: m["departments"][0].update(id="navy"), "departments", "编号"),
        (lambda m: m["areas"].append(m["areas"][0]), "areas", "编号"),
        (lambda m: m["enforcement"].update(not_reached=3), "", "小于5"),
        (lambda m: m.update(approved_on="2020-01-01"), "approved_on", "早于"),
        (lambda m: m["steps"].update(closed=0, closed_late=0, unclosed=0), "steps.closed", "不符"),
        (lambda m: m["total"].update(received="many"), "total.received", "类型"),
        (lambda m: m.update(month="2026-08"), "month", "不符"),
        (lambda m: m.pop("salt"), "salt", "缺少"),
        (lambda m: m.update(secret="x"), "secret", ""),
    ],
)
def test_what_cannot_be_true_is_named_with_its_field(place, change, field, reason):
    path = changed(place, change)
    found = problems(place)
    assert any(
        file == f"numbers/{path.name}" and field in at and reason in why for file, at, why in found
    ), found


def test_a_file_in_other_bytes_or_of_another_name_is_refused(place):
    path = max((place / "numbers").glob("*.json"))
    path.write_bytes(path.read_bytes().replace(b'"month":', b'"month": '))
    assert "写法与发布时不同" in problems(place)[0][2]
    path.write_bytes(b"{half")
    assert "无法读取" in problems(place)[0][2]
    path.rename(path.with_name("september.json"))
    assert problems(place)[0][0] == "numbers/september.json"
