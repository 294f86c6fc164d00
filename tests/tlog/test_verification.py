"""An audit catches every tampering, names it, and says what it proved."""

import shutil

import pytest

from tlog.keys import Signer
from tlog.tiles import decode_bundle, encode_bundle
from tlog.verification import Check, audit


@pytest.fixture
def log(log):
    log.append([f"entry {number}".encode() for number in range(300)])
    return log


def faults(log, signer, kept=None):
    return [each for each in audit(log.read, signer.verifier, kept) if not each.proven]


def test_an_honest_log_is_proven_from_signature_to_history(log, signer):
    kept = log.checkpoint
    log.append([b"one more"])
    findings = audit(log.read, signer.verifier, kept)
    assert [finding.check for finding in findings] == ["signature", "tiles", "root", "history"]
    assert all(str(finding).startswith("proven: ") for finding in findings)


def test_every_changed_byte_in_any_file_is_caught_and_the_file_named(log, signer):
    for path in sorted(log.folder.rglob("tile/**/*")):
        if path.is_dir():
            continue
        whole = path.read_bytes()
        for at in (0, len(whole) // 2, len(whole) - 1):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
            found = faults(log, signer)
            assert found, path
            if "/entries/" in str(path):
                assert found[0].check is Check.ENTRIES
                assert str(path).endswith(found[0].where)
        path.write_bytes(whole)
    assert faults(log, signer) == []


def test_a_changed_entry_is_named_by_its_number(log, signer):
    path = log.folder / "tile/entries/001.p/44"
    entries = decode_bundle(path.read_bytes())
    entries[7] = b"entry 999"
    path.write_bytes(encode_bundle(entries))
    (found,) = faults(log, signer)
    assert found.words == "entry 263 is not the one that was logged"


def test_a_dropped_record_is_caught(log, signer):
    path = log.folder / "tile/entries/001.p/44"
    path.write_bytes(encode_bundle(decode_bundle(path.read_bytes())[:-1]))
    (found,) = faults(log, signer)
    assert found.check is Check.ENTRIES
    assert "holds 43 entries instead of 44" in found.words


def test_a_missing_file_is_caught(log, signer):
    (log.folder / "tile/1/000.p/1").unlink()
    (found,) = faults(log, signer)
    assert (found.check, found.where) == (Check.TILES, "tile/1/000.p/1")


def test_a_changed_checkpoint_is_caught(log, signer):
    path = log.folder / "checkpoint"
    path.write_text(path.read_text().replace("\n300\n", "\n299\n"))
    (found,) = faults(log, signer)
    assert found.check is Check.SIGNATURE


def test_another_operators_log_is_not_this_one(log):
    stranger = Signer.generate("register.example/log")
    (found,) = faults(log, stranger)
    assert "no known key has signed" in found.words


def test_files_of_another_log_under_this_checkpoint_are_caught(log, signer, new_log, tmp_path):
    forged = new_log(tmp_path / "forged")
    forged.append([b"forged"] * 300)
    shutil.copy(log.folder / "checkpoint", forged.folder / "checkpoint")
    (found,) = faults(forged, signer)
    assert found.check is Check.ROOT
    assert "changed, put in or left out" in found.words


def test_a_rewritten_history_is_caught_by_a_checkpoint_kept_from_before(
    log, signer, new_log, tmp_path
):
    kept = log.checkpoint
    rewritten = new_log(tmp_path / "rewritten")
    entries = [f"entry {number}".encode() for number in range(310)]
    entries[100] = b"entry 100, made milder"
    rewritten.append(entries)
    (found,) = faults(rewritten, signer, kept)
    assert found.words == "the first 300 entries were rewritten, or the log was forked"


def test_a_fork_of_the_same_size_is_caught(log, signer, new_log, tmp_path):
    fork = new_log(tmp_path / "fork")
    fork.append([f"other {number}".encode() for number in range(300)])
    (found,) = faults(fork, signer, log.checkpoint)
    assert found.check is Check.HISTORY


def test_a_log_that_shrank_is_caught(log, signer, new_log, tmp_path):
    short = new_log(tmp_path / "short")
    short.append([b"entry 0"])
    (found,) = faults(short, signer, log.checkpoint)
    assert found.words == "the log shrank from 300 to 1 entries"


def test_a_kept_checkpoint_of_another_log_proves_nothing(log, signer):
    foreign = log.checkpoint._replace(origin="elsewhere.example")
    (found,) = faults(log, signer, foreign)
    assert "another log, elsewhere.example" in found.words
