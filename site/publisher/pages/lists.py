"""The lists, whole and by area, industry, department and year, each as of a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from markupsafe import Markup, escape

from publisher import linked_data, templates
from publisher.columns import COLUMNS, headings
from publisher.feeds.discovery import links_to
from publisher.firms import ListRow
from publisher.frame import Article, Meta
from publisher.labels import STATE_TONES, Labels
from publisher.pages.listings import Listing, facets_of, listings, parts_of, title_of
from publisher.pages.pagination import Slice
from publisher.site_data import Page, Site
from publisher.stencils import Stencil, cut, marks
from register.lists import LISTS, Row
from register.wording import gettext

KEYS = {
    slug: (("name", False), *((column.key, column.few) for column in columns))
    for slug, columns in COLUMNS.items()
}
"""Of each column: what the script calls it in an address, and whether it has few values."""
ROOT = "\ue002"
"""Stands for the way to the site's root in a row, which is rendered once for all its pages."""


def pages(site: Site) -> Iterator[Page]:
    """Yield the index of lists and every list with its facets, in both languages."""
    yield from _index(site)
    for listing in listings(site):
        yield from _pages_of(site, listing)


def _index(site: Site) -> Iterator[Page]:
    counts = {slug: len(rows) for slug, rows in site.rows.items()}
    years = {year: len(rows) for year, rows in site.closure_years.items()}
    key = site.digest(site.day, repr((counts, years)).encode())
    yield from site.in_both("/lists/", key, partial(_render_index, site, counts))
    yield from site.in_both("/lists/closures/", key, partial(_render_years, site, years))


def _render_index(site: Site, counts: dict[str, int], path: str, language: str) -> bytes:
    titles = [(f"/lists/{slug}/", str(rule.title)) for slug, rule in LISTS.items()]
    meta = _index_meta(site, gettext("名单公示"), path, language, titles)
    return site.show(
        path,
        language,
        "lists",
        "site/lists.html",
        meta,
        lists=[(slug, str(rule.title), counts[slug], rule) for slug, rule in LISTS.items()],
        duties={slug: rule.duties(site.profile) for slug, rule in LISTS.items()},
    )


def _render_years(site: Site, years: dict[int, int], path: str, language: str) -> bytes:
    rule = LISTS["closures"]
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


def _pages_of(site: Site, listing: Listing) -> Iterator[Page]:
    for part in parts_of(listing):
        about = repr((part.number, part.newer, part.older)).encode()
        rows = b"".join(row.digest for row in part.items)
        key = site.digest(site.day, listing.path.encode(), about, rows)
        yield from site.in_both(
            listing.path + part.path, key, partial(_render, site, listing, part)
        )


def _render(site: Site, listing: Listing, part: Slice[ListRow], path: str, language: str) -> bytes:
    labels = site.labels[language]
    title = title_of(listing, labels)
    root = site.frames.links(path, language).root
    prefix = root + ("" if labels.source else "en/")
    rows = "".join([_row_html(site, labels, row) for row in part.items])
    return site.show(
        path,
        language,
        "lists",
        "site/list.html",
        _meta(site, listing, title, language),
        listing=listing,
        title=title,
        whole=title_of(Listing(listing.slug, "", (), year=listing.year), labels),
        part=part,
        rows=Markup(rows.replace(ROOT, str(escape(prefix)))),  # noqa: S704 - escaped cell by cell
        headings=headings(listing.slug, language),
        keys=KEYS[listing.slug],
        facets=facets_of(listing, labels) if part.number is None and not listing.facet else (),
        duties=LISTS[listing.slug].duties(site.profile),
    )


def _row_html(site: Site, labels: Labels, row: ListRow) -> str:
    """Return a row's HTML, made once for all the pages it is on."""
    key = (labels.language, row.digest)
    if key not in site.fragments:
        shown = row.row()
        act = shown.act
        cells = [column.value(shown, labels) for column in COLUMNS[shown.list]]
        values = (act.enterprise.id, act.id, act.enterprise.name, *cells)
        site.fragments[key] = _row_stencil(site, labels, shown).fill(list(map(escape, values)))
    return site.fragments[key]


def _row_stencil(site: Site, labels: Labels, row: Row) -> Stencil:
    shape = RowShape(
        bool(row.replies),
        bool(row.objections),
        bool(row.corrected),
        STATE_TONES[row.standing.state],
        row.standing.days_left,
    )
    key = (labels.language, row.list, shape)
    if key not in site.stencils:
        site.stencils[key] = _cut_row(labels, row.list, shape)
    return site.stencils[key]


class RowShape(NamedTuple):
    """What else than its values makes one row look unlike another of its list."""

    replies: bool
    objections: bool
    corrected: bool
    tone: str
    days: int | None


def _cut_row(labels: Labels, slug: str, shape: RowShape) -> Stencil:
    names = headings(slug, labels.language)
    slots = marks(("enterprise", "act", "name", *names[1:]))
    cells = [
        (heading, slots[heading], column.kind, column.raw)
        for heading, column in zip(names[1:], COLUMNS[slug], strict=True)
    ]
    return cut(
        templates.render(
            labels.language,
            "site/row.html",
            root=ROOT,
            slot=slots,
            cells=cells,
            wording=labels.wording,
            **shape._asdict(),
        )
    )


def _meta(site: Site, listing: Listing, title: str, language: str) -> Meta:
    day, slug, labels = site.as_of.isoformat(), listing.slug, site.labels[language]
    files = {"text/csv": f"/data/lists/{slug}.csv", "application/json": f"/data/lists/{slug}.json"}
    meta = _described(site, title, language)
    issuers = [id_ for duty in LISTS[slug].duties(site.profile) for id_ in duty.departments]
    source = labels.list_comma.join(labels.departments[id_] for id_ in dict.fromkeys(issuers))
    return replace(
        meta,
        article=Article(site.as_of, source or labels.name(site.profile.site, "host_unit")),
        data=linked_data.dataset(
            site.profile,
            listing.path,
            language,
            name=title,
            description=meta.description,
            modified=day,
            files=files,
        ),
        head=_feed(site, listing.path, slug, language),
    )


def _index_meta(
    site: Site, title: str, path: str, language: str, titles: Sequence[tuple[str, str]]
) -> Meta:
    meta = _described(site, title, language)
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


def _described(site: Site, title: str, language: str) -> Meta:
    return Meta(
        title=title,
        description=gettext(
            "%(place)s%(title)s，数据截至%(day)s，可按地区、行业查看和下载。",
            place=site.labels[language].name(site.profile.place),
            title=title,
            day=site.as_of.isoformat(),
        ),
        column=gettext("名单公示"),
        kind="数据发布",
        keywords=gettext("落后产能,名单,公示"),
    )


def _feed(site: Site, path: str, slug: str, language: str) -> Markup:
    links, title = site.frames.links(path, language), site.labels[language].lists[slug]
    return links_to(links, f"/feeds/lists/{slug}", title)
