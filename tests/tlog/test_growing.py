"""A log that grows keeps everything it was given, in order, and all it ever signed for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tlog.checkpoints import open_checkpoint
from tlog.growing import grow
from tlog.hashing import leaf_hash
from tlog.proofs import ProofFailed, check_consistency, consistency_proof
from tlog.tiles import (
    LONGEST_ENTRY,
    Malformed,
    TileReader,
    bundles_of,
    read_entries,
    tiles_of,
)
from tlog.verification import audit


def entries(count: int, start: int = 0) -> list[bytes]:
    return [f'{{"seq":{number}}}'.encode() for number in range(start, start + count)]


def contents(log) -> list[bytes]:
    return [entry for b in bundles_of(log.size) for entry in read_entries(log.read, b)]


def files(log) -> dict[str, bytes]:
    """What the present checkpoint stands on."""
    paths = [tile.path for tile in (*tiles_of(log.size), *bundles_of(log.size))]
    return {path: log.read(path) for path in (*paths, "checkpoint")}


def assert_sound(log, signer) -> None:
    findings = audit(log.read, signer.verifier)
    assert all(finding.proven for finding in findings), findings


def test_a_log_that_grew_by_nothing_is_the_one_it_was(log, signer):
    for size in (0, 3):
        log.append(entries(size))
        assert grow(log.read, log.checkpoint, []).checkpoint == log.checkpoint
        assert_sound(log, signer)


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 600])
def test_what_was_appended_is_there_in_order(log, signer, size):
    log.append(entries(size))
    assert contents(log) == entries(size)
    assert log.read(next(tiles_of(size)).path)[:32] == leaf_hash(entries(1)[0])
    assert_sound(log, signer)


@settings(max_examples=15)
@given(st.lists(st.integers(0, 300), max_size=6))
def test_many_small_appends_make_the_same_log_as_one(tmp_path_factory, new_log, batches):
    folder = tmp_path_factory.mktemp("logs")
    step_by_step, at_once = new_log(folder / "a"), new_log(folder / "b")
    for batch in batches:
        step_by_step.append(entries(batch, start=step_by_step.size))
    at_once.append(entries(sum(batches)))
    assert files(step_by_step) == files(at_once)


def test_partial_tiles_of_every_checkpoint_stay_readable(log, signer):
    notes = []
    for _ in range(5):
        log.append(entries(3, start=log.size))
        notes.append(log.read("checkpoint"))
    now = log.checkpoint
    tiles = TileReader(log.read, now.size)
    for note in notes:
        checkpoint = open_checkpoint(note, signer.verifier)
        proof = consistency_proof(checkpoint.size, now.size, tiles)
        check_consistency(checkpoint.size, checkpoint.root, now.size, now.root, proof)
        assert all(log.read(tile.path) for tile in tiles_of(checkpoint.size))


def test_an_entry_too_long_stops_the_whole_append(log):
    with pytest.raises(Malformed):
        log.append([b"short", b"x" * (LONGEST_ENTRY + 1)])
    assert log.size == 0
    log.append([b"x" * LONGEST_ENTRY, b""])
    assert contents(log) == [b"x" * LONGEST_ENTRY, b""]


def test_a_tile_spoilt_below_the_checkpoint_is_never_signed_for(log):
    log.append(entries(3))
    path = log.folder / "tile/0/000.p/3"
    path.write_bytes(bytes(32) + path.read_bytes()[32:])
    with pytest.raises(ProofFailed):
        grow(log.read, log.checkpoint, entries(1, start=3))
