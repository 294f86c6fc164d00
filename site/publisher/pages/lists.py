"""The lists, whole and by area, industry, department and year, each as of a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from msgspec.structs import replace

from publisher import linked_data
from publisher.frame import Meta
from publisher.pages.list_press import ListPress, described
from publisher.pages.listings import (
    Listing,
    crowded,
    facets_of,
    listings,
    parts_of,
    title_of,
)
from publisher.site_data import Page, Part, Site
from publisher.topics import ROWS
from register.lists import LISTS
from register.wording import gettext


def pages(site: Site) -> Iterator[Part]:
    """Yield the index of lists and every list with its facets, in both languages."""
    closures = site.said(f"{ROWS}closures")
    yield Part(site.digest(site.day, site.said("listed"), closures), partial(_index, site))
    press = ListPress(site)
    for slug in LISTS:
        key = site.digest(site.day, slug.encode(), site.said(f"{ROWS}{slug}"))
        yield Part(key, partial(_list, site, press, slug))


def _index(site: Site) -> Iterator[Page]:
    key = site.digest(site.day, repr((site.counts, site.closures)).encode())
    yield from site.in_both("/lists/", key, partial(_render_index, site))
    yield from site.in_both("/lists/closures/", key, partial(_render_years, site))


def _list(site: Site, press: ListPress, slug: str) -> Iterator[Page]:
    for listing in listings(site, slug):
        yield from _pages_of(site, press, listing)
        for facet in () if listing.facet else crowded(listing):
            counts = sorted((value, len(rows)) for value, rows in listing.groups[facet].items())
            key = site.digest(site.day, repr((listing.path, facet, counts)).encode())
            render = partial(_render_facet, site, listing, facet)
            yield from site.in_both(f"{listing.path}{facet}/", key, render)


def _render_index(site: Site, path: str, language: str) -> bytes:
    titles = [(f"/lists/{slug}/", str(rule.title)) for slug, rule in LISTS.items()]
    meta = _index_meta(site, gettext("名单公示"), path, language, titles)
    return site.show(
        path,
        language,
        "lists",
        "site/lists.html",
        meta,
        lists=[(slug, str(rule.title), site.counts[slug], rule) for slug, rule in LISTS.items()],
        duties={slug: rule.duties(site.profile) for slug, rule in LISTS.items()},
    )


def _render_years(site: Site, path: str, language: str) -> bytes:
    rule, years = LISTS["closures"], site.closures
    titles = [(f"/lists/closures/{year}/", rule.title_for(year)) for year in years]
    meta = _index_meta(site, str(rule.title), path, language, titles)
    return site.show(
        path,
        language,
        "lists",
        "site/closure_years.html",
        meta,
        years=[(year, rule.title_for(year), count) for year, count in years.items()],
        duties=rule.duties(site.profile),
    )


def _render_facet(site: Site, whole: Listing, name: str, path: str, language: str) -> bytes:
    labels = site.labels[language]
    facet = next(it for it in facets_of(whole, labels) if it.name == name)
    called = title_of(whole, labels)
    title = gettext(
        "%(list)s：%(part)s", list=called, part=gettext("按%(facet)s查看", facet=facet.label)
    )
    return site.show(
        path,
        language,
        "lists",
        "site/facet.html",
        described(site, title, language),
        whole=whole.path,
        called=called,
        facet=facet,
    )


def _pages_of(site: Site, press: ListPress, listing: Listing) -> Iterator[Page]:
    for part in parts_of(listing):
        about = repr((part.number, part.newer, part.older)).encode()
        rows = b"".join(row.digest for row in part.items)
        key = site.digest(site.day, listing.path.encode(), about, rows)
        yield from site.in_both(listing.path + part.path, key, partial(press.page, listing, part))


def _index_meta(
    site: Site, title: str, path: str, language: str, titles: Sequence[tuple[str, str]]
) -> Meta:
    meta = described(site, title, language)
    data = linked_data.web_page(
        site.profile.site,
        path,
        language,
        kind="CollectionPage",
        name=title,
        description=meta.description,
        parts=linked_data.item_list(site.profile.site, language, titles),
    )
    return replace(meta, data=data)
