"""The bytes of the index: numbers, lists of enterprises, shards of terms.

Every encoding is canonical: the same meaning has one sequence of bytes, however it came about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

DELTAS, BITMAP, MISSING = range(3)
"""How a term's enterprises are written: the steps from one to the next; a bit for each; their end
and the steps between those that lack it."""
KIND_BITS = 2


def number(value: int) -> bytes:
    """Return a number as groups of seven bits, least first (LEB128)."""
    if value < 0x80:
        return bytes((value,))
    found = bytearray()
    while value >= 0x80:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)


def read_number(data: bytes, at: int) -> tuple[int, int]:
    """Return the number at a position and the position after it."""
    value = shift = 0
    while data[at] >= 0x80:
        value |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
    return value | data[at] << shift, at + 1


def shard_of(word: str, shards: int) -> int:
    """Return which shard a word lies in: FNV-1a over its characters, folded."""
    mark = 0x811C9DC5
    for char in word:
        mark = (mark ^ ord(char)) * 0x01000193 & 0xFFFFFFFF
    return (mark ^ mark >> 15) % shards


def encode_shard(postings: Mapping[str, Sequence[int]]) -> bytes:
    """Return terms with the ascending numbers of their enterprises.

    The terms, sorted, one a line, after the length of that text; then for each a header (length of
    its data × 4 + kind) and the data.
    """
    terms = sorted(postings)
    keys = "\n".join(terms).encode()
    parts = [number(len(keys)), keys]
    for term in terms:
        kind, data = _encode_postings(postings[term])
        parts += (number(len(data) << KIND_BITS | kind), data)
    return b"".join(parts)


def decode_shard(data: bytes) -> dict[str, list[int]]:
    """Return what `encode_shard` was given."""
    return {term: list(_decode_postings(kind, part)) for term, kind, part in scan_shard(data)}


def scan_shard(data: bytes) -> Iterator[tuple[str, int, bytes]]:
    """Yield each term of a shard with the kind and the bytes of its postings."""
    length, at = read_number(data, 0)
    keys = data[at : at + length].decode()
    at += length
    for term in keys.split("\n") if keys else ():
        header, at = read_number(data, at)
        length = header >> KIND_BITS
        yield term, header & (1 << KIND_BITS) - 1, data[at : at + length]
        at += length


def _encode_postings(firms: Sequence[int]) -> tuple[int, bytes]:
    """Return the shortest way: what nearly all have costs as little as what nearly none has."""
    until = firms[-1] + 1
    bitmap = -(-until // 8)
    if len(firms) <= bitmap:
        kind, data = DELTAS, _steps(firms)
    elif until - len(firms) < bitmap:
        lacking = sorted({*range(until)}.difference(firms))
        kind, data = MISSING, number(until) + _steps(lacking)
    else:
        return BITMAP, _bits(firms, bitmap)
    return (kind, data) if len(data) <= bitmap else (BITMAP, _bits(firms, bitmap))


def _decode_postings(kind: int, data: bytes) -> Iterator[int]:
    if kind == BITMAP:
        for index, byte in enumerate(data):
            for bit in range(8):
                if byte >> bit & 1:
                    yield index * 8 + bit
    elif kind == MISSING:
        until, at = read_number(data, 0)
        yield from sorted({*range(until)}.difference(_stepped(data, at)))
    else:
        yield from _stepped(data, 0)


def _steps(firms: Sequence[int]) -> bytes:
    steps = [*firms[:1], *(here - last for last, here in pairwise(firms))]
    return bytes(steps) if max(steps, default=0) < 0x80 else b"".join(map(number, steps))


def _stepped(data: bytes, at: int) -> Iterator[int]:
    firm = 0
    while at < len(data):
        step, at = read_number(data, at)
        firm += step
        yield firm


def _bits(firms: Sequence[int], length: int) -> bytes:
    found = bytearray(length)
    for firm in firms:
        found[firm >> 3] |= 1 << (firm & 7)
    return bytes(found)
