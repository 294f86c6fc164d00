"""A book on disk: every defect is named by file and line; an append happens whole or not at all."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from register import journal
from register.acts import Closure, YellowCard
from register.canonical import encode
from register.files import append_acts, decode_histories, load_book
from register.line_index import index_of
from register.lines import read_raw
from register.problems import ProblemsFound

YEAR = "acts/2025.jsonl"


@pytest.fixture
def acts(make):
    """Acts of two years and three firms."""
    other = {"date": make(Closure).date.replace(year=2026), "firm": "firm-2"}
    return [make(YellowCard), make(Closure, **other), make(Closure, firm="firm-3")]


@pytest.fixture
def place(tmp_path, acts):
    append_acts(tmp_path, acts)
    return tmp_path


def problems_of(place, profile):
    with pytest.raises(ProblemsFound) as found:
        load_book(place, profile)
    return [(problem.file, problem.line, problem.field) for problem in found.value.problems]


def test_what_is_appended_is_loaded_by_year_in_order(place, profile, acts):
    book = load_book(place, profile)
    assert book.acts == (acts[0], acts[2], acts[1])
    assert (place / YEAR).read_bytes() == encode(acts[0]) + b"\n" + encode(acts[2]) + b"\n"
    assert book.act(acts[1].id) == acts[1]
    assert set(book.histories) == {"firm-1", "firm-2", "firm-3"}


def test_a_place_without_acts_has_an_empty_book(tmp_path, profile):
    assert load_book(tmp_path, profile).acts == ()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["2024 copy.jsonl", "strange.txt", "25.jsonl", "２０２４.jsonl"])
def test_a_file_that_no_year_names_is_not_silently_left_out(place, profile, name):
    (place / "acts" / name).write_bytes(b"")
    assert problems_of(place, profile) == [(f"acts/{name}", 0, "")]


def test_a_folder_named_like_a_year_is_no_book(place, profile):
    (place / "acts" / "2020.jsonl").mkdir()
    assert problems_of(place, profile) == [("acts/2020.jsonl", 0, "")]


def test_a_year_emptied_by_accident_is_named(place, profile):
    (place / YEAR).write_bytes(b"")
    assert problems_of(place, profile) == [(YEAR, 0, "")]


def test_what_an_editor_keeps_hidden_beside_the_book_is_passed_over(place, profile, acts):
    (place / "acts" / ".2025.jsonl.swp").write_bytes(b"x")
    assert len(load_book(place, profile).acts) == len(acts)


def test_lines_moved_to_another_year_are_not_taken_for_well_formed(place):
    assert read_raw(place).histories is not None
    (place / YEAR).rename(place / "acts" / "2023.jsonl")
    assert read_raw(place).histories is None


@pytest.mark.parametrize("demo", ["zhanjiang", "enping"])
def test_the_demo_books_keep_every_rule(content, demo):
    from register.profiles import load_profile

    assert len(load_book(content / demo, load_profile(content / demo)).acts) > 50


@pytest.mark.parametrize(
    ("spoil", "line", "field"),
    [
        (lambda b: b"\xef\xbb\xbf" + b, 1, ""),
        (lambda b: b.replace(b"\n", b"\r\n"), 1, ""),
        (lambda b: b[:-30], 2, ""),
        (lambda b: b[:-1], 2, ""),
        (lambda b: b.replace(b"\n", b"\n\n", 1), 2, ""),
        (lambda b: b"{not json}\n" + b, 1, ""),
        (lambda b: b.replace(b'"kind":"closure"', b'"kind":"clozure"'), 2, "kind"),
        (lambda b: b.replace(b'"problem":', b'"problen":'), 1, "problen"),
        (lambda b: b.replace(b'"year":2025', b'"year":"2025"'), 2, "year"),
        (lambda b: b.replace(b'"count":2', b'"count":0'), 2, "lines.0.count"),
        (lambda b: b.replace(b'"year":2025', b'"year": 2025'), 2, ""),
        (lambda b: b.replace("湛".encode(), b"\xff", 1), 1, ""),
        (lambda b: b.replace(b'"date":"2025-', b'"date":"2024-', 1), 1, "date"),
        (lambda b: b.replace(b'"deadline":"2025-09', b'"deadline":"2025-13'), 1, "deadline"),
        (lambda b: b.replace(b'"deadline":"2025-09', b'"deadline":"2025-10'), 1, "deadline"),
        (lambda b: b + b.split(b"\n")[0] + b"\n", 3, "id"),
    ],
)  # fmt: skip
def test_each_defect_is_named_by_file_line_and_field(place, profile, spoil, line, field):
    path = place / YEAR
    spoilt = spoil(path.read_bytes())
    assert spoilt != path.read_bytes()
    path.write_bytes(spoilt)
    assert problems_of(place, profile)[0] == (YEAR, line, field)


def test_every_bad_line_is_reported_not_just_the_first(place, profile):
    (place / YEAR).write_bytes(b"{}\n[]\nnull\n")
    assert [line for _, line, _ in problems_of(place, profile)] == [1, 2, 3]


def test_an_id_in_the_book_is_refused_and_nothing_is_written(place, make, acts):
    before = (place / YEAR).read_bytes()
    for batch in ([make(YellowCard), acts[1]], [acts[0]], [new := make(YellowCard), new]):
        with pytest.raises(ProblemsFound, match="已在登记簿中"):
            append_acts(place, batch)
    assert (place / YEAR).read_bytes() == before


def test_an_ill_formed_act_is_refused_before_anything_is_written(tmp_path, make):
    with pytest.raises(ProblemsFound, match="problem"):
        append_acts(tmp_path, [make(YellowCard), make(YellowCard, problem="")])
    assert not (tmp_path / "acts").exists()


def test_nothing_is_appended_after_half_a_line(place, make):
    with (place / YEAR).open("ab") as file:
        file.write(b'{"basis"')
    with pytest.raises(ProblemsFound, match="截断"):
        append_acts(place, [make(YellowCard)])


def test_writers_wait_for_each_other(tmp_path, make, profile):
    batches = [[make(YellowCard), make(Closure)] for _ in range(24)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda batch: append_acts(tmp_path, batch), batches))
    assert len(load_book(tmp_path, profile).acts) == 48


class Killed(Exception):
    """Stands for the end of the process."""


@pytest.mark.parametrize("step", range(12))
def test_an_append_that_stops_at_any_step_is_whole_or_absent(
    tmp_path, make, profile, monkeypatch, step
):
    first, batch = (
        make(YellowCard),
        [make(YellowCard), make(Closure, date=make(Closure).date.replace(year=2026))],
    )
    append_acts(tmp_path, [first])
    steps = iter(range(100))
    real = os.fsync

    def stop_here(descriptor):
        if next(steps) == step:
            raise Killed
        real(descriptor)

    monkeypatch.setattr(journal.os, "fsync", stop_here)
    with suppress(Killed):
        append_acts(tmp_path, batch)
    monkeypatch.undo()
    kept = load_book(tmp_path, profile).acts
    assert kept in ((first,), (first, *batch))
    assert not journal.unfinished(tmp_path)


def test_a_torn_write_is_carried_out_from_the_journal(place, make, profile):
    new = make(YellowCard)
    size = (place / YEAR).stat().st_size
    append_acts(place, [new])
    content = (place / YEAR).read_bytes()
    (place / YEAR).write_bytes(content[: size + 10])
    pending = {YEAR: journal.Addition(size, content[size:])}
    (place / journal.JOURNAL).write_bytes(journal.msgspec.json.encode(pending))
    assert new in load_book(place, profile).acts
    assert (place / YEAR).read_bytes() == content


def test_a_file_changed_by_hand_after_a_kill_is_left_alone_and_named(place, profile):
    size = (place / YEAR).stat().st_size
    pending = {YEAR: journal.Addition(size - 5, b"x\n")}
    (place / journal.JOURNAL).write_bytes(journal.msgspec.json.encode(pending))
    before = (place / YEAR).read_bytes()
    assert problems_of(place, profile) == [(YEAR, 0, "")]
    assert (place / YEAR).read_bytes() == before


APPENDER = """
import sys
from pathlib import Path
sys.path.insert(0, {site!r})
from register.canonical import decode
from register.files import append_acts
lines = Path(sys.argv[2]).read_bytes().splitlines()
print("ready", flush=True)
for at in range(0, len(lines), 3):
    append_acts(Path(sys.argv[1]), map(decode, lines[at:at + 3]))
"""


def test_a_killed_process_leaves_whole_batches(tmp_path, make, profile):
    """kill -9 at a random moment: the book holds whole batches of three, none skipped."""
    batch_days = [make(Closure).date.replace(year=year) for year in (2025, 2026, 2025)]
    acts = [make(Closure, date=batch_days[n % 3]) for n in range(900)]
    source = tmp_path / "source"
    source.write_bytes(b"\n".join(map(encode, acts)))
    site = str(Path(journal.__file__).parents[1])
    chance = random.Random(7)
    for run in range(6):
        place = tmp_path / f"place-{run}"
        place.mkdir()
        process = subprocess.Popen(
            [sys.executable, "-c", APPENDER.format(site=site), place, source],
            stdout=subprocess.PIPE,
        )
        process.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.25))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        kept = {act.id for act in load_book(place, profile).acts}
        assert kept == {act.id for act in acts[: len(kept)]}
        assert len(kept) % 3 == 0


def test_a_history_s_digest_changes_with_its_own_lines_only(place, make):
    before = index_of(read_raw(place).files)
    append_acts(place, [make(YellowCard, firm="firm-3"), make(YellowCard, firm="firm-4")])
    after = index_of(read_raw(place).files)
    assert after.changed_since(before) == ["firm-3", "firm-4"]
    assert after.changed_since(None) == list(after.places)


def test_a_history_alone_decodes_as_in_the_whole_book(place, profile):
    raw, whole = read_raw(place), load_book(place, profile).histories
    for id_, history in decode_histories(raw, raw.histories, profile).items():
        assert history.acts == whole[id_].acts


def test_a_history_alone_is_judged_and_its_problem_located(place, profile):
    path = place / YEAR
    path.write_bytes(path.read_bytes().replace(b'"year":2025', b'"year":2026'))
    raw = read_raw(place)
    with pytest.raises(ProblemsFound) as found:
        decode_histories(raw, {"firm-3": raw.histories["firm-3"]}, profile)
    assert [(p.file, p.line, p.field) for p in found.value.problems] == [(YEAR, 2, "year")]


@pytest.mark.parametrize(
    "spoil",
    [lambda b: b[:-1], lambda b: b.replace(b"\n", b"\r\n"), lambda b: b"\n" + b, lambda b: b + b],
)
def test_a_book_not_well_formed_has_no_index(place, spoil):
    path = place / YEAR
    path.write_bytes(spoil(path.read_bytes()))
    assert index_of(read_raw(place).files) is None


def test_a_name_that_imitates_the_file_s_own_bytes_fools_nobody(tmp_path, make):
    trick = '"enterprise":{"area":"x","id":"firm-9","id":"01ARZ3NDEKTSV4RRFFQ69G5FAV"'
    append_acts(tmp_path, [make(YellowCard, problem=trick, name=trick)])
    assert set(index_of(read_raw(tmp_path).files).places) == {"firm-1"}


def test_decoding_problems_read_as_sentences(place, profile):
    (place / YEAR).write_text(json.dumps({"kind": "yellow-card"}) + "\n")
    with pytest.raises(ProblemsFound, match=r"acts/2025.jsonl:1: \w+: 缺少必填项。请补上该项"):
        load_book(place, profile)
