"""Signed notes, keys and cosignatures, against the published examples and against tampering."""

import pytest

from tlog.checkpoints import Checkpoint, open_checkpoint
from tlog.hashing import EMPTY_ROOT
from tlog.keys import Kind, Signer, Verifier
from tlog.notes import BadNote, parse_note, parse_signature

# The example of Go's golang.org/x/mod/sumdb/note, which the C2SP format follows.
PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
NOTE = (
    TEXT + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqf"
    "qdngotpRZb6KE6RyyBwJnAM=\n"
)


@pytest.fixture
def witness() -> Signer:
    return Signer.generate("witness.example/w1", Kind.COSIGNATURE_V1)


@pytest.fixture
def note(signer):
    return Checkpoint(signer.name, 0, EMPTY_ROOT).signed(signer)


def test_the_published_example_is_accepted():
    verifier = Verifier.parse(PUBLIC)
    parsed = parse_note(NOTE.encode())
    assert (parsed.text, parsed.signed_by([verifier])) == (TEXT, (verifier,))


def test_the_published_key_signs_the_published_note():
    signer = Signer.parse(PRIVATE)
    assert str(signer.verifier) == PUBLIC
    assert signer.secret == PRIVATE
    assert str(parse_note(NOTE.encode())._replace(signatures=(signer.sign(TEXT),))) == NOTE


@pytest.mark.parametrize(
    "key",
    [
        "",
        "PeterNeumann",
        PUBLIC.replace("c74f20a3", "c74f20a4"),
        PUBLIC.replace("+ARpc", "+CRpc"),
        PUBLIC[:-4],
        PUBLIC.replace("TW", "!!"),
        PUBLIC.replace("PeterNeumann", "Peter Neumann"),
    ],
)
def test_a_public_key_that_is_not_one_is_refused(key):
    with pytest.raises(BadNote):
        Verifier.parse(key)


@pytest.mark.parametrize(
    "key", [PUBLIC, PRIVATE.replace("c74f20a3", "c74f20a4"), PRIVATE[:-8], PRIVATE[:-1] + "!"]
)
def test_a_private_key_that_is_not_one_is_refused_without_being_repeated(key):
    with pytest.raises(BadNote) as refused:
        Signer.parse(key)
    assert "AYEKFALV" not in str(refused.value)


def test_a_key_name_without_meaning_is_refused():
    for name in ("", "two words", "a+b"):
        with pytest.raises(BadNote):
            Signer.generate(name)


def test_one_changed_character_anywhere_in_the_text_is_noticed():
    verifier = Verifier.parse(PUBLIC)
    for at in range(len(TEXT)):
        if TEXT[at] == "\n":
            continue
        changed = TEXT[:at] + ("X" if TEXT[at] != "X" else "Y") + TEXT[at + 1 :]
        note = parse_note(NOTE.replace(TEXT, changed).encode())
        with pytest.raises(BadNote, match="the signature of PeterNeumann is wrong"):
            note.signed_by([verifier])


def test_unknown_keys_are_passed_over_but_one_known_key_must_sign(note, signer):
    stranger = Signer.generate("stranger.example")
    both = note.with_signature(stranger.sign(note.text))
    assert both.signed_by([signer.verifier]) == (signer.verifier,)
    with pytest.raises(BadNote, match="no known key"):
        note.signed_by([stranger.verifier])


def test_a_wrong_signature_of_a_known_key_spoils_the_note_whoever_else_signed(note, signer):
    other = Signer.generate("other.example")
    spoilt = note.with_signature(other.sign("another text\n"))
    with pytest.raises(BadNote, match=r"the signature of other\.example is wrong"):
        spoilt.signed_by([signer.verifier, other.verifier])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"text only\n",
        NOTE.encode()[:-1],
        NOTE.replace("\n\n", "\n").encode(),
        NOTE.replace("— ", "- ").encode(),
        NOTE.replace("answer", "ans\x07wer").encode(),
        NOTE.replace("x08go", "!08go").encode(),
        TEXT.encode() + "\n— PeterNeumann AAAA\n".encode(),
        b"\xff" + NOTE.encode(),
    ],
)
def test_what_is_not_a_note_is_refused(content):
    with pytest.raises(BadNote):
        parse_note(content)


def test_a_witness_cosigns_with_the_time_it_looked(note, witness):
    cosigned = note.with_signature(witness.cosign(note.text, 1679315147))
    assert cosigned.signed_by([witness.verifier]) == (witness.verifier,)
    line = str(witness.cosign(note.text, 1679315147))
    assert len(parse_signature(line).body) == 8 + 64


def test_a_cosignature_whose_time_was_changed_is_noticed(note, witness):
    signature = witness.cosign(note.text, 1679315147)
    later = signature._replace(body=(1679315148).to_bytes(8, "big") + signature.body[8:])
    with pytest.raises(BadNote, match="wrong"):
        note.with_signature(later).signed_by([witness.verifier])


def test_a_cosignature_is_no_signature_of_the_log(note, signer, witness):
    only = note._replace(signatures=(witness.cosign(note.text, 1),))
    with pytest.raises(BadNote, match="own key has not signed"):
        open_checkpoint(str(only).encode(), signer.verifier, witness.verifier)


def test_a_checkpoint_of_another_log_is_refused(signer):
    foreign = Checkpoint("elsewhere.example/log", 0, EMPTY_ROOT).signed(signer)
    with pytest.raises(BadNote, match="elsewhere"):
        open_checkpoint(str(foreign).encode(), signer.verifier)


@pytest.mark.parametrize("text", ["", "a\n1\n", "a\n01\n" + "A" * 43 + "=\n", "a\n1\nAAAA\n"])
def test_what_is_not_a_checkpoint_is_refused(text):
    with pytest.raises(BadNote, match="not a checkpoint"):
        Checkpoint.of(text)


def test_extension_lines_of_a_checkpoint_are_passed_over():
    text = "a\n1\n" + "A" * 43 + "=\nextension\n"
    assert Checkpoint.of(text) == Checkpoint("a", 1, bytes(32))
