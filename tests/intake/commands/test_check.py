"""`mingjian check` names each fault with file, line, field and remedy, in both places."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake.commands.check import command

Act = dict[str, object]

NEXT_ID = "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"
"""Later than any id in the demo books."""


def test_both_places_are_in_order(mingjian_process):
    checked = mingjian_process("check")
    assert checked.returncode == 0, checked.stderr
    assert "湛江市" in checked.stdout
    assert "恩平市" in checked.stdout


def test_a_log_that_is_gone_fails_beside_the_key_that_signed_it_and_is_told_elsewhere(content):
    told = CliRunner().invoke(command, ["--place", "enping", "--content", str(content)])
    assert told.exit_code == 0, told.output
    assert "没有公开日志，登记以后的改动无从核对" in told.output
    content.with_name("log-key").touch()
    failed = CliRunner().invoke(command, ["--place", "enping", "--content", str(content)])
    (problem,) = failed.exception.problems
    assert problem.file == str(content / "enping" / "log")
    assert "公开日志不见了" in problem.reason


def test_messages_come_in_english_on_an_english_terminal(mingjian, content):
    spoil_profile(content / "enping", 'id = "enping"', 'id = "enpin"')
    assert_ascii = mingjian("check", "--content", content, env={"LC_ALL": "en_US.UTF-8"})
    assert assert_ascii.returncode == 1
    assert "folder" in assert_ascii.stderr


def test_a_place_without_acts_is_told_so(mingjian, content):
    shutil.rmtree(content / "enping" / "acts")
    checked = mingjian("check", "--place", "enping", "--content", content)
    assert checked.returncode == 0
    assert "登记簿还没有登记事项" in checked.stdout


def test_an_english_message_has_english_stops(mingjian, content):
    spoil_profile(content / "enping", 'id = "enping"', 'id = "enpin"')
    checked = mingjian("check", "--content", content, env={"LC_ALL": "en_US.UTF-8"})
    assert "。" not in checked.stderr


def test_an_unknown_place_is_answered_with_those_there_are(mingjian):
    checked = mingjian("check", "--place", "atlantis")
    assert checked.returncode == 2
    assert "enping、zhanjiang" in checked.stderr


def test_bad_toml_is_named_by_line(mingjian, content):
    profile = content / "zhanjiang" / "profile.toml"
    lines = profile.read_text("utf-8").splitlines(keepends=True)
    lines[4] = 'name = "湛江市\n'
    profile.write_text("".join(lines), "utf-8")
    assert_fault(mingjian("check", "--content", content), "profile.toml:5", "")


def test_an_unknown_department_is_named_with_those_there_are(mingjian, content):
    spoil_profile(content / "zhanjiang", 'lead = "power"', 'lead = "powder"')
    assert_fault(mingjian("check", "--content", content), "profile.toml:", "powder")


@pytest.mark.parametrize("place", ["zhanjiang", "enping"])
def test_an_unknown_department_in_an_act_is_refused(mingjian, content, place):
    number = spoil_act(content / place, lambda act: act | {"department": "powder"}, "closure")
    assert_fault(mingjian("check", "--content", content), f"acts/2026.jsonl:{number}", "department")


def test_an_act_citing_a_later_act_is_refused(mingjian, content):
    number = spoil_act(content / "zhanjiang", lambda act: act | {"refers_to": NEXT_ID}, "rectified")
    assert_fault(mingjian("check", "--content", content), f"2026.jsonl:{number}", "refers_to")


@pytest.mark.parametrize("place", ["zhanjiang", "enping"])
def test_an_energy_deadline_of_seven_months_is_refused(mingjian, content, place):
    number = spoil_act(
        content / place,
        lambda act: act | {"deadline": in_months(str(act["date"]), 7)},
        "yellow-card",
        subject="energy",
    )
    assert_fault(
        mingjian("check", "--content", content), f"2026.jsonl:{number}", "deadline", "6个月"
    )


@pytest.mark.parametrize("place", ["zhanjiang", "enping"])
def test_a_red_card_without_its_yellow_card_is_refused(mingjian, content, place):
    acts = read(content / place)
    red = next(act for act in acts if act["kind"] == "red-card")
    write(content / place, [act for act in acts if act["id"] != red["refers_to"]])
    assert_fault(mingjian("check", "--content", content), "acts/", "refers_to")


def test_a_red_card_before_the_yellow_cards_deadline_is_refused(mingjian, content):
    acts = read(content / "zhanjiang")
    red = next(act for act in acts if act["kind"] == "red-card")
    for act in acts:
        if act["id"] == red["refers_to"]:
            act["deadline"] = "2026-12-31"
    write(content / "zhanjiang", acts)
    assert mingjian("check", "--content", content).returncode == 1


def test_a_duplicate_id_is_named_with_its_other_place(mingjian, content):
    acts = read(content / "zhanjiang")
    acts[-1]["id"] = acts[-2]["id"]
    write(content / "zhanjiang", acts)
    assert_fault(mingjian("check", "--content", content), "2026.jsonl:", "id")


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (lambda data: data[:-40], "2026.jsonl:"),
        (lambda data: data.replace(b"\n", b"\r\n"), "2026.jsonl"),
        (lambda data: b"\xef\xbb\xbf" + data, "2026.jsonl:1"),
        (lambda data: data.replace("恩平市".encode(), "恩平市".encode("gbk"), 1), "2026.jsonl:"),
        (lambda data: b"\n" + data, "2026.jsonl:1"),
        (lambda data: data + b"{}\n", "2026.jsonl:"),
        (lambda data: data + b"[" * 100_000 + b"\n", "2026.jsonl:"),
    ],
    ids=["truncated line", "CRLF", "BOM", "GBK", "blank line", "empty record", "deep nesting"],
)
def test_a_damaged_file_is_named_with_line_and_remedy(mingjian, content, spoil, where):
    file = content / "enping" / "acts" / "2026.jsonl"
    file.write_bytes(spoil(file.read_bytes()))
    assert_fault(mingjian("check", "--content", content), where, "")


def test_every_fault_is_named_at_once(mingjian, content):
    for place in ("zhanjiang", "enping"):
        spoil_act(content / place, lambda act: act | {"department": "powder"}, "closure")
    faults = mingjian("check", "--content", content).stderr
    assert faults.count("powder") >= 2


def assert_fault(checked, where: str, *words: str) -> None:
    """The command failed, said where, said what, and said how to mend it, without a traceback."""
    assert checked.returncode == 1, checked.stdout
    assert "Traceback" not in checked.stderr
    faults = [line for line in checked.stderr.splitlines() if where in line]
    assert faults, checked.stderr
    for word in words:
        assert any(word in fault for fault in faults), checked.stderr
    assert all("。" in fault for fault in faults), "a fault without a remedy"


def spoil_profile(place: Path, right: str, wrong: str) -> None:
    """Put `wrong` for the first `right` in a place's profile."""
    profile = place / "profile.toml"
    text = profile.read_text("utf-8")
    assert right in text
    profile.write_text(text.replace(right, wrong, 1), "utf-8")


def spoil_act(place: Path, change: Callable[[Act], Act], kind: str, **having: str) -> int:
    """Change the last act of a kind in 2026; return its line number."""
    acts = read(place, 2026)
    number = max(
        index
        for index, act in enumerate(acts)
        if act["kind"] == kind and all(act[key] == value for key, value in having.items())
    )
    acts[number] = change(acts[number])
    write(place, acts, 2026)
    return number + 1


def read(place: Path, year: int | None = None) -> list[Act]:
    """Return a book's acts as plain data."""
    files = sorted((place / "acts").glob(f"{year or '*'}.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def write(place: Path, acts: list[Act], year: int | None = None) -> None:
    """Write acts back in canonical form, each into its year's file."""
    years = {year} if year else {int(str(act["date"])[:4]) for act in acts}
    for each in years:
        lines = [
            json.dumps(act, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
            for act in acts
            if str(act["date"]).startswith(str(each))
        ]
        (place / "acts" / f"{each}.jsonl").write_text("".join(lines), "utf-8")


def in_months(day: str, months: int) -> str:
    """Return the same day of a later month."""
    year, month, rest = int(day[:4]), int(day[5:7]) + months, day[7:]
    return f"{year + (month - 1) // 12}-{(month - 1) % 12 + 1:02d}{min(rest, '-28')}"
