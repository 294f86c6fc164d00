"""The log of a place grows with the book, keeps no more files than readers need, changes hands."""

import datetime as dt

import pytest

from ledger.place_log import PlaceLog, key_entry
from register import journal
from register.commitments import VERSION, Entry, EntryType
from register.lines import amending
from tlog.notes import BadNote, Signer, Verifier
from tlog.verification import audit

DAY = dt.date(2026, 11, 22)


@pytest.fixture
def signer():
    return Signer.generate("register.example/log")


@pytest.fixture
def log(tmp_path):
    return PlaceLog(tmp_path)


def grow(log, signer, count):
    start = log.checkpoint.size if log.kept else 0
    entries = [
        Entry(VERSION, seq, EntryType.RECEIPT, "", 0, DAY, f"{seq:064x}")
        for seq in range(start, start + count)
    ]
    with amending(log.place):
        journal.commit(log.place, log.changes(signer, entries))


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
    assert set(log.published(100)) == {"tile/0/000.p/100", "tile/entries/000.p/100"}


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
    from tlog.notes import Kind, parse_note

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
    with pytest.raises(BadNote):
        log.cosigned(str(stranger.cosign(text + "x", 1)), Verifier.parse(str(stranger.verifier)))
