"""The transparency log as published: its tiles, the records it speaks of, the page to verify them.

Tiles are copied as the instance that keeps the log wrote them; no secret is needed here. A place
without a log gets the page all the same, which then says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial
from pathlib import Path
from typing import NamedTuple

from ledger import published
from ledger.published import (
    FOLDER,
    KEYS,
    Places,
    TileFile,
    bucket_of,
    marks_in,
    path_of,
    tiles_of,
    told,
    told_pending,
)
from publisher.firms import digest
from publisher.frame import Meta
from publisher.site_data import Page, Part, Site
from register.acts import ActId, EnterpriseId
from register.histories import Tombstone
from register.lines import LOG, TOMBSTONE, act_ids
from register.wording import SOURCE_LANGUAGE, gettext
from tlog import checkpoints
from tlog.checkpoints import Checkpoint
from tlog.notes import parse_note
from tlog.tiles import bundles_of


def pages(site: Site) -> Iterator[Page | Part]:
    """Yield the page to verify with, and every file of the log."""
    log = site.folder / LOG
    note = site.harvest.checkpoint
    keys = (log / KEYS).read_bytes() if note else b""
    yield from site.in_both("/verify/", site.digest(keys), partial(_render, site, keys))
    if not note:
        return
    size = Checkpoint.of(parse_note(note).text).size
    tiles = list(tiles_of(log, size))
    yield from _files(site, log, tiles, note, keys)
    said = site.said("page", "records", "tombstones")
    key = site.digest(b"records", keys, note, said)
    yield Part(key, partial(_records, site, log, size, tiles, keys))


def _files(
    site: Site, log: Path, tiles: Iterable[TileFile], note: bytes, keys: bytes
) -> Iterator[Page]:
    about = published.about(site.profile.place.id, site.as_of.isoformat())
    for name, content in ((checkpoints.PATH, note), (KEYS, keys), (published.ABOUT, about)):
        yield _file(name, site.digest(content), partial(bytes, content))
    for tile in tiles:
        yield _file(tile.path, site.digest(tile.mark), partial(_read, log, tile.path))


def _read(log: Path, tile: str) -> bytes:
    return (log / tile).read_bytes()


class _Told(NamedTuple):
    """What the log's files may say of each enterprise's acts."""

    records: Mapping[EnterpriseId, Sequence[ActId]]
    """Those that are published."""
    stones: Mapping[EnterpriseId, Sequence[Tombstone]]

    def acts(self, enterprise: EnterpriseId) -> Iterator[ActId]:
        """Yield the acts that are published, or said to have ended."""
        yield from self.records.get(enterprise, ())
        yield from self.ended(enterprise)

    def ended(self, enterprise: EnterpriseId) -> Iterator[ActId]:
        """Yield the acts that are said to have ended, and those that ended them."""
        for stone in self.stones.get(enterprise, ()):
            yield from (stone.id, stone.ended_by)

    def buckets(self) -> Mapping[str, Iterable[EnterpriseId]]:
        """Return whose acts each file tells."""
        found: defaultdict[str, dict[EnterpriseId, None]] = defaultdict(dict)
        for enterprise, acts in self.records.items():
            for act in acts:
                found[bucket_of(act)][enterprise] = None
        for enterprise in self.stones:
            for act in self.ended(enterprise):
                found[bucket_of(act)][enterprise] = None
        return found

    def line(self, enterprise: EnterpriseId, act: ActId, line: bytes, seq: int | None) -> bytes:
        """Return what is said of an act; nothing where it only ended another."""
        if TOMBSTONE in line or act in self.records.get(enterprise, ()):
            return told(line, seq)
        gone = (stone for stone in self.stones.get(enterprise, ()) if stone.id == act)
        return next((told_pending(stone, seq) for stone in gone), b"")


def _marked(
    pages: Mapping[EnterpriseId, bytes],
    records: Mapping[EnterpriseId, Sequence[ActId]],
    stones: Mapping[EnterpriseId, Sequence[Tombstone]],
) -> dict[str, bytes]:
    """Return what changes when neighbours in the book have anything else told in a file."""
    found = _Told(records, stones).buckets()
    return {it: digest(*(pages[enterprise] for enterprise in own)) for it, own in found.items()}


def _records(
    site: Site, log: Path, size: int, tiles: Iterable[TileFile], keys: bytes
) -> Iterator[Page]:
    """Yield the files of records; what they say is looked up when one is rendered."""
    places = _places(site, log, size, tiles)
    marks: defaultdict[str, list[bytes]] = defaultdict(list)
    for marked in site.summed("log", _marked, dict[str, bytes], "page", "records", "tombstones"):
        for bucket, mark in marked.items():
            marks[bucket].append(mark)
    records = _Records(site, places)
    for bucket, said in marks.items():
        key = site.digest(keys, b"".join(said), b"".join(places.marks(bucket)))
        yield _file(path_of(bucket), key, partial(records.of, bucket))


def _places(site: Site, log: Path, size: int, tiles: Iterable[TileFile]) -> Places:
    """Return where records are in the log, with only its new bundles read."""
    known = {tile.path: tile.mark for tile in tiles}
    bundles = [bundle.path for bundle in bundles_of(size)]

    def marks_of(bundle: str) -> dict[str, bytes]:
        key = site.digest(b"bundle", known.get(bundle, b""))
        return site.memory.recall(key, dict[str, bytes], lambda: marks_in(_read(log, bundle)))

    return Places(list(map(marks_of, bundles)), lambda number: _read(log, bundles[number]))


class _Records:
    """Makes the files of records."""

    def __init__(self, site: Site, places: Places) -> None:
        self._site = site
        self._places = places
        self._lines_of = cache(self._lines)

    @cached_property
    def _said(self) -> _Told:
        topics = self._site.harvest.topics
        return _Told(topics["records"].said, topics["tombstones"].said)

    @cached_property
    def _buckets(self) -> Mapping[str, Iterable[EnterpriseId]]:
        return self._said.buckets()

    def of(self, bucket: str) -> bytes:
        """Return a file of records, by the ids of their acts."""
        lines: dict[ActId, bytes] = {}
        logged = self._places.of(bucket)
        for enterprise in self._buckets[bucket]:
            known = self._lines_of(enterprise)
            for id_ in self._said.acts(enterprise):
                if bucket_of(id_) == bucket and id_ in known:
                    seq = logged[id_].seq if id_ in logged else None
                    lines[id_] = self._said.line(enterprise, id_, known[id_], seq)
        return b"".join(lines[id_] for id_ in sorted(lines))

    def _lines(self, enterprise: EnterpriseId) -> Mapping[ActId, bytes]:
        lines = self._site.harvest.lines(enterprise)
        return dict(zip(act_ids(b"\n".join(lines)), lines, strict=True))


def _file(name: str, key: bytes, make: Callable[[], bytes]) -> Page:
    return Page(f"{FOLDER}/{name}", key, SOURCE_LANGUAGE, make)


def _render(site: Site, keys: bytes, path: str, language: str) -> bytes:
    title = gettext("核验")
    return site.show(
        path,
        language,
        "verify",
        "site/verify.html",
        Meta(
            title=title,
            description=gettext("核验一条公示自公布以来没有被改动、没有被悄悄撤下。"),
            column=title,
            kind="数据发布",
            keywords=gettext("核验,公开日志,防篡改"),
        ),
        keys=keys.decode().split(),
        log=f"/{FOLDER}/",
        site_url=site.profile.site.url,
        bucket=published.BUCKET,
    )
