"""What is sealed opens with its key and its context, and with nothing else."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.vault import CannotOpen
from intake.vault.keys import PrivateKey
from intake.vault.sealing import SMALLEST_PADDED, ContentKey, seal, unseal


@given(st.binary(max_size=5000), st.binary(max_size=40))
def test_what_was_sealed_opens_unchanged(content, context):
    key = ContentKey.generate()
    assert unseal(key, seal(key, content, context), context) == content


@given(st.data())
def test_one_altered_bit_anywhere_keeps_it_closed(data):
    key = ContentKey.generate()
    sealed = bytearray(seal(key, b"content", b"case"))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << (bit % 8)
    with pytest.raises(CannotOpen):
        unseal(key, bytes(sealed), b"case")


@given(st.binary(max_size=200))
def test_bytes_that_were_never_sealed_do_not_open(junk):
    with pytest.raises(CannotOpen):
        unseal(ContentKey.generate(), junk, b"case")


def test_content_moved_to_another_case_does_not_open():
    key = ContentKey.generate()
    with pytest.raises(CannotOpen):
        unseal(key, seal(key, b"content", b"case 1"), b"case 2")


def test_another_key_does_not_open():
    with pytest.raises(CannotOpen):
        unseal(ContentKey.generate(), seal(ContentKey.generate(), b"content", b""), b"")


def test_short_texts_all_look_alike():
    key = ContentKey.generate()
    lengths = {len(seal(key, b"x" * size, b"")) for size in range(SMALLEST_PADDED)}
    assert len(lengths) == 1


@given(st.integers(SMALLEST_PADDED, 3_000_000))
def test_padding_costs_at_most_an_eighth_and_hides_the_exact_length(size):
    key = ContentKey.generate()
    sealed = len(seal(key, bytes(size), b""))
    assert size < sealed <= size * 1.125 + 60


def test_a_secret_handed_over_is_taken_by_the_private_key_only():
    holder, other = PrivateKey.generate(), PrivateKey.generate()
    handed = holder.public.hand(b"secret", b"case")
    assert holder.take(handed, b"case") == b"secret"
    with pytest.raises(CannotOpen):
        other.take(handed, b"case")


def test_a_secret_handed_over_for_one_case_is_not_taken_for_another():
    holder = PrivateKey.generate()
    with pytest.raises(CannotOpen):
        holder.take(holder.public.hand(b"secret", b"case 1"), b"case 2")


def test_a_content_key_survives_being_handed_over():
    holder, key = PrivateKey.generate(), ContentKey.generate()
    taken = holder.take_key(holder.public.hand_key(key, b"case"), b"case")
    assert unseal(taken, seal(key, b"content", b""), b"") == b"content"


@pytest.mark.parametrize("key", [ContentKey.generate(), PrivateKey.generate()])
def test_keys_never_show_or_write_themselves_by_accident(key):
    assert key.reveal().hex() not in repr(key)
    assert repr(key.reveal()) not in f"{key}"
    with pytest.raises(TypeError):
        pickle.dumps(key)
