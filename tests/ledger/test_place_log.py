"""The log of a place grows with the book, keeps no more files than readers need, changes hands."""

import datetime as dt

import pytest

from ledger.place_log import OutOfPlace, PlaceLog, key_entry
from ledger.published import tiles_of
from register import journal
from register.commitments import VERSION, Entry, EntryType
from register.lines import amending
from tlog.keys import Kind, Signer
from tlog.notes import BadNote, parse_note
from tlog.proofs import ProofFailed
from tlog.tiles import LONGEST_ENTRY, Malformed
from tlog.verification import audit

DAY = dt.date(2026, 11, 22)


@pytest.fixture
def signer():
    return Signer.generate("register.example/log")


@pytest.fixture
def log(tmp_path):
    return PlaceLog(tmp_path)


def receipt(seq, record=""):
    return Entry(VERSION, seq, EntryType.RECEIPT, record, 0, DAY, f"{seq:064x}")


def grow(log, signer, count):
    start = log.checkpoint.size if log.kept else 0
    entries = [receipt(seq) for seq in range(start, start + count)]
    with amending(log.place):
        journal.commit(log.place, log.changes(signer, entries))


def files(log):
    return {path: path.read_bytes() for path in log.folder.rglob("*") if path.is_file()}


def proven(log, kept=None):
    return all(finding.proven for finding in audit(log.read, log.keys[-1], kept))


def test_partial_tiles_go_once_their_tile_was_full_before(log, signer):
    grow(log, signer, 100)
    grow(log, signer, 200)
    log.forget_old_partials(100)
    assert (log.folder / "tile/0/000.p/100").exists()
    grow(log, signer, 1)
    log.forget_old_partials(300)
    assert not (log.folder / "tile/0/000.p").exists()
    assert not (log.folder / "tile/entries/000.p").exists()
    assert (log.folder / "tile/0/001.p/44").exists()
    assert proven(log)


def test_only_what_belongs_to_a_checkpoint_is_published_with_it(log, signer):
    grow(log, signer, 100)
    grow(log, signer, 200)
    assert {it.path for it in tiles_of(log.folder, 100)} == {
        "tile/0/000.p/100",
        "tile/entries/000.p/100",
    }


def test_a_log_handed_over_is_still_the_one_that_was_kept(log, signer):
    grow(log, signer, 10)
    kept, new = log.checkpoint, Signer.generate(signer.name)
    with amending(log.place):
        entry = key_entry(new.verifier, 10, DAY)
        journal.commit(log.place, log.rotation(signer, new, entry))
    assert log.keys == [signer.verifier, new.verifier]
    assert proven(log, kept)
    with pytest.raises(BadNote):
        grow(log, signer, 1)  # the old key signs no more
    grow(log, new, 1)
    assert proven(log, kept)


def test_a_witness_signs_beside_the_log_and_nobody_signs_for_it(log, signer):
    grow(log, signer, 10)
    witness = Signer.generate("witness.example", Kind.COSIGNATURE_V1)
    text = parse_note(log.read("checkpoint")).text
    with amending(log.place):
        journal.commit(
            log.place, log.cosigned(str(witness.cosign(text, 1_795_000_000)), witness.verifier)
        )
    note = parse_note(log.read("checkpoint"))
    assert witness.verifier in note.signed_by([signer.verifier, witness.verifier])
    assert proven(log)
    stranger = Signer.generate("witness.example", Kind.COSIGNATURE_V1)
    for line, name in (
        (stranger.cosign(text + "x", 1), stranger),
        (stranger.cosign(text, 1), witness),  # who signed before, but not this
        (signer.sign(text + "x"), witness),  # would take the place of the log's own
        ("— witness.example", witness),
    ):
        with pytest.raises(BadNote):
            log.cosigned(str(line), name.verifier)


def test_a_log_begun_over_an_empty_book_is_empty_and_signed(log, signer):
    grow(log, signer, 0)
    assert (log.checkpoint.size, log.keys) == (0, [signer.verifier])
    assert proven(log)


def test_work_repeated_is_not_logged_twice(log, signer):
    grow(log, signer, 4)
    for seq in (3, 5):
        with pytest.raises(OutOfPlace, match=f"entry {seq} can't be the log's entry 4"):
            log.changes(signer, [receipt(seq)])


def test_one_entry_too_long_stops_the_whole_step(log, signer):
    with pytest.raises(Malformed, match="at most 65535"):
        log.changes(signer, [receipt(0), receipt(1, "x" * LONGEST_ENTRY)])
    assert not log.folder.exists()


def test_another_key_neither_adds_to_the_log_nor_hands_it_over(log, signer):
    grow(log, signer, 2)
    stranger = Signer.generate(signer.name)
    with pytest.raises(BadNote, match="another key"):
        log.changes(stranger, [receipt(2)])
    with pytest.raises(BadNote, match="another key"):
        log.rotation(stranger, stranger, key_entry(stranger.verifier, 2, DAY))


def test_a_log_that_lost_its_checkpoint_is_not_begun_anew(log, signer):
    grow(log, signer, 2)
    (log.folder / "checkpoint").unlink()
    left = files(log)
    assert log.lost_its_checkpoint
    with pytest.raises(BadNote, match="restore it from a backup"):
        grow(log, signer, 1)
    assert files(log) == left


def test_a_tile_spoilt_below_the_checkpoint_is_never_signed_for(log, signer):
    grow(log, signer, 3)
    tile = log.folder / "tile/0/000.p/3"
    whole = tile.read_bytes()
    tile.write_bytes(bytes(32) + whole[32:])
    spoilt = files(log)
    with pytest.raises(ProofFailed):
        grow(log, signer, 1)
    assert files(log) == spoilt
    tile.write_bytes(whole)
    grow(log, signer, 1)
    assert log.checkpoint.size == 4
    assert proven(log)
