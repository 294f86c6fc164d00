"""A log keeps everything it was given, in order, through kills at any point."""

import os
import signal
import subprocess
import sys
import time
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tlog.checkpoints import open_checkpoint
from tlog.hashing import leaf_hash
from tlog.log import LOCK, PENDING, Log, WrongSize
from tlog.notes import BadNote, Kind, Signer
from tlog.proof_files import ProofFile
from tlog.proofs import ProofFailed, check_consistency
from tlog.tiles import LONGEST_ENTRY, Malformed, bundles_of, read_entries, tiles_of
from tlog.verification import audit


class Killed(BaseException):
    """Stands for the process ending here: nothing may catch it."""


def entries(count: int, start: int = 0) -> list[bytes]:
    return [f'{{"seq":{number}}}'.encode() for number in range(start, start + count)]


def contents(log: Log) -> list[bytes]:
    return [entry for b in bundles_of(log.size) for entry in read_entries(log.read, b)]


def files(log: Log) -> dict[str, bytes]:
    """What the present checkpoint stands on."""
    paths = [tile.path for tile in (*tiles_of(log.size), *bundles_of(log.size))]
    return {path: log.read(path) for path in (*paths, "checkpoint")}


def assert_sound(log: Log) -> None:
    findings = audit(log.read, log._signer.verifier)
    assert all(finding.proven for finding in findings), findings


def test_a_new_log_is_empty_and_signed(log, signer):
    assert log.size == 0
    assert open_checkpoint(log.read("checkpoint"), signer.verifier).size == 0
    assert_sound(log)


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 600])
def test_what_was_appended_is_there_in_order(log, size):
    checkpoint = log.append(entries(size))
    assert (checkpoint.size, log.size) == (size, size)
    assert contents(log) == entries(size)
    assert_sound(log)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.integers(0, 300), max_size=6))
def test_many_small_appends_make_the_same_log_as_one(tmp_path_factory, signer, batches):
    folder = tmp_path_factory.mktemp("logs")
    step_by_step, at_once = Log(folder / "a", signer), Log(folder / "b", signer)
    for batch in batches:
        step_by_step.append(entries(batch, start=step_by_step.size))
    at_once.append(entries(sum(batches)))
    assert files(step_by_step) == files(at_once)


def test_partial_tiles_of_every_checkpoint_stay_readable(log, signer):
    notes = []
    for _ in range(5):
        log.append(entries(3, start=log.size))
        notes.append(log.read("checkpoint"))
    for note in notes:
        checkpoint = open_checkpoint(note, signer.verifier)
        proof = log.consistency(checkpoint.size)
        now = log.checkpoint
        check_consistency(checkpoint.size, checkpoint.root, now.size, now.root, proof)
        assert all(log.read(tile.path) for tile in tiles_of(checkpoint.size))


def test_work_repeated_is_not_appended_twice(log):
    log.append(entries(4), at=0)
    with pytest.raises(WrongSize, match="holds 4 entries, not 0"):
        log.append(entries(4), at=0)
    assert log.size == 4


def test_an_entry_too_long_stops_the_whole_append(log):
    with pytest.raises(Malformed):
        log.append([b"short", b"x" * (LONGEST_ENTRY + 1)])
    assert log.size == 0
    log.append([b"x" * LONGEST_ENTRY, b""])
    assert contents(log) == [b"x" * LONGEST_ENTRY, b""]


def test_another_key_cannot_append(log):
    log.append(entries(2))
    with pytest.raises(BadNote):
        Log(log.folder, Signer.generate("register.example/log"))


def test_a_log_that_lost_its_checkpoint_does_not_begin_anew(log, signer):
    log.append(entries(2))
    (log.folder / "checkpoint").unlink()
    with pytest.raises(BadNote, match="restore it from a backup"):
        Log(log.folder, signer)


def test_a_tile_spoilt_below_the_checkpoint_is_never_signed_for(log):
    log.append(entries(3))
    before = log.read("checkpoint")
    path = log.folder / "tile/0/000.p/3"
    path.write_bytes(bytes(32) + path.read_bytes()[32:])
    with pytest.raises(ProofFailed):
        log.append(entries(1, start=3))
    assert log.read("checkpoint") == before


def test_a_proof_file_convinces_offline_and_survives_writing(log, signer):
    log.append(entries(300))
    for index in (0, 255, 256, 299):
        proof = ProofFile.parse(bytes(log.proof(index, extra=b"salt")))
        assert (proof.index, proof.extra) == (index, b"salt")
        assert proof.check(entries(300)[index], signer.verifier).size == 300


def test_a_proof_file_refuses_another_entry_and_another_log(log, signer):
    log.append(entries(5))
    proof = log.proof(2)
    with pytest.raises(ProofFailed, match="not in the tree"):
        proof.check(b"another", signer.verifier)
    with pytest.raises(BadNote):
        proof.check(entries(5)[2], Signer.generate("register.example/log").verifier)


def test_any_changed_bit_of_a_proof_file_is_noticed(log, signer):
    log.append(entries(5))
    whole = bytes(log.proof(2))
    for at, bit in product(range(len(whole)), range(8)):
        changed = whole[:at] + bytes([whole[at] ^ (1 << bit)]) + whole[at + 1 :]
        with pytest.raises((ProofFailed, BadNote)):
            ProofFile.parse(changed).check(entries(5)[2], signer.verifier)


def test_a_witness_signs_beside_the_log(log, signer):
    witness = Signer.generate("witness.example", Kind.COSIGNATURE_V1)
    log.append(entries(2))
    log.add_cosignature(witness.cosign(str(log.checkpoint), 1_795_000_000), witness.verifier)
    assert open_checkpoint(log.read("checkpoint"), signer.verifier, witness.verifier).size == 2
    before = log.read("checkpoint")
    with pytest.raises(BadNote):
        log.add_cosignature(witness.cosign("another\n", 1), witness.verifier)
    assert log.read("checkpoint") == before


def kill_after(monkeypatch, steps: int) -> None:
    """Let so many changes reach the disk; the next one never happens."""
    left = iter(range(steps))
    for owner, name in ((os, "fsync"), (Path, "replace"), (Path, "unlink"), (Path, "mkdir")):
        monkeypatch.setattr(owner, name, _counted(getattr(owner, name), left))


def _counted(original, left):
    def step(*arguments, **options):
        if next(left, None) is None:
            raise Killed
        return original(*arguments, **options)

    return step


def test_killed_at_every_step_the_log_reopened_is_a_log_that_was_meant(tmp_path, signer):
    first, second = entries(200), entries(400, start=200)
    finished = Log(tmp_path / "finished", signer)
    finished.append(first)
    before = files(finished)
    finished.append(second)
    after, steps, survived = files(finished), 0, set()
    while True:
        log = Log(tmp_path / str(steps), signer)
        log.append(first)
        with pytest.MonkeyPatch.context() as monkeypatch:
            kill_after(monkeypatch, steps)
            try:
                log.append(second)
            except Killed:
                killed = True
            else:
                killed = False
        reopened = Log(log.folder, signer)
        assert files(reopened) in (before, after)
        survived.add(reopened.size)
        reopened.append(entries(600)[reopened.size :], at=reopened.size)
        assert files(reopened) == after
        if not killed:
            break
        steps += 1
    assert steps > 20
    assert survived == {200, 600}


APPENDER = """
import sys
from pathlib import Path
from tlog.log import Log
from tlog.notes import Signer
log = Log(Path(sys.argv[1]), Signer.parse(sys.argv[2]))
while True:
    log.append([f"{n}".encode() for n in range(log.size, log.size + 90)], at=log.size)
    print(log.size, flush=True)
"""


def test_kill_nine_never_loses_what_was_acknowledged(tmp_path, signer):
    folder, acknowledged = tmp_path / "log", 0
    Log(folder, signer)
    for round_ in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", APPENDER, str(folder), signer.secret],
            stdout=subprocess.PIPE,
            text=True,
        )
        with process:
            assert process.stdout is not None
            acknowledged = int(process.stdout.readline())
            time.sleep(0.013 * round_)
            process.send_signal(signal.SIGKILL)
            acknowledged = int((process.stdout.read().split() or [acknowledged])[-1])
        log = Log(folder, signer)
        assert log.size >= acknowledged
        assert contents(log) == [str(number).encode() for number in range(log.size)]
        assert_sound(log)
    assert not (folder / PENDING).exists()


def test_nothing_but_the_log_lies_in_its_folder(log):
    log.append(entries(300))
    hidden = {path.name for path in log.folder.rglob(".*")}
    assert hidden == {LOCK}
    assert leaf_hash(entries(1)[0]) == log.read("tile/0/000")[:32]
