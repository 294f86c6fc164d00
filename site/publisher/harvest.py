"""Gather what every enterprise brings, working out anew only those that changed since last time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Protocol

import msgspec

from publisher import topics
from publisher.firms import Firm, digest, firm_on
from publisher.forking import in_processes
from publisher.topics import Said, Topics, said_by
from register.acts import EnterpriseId
from register.canonical import decode
from register.files import decode_book, decode_histories
from register.histories import History, View
from register.jurisdiction import Profile
from register.line_index import NOTHING, DigestOf, LineIndex, digest_of, index_of
from register.lines import ActsFile, RawBook
from register.problems import ProblemsFound

PARALLEL_FROM = 2000
"""Enterprises; below, a second process costs more than it saves."""
FEW = 20
"""Enterprises of which an act or two told something new."""
AT_A_TIME = 20
"""Histories decoded and checked together."""

_SAID = msgspec.msgpack.Decoder(dict[str, dict[str, msgspec.Raw]])


class Harvest:
    """The enterprises of a place on a day."""

    def __init__(self, raw: RawBook, topics: Topics, *, amended: bool) -> None:
        self.topics = topics
        self.amended = amended
        """Whether an act or two made this of what the last build knew."""
        self._raw = raw
        self._last: History | None = None

    @property
    def marked(self) -> Sequence[tuple[ActsFile, bytes]]:
        """The book's files as read, oldest year first, each with its digest."""
        marks = [seen.digest for seen in self.topics.index.lines.seen]
        return list(zip(self._raw.files, marks, strict=True))

    @property
    def checkpoint(self) -> bytes:
        """The transparency log's at the moment the book was read; empty where there is no log."""
        return self._raw.checkpoint

    def history(self, enterprise: EnterpriseId) -> History:
        """Return one enterprise's history, decoded when its page is rendered.

        The last one is kept, for the page in the other language.
        """
        if self._last is None or self._last.id != enterprise:
            self._last = History(enterprise, map(decode, self.lines(enterprise)))
        return self._last

    def lines(self, enterprise: EnterpriseId) -> Sequence[bytes]:
        """Return an enterprise's lines in the book, in its order."""
        return self.topics.index.lines.lines(self._raw.files, enterprise)

    def source(self, enterprise: EnterpriseId) -> bytes:
        """Return what changes when any of an enterprise's lines does."""
        return self.topics.index.lines.source(enterprise)


class Beside(Protocol):
    """What is done with an enterprise while its history is at hand."""

    def expect(self, enterprises: Sequence[EnterpriseId], /) -> None:
        """Hear which enterprises will be worked out."""

    def print(self, firm: Firm, view: View, /) -> None:
        """Do it, in whichever process works the enterprise out."""

    def printed(self, pages: Mapping[EnterpriseId, bytes], /) -> None:
        """Hear, in this process, for which it was done, and the digest of its page."""


def gather(
    raw: RawBook,
    profile: Profile,
    as_of: dt.date,
    kept: Path,
    base: bytes,
    *,
    digest_of: DigestOf = digest_of,
    beside: Beside | None = None,
) -> Harvest:
    """Return what all enterprises say on a day, keeping it in a folder for the next time.

    `base` is the digest of what all pages depend on, whatever the book says.

    Raises:
        ProblemsFound: the book must be mended first.

    """
    validity = digest(base, as_of.isoformat().encode())
    last = topics.read(kept, validity)
    lines = index_of(raw.files, last.index.lines if last else None, digest_of)
    if lines is None:
        decode_book(raw, profile)
        lines = NOTHING
    stale = lines.changed_since(last.index.lines if last else None)
    said = _Work(raw, profile, as_of, base, lines).out(stale, beside)
    now = topics.gathered(validity, lines, said, last)
    if not last or now.index != last.index:
        topics.keep(kept, now)
    return Harvest(raw, now, amended=last is not None and len(stale) <= FEW)


class _Work(msgspec.Struct, frozen=True):
    """Works enterprises out."""

    raw: RawBook
    profile: Profile
    as_of: dt.date
    base: bytes
    lines: LineIndex

    def out(
        self, ids: Sequence[EnterpriseId], beside: Beside | None
    ) -> Mapping[EnterpriseId, Said]:
        """Return what enterprises say: nothing where the public knows nothing of them yet."""

        def work(share: Iterable[EnterpriseId]) -> bytes:
            said: dict[EnterpriseId, Said] = {}
            for history in self._checked(share):
                source = digest(self.base, self.lines.source(history.id))
                firm = firm_on(history, self.profile, source, self.as_of)
                if firm and beside:
                    beside.print(firm, history.on(self.as_of))
                said[history.id] = said_by(firm) if firm else {}
            return msgspec.msgpack.encode(said)

        if beside:
            beside.expect(ids)
        found: dict[EnterpriseId, Said] = {}
        for part in in_processes(work, ids, parallel=len(ids) >= PARALLEL_FROM):
            found.update(_SAID.decode(part))
        if beside:
            beside.printed(
                {id_: msgspec.msgpack.decode(own["page"]) for id_, own in found.items() if own}
            )
        return found

    def _checked(self, ids: Iterable[EnterpriseId]) -> Iterator[History]:
        """Yield histories, decoded and checked a few at a time; raises as `gather`."""
        waiting = iter(ids)
        while some := list(islice(waiting, AT_A_TIME)):
            try:
                histories = self._histories(some)
            except ProblemsFound:
                # Nothing will be built: all that must be mended is told at once.
                self._histories([*some, *waiting])
                raise
            yield from histories.values()

    def _histories(self, ids: Iterable[EnterpriseId]) -> Mapping[EnterpriseId, History]:
        lines = {id_: self.lines.lines(self.raw.files, id_) for id_ in ids}
        return decode_histories(self.raw, lines, self.profile)
