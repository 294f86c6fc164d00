"""What all enterprises say, topic by topic: kept encoded from build to build.

An act changes what one enterprise says to a few topics. Pages are made from one topic or two, so
while those stay the same nobody looks at them; and of the others each is decoded only where a page
is made anew. A topic's file is named by its digest and never written to again: an index names those
that belong together, and replacing it is the moment the whole has changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cache, cached_property
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


class Topic:
    """What enterprises say about one thing, in the order of the book; silent ones are not in it."""

    def __init__(self, name: str, content: bytes, digest: bytes) -> None:
        self.digest = digest
        self.content = content
        self._name = name

    @classmethod
    def of(cls, name: str, encoded: Encoded) -> Topic:
        """Return the topic to which enterprises say this."""
        content = msgspec.msgpack.encode(encoded)
        return cls(name, content, blake2b(content, digest_size=DIGEST_SIZE).digest())

    @cached_property
    def encoded(self) -> Encoded:
        """What each says, encoded."""
        return _ENCODED.decode(self.content)

    @cached_property
    def said(self) -> Mapping[EnterpriseId, Any]:
        """What each says, decoded once for whoever asks."""
        said: Mapping[EnterpriseId, Any] = _SAID[self._name].decode(self.content)
        return said


class Index(msgspec.Struct, frozen=True, array_like=True):
    """What belongs together."""

    validity: bytes
    """Fingerprint of code, profile and day."""
    lines: LineIndex
    """Of the book whose enterprises say all this."""
    topics: dict[str, bytes]
    """Digests."""


_INDEX = msgspec.msgpack.Decoder(Index)


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
    topics = {name: _amended(name, lines, said, last) for name in _TYPES}
    digests = {name: topic.digest for name, topic in topics.items()}
    return Topics(Index(validity, lines, digests), topics.__getitem__)


def _amended(
    name: str, lines: LineIndex, said: Mapping[EnterpriseId, Said], last: Topics | None
) -> Topic:
    before = last[name].encoded if last else {}
    fresh = {id_: own[name] for id_, own in said.items() if name in own}
    same = all(_bytes(before.get(id_)) == _bytes(fresh.get(id_)) for id_ in said)
    if last and same and lines.follows(last.index.lines):
        return last[name]
    kept = before.keys() - said.keys()
    both = {id_: before[id_] for id_ in kept} | fresh
    return Topic.of(name, {id_: both[id_] for id_ in lines.digests if id_ in both})


def _bytes(said: msgspec.Raw | None) -> bytes:
    return bytes(said or b"")


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
        digest = index.topics[name]
        return Topic(name, (folder / _file(name, digest)).read_bytes(), digest)

    return Topics(index, load)


def keep(folder: Path, topics: Topics) -> None:
    """Keep topics for the next build, and nothing else: an ended entry leaves the disk, too."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {_file(name, digest): name for name, digest in topics.index.topics.items()}
    present = {path.name for path in folder.iterdir()}
    for file in wanted.keys() - present:
        (folder / NEW).write_bytes(topics[wanted[file]].content)
        (folder / NEW).replace(folder / file)
    (folder / NEW).write_bytes(msgspec.msgpack.encode(topics.index))
    (folder / NEW).replace(folder / INDEX)
    for file in present - wanted.keys() - {INDEX}:
        (folder / file).unlink(missing_ok=True)


def _file(name: str, digest: bytes) -> str:
    return f"{name}-{digest.hex()}"
