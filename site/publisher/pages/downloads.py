"""The data for reuse: every file, what describes it to machines, and the pages about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from publisher import linked_data
from publisher.downloads import dcat, descriptions, dictionary
from publisher.downloads.current import ROOT, current
from publisher.downloads.editions import ENDED, Edition
from publisher.downloads.files import Fact, Store
from publisher.downloads.tables import Table
from publisher.frame import Meta
from publisher.site_data import Page, Site
from register.wording import SOURCE_LANGUAGE, gettext, use_language


def pages(site: Site) -> Iterator[Page]:
    """Yield every file of data, its descriptions, the page that lists all and the dictionary."""
    store = Store(site.work / "data")
    with use_language(SOURCE_LANGUAGE):
        editions = [current(site, store)]
    files = [file for edition in editions for file in edition.files()]
    facts = store.measure(files)
    for file in files:
        yield store.page(file, facts[file.path])
    key = site.digest(site.day, repr(sorted(facts.items())).encode())
    for edition in editions:
        yield from _descriptions(site, edition, facts, key)
    yield _json(
        f"{ROOT}{dcat.CATALOGUE}", key, lambda: dcat.catalogue(editions, facts, site.profile)
    )
    shelf = Shelf.of(editions[0], facts)
    yield from site.in_both("/data/", key, partial(_render, site, shelf))
    yield from site.in_both(
        "/data/dictionary/", site.digest(b"dictionary"), partial(_render_dictionary, site)
    )


def _descriptions(
    site: Site, edition: Edition, facts: Mapping[str, Fact], key: bytes
) -> Iterator[Page]:
    root, profile = edition.place.root, site.profile
    yield _json(
        root + descriptions.PACKAGE,
        key,
        lambda: descriptions.data_package(edition, facts, profile),
    )
    yield _json(root + descriptions.CSVW, key, lambda: descriptions.csvw(edition, profile))


def _json(path: str, key: bytes, make: Callable[[], Mapping[str, Any]]) -> Page:
    return Page(path, key, SOURCE_LANGUAGE, lambda: descriptions.as_json(make()))


@dataclass(frozen=True)
class Offer:
    """One table as the page offers it: its files with their facts."""

    table: Table
    files: Sequence[tuple[str, str, Fact]]
    """Format in capitals, address, what it weighs."""

    @property
    def fact(self) -> Fact:
        """What is said of the table itself."""
        return self.files[0][2]


@dataclass(frozen=True)
class Shelf:
    """Everything the page of one edition lists."""

    lists: Sequence[Offer]
    years: Sequence[Offer]
    """Newest first."""
    ended: Offer

    @staticmethod
    def of(edition: Edition, facts: Mapping[str, Fact]) -> Shelf:
        """Sort an edition's tables as its page shows them."""
        offers = [
            Offer(
                table,
                [(file.format.upper(), f"/{file.path}", facts[file.path]) for file in table.files],
            )
            for table in edition.tables
        ]
        return Shelf(
            [offer for offer in offers if offer.table.slug],
            [offer for offer in reversed(offers) if offer.table.year],
            next(offer for offer in offers if offer.table.id == ENDED),
        )


def _render(site: Site, shelf: Shelf, path: str, language: str) -> bytes:
    return site.show(
        path,
        language,
        "lists",
        "site/data.html",
        _meta(gettext("数据下载")),
        shelf=shelf,
        licence=linked_data.LICENCE,
        package=f"/{ROOT}{descriptions.PACKAGE}",
        csvw=f"/{ROOT}{descriptions.CSVW}",
        catalogue=f"/{ROOT}{dcat.CATALOGUE}",
    )


def _render_dictionary(site: Site, path: str, language: str) -> bytes:
    return site.show(
        path,
        language,
        "lists",
        "site/data_dictionary.html",
        _meta(gettext("数据字典")),
        chapters=dictionary.chapters(),
        codes=dictionary.codes(),
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
