"""The releases: a page and a description of each, an index that leads from one to today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

from publisher import linked_data
from publisher.downloads import descriptions
from publisher.downloads.current import ROOT
from publisher.downloads.editions import Edition
from publisher.downloads.files import Fact
from publisher.downloads.shelves import Shelf
from publisher.frame import Article, Meta
from publisher.pages.pagination import Room, Slice, slices
from publisher.releases.changes import Interval
from publisher.releases.views import Snapshot
from publisher.site_data import Page, Site
from register.wording import SOURCE_LANGUAGE, gettext, long_date

LIST = f"/{ROOT}releases/"
INDEX = f"{ROOT}releases/index.json"
ROOM = Room(front=50, numbered=40)
"""Releases in a list."""
REMOVED = 20
"""What the page of a release lists of what left it, the last first; its description has all."""


class Released(msgspec.Struct, frozen=True):
    """One release with all that is said of it."""

    snapshot: Snapshot
    shelf: Shelf
    interval: Interval
    changes: Sequence[tuple[str, str, Fact]]
    """Format, address and facts of what changed since it, up to the next release or today."""

    @property
    def said(self) -> object:
        """What its page depends on."""
        stones = [(stone.id, stone.date) for stone in self.snapshot.removed]
        return (self.snapshot.release, self.shelf.facts, self.changes, stones)


def released(
    snapshot: Snapshot, edition: Edition, interval: Interval, facts: Mapping[str, Fact]
) -> Released:
    """Put together what is said of a release."""
    paths = [f"{interval.path}.{format_}" for format_ in ("csv", "json")]
    changes = [(path.rsplit(".", 1)[-1].upper(), f"/{path}", facts[path]) for path in paths]
    return Released(snapshot, Shelf.of(edition, facts), interval, changes)


def release_pages(site: Site, releases: Sequence[Released]) -> Iterator[Page]:
    """Yield the page of every release in both languages, its description, and the index."""
    for part in slices(releases, ROOM, lambda _: 1):
        told = (part.newer, part.older, [each.said for each in part.items])
        key = site.digest(site.day, repr(told).encode())
        yield from site.in_both(f"{LIST}{part.path}", key, partial(_render_list, site, part))
    for each in releases:
        key = site.digest(repr(each.said).encode())
        root = each.snapshot.root
        yield from site.in_both(f"/{root}", key, partial(_render, site, each))
        yield Page(f"{root}release.json", key, SOURCE_LANGUAGE, partial(_description, each))
    key = site.digest(site.day, repr([each.said for each in releases]).encode())
    yield Page(INDEX, key, SOURCE_LANGUAGE, partial(_index, site, releases))


def _render_list(site: Site, part: Slice[Released], path: str, language: str) -> bytes:
    title = gettext("发布版")
    if part.number:
        title = gettext("%(title)s，第%(n)s页", title=title, n=part.number)
    meta = Meta(
        title=title,
        description=gettext("公开数据的全部发布版：网址和内容不再改变，适合引用。"),
        column=gettext("数据下载"),
        kind="数据发布",
        keywords=gettext("开放数据,下载,CSV,XLSX,JSON"),
    )
    return site.show(path, language, "data", "site/releases.html", meta, part=part, whole=LIST)


def _render(site: Site, each: Released, path: str, language: str) -> bytes:
    date, root = each.snapshot.release.date, each.snapshot.root
    day = long_date(date)
    title = gettext("%(day)s发布版", day=day)
    description = gettext("%(day)s的全部公开数据。之后撤销公示、终止公示的内容已经移除。", day=day)
    meta = Meta(
        title=title,
        description=description,
        column=gettext("数据下载"),
        kind="数据发布",
        keywords=gettext("开放数据,下载,CSV,XLSX,JSON"),
        article=Article(date, site.labels[language].name(site.profile.site, "host_unit")),
        data=linked_data.dataset(
            site.profile,
            path,
            language,
            name=title,
            description=description,
            modified=date.isoformat(),
            files={"application/json": f"/{root}release.json"},
            version=date.isoformat(),
        ),
    )
    return site.show(
        path,
        language,
        "data",
        "site/release.html",
        meta,
        release=each.snapshot.release,
        removed=sorted(each.snapshot.removed, key=lambda stone: stone.date, reverse=True),
        shown=REMOVED,
        shelf=each.shelf,
        interval=each.interval,
        changes=each.changes,
        licence=linked_data.LICENCE,
        package=f"/{root}{descriptions.PACKAGE}",
        csvw=f"/{root}{descriptions.CSVW}",
        description=f"/{root}release.json",
    )


def _description(each: Released) -> bytes:
    release = each.snapshot.release
    return descriptions.as_json(
        {
            "date": release.date.isoformat(),
            "through": release.through,
            "licence": linked_data.LICENCE,
            "acts": each.shelf.acts,
            "removed": [
                {
                    "id": stone.id,
                    "date": stone.date.isoformat(),
                    "kind": str(stone.kind),
                    "ground": stone.ground,
                }
                for stone in each.snapshot.removed
            ],
            "files": [_file(path, fact) for path, fact in each.shelf.facts],
            "changes_since": [_file(path, fact) for _, path, fact in each.changes],
        }
    )


def _file(path: str, fact: Fact) -> dict[str, Any]:
    return {"path": path, "bytes": fact.size, "sha256": fact.sha256, "rows": fact.rows}


def _index(site: Site, releases: Sequence[Released]) -> bytes:
    """List the releases, oldest first: whoever holds one applies its changes and all later ones."""
    return descriptions.as_json(
        {
            "as_of": site.as_of.isoformat(),
            "licence": linked_data.LICENCE,
            "releases": [
                {
                    "date": each.snapshot.release.date.isoformat(),
                    "path": f"/{each.snapshot.root}",
                    "acts": each.shelf.acts,
                    "removed": len(each.snapshot.removed),
                    "changes": {
                        "until": each.interval.until.isoformat(),
                        "files": [_file(path, fact) for _, path, fact in each.changes],
                    },
                }
                for each in reversed(releases)
            ],
        }
    )
