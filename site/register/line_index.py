"""Where each enterprise's lines stand in a book: found once, then carried on as the book grows.

A book is only ever added to, but for what is erased. So whoever keeps the index of a book looks,
after an act, at the new line alone; that the lines before it are still the same is told by a digest
of each file. Whatever else happened to a file, the index is made anew from the whole book.
"""

from __future__ import annotations

import struct
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from itertools import accumulate, compress, islice
from operator import ne
from typing import NamedTuple

import msgspec

from register.acts import ActId, EnterpriseId
from register.lines import ActsFile, act_ids, owners

DIGEST_SIZE = 16
CARRIED_UP_TO = 20
"""New lines; for more it is quicker to read the whole book."""
_SPAN = struct.Struct("QQQ")
_DIGEST = struct.Struct(f"{DIGEST_SIZE}s")

DigestOf = Callable[[ActsFile, int], bytes]
"""Returns the digest of a file's first bytes, so many of them."""


class Seen(msgspec.Struct, frozen=True, array_like=True):
    """A year's file as it was when it was indexed."""

    name: str
    size: int
    digest: bytes


class LineIndex(msgspec.Struct, frozen=True, array_like=True, dict=True):
    """Whose each line of a well-formed book is; in the order in which enterprises entered it.

    In columns, since reading and writing a hundred thousand small things takes longer than an act.
    """

    ids: bytes
    """Of the enterprises, a line each."""
    digests: bytes
    """Of each enterprise's lines: 16 bytes that change when any of them does."""
    counts: bytes
    """How many lines each enterprise has, as 32-bit numbers."""
    spans: bytes
    """Of each line, enterprise by enterprise: the number of its file, where it begins and ends."""
    acts: bytes
    """The ids of all acts, in the order of the book."""
    seen: list[Seen]

    @cached_property
    def places(self) -> Mapping[EnterpriseId, int]:
        """The number of each enterprise, in their order."""
        return {id_: number for number, id_ in enumerate(self.ids.decode().split("\n")[:-1])}

    @cached_property
    def owned(self) -> Sequence[bytes]:
        """Each enterprise's part of the spans."""
        ends = list(accumulate(count * _SPAN.size for count in array("I", self.counts)))
        return [self.spans[start:end] for start, end in zip([0, *ends], ends, strict=False)]

    @cached_property
    def sources(self) -> Sequence[bytes]:
        """Each enterprise's digest."""
        return [digest for (digest,) in _DIGEST.iter_unpack(self.digests)]

    def source(self, enterprise: EnterpriseId) -> bytes:
        """Return an enterprise's digest; raises KeyError for one that is not in the book."""
        return self.sources[self.places[enterprise]]

    def lines(self, files: Sequence[ActsFile], enterprise: EnterpriseId) -> tuple[bytes, ...]:
        """Return an enterprise's lines, in the order of the book; raises KeyError for none."""
        return _cut(files, self.owned[self.places[enterprise]])

    def follows(self, last: LineIndex) -> bool:
        """Tell whether every enterprise of an earlier index is in it, and in the same order."""
        return self.ids.startswith(last.ids)

    def changed_since(self, last: LineIndex | None) -> list[EnterpriseId]:
        """Return the enterprises of which an earlier index does not know the lines as they are."""
        if last is None:
            return list(self.places)
        known = last.places
        if self.follows(last):
            changed = compress(known, map(ne, last.sources, self.sources))
            return [*changed, *islice(self.places, len(known), None)]
        return [it for it in self.places if it not in known or last.source(it) != self.source(it)]

    @classmethod
    def of(
        cls,
        owned: Mapping[EnterpriseId, bytes],
        sources: Mapping[EnterpriseId, bytes],
        acts: bytes,
        seen: list[Seen],
    ) -> LineIndex:
        """Return the index in which each enterprise has these spans and this digest."""
        return cls(
            ids="".join([f"{id_}\n" for id_ in owned]).encode(),
            digests=b"".join(sources.values()),
            counts=array("I", [len(own) // _SPAN.size for own in owned.values()]).tobytes(),
            spans=b"".join(owned.values()),
            acts=acts,
            seen=seen,
        )


NOTHING = LineIndex(b"", b"", b"", b"", b"", [])
"""The index of an empty book."""


def digest_of(file: ActsFile, size: int) -> bytes:
    """Return the digest of a file's first bytes."""
    return _digest(memoryview(file.content)[:size])


def index_of(
    files: Sequence[ActsFile], last: LineIndex | None = None, digest_of: DigestOf = digest_of
) -> LineIndex | None:
    """Return the index of a book, going on from that of an earlier state where that is possible.

    None where a file isn't well formed or an id stands twice: loading the book whole tells why.
    Who knows digests of files already may answer for them.
    """
    carried = _carried_on(last, files, digest_of) if last else None
    return carried or _made_anew(files, digest_of)


def _made_anew(files: Sequence[ActsFile], digest_of: DigestOf) -> LineIndex | None:
    spans: defaultdict[bytes, bytearray] = defaultdict(bytearray)
    ids: list[ActId] = []
    for number, file in enumerate(files):
        whose = owners(file.year, file.content)
        if whose is None:
            return None
        ids += act_ids(file.content)
        for owner, (start, end) in zip(whose, _bounds(file.content), strict=True):
            spans[owner] += _SPAN.pack(number, start, end)
    if not len(ids) == len(set(ids)) == sum(map(len, spans.values())) // _SPAN.size:
        return None
    owned = {owner.decode(): bytes(own) for owner, own in spans.items()}
    return LineIndex.of(
        owned,
        {owner: _digest_of(_cut(files, own)) for owner, own in owned.items()},
        "".join(ids).encode(),
        [Seen(it.name, it.size, digest_of(it, it.size)) for it in files],
    )


def _carried_on(
    last: LineIndex, files: Sequence[ActsFile], digest_of: DigestOf
) -> LineIndex | None:
    """Return the index with the lines that were added; None where it must be made anew.

    Lines added to a year that isn't the last one stand before others in the order of the book.
    """
    if [it.name for it in last.seen] != [it.name for it in files] or not files:
        return None
    *before, newest = (
        _grown(file, known, digest_of) for file, known in zip(files, last.seen, strict=True)
    )
    if newest is None or any(each is None or each.tail for each in before):
        return None
    whose, ids = owners(files[-1].year, newest.tail), act_ids(newest.tail)
    if whose is None or not _new(ids, len(whose), last):
        return None
    owned = dict(zip(last.places, last.owned, strict=True))
    for owner, span in zip(whose, _bounds(newest.tail, newest.offset), strict=True):
        id_ = owner.decode()
        owned[id_] = owned.get(id_, b"") + _SPAN.pack(len(files) - 1, *span)
    sources = dict(zip(last.places, last.sources, strict=True))
    sources |= {(id_ := it.decode()): _digest_of(_cut(files, owned[id_])) for it in whose}
    acts = last.acts + "".join(ids).encode()
    return LineIndex.of(owned, sources, acts, [*last.seen[:-1], newest.seen])


class _Grown(NamedTuple):
    """A file that begins as it was."""

    offset: int
    tail: bytes
    seen: Seen


def _grown(file: ActsFile, known: Seen, digest_of: DigestOf) -> _Grown | None:
    """Return what was added to a file; None where anything else changed."""
    if file.size < known.size or digest_of(file, known.size) != known.digest:
        return None
    if file.size == known.size:
        return _Grown(known.size, b"", known)
    seen = Seen(file.name, file.size, digest_of(file, file.size))
    return _Grown(known.size, file.content[known.size :], seen)


def _new(ids: Sequence[ActId], lines: int, last: LineIndex) -> bool:
    """Tell whether lines have an id each that stands nowhere else in the book."""
    return len(ids) == len(set(ids)) == lines <= CARRIED_UP_TO and not any(
        id_.encode() in last.acts for id_ in ids
    )


def _bounds(content: bytes, start: int = 0) -> Iterator[tuple[int, int]]:
    """Yield where each line begins and ends, without its newline."""
    for line in content.split(b"\n")[:-1]:
        end = start + len(line)
        yield start, end
        start = end + 1


def _cut(files: Sequence[ActsFile], spans: bytes) -> tuple[bytes, ...]:
    return tuple(files[number].cut(start, end) for number, start, end in _SPAN.iter_unpack(spans))


def _digest_of(lines: Iterable[bytes]) -> bytes:
    return _digest(b"\n".join(lines))


def _digest(content: bytes | memoryview) -> bytes:
    return blake2b(content, digest_size=DIGEST_SIZE).digest()
