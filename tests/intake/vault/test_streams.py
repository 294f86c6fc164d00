"""Sealed streams: whatever the cut, the same bytes come back, or nothing does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.vault import CannotOpen
from intake.vault.sealing import ContentKey
from intake.vault.streams import PIECE, StreamSealer, open_stream

HERE = b"case/a/file/b"


def sealed(key, parts, context=HERE) -> bytes:
    sealer = StreamSealer(key, context)
    return sealer.start() + b"".join(map(sealer.add, parts)) + sealer.end()


def opened(key, box, size, cut=10_007, context=HERE) -> bytes:
    parts = (box[at : at + cut] for at in range(0, len(box), cut))
    return b"".join(open_stream(key, parts, size, context))


SIZES = [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 5 * PIECE + 17]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("cut", [997, PIECE, 10**7])
def test_what_was_sealed_comes_back_however_it_was_cut(size, cut):
    key, content = ContentKey.generate(), bytes(range(251)) * (size // 251 + 1)
    content = content[:size]
    parts = [content[at : at + cut] for at in range(0, size, cut)]
    assert opened(key, sealed(key, parts), size, cut) == content


@given(st.lists(st.binary(max_size=3000), max_size=8))
def test_any_parts_are_joined(parts):
    key, whole = ContentKey.generate(), b"".join(parts)
    assert opened(key, sealed(key, parts), len(whole)) == whole


def test_the_length_tells_only_its_order_of_magnitude():
    key = ContentKey.generate()
    lengths = {len(sealed(key, [bytes(size)])) for size in range(100_000, 100_400, 50)}
    assert len(lengths) == 1


@pytest.mark.parametrize("size", [10, 3 * PIECE])
def test_an_altered_cut_or_reordered_stream_does_not_open(size):
    key = ContentKey.generate()
    box = sealed(key, [b"x" * size])
    piece = PIECE + 17
    wrong = [
        box[:-1],
        box[:24],
        b"",
        box[:30] + bytes([box[30] ^ 1]) + box[31:],
        box + b"\0",
        box[:24] + box[24 + piece :],
        box[:24] + box[24 + piece : 24 + 2 * piece] + box[24 : 24 + piece] + box[24 + 2 * piece :],
    ]
    for forged in (other for other in wrong if other != box):
        with pytest.raises(CannotOpen):
            opened(key, forged, size)


def test_another_key_or_another_place_does_not_open():
    key = ContentKey.generate()
    box = sealed(key, [b"x"])
    with pytest.raises(CannotOpen):
        opened(ContentKey.generate(), box, 1)
    with pytest.raises(CannotOpen):
        opened(key, box, 1, context=b"case/a/file/c")


def test_more_than_was_sealed_is_not_made_up():
    key = ContentKey.generate()
    with pytest.raises(CannotOpen):
        opened(key, sealed(key, [b"abc"]), 10_000)
