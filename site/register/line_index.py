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
from hashlib import blake2b, sha256
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
    def _ends(self) -> array[int]:
        """How many spans there are up to the last one of each enterprise."""
        return array("I", accumulate(array("I", self.counts)))

    def source(self, enterprise: EnterpriseId) -> bytes:
        """Return an enterprise's digest; raises KeyError for one that is not in the book."""
        at = self.places[enterprise] * DIGEST_SIZE
        return self.digests[at : at + DIGEST_SIZE]

    def lines(self, files: Sequence[ActsFile], enterprise: EnterpriseId) -> tuple[bytes, ...]:
        """Return an enterprise's lines, in the order of the book; raises KeyError for none."""
        return _cut(files, self.spans_of(enterprise))

    def spans_of(self, enterprise: EnterpriseId) -> bytes:
        """Return an enterprise's part of the spans; raises KeyError for none."""
        place = self.places[enterprise]
        start = self._ends[place - 1] if place else 0
        return self.spans[start * _SPAN.size : self._ends[place] * _SPAN.size]

    def follows(self, last: LineIndex) -> bool:
        """Tell whether every enterprise of an earlier index is in it, and in the same order."""
        return self.ids.startswith(last.ids)

    def changed_since(self, last: LineIndex | None) -> list[EnterpriseId]:
        """Return the enterprises of which an earlier index does not know the lines as they are."""
        if last is None:
            return list(self.places)
        known = last.places
        if self.follows(last):
            before, now = (_DIGEST.iter_unpack(index.digests) for index in (last, self))
            changed = compress(known, map(ne, before, now))
            return [*changed, *islice(self.places, len(known), None)]
        return [it for it in self.places if it not in known or last.source(it) != self.source(it)]

    def grown(
        self,
        added: Mapping[EnterpriseId, bytes],
        files: Sequence[ActsFile],
        acts: Iterable[ActId],
        seen: list[Seen],
    ) -> LineIndex:
        """Return the index of a book with more lines: their spans, in its files, and their ids."""
        ids, spans, counts = bytearray(self.ids), bytearray(self.spans), array("I", self.counts)
        digests = bytearray(self.digests)
        known = added.keys() & self.places.keys()
        # From the last one on, so that those before stay where they are.
        for id_ in sorted(known, key=self.places.__getitem__, reverse=True):
            place, own = self.places[id_], self.spans_of(id_) + added[id_]
            end, at = self._ends[place] * _SPAN.size, place * DIGEST_SIZE
            spans[end:end] = added[id_]
            counts[place] = len(own) // _SPAN.size
            digests[at : at + DIGEST_SIZE] = _digest_of(_cut(files, own))
        for id_, own in added.items():
            if id_ not in known:
                ids += id_.encode() + b"\n"
                spans += own
                counts.append(len(own) // _SPAN.size)
                digests += _digest_of(_cut(files, own))
        columns = (bytes(ids), bytes(digests), counts.tobytes(), bytes(spans))
        return LineIndex(*columns, self.acts + "".join(acts).encode(), seen)


NOTHING = LineIndex(b"", b"", b"", b"", b"", [])
"""The index of an empty book."""


def digest_of(file: ActsFile, size: int) -> bytes:
    """Return the digest of a file's first bytes."""
    return sha256(memoryview(file.content)[:size]).digest()


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
    seen = [Seen(it.name, it.size, digest_of(it, it.size)) for it in files]
    return NOTHING.grown(owned, files, ids, seen)


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
    added: defaultdict[EnterpriseId, bytes] = defaultdict(bytes)
    for owner, span in zip(whose, _bounds(newest.tail, newest.offset), strict=True):
        added[owner.decode()] += _SPAN.pack(len(files) - 1, *span)
    return last.grown(added, files, ids, [*last.seen[:-1], newest.seen])


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
    return blake2b(b"\n".join(lines), digest_size=DIGEST_SIZE).digest()
