"""The data for reuse: every file, what describes it to machines, and the pages about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

from publisher import linked_data
from publisher.downloads import dcat, descriptions, dictionary
from publisher.downloads.current import ROOT, current
from publisher.downloads.dictionary import Chapter
from publisher.downloads.editions import Edition
from publisher.downloads.files import DataFile, Fact, Store
from publisher.downloads.shelves import Shelf
from publisher.forking import beside
from publisher.frame import Meta
from publisher.pages.releases import Released, release_pages, released
from publisher.releases.changes import Interval, intervals
from publisher.releases.views import Snapshot
from publisher.site_data import Page, Site
from register.wording import SOURCE_LANGUAGE, LazyText, gettext, lazy_gettext, use_language

BESIDE_FROM = 1000
"""Enterprises; below, a second process costs more than it saves."""
RELEASES, MONTHS = 6, 12
"""What the page of downloads lists, the newest of each; pages of their own have all."""
DICTIONARY: Sequence[tuple[str, LazyText, Callable[[], list[Chapter]]]] = (
    ("/data/dictionary/", lazy_gettext("数据字典：名单"), dictionary.of_lists),
    ("/data/dictionary/book/", lazy_gettext("数据字典：登记簿"), dictionary.of_the_book),
    ("/data/dictionary/numbers/", lazy_gettext("数据字典：月度数字"), dictionary.of_months),
)
"""Several pages: one would be too heavy for a slow phone."""


def pages(site: Site) -> Iterator[Page]:
    """Return every file of data, its descriptions, the pages that list them and the dictionary.

    The files are begun here and now, beside the pages of others that are asked for first.
    """
    store = Store(site.work / "tables")
    snapshots = [Snapshot(site, release) for release in reversed(site.releases)]
    with use_language(SOURCE_LANGUAGE):
        editions = [current(site, store), *(it.edition(store) for it in snapshots)]
        between = intervals(site, site.releases)
        files = [file for edition in editions for file in edition.files()]
        files += [file for each in between for file in each.files(editions[0].place)]
    measure = partial(store.measure, files)
    many = not site.harvest.amended and len(site.cards) >= BESIDE_FROM
    facts = beside(measure) if many else measure
    return _pages(site, store, files, Tables(editions, snapshots, between), facts)


class Tables(NamedTuple):
    """The open data of today, of each release, newest first, and what changed between them."""

    editions: Sequence[Edition]
    snapshots: Sequence[Snapshot]
    between: Sequence[Interval]


def _pages(
    site: Site,
    store: Store,
    files: Sequence[DataFile],
    tables: Tables,
    measured: Callable[[], Mapping[str, Fact]],
) -> Iterator[Page]:
    editions, snapshots, between = tables
    facts = measured()
    for file in files:
        yield store.page(file, facts[file.path])
    yield from _descriptions(site, editions, facts)
    yield from _months(site)
    shelf = Shelf.of(editions[0], facts)
    news = [released(*it, facts) for it in zip(snapshots, editions[1:], between[::-1], strict=True)]
    said = site.digest(site.day, repr((shelf.facts, [it.said for it in news])).encode())
    yield from site.in_both("/data/", said, partial(_render, site, shelf, news))
    yield from release_pages(site, news)
    for path, title, chapters in DICTIONARY:
        key = site.digest(path.encode())
        yield from site.in_both(path, key, partial(_render_dictionary, site, title, chapters))


def _descriptions(
    site: Site, editions: Sequence[Edition], facts: Mapping[str, Fact]
) -> Iterator[Page]:
    profile = site.profile
    keys = []
    for edition in editions:
        told = [(file.path, facts[file.path]) for file in edition.files()]
        key = site.digest(edition.place.as_of.isoformat().encode(), repr(told).encode())
        keys.append(key)
        root = edition.place.root
        package = partial(descriptions.data_package, edition, facts, profile)
        yield _json(root + descriptions.PACKAGE, key, package)
        # It tells the columns alone, which no act changes.
        paths = repr([table.files[0].path for table in edition.tables]).encode()
        columns = site.digest(edition.place.as_of.isoformat().encode(), paths)
        yield _json(root + descriptions.CSVW, columns, partial(descriptions.csvw, edition, profile))
    yield _json(
        f"{ROOT}{dcat.CATALOGUE}",
        site.digest(*keys),
        partial(dcat.catalogue, editions, facts, profile),
    )


def _months(site: Site) -> Iterator[Page]:
    """Yield each month's file as it was approved, and the list of them.

    A month's commitment in the log is over these bytes.
    """
    for month in site.months:
        content = month.encoded() + b"\n"
        path = f"{ROOT}{month.file}"
        yield Page(path, site.digest(content), SOURCE_LANGUAGE, partial(bytes, content))
    if site.months:
        key = site.digest(repr([month.file for month in site.months]).encode())
        yield from site.in_both(f"/{ROOT}numbers/", key, partial(_render_months, site))


def _json(path: str, key: bytes, make: Callable[[], Mapping[str, Any]]) -> Page:
    return Page(path, key, SOURCE_LANGUAGE, lambda: descriptions.as_json(make()))


def _render(site: Site, shelf: Shelf, news: Sequence[Released], path: str, language: str) -> bytes:
    return site.show(
        path,
        language,
        "data",
        "site/data.html",
        _meta(gettext("数据下载")),
        shelf=shelf,
        releases=news[:RELEASES],
        months=site.months[: -MONTHS - 1 : -1],
        licence=linked_data.LICENCE,
        package=f"/{ROOT}{descriptions.PACKAGE}",
        csvw=f"/{ROOT}{descriptions.CSVW}",
        catalogue=f"/{ROOT}{dcat.CATALOGUE}",
    )


def _render_months(site: Site, path: str, language: str) -> bytes:
    by_year = groupby(reversed(site.months), key=lambda month: month.month[:4])
    return site.show(
        path,
        language,
        "data",
        "site/months.html",
        _meta(gettext("各月办理情况的原始文件")),
        years=[(year, list(months)) for year, months in by_year],
    )


def _render_dictionary(
    site: Site, title: LazyText, chapters: Callable[[], list[Chapter]], path: str, language: str
) -> bytes:
    return site.show(
        path,
        language,
        "data",
        "site/data_dictionary.html",
        _meta(str(title)),
        chapters=chapters(),
        others=[(other, str(name)) for other, name, _ in DICTIONARY if other != path],
        codes=dictionary.codes() if chapters is dictionary.of_the_book else [],
        types=dictionary.TYPES,
    )


def _meta(title: str) -> Meta:
    return Meta(
        title=title,
        description=gettext("各名单和登记簿的CSV、XLSX、JSON文件，可自由使用，须注明来源。"),
        column=gettext("数据下载"),
        kind="数据发布",
        keywords=gettext("开放数据,下载,CSV,XLSX,JSON"),
    )
