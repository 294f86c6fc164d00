"""Killed at any file operation, a step of the register is whole in book and log, or never was.

`tests/intake/services/test_killed_publishing.py` asks the same of the running system, with kill -9.
"""

import datetime as dt
import os
import shutil
import stat
from pathlib import Path

import pytest

from ledger.place_log import PlaceLog
from ledger.steps import adding
from register import journal
from register.lines import act_ids, amending, raw_of, read_raw
from tlog.keys import Signer
from tlog.tiles import bundles_of, tiles_of
from tlog.verification import audit

DAY = dt.date(2026, 11, 22)
FIRST, ALL = 250, 300
SIGNER = Signer.generate("register.example/log")


class Killed(BaseException):
    """Stands for the process ending here: nothing may catch it."""


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch):
    """What a power cut would lose is another matter: here the process dies and the disk lives."""
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)


def line(number: int) -> bytes:
    return b'{"date":"2026-11-22","id":"01KAPFTM00AAAAAAAAAA%06d","salt":"%064x"}\n' % (
        number,
        number,
    )


def publish(place: Path) -> None:
    """Publish what isn't in the book yet of the next lines, as the desk does."""
    until = ALL if read_raw(place).files else FIRST
    with amending(place):
        known = {id_ for file in raw_of(place).files for id_ in act_ids(file.content)}
        new = [line(n) for n in range(until) if act_ids(line(n))[0] not in known]
        if new:
            changes = adding(PlaceLog(place), SIGNER, {"2026.jsonl": new}, DAY)
            journal.commit(place, changes)


def state(place: Path) -> dict[str, bytes]:
    """What readers are given: the book, and all that the checkpoint stands on."""
    book = {file.name: file.content for file in read_raw(place).files}
    log = PlaceLog(place)
    if not log.kept:
        return book
    size = log.checkpoint.size
    paths = [tile.path for tile in (*tiles_of(size), *bundles_of(size))]
    return book | {path: log.read(path) for path in (*paths, "keys", "checkpoint")}


def killed_after(steps: int, place: Path) -> bool:
    """Publish, with the process ending before its next change to the disk; return whether it did.

    A file that was being written then lacks its end.
    """
    left = iter(range(steps))

    def counted(original, dying=lambda *_arguments: None):
        def step(*arguments, **options):
            if next(left, None) is None:
                dying(*arguments)
                raise Killed
            return original(*arguments, **options)

        return step

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(os, "fsync", counted(os.fsync, tear))
        for name in ("replace", "unlink", "mkdir"):
            monkeypatch.setattr(Path, name, counted(getattr(Path, name)))
        try:
            publish(place)
        except Killed:
            return True
    return False


def tear(descriptor: int) -> None:
    """Take the last bytes off a file, never more than the step put there."""
    seen = os.fstat(descriptor)
    if stat.S_ISREG(seen.st_mode):
        os.ftruncate(descriptor, seen.st_size - 7)


@pytest.mark.parametrize("born", [True, False], ids=["a log's birth", "a log that grows"])
def test_killed_at_every_step_book_and_log_are_a_state_that_was_meant(tmp_path, born):
    start, steps, survived = tmp_path / "start", 0, set()
    start.mkdir()
    if not born:
        publish(start)
    finished = Path(shutil.copytree(start, tmp_path / "finished"))
    before = state(start)
    publish(finished)
    after = state(finished)
    while True:
        place = Path(shutil.copytree(start, tmp_path / str(steps)))
        killed = killed_after(steps, place)
        found = state(place)
        assert found in (before, after)
        survived.add(len(found))
        if found == before:
            publish(place)
        assert state(place) == after
        assert_sound(place)
        if not killed:
            break
        steps += 1
    assert steps > 20
    assert survived == {len(before), len(after)}


def assert_sound(place: Path) -> None:
    """Assert that the log proves itself, and that no scrap of a killed step lies in its folder."""
    log = PlaceLog(place)
    findings = audit(log.read, SIGNER.verifier)
    assert all(finding.proven for finding in findings), findings
    assert [path.name for path in log.folder.rglob(".*")] == []
    assert {path.name for path in log.folder.iterdir()} == {"checkpoint", "keys", "tile"}
