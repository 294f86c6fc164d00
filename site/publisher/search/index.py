"""The whole index: built from all enterprises, or mended where a few of them changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from publisher.search.blocks import BLOCK, Packer
from publisher.search.coding import encode_shard, mend_shard, shard_of
from publisher.search.findable import FACETS, FAMILIES, Findable, home, terms
from publisher.search.sounds import Sounds

FIRMS_PER_SHARD = 100
"""Half as many files would cost a query half as much again: long initials ask six shards."""
RUN = BLOCK // 3
"""Numbers that an industry takes at a time."""

MENDED_UP_TO = 50
"""Changed enterprises; with more it is quicker to build anew."""

Postings = dict[str, list[int]]


class Index(msgspec.Struct, array_like=True):
    """The index of a place's enterprises, with what it takes to mend it; kept between builds."""

    validity: bytes
    """Of the program and the profile it was built by."""
    firms: list[bytes]
    """Each enterprise's `Findable`, encoded, at the place that is its number; see `numbered`."""
    sounds: dict[str, str]
    shards: dict[str, list[bytes]]
    """The shards of each family."""
    blocks: list[bytes]


def up_to_date(cache: Path, validity: bytes, firms: Sequence[bytes], packer: Packer) -> Index:
    """Return the index of these enterprises.

    The bytes are the same whether the last one was mended or a new one built.
    """
    last = _read(cache, validity)
    changed = _changed(last.firms, firms) if last else range(len(firms))
    if last and not changed:
        return last
    if last and len(changed) <= MENDED_UP_TO and _sizes(last.firms) == _sizes(firms):
        index = _mended(last, firms, changed, packer)
    else:
        index = _built(validity, firms, packer)
    _write(cache, index)
    return index


def numbered(firms: Iterable[tuple[str, bytes]]) -> list[bytes]:
    """Return enterprises, each given with its industry and encoded, in the order of their numbers.

    Neighbours in number share an industry, and so the words of their trade: what one query finds
    lies in few blocks. Each industry opens a run of numbers when it has filled its last one, so a
    new enterprise changes no other's number.
    """
    places: list[bytes] = []
    free: dict[str, int] = {}
    for industry, firm in firms:
        place = free.get(industry, 0)
        if place % RUN == 0:
            place = len(places)
            places += [_NOBODY] * RUN
        places[place] = firm
        free[industry] = place + 1
    return places


def _built(validity: bytes, firms: Sequence[bytes], packer: Packer) -> Index:
    sounds = Sounds({})
    found: dict[str, defaultdict[str, list[int]]] = {it: defaultdict(list) for it in FAMILIES}
    decoded = [_decode(firm) for firm in firms]
    for place, firm in enumerate(decoded):
        for family, words in terms(firm, sounds).items():
            postings = found[family]
            for word in words:
                postings[word].append(place)
    sizes = _sizes(firms)
    return Index(
        validity=validity,
        firms=list(firms),
        sounds=sounds.known,
        shards={family: _dealt(found[family], family, sizes[family]) for family in FAMILIES},
        blocks=[
            packer.block(decoded[start : start + BLOCK]) for start in range(0, len(firms), BLOCK)
        ],
    )


def _dealt(postings: Postings, family: str, size: int) -> list[bytes]:
    shards: list[Postings] = [{} for _ in range(size)]
    for word, places in postings.items():
        shards[shard_of(home(word, family), size)][word] = places
    return [encode_shard(shard) for shard in shards]


def _mended(last: Index, firms: Sequence[bytes], changed: Iterable[int], packer: Packer) -> Index:
    sounds = Sounds(last.sounds)
    changed = list(changed)
    blocks = list(last.blocks[: -(-len(firms) // BLOCK)])
    for block in sorted({place // BLOCK for place in changed if place < len(firms)}):
        packed = packer.block([_decode(it) for it in firms[block * BLOCK : (block + 1) * BLOCK]])
        blocks[block : block + 1] = [packed]
    return Index(
        validity=last.validity,
        firms=list(firms),
        sounds=sounds.known,
        shards={
            family: _mended_shards(last.shards[family], family, moves)
            for family, moves in _moves(last.firms, firms, changed, sounds).items()
        },
        blocks=blocks,
    )


Move = tuple[str, int, bool]
"""A term, an enterprise's number, and whether it now has the term."""


def _moves(
    before: Sequence[bytes], after: Sequence[bytes], changed: Iterable[int], sounds: Sounds
) -> dict[str, list[Move]]:
    moves: dict[str, list[Move]] = {family: [] for family in FAMILIES}
    for place in changed:
        old, new = (terms(_at(firms, place), sounds) for firms in (before, after))
        for family in FAMILIES:
            moves[family] += ((word, place, False) for word in old[family] - new[family])
            moves[family] += ((word, place, True) for word in new[family] - old[family])
    return moves


def _mended_shards(shards: Sequence[bytes], family: str, moves: Iterable[Move]) -> list[bytes]:
    by_shard: defaultdict[int, list[Move]] = defaultdict(list)
    for move in moves:
        by_shard[shard_of(home(move[0], family), len(shards))].append(move)
    mended = list(shards)
    for number, here in by_shard.items():
        mended[number] = mend_shard(shards[number], here)
    return mended


def _changed(before: Sequence[bytes], after: Sequence[bytes]) -> list[int]:
    shorter, longer = sorted((len(before), len(after)))
    return [place for place in range(shorter) if before[place] != after[place]] + list(
        range(shorter, longer)
    )


def _sizes(firms: Sequence[bytes]) -> dict[str, int]:
    """Return how many shards each family has: powers of two, so that they seldom change."""
    size = 1 << max(0, (len(firms) - 1) // FIRMS_PER_SHARD).bit_length()
    return {family: max(1, size // 8) if family == FACETS else size for family in FAMILIES}


_NONE = Findable("", (), "", "", "", (), (), (), ())
_NOBODY = msgspec.msgpack.encode(_NONE)


def _at(firms: Sequence[bytes], place: int) -> Findable:
    return _decode(firms[place]) if place < len(firms) else _NONE


_DECODER = msgspec.msgpack.Decoder(Findable)


def _decode(firm: bytes) -> Findable:
    return _DECODER.decode(firm)


def _read(cache: Path, validity: bytes) -> Index | None:
    try:
        index = msgspec.msgpack.decode(cache.read_bytes(), type=Index)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None
    return index if index.validity == validity else None


def _write(cache: Path, index: Index) -> None:
    fresh = cache.with_suffix(".new")
    fresh.write_bytes(msgspec.msgpack.encode(index))
    fresh.replace(cache)
