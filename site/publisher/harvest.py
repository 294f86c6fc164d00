"""Gather what every enterprise brings, working out anew only those that changed since last time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Protocol

import msgspec

from publisher.firms import Firm, firm_on
from publisher.forking import in_processes
from register.acts import EnterpriseId
from register.canonical import decode
from register.files import decode_book, decode_histories
from register.histories import History, View
from register.jurisdiction import Profile
from register.lines import ActsFile, RawBook
from register.problems import ProblemsFound

PARALLEL_FROM = 2000
"""Enterprises; below, a second process costs more than it saves."""
AT_A_TIME = 20
"""Histories decoded and checked together."""


class _Kept(msgspec.Struct, array_like=True):
    """The cache file: valid for one fingerprint of code, profile and day."""

    validity: bytes
    firms: list[Firm]
    unseen: dict[EnterpriseId, bytes]
    """Digests of enterprises of which the public knows nothing on that day."""


class Harvest:
    """The enterprises of a place on a day."""

    def __init__(self, raw: RawBook, profile: Profile, as_of: dt.date, firms: list[Firm]) -> None:
        self.profile = profile
        self.as_of = as_of
        self.firms = firms
        self._raw = raw
        self._last: History | None = None

    @property
    def files(self) -> Sequence[ActsFile]:
        """The book's files as read, oldest year first."""
        return self._raw.files

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
        return (self._raw.histories or {})[enterprise]


class Beside(Protocol):
    """What is done with an enterprise while its history is at hand."""

    def expect(self, enterprises: Iterable[EnterpriseId], /) -> None:
        """Hear which enterprises will be worked out."""

    def print(self, firm: Firm, view: View, /) -> None:
        """Do it, in whichever process works the enterprise out."""

    def printed(self, firms: Iterable[Firm], /) -> None:
        """Hear, in this process, for which it was done."""


def gather(
    raw: RawBook,
    profile: Profile,
    as_of: dt.date,
    cache: Path,
    validity: bytes,
    *,
    beside: Beside | None = None,
) -> Harvest:
    """Return what all enterprises bring on a day, in the order they entered the book.

    Raises:
        ProblemsFound: the book must be mended first.

    """
    sources = raw.digests
    if sources is None:
        decode_book(raw, profile)
        sources = {}
    known = _read(cache, validity)
    stale = [id_ for id_, source in sources.items() if known.get(id_, (None, b""))[1] != source]
    fresh = _work_out(raw, profile, as_of, stale, beside)
    firms: list[Firm] = []
    unseen: dict[EnterpriseId, bytes] = {}
    for id_, source in sources.items():
        firm = fresh[id_] if id_ in fresh else known[id_][0]
        if firm:
            firms.append(firm)
        else:
            unseen[id_] = source
    if stale or len(known) != len(sources):
        _write(cache, _Kept(validity, firms, unseen))
    return Harvest(raw, profile, as_of, firms)


def _work_out(
    raw: RawBook,
    profile: Profile,
    as_of: dt.date,
    ids: Sequence[EnterpriseId],
    beside: Beside | None,
) -> Mapping[EnterpriseId, Firm | None]:
    sources = raw.digests or {}

    def work(share: Iterable[EnterpriseId]) -> bytes:
        firms: dict[EnterpriseId, Firm | None] = {}
        for history in _checked(raw, share, profile):
            firm = firm_on(history, profile, sources[history.id], as_of)
            if firm and beside:
                beside.print(firm, history.on(as_of))
            firms[history.id] = firm
        return msgspec.msgpack.encode(firms)

    if beside:
        beside.expect(ids)
    found: dict[EnterpriseId, Firm | None] = {}
    for part in in_processes(work, ids, parallel=len(ids) >= PARALLEL_FROM):
        found.update(msgspec.msgpack.decode(part, type=dict[EnterpriseId, Firm | None]))
    if beside:
        beside.printed(firm for firm in found.values() if firm)
    return found


def _checked(raw: RawBook, ids: Iterable[EnterpriseId], profile: Profile) -> Iterator[History]:
    """Yield histories, decoded and checked a few at a time; raises as `gather`."""
    waiting = iter(ids)
    while some := list(islice(waiting, AT_A_TIME)):
        try:
            histories = decode_histories(raw, some, profile)
        except ProblemsFound:
            # Nothing will be built: all that must be mended is told at once.
            decode_histories(raw, [*some, *waiting], profile)
            raise
        yield from histories.values()


def _read(cache: Path, validity: bytes) -> dict[EnterpriseId, tuple[Firm | None, bytes]]:
    """Return the firms of the last build; nothing where they were worked out otherwise."""
    try:
        kept = msgspec.msgpack.decode(cache.read_bytes(), type=_Kept)
    except (FileNotFoundError, msgspec.MsgspecError):
        return {}
    if kept.validity != validity:
        return {}
    known: dict[EnterpriseId, tuple[Firm | None, bytes]] = {
        id_: (None, source) for id_, source in kept.unseen.items()
    }
    known.update((firm.id, (firm, firm.source)) for firm in kept.firms)
    return known


def _write(cache: Path, kept: _Kept) -> None:
    fresh = cache.with_suffix(".new")
    fresh.write_bytes(msgspec.msgpack.encode(kept))
    fresh.replace(cache)
