"""What all enterprises say, topic by topic: kept encoded from build to build.

An act changes what one enterprise says to a few topics. Pages are made from one topic or two, so
while those stay the same nobody looks at them; and of the others each is decoded only where a page
is made anew. A topic is kept in chunks, of which an act changes one. A chunk's file is named by its
digest and never written to again: an index names those that belong together, and replacing it is
the moment the whole has changed.
"""

from __future__ import annotations

import datetime as dt
import os
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property, partial
from hashlib import blake2b
from pathlib import Path
from types import GenericAlias
from typing import Any

import msgspec

from publisher.firms import DIGEST_SIZE, Card, Event, Firm, ListRow, Share
from register.acts import EnterpriseId
from register.duties import Record
from register.histories import Tombstone
from register.line_index import LineIndex
from register.lists import LISTS

Encoded = Mapping[EnterpriseId, msgspec.Raw]
"""What each enterprise says to one topic."""
Said = Mapping[str, msgspec.Raw]
"""What one enterprise says, by the name of the topic."""

CHUNK = 250
"""Enterprises."""
INDEX, NEW = "index", "new"
"""Names of files beside those of the topics."""
ROWS = "rows-"
"""Before a list's slug: the topic of its rows."""
_TYPES: Mapping[str, Any] = {
    "page": bytes,
    "card": Card,
    "told": dt.date,
    "cuts": tuple[int, ...],
    "events": tuple[Event, ...],
    "listed": tuple[str, ...],
    "overdue": tuple[ListRow, ...],
    "tombstones": tuple[Tombstone, ...],
    "records": tuple[str, ...],
    "share": Share,
    "search": bytes,
    "duties": tuple[Record, ...],
    **{f"{ROWS}{slug}": tuple[ListRow, ...] for slug in LISTS},
}
"""Every topic, by the name of the field of `Firm` that speaks of it."""
_SAID: Mapping[str, msgspec.msgpack.Decoder[Any]] = {
    name: msgspec.msgpack.Decoder(GenericAlias(dict, (str, kind))) for name, kind in _TYPES.items()
}
_ENCODED = msgspec.msgpack.Decoder(dict[str, msgspec.Raw])
_DIGEST = struct.Struct(f"{DIGEST_SIZE}s")


class Chunk:
    """What neighbours in the book say to one topic."""

    def __init__(self, digest: bytes, load: Callable[[], bytes]) -> None:
        """Take a chunk by its digest; its content is loaded where somebody asks for it."""
        self.digest = digest
        self._load = load

    @classmethod
    def of(cls, encoded: Encoded) -> Chunk:
        """Return the chunk in which enterprises say this."""
        content = msgspec.msgpack.encode(encoded)
        return cls(_digest(content), lambda: content)

    @cached_property
    def content(self) -> bytes:
        """A map from enterprise to what it says, encoded; silent ones are not in it."""
        return self._load()


class Topic:
    """What enterprises say about one thing, in the order of the book; silent ones are not in it."""

    def __init__(self, name: str, chunks: Sequence[Chunk]) -> None:
        self.chunks = chunks
        """`CHUNK` enterprises of the book each, so that an act changes one of them."""
        self._name = name

    @cached_property
    def digest(self) -> bytes:
        """Changes when anybody says anything else."""
        return _digest(self.digests)

    @property
    def digests(self) -> bytes:
        """Those of all chunks."""
        return b"".join([chunk.digest for chunk in self.chunks])

    @cached_property
    def said(self) -> Mapping[EnterpriseId, Any]:
        """What each says, decoded once for whoever asks."""
        return self._decoded(_SAID[self._name])

    @cached_property
    def encoded(self) -> Encoded:
        """What each says, encoded."""
        return self._decoded(_ENCODED)

    def said_in(self, chunk: Chunk) -> Mapping[EnterpriseId, Any]:
        """Return what the enterprises of one chunk say."""
        said: Mapping[EnterpriseId, Any] = _SAID[self._name].decode(chunk.content)
        return said

    def encoded_in(self, chunk: int) -> Encoded:
        """Return what the enterprises of one chunk say, encoded."""
        return _ENCODED.decode(self.chunks[chunk].content) if chunk < len(self.chunks) else {}

    def _decoded(self, decoder: msgspec.msgpack.Decoder[Any]) -> Mapping[EnterpriseId, Any]:
        whole: dict[EnterpriseId, Any] = {}
        for chunk in self.chunks:
            whole |= decoder.decode(chunk.content)
        return whole


class Index(msgspec.Struct, frozen=True, array_like=True):
    """What belongs together."""

    validity: bytes
    """Fingerprint of code, profile and day."""
    lines: LineIndex
    """Of the book whose enterprises say all this."""
    topics: dict[str, bytes]
    """The digests of each topic's chunks."""


_INDEX = msgspec.msgpack.Decoder(Index)


class Topics:
    """Every topic of a place's book on a day."""

    def __init__(self, index: Index, topics: Mapping[str, Topic]) -> None:
        self.index = index
        self._topics = topics

    def __getitem__(self, name: str) -> Topic:
        return self._topics[name]

    def __iter__(self) -> Iterator[Topic]:
        return iter(self._topics.values())

    @property
    def chunks(self) -> Set[bytes]:
        """The digests of every topic's chunks."""
        return {digest for digests in self.index.topics.values() for digest in _each(digests)}

    def digest(self, *names: str) -> bytes:
        """Return what changes when anybody says anything else to one of these topics."""
        return b"".join([self._topics[name].digest for name in names])


def said_by(firm: Firm) -> Said:
    """Return what an enterprise says, topic by topic."""
    fields = {name: getattr(firm, name) for name in Firm.__struct_fields__ if name != "rows"}
    fields |= {f"{ROWS}{slug}": rows for slug, rows in firm.rows.items()}
    return {name: msgspec.Raw(msgspec.msgpack.encode(it)) for name, it in fields.items() if it}


def gathered(
    validity: bytes, lines: LineIndex, said: Mapping[EnterpriseId, Said], last: Topics | None
) -> Topics:
    """Return the topics of a book: what some enterprises say now, and what the others said last.

    The bytes of a topic are the same whatever was kept.
    """
    order = list(lines.places)
    groups = [order[start : start + CHUNK] for start in range(0, len(order), CHUNK)]
    if last and lines.follows(last.index.lines):
        stale = [not said.keys().isdisjoint(group) for group in groups]
        topics = {name: _amended(last[name], name, groups, stale, said) for name in _TYPES}
    else:
        topics = {
            name: _made_anew(last[name] if last else None, name, groups, said) for name in _TYPES
        }
    digests = {name: topic.digests for name, topic in topics.items()}
    return Topics(Index(validity, lines, digests), topics)


def _amended(
    last: Topic,
    name: str,
    groups: Sequence[Sequence[EnterpriseId]],
    stale: Sequence[bool],
    said: Mapping[EnterpriseId, Said],
) -> Topic:
    """Return a topic with the chunks of neighbours of which any may say something else now."""
    return Topic(
        name,
        [
            _chunk(name, group, said, last.encoded_in(at)) if changed else last.chunks[at]
            for at, (group, changed) in enumerate(zip(groups, stale, strict=True))
        ],
    )


def _made_anew(
    last: Topic | None,
    name: str,
    groups: Iterable[Sequence[EnterpriseId]],
    said: Mapping[EnterpriseId, Said],
) -> Topic:
    before = last.encoded if last else {}
    return Topic(name, [_chunk(name, group, said, before) for group in groups])


def _chunk(
    name: str, group: Sequence[EnterpriseId], said: Mapping[EnterpriseId, Said], before: Encoded
) -> Chunk:
    """Return what a group says now: those that were asked anew, and the others as before."""
    now = ((id_, said[id_].get(name) if id_ in said else before.get(id_)) for id_ in group)
    return Chunk.of({id_: own for id_, own in now if own})


def read(folder: Path, validity: bytes) -> Topics | None:
    """Return what the last build kept; None where that was made otherwise or is not whole."""
    try:
        index = _INDEX.decode((folder / INDEX).read_bytes())
    except (FileNotFoundError, msgspec.MsgspecError):
        return None
    present = set(os.listdir(folder))  # noqa: PTH208 - path objects would take longer than an act
    if index.validity != validity or not present.issuperset(_files(index)):
        return None
    chunks = partial(_chunks, folder)
    return Topics(index, {name: Topic(name, chunks(name, it)) for name, it in index.topics.items()})


def _chunks(folder: Path, name: str, digests: bytes) -> list[Chunk]:
    return [
        Chunk(digest, partial(_read, f"{folder}/{_file(name, digest)}"))
        for digest in _each(digests)
    ]


def keep(folder: Path, topics: Topics) -> None:
    """Keep topics for the next build, and nothing else: an ended entry leaves the disk, too."""
    folder.mkdir(parents=True, exist_ok=True)
    present = set(os.listdir(folder))  # noqa: PTH208 - as above
    for name, digests in topics.index.topics.items():
        for chunk, digest in zip(topics[name].chunks, _each(digests), strict=True):
            if (file := _file(name, digest)) not in present:
                _write(folder, file, chunk.content)
    _write(folder, INDEX, msgspec.msgpack.encode(topics.index))
    for file in present.difference(_files(topics.index), [INDEX]):
        (folder / file).unlink(missing_ok=True)


def _files(index: Index) -> Iterator[str]:
    """Yield the name of each chunk's file."""
    for name, digests in index.topics.items():
        for digest in _each(digests):
            yield _file(name, digest)


def _each(digests: bytes) -> Iterator[bytes]:
    return (digest for (digest,) in _DIGEST.iter_unpack(digests))


def _file(name: str, digest: bytes) -> str:
    return f"{name}-{digest.hex()}"


def _read(file: str) -> bytes:
    with open(file, "rb") as opened:  # noqa: PTH123 - a path object would cost as much again
        return opened.read()


def _write(folder: Path, name: str, content: bytes) -> None:
    (folder / NEW).write_bytes(content)
    (folder / NEW).replace(folder / name)


def _digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=DIGEST_SIZE).digest()
