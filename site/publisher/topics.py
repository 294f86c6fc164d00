"""What all enterprises say, topic by topic: kept encoded from build to build.

An act changes what one enterprise says to a few topics. Pages are made from one topic or two, so
while those stay the same nobody looks at them; and of the others each is decoded only where a page
is made anew. A topic's file is named by its digest and never written to again: an index names those
that belong together, and replacing it is the moment the whole has changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from hashlib import blake2b
from pathlib import Path
from types import GenericAlias
from typing import Any, NamedTuple

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


class Chunk(NamedTuple):
    """What neighbours in the book say to one topic."""

    digest: bytes
    content: msgspec.Raw
    """A map from enterprise to what it says; silent ones are not in it."""

    @classmethod
    def of(cls, encoded: Encoded) -> Chunk:
        """Return the chunk in which enterprises say this."""
        content = msgspec.msgpack.encode(encoded)
        return cls(_digest(content), msgspec.Raw(content))


class Topic:
    """What enterprises say about one thing, in the order of the book; silent ones are not in it."""

    def __init__(self, name: str, chunks: Sequence[Chunk]) -> None:
        self.chunks = chunks
        """`CHUNK` enterprises of the book each, so that an act changes one of them."""
        self._name = name

    @cached_property
    def digest(self) -> bytes:
        """Changes when anybody says anything else."""
        return _digest(b"".join([chunk.digest for chunk in self.chunks]))

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
    """Digests."""


_INDEX = msgspec.msgpack.Decoder(Index)
_CHUNKS = msgspec.msgpack.Decoder(list[Chunk])


class Topics:
    """Every topic of a place's book on a day."""

    def __init__(self, index: Index, load: Callable[[str], Topic]) -> None:
        self.index = index
        self._load = cache(load)

    def __getitem__(self, name: str) -> Topic:
        return self._load(name)

    def digest(self, *names: str) -> bytes:
        """Return what changes when anybody says anything else to one of these topics."""
        return b"".join([self.index.topics[name] for name in names])


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
    order = list(lines.digests)
    groups = [order[start : start + CHUNK] for start in range(0, len(order), CHUNK)]
    if last and lines.follows(last.index.lines):
        stale = [not said.keys().isdisjoint(group) for group in groups]
        topics = {name: _amended(last[name], name, groups, stale, said) for name in _TYPES}
    else:
        topics = {
            name: _made_anew(last[name] if last else None, name, groups, said) for name in _TYPES
        }
    digests = {name: topic.digest for name, topic in topics.items()}
    return Topics(Index(validity, lines, digests), topics.__getitem__)


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
    names = {_file(name, digest) for name, digest in index.topics.items()}
    if index.validity != validity or not names <= {path.name for path in folder.iterdir()}:
        return None

    def load(name: str) -> Topic:
        content = (folder / _file(name, index.topics[name])).read_bytes()
        return Topic(name, _CHUNKS.decode(content))

    return Topics(index, load)


def keep(folder: Path, topics: Topics) -> None:
    """Keep topics for the next build, and nothing else: an ended entry leaves the disk, too."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {_file(name, digest): name for name, digest in topics.index.topics.items()}
    present = {path.name for path in folder.iterdir()}
    for file in wanted.keys() - present:
        (folder / NEW).write_bytes(msgspec.msgpack.encode(topics[wanted[file]].chunks))
        (folder / NEW).replace(folder / file)
    (folder / NEW).write_bytes(msgspec.msgpack.encode(topics.index))
    (folder / NEW).replace(folder / INDEX)
    for file in present - wanted.keys() - {INDEX}:
        (folder / file).unlink(missing_ok=True)


def _file(name: str, digest: bytes) -> str:
    return f"{name}-{digest.hex()}"


def _digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=DIGEST_SIZE).digest()
