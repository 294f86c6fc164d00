"""The bytes of the index: numbers, lists of enterprises, shards of terms.

Every encoding is canonical: the same meaning has one sequence of bytes, however it came about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

STEPS, BITMAP, GAPS, LACKING = range(4)
"""How a term's enterprises are written: the steps from one to the next as numbers; a bit for each;
the gaps between them in Rice's code; their end and the gaps between those that lack it."""
FEW = 8
"""Enterprises from which on Rice's code is the shorter."""
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
    return _joined({term: _encode_postings(firms) for term, firms in postings.items()})


def mend_shard(data: bytes, moves: Iterable[tuple[str, int, bool]]) -> bytes:
    """Return a shard in which enterprises have a term now, or no longer have it."""
    encoded = {term: (kind, part) for term, kind, part in scan_shard(data)}
    mended: dict[str, set[int]] = {}
    for term, firm, has in moves:
        if term not in mended:
            known = encoded.pop(term, None)
            mended[term] = set(decode_postings(*known)) if known else set()
        (mended[term].add if has else mended[term].discard)(firm)
    encoded |= {term: _encode_postings(sorted(firms)) for term, firms in mended.items() if firms}
    return _joined(encoded)


def _joined(encoded: Mapping[str, tuple[int, bytes]]) -> bytes:
    terms = sorted(encoded)
    keys = "\n".join(terms).encode()
    parts = [number(len(keys)), keys]
    for term in terms:
        kind, data = encoded[term]
        parts += (number(len(data) << KIND_BITS | kind), data)
    return b"".join(parts)


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
    if len(firms) < FEW:
        return STEPS, b"".join(map(number, _steps(firms, 0)))
    if 2 * len(firms) <= until:
        kind, data = GAPS, _encode_gaps(firms, until)
    else:
        lacking = sorted({*range(until)}.difference(firms))
        kind, data = LACKING, number(until) + _encode_gaps(lacking, until)
    return (kind, data) if len(data) <= bitmap else (BITMAP, _bits(firms, bitmap))


def decode_postings(kind: int, data: bytes) -> Iterator[int]:
    """Yield the numbers of the enterprises that a term has."""
    if kind == BITMAP:
        for index, byte in enumerate(data):
            for bit in range(8):
                if byte >> bit & 1:
                    yield index * 8 + bit
    elif kind == GAPS:
        yield from _decode_gaps(data)
    elif kind == LACKING:
        until, at = read_number(data, 0)
        yield from sorted({*range(until)}.difference(_decode_gaps(data[at:])))
    else:
        at = firm = 0
        while at < len(data):
            step, at = read_number(data, at)
            firm += step
            yield firm


def _steps(firms: Sequence[int], start: int) -> list[int]:
    return [here - last for last, here in pairwise((start, *firms))]


class _Codes(dict[int, str]):
    """The bits of a step by the step, for one number of low bits (Rice's code)."""

    def __init__(self, low: int) -> None:
        self.low = low

    def __missing__(self, step: int) -> str:
        gap = step - 1
        code = "1" * (gap >> self.low) + f"{gap & (1 << self.low) - 1:0{self.low + 1}b}"
        self[step] = code
        return code


_codes = cache(_Codes)


def _encode_gaps(firms: Sequence[int], until: int) -> bytes:
    """Return Rice's code of the gaps.

    How many low bits; then for each gap the rest of it in ones, a zero, its low bits. Ones fill
    the last byte.
    """
    low = max(1, 2 * until // (3 * max(1, len(firms)))).bit_length() - 1
    bits = "".join(map(_codes(low).__getitem__, _steps(firms, -1)))
    bits += "1" * (-len(bits) % 8)
    return bytes((low,)) + int("0" + bits, 2).to_bytes(len(bits) // 8)


def _decode_gaps(data: bytes) -> Iterator[int]:
    low, firm, at = data[0], -1, 0
    bits = "".join(f"{byte:08b}" for byte in data[1:])
    while (zero := bits.find("0", at)) >= 0:
        rest = bits[zero : zero + 1 + low]
        firm += (zero - at << low) + int(rest, 2) + 1
        at = zero + 1 + low
        yield firm


def _bits(firms: Sequence[int], length: int) -> bytes:
    found = bytearray(length)
    for firm in firms:
        found[firm >> 3] |= 1 << (firm & 7)
    return bytes(found)
