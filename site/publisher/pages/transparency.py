"""The transparency log as published: its tiles, the records it speaks of, the page to verify them.

Tiles are copied as the instance that keeps the log wrote them; no secret is needed here. A place
without a log gets the page all the same, which then says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from ledger import published
from ledger.published import (
    FOLDER,
    KEYS,
    Place,
    Places,
    bucket_of,
    path_of,
    tiles_of,
    told,
    told_pending,
)
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
    yield from _files(site, log, size, note, keys)
    said = site.said("page", "records", "tombstones")
    yield Part(site.digest(b"records", keys, said), partial(_records, site, log, size, keys))


def _files(site: Site, log: Path, size: int, note: bytes, keys: bytes) -> Iterator[Page]:
    about = published.about(site.profile.place.id, site.as_of.isoformat())
    for name, content in ((checkpoints.PATH, note), (KEYS, keys), (published.ABOUT, about)):
        yield _file(name, site.digest(content), partial(bytes, content))
    for name in tiles_of(log, size):
        yield _file(name, site.digest(_mark(log, name)), (log / name).read_bytes)


def _mark(log: Path, name: str) -> bytes:
    """Return what changes when a tile is another: it is never written to, only replaced."""
    known = (log / name).stat()
    return f"{name} {known.st_size} {known.st_mtime_ns}".encode()


class _Told(NamedTuple):
    """What the log's files may say of each enterprise's acts."""

    records: Mapping[EnterpriseId, Sequence[ActId]]
    """Those that are published."""
    stones: Mapping[EnterpriseId, Sequence[Tombstone]]

    def acts(self, enterprise: EnterpriseId) -> Iterator[ActId]:
        """Yield the acts that are published, or said to have ended."""
        yield from self.records.get(enterprise, ())
        for stone in self.stones.get(enterprise, ()):
            yield from (stone.id, stone.ended_by)

    def line(self, enterprise: EnterpriseId, act: ActId, line: bytes, seq: int | None) -> bytes:
        """Return what is said of an act; nothing where it only ended another."""
        if TOMBSTONE in line or act in self.records.get(enterprise, ()):
            return told(line, seq)
        gone = (stone for stone in self.stones.get(enterprise, ()) if stone.id == act)
        return next((told_pending(stone, seq) for stone in gone), b"")


def _records(site: Site, log: Path, size: int, keys: bytes) -> Iterator[Page]:
    """Yield the files of records; where each is in the log is looked up when one is rendered."""
    topics = site.harvest.topics
    marks, said = topics["page"].said, _Told(topics["records"].said, topics["tombstones"].said)
    buckets: defaultdict[str, dict[EnterpriseId, list[ActId]]] = defaultdict(dict)
    for enterprise in marks:
        for act in said.acts(enterprise):
            buckets[bucket_of(act)].setdefault(enterprise, []).append(act)

    @cache
    def places() -> Places:
        return Places([(log / bundle.path).read_bytes() for bundle in bundles_of(size)])

    def places_of(bucket: str) -> Mapping[ActId, Place]:
        return places().of(bucket)

    @cache
    def lines_of(enterprise: EnterpriseId) -> Mapping[ActId, bytes]:
        lines = site.harvest.lines(enterprise)
        return dict(zip(act_ids(b"\n".join(lines)), lines, strict=True))

    for bucket, acts in buckets.items():
        key = site.digest(keys, *map(marks.__getitem__, acts))
        render = partial(_bucket, said, acts, lines_of, partial(places_of, bucket))
        yield _file(path_of(bucket), key, render)


def _bucket(
    said: _Told,
    acts: Mapping[EnterpriseId, Iterable[ActId]],
    lines_of: Callable[[EnterpriseId], Mapping[ActId, bytes]],
    places: Callable[[], Mapping[ActId, Place]],
) -> bytes:
    lines: dict[ActId, bytes] = {}
    logged = places()
    for enterprise, visible in acts.items():
        known = lines_of(enterprise)
        for id_ in visible:
            if id_ in known:
                seq = logged[id_].seq if id_ in logged else None
                lines[id_] = said.line(enterprise, id_, known[id_], seq)
    return b"".join(lines[id_] for id_ in sorted(lines))


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
