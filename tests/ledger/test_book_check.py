"""A line changed, added or taken out by hand is named by file and line before anything is built."""

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest

from ledger.book_check import compared
from ledger.place_log import PlaceLog
from ledger.steps import logging_whole
from register import journal
from register.lines import amending, raw_of, read_raw
from register.numbers import read_months
from register.problems import ProblemsFound
from register.profiles import load_profile
from tlog.keys import Signer

CONTENT = Path(__file__).resolve().parents[2] / "content"


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A place whose book has its log; copy it before changing anything."""
    place = tmp_path_factory.mktemp("kept") / "enping"
    shutil.copytree(CONTENT / "enping", place)
    with amending(place):
        signer = Signer.generate("register.example/log")
        day = dt.date(2026, 11, 22)
        journal.commit(place, logging_whole(PlaceLog(place), signer, raw_of(place), day))
    return place


@pytest.fixture
def place(kept, tmp_path):
    return Path(shutil.copytree(kept, tmp_path / "enping"))


def year(place):
    return max((place / "acts").glob("*.jsonl"))


def problems(place, *, log_expected=False):
    months = read_months(place, load_profile(place))
    return list(compared(place, read_raw(place), months, log_expected=log_expected))


def test_an_untouched_book_agrees_and_one_that_never_had_a_log_is_not_asked(place):
    assert problems(place, log_expected=True) == []
    shutil.rmtree(place / "log")
    assert problems(place) == []


def test_a_log_that_is_gone_as_a_whole_is_told(place):
    shutil.rmtree(place / "log")
    (problem,) = problems(place, log_expected=True)
    assert problem.file == "log"
    assert "公开日志不见了" in problem.reason
    assert "备份" in problem.remedy


@pytest.mark.parametrize("lose", [Path.unlink, lambda path: path.write_bytes(b"")])
def test_a_log_without_its_checkpoint_is_not_taken_for_none(place, lose):
    lose(place / "log" / "checkpoint")
    (problem,) = problems(place)
    assert problem.file == "log/checkpoint"
    assert "备份" in problem.remedy


@pytest.mark.parametrize("spoilt", ["log/checkpoint", "log"])
def test_what_is_no_file_in_the_place_of_the_checkpoint_is_named(place, spoilt):
    shutil.rmtree(place / "log")
    made = place / spoilt
    made.write_bytes(b"") if spoilt == "log" else made.mkdir(parents=True)
    with pytest.raises(ProblemsFound) as found:
        problems(place)
    (problem,) = found.value.problems
    assert problem.file == "log/checkpoint"
    assert "没能读取这个文件" in problem.reason
    assert "恢复整个 log 文件夹" in problem.remedy


def months_of(place):
    return sorted((place / "numbers").glob("*.json"))


def test_a_month_changed_by_hand_is_named_with_its_entry(place):
    changed = months_of(place)[0]
    text = changed.read_text("utf-8")
    month = re.search('"counted_on":"([0-9-]+)"', text)[1]
    changed.write_text(text.replace(month, f"{month[:-2]}01", 1), "utf-8")
    (problem,) = problems(place)
    assert problem.file == f"numbers/{changed.name}"
    assert "发布以后被改动过" in problem.reason


def test_a_month_taken_out_or_put_in_by_hand_is_named(place):
    first, *_, last = months_of(place)
    unknown = last.with_name("2026-01.json")
    unknown.write_bytes(last.read_bytes().replace(last.stem.encode(), unknown.stem.encode()))
    first.unlink()
    put_in, taken_out = problems(place)
    assert put_in.file == f"numbers/{unknown.name}"
    assert "没有记入公开日志" in put_in.reason
    assert taken_out.file == f"numbers/{first.name}"
    assert "文件不见了" in taken_out.reason


def test_a_changed_line_is_named_with_its_entry(place):
    lines = year(place).read_text("utf-8").splitlines(keepends=True)
    lines[2] = lines[2].replace('"document":"', '"document":"假')
    year(place).write_text("".join(lines), "utf-8")
    (problem,) = problems(place)
    assert (problem.file, problem.line) == (f"acts/{year(place).name}", 3)
    assert "登记以后被改动过" in problem.reason
    assert "备份" in problem.remedy


def test_a_line_put_in_by_hand_is_named(place):
    lines = year(place).read_text("utf-8").splitlines(keepends=True)
    new = lines[-1].replace('"id":"0', '"id":"7', 1)
    year(place).write_text("".join([*lines, new]), "utf-8")
    (problem,) = problems(place)
    assert problem.line == len(lines) + 1
    assert "没有记入公开日志" in problem.reason


def test_a_line_taken_out_is_named_by_its_id(place):
    lines = year(place).read_bytes().splitlines(keepends=True)
    year(place).write_bytes(b"".join(lines[:-1]))
    (problem,) = problems(place)
    assert problem.reason.partition("登记事项")[2][:26].encode() in lines[-1]
    assert "登记簿里没有" in problem.reason


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("checkpoint", "检查点"),
        ("tile/0/*.p/*", "日志第"),
        ("tile/entries/*.p/*", "日志第"),
    ],
)
def test_a_log_damaged_by_hand_is_named_with_its_file(place, path, said):
    file = next((place / "log").glob(path))
    whole = file.read_bytes()
    file.write_bytes(whole[:40] + bytes([whole[40] ^ 1]) + whole[41:])
    found = problems(place)
    assert found[0].file.startswith("log/")
    assert said in found[0].reason
    assert "恢复整个 log 文件夹" in found[0].remedy
