"""The lists, whole and by area, industry, department and year, each as of a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from markupsafe import Markup, escape

from publisher import linked_data, templates
from publisher.columns import COLUMNS, headings
from publisher.feeds.discovery import links_to
from publisher.fields import label
from publisher.firms import ListRow
from publisher.frame import Article, Meta
from publisher.labels import STATE_TONES, Labels
from publisher.pages.pagination import Slice, slices
from publisher.site_data import Page, Site
from publisher.stencils import Stencil, cut, marks
from register.lists import LISTS, Row
from register.wording import gettext

FACETS = ("area", "industry", "department", "year")
ROOT = "\ue002"
"""Stands for the way to the site's root in a row, which is rendered once for all its pages."""


class Facet(NamedTuple):
    """One way to narrow a list: by area, say, and the values that lead somewhere."""

    name: str
    label: str
    choices: list[tuple[str, str, int]]
    """Value, its label, how many rows."""


@dataclass(frozen=True)
class Listing:
    """A list, or a part of one, that has pages of its own."""

    slug: str
    path: str
    rows: Sequence[ListRow]
    facet: str = ""
    value: str = ""
    year: int | None = None
    """Set for the closures of one year."""


def pages(site: Site) -> Iterator[Page]:
    """Yield the index of lists and every list with its facets, in both languages."""
    yield from _index(site)
    for listing in listings(site):
        yield from _pages_of(site, listing)


def listings(site: Site) -> Iterator[Listing]:
    """Yield every list and every part of one that has rows."""
    for slug, rows in site.rows.items():
        if LISTS[slug].yearly:
            for year, of_year in site.closure_years.items():
                yield from _with_facets(Listing(slug, f"/lists/{slug}/{year}/", of_year, year=year))
        else:
            yield from _with_facets(Listing(slug, f"/lists/{slug}/", rows))


def _with_facets(whole: Listing) -> Iterator[Listing]:
    yield whole
    for facet in FACETS:
        if facet == "year" and whole.year:
            continue
        for value, rows in _by(facet, whole.rows).items():
            path = f"{whole.path}{facet}/{value}/"
            yield Listing(whole.slug, path, rows, facet, value, whole.year)


def _by(facet: str, rows: Sequence[ListRow]) -> dict[str, list[ListRow]]:
    found: defaultdict[str, list[ListRow]] = defaultdict(list)
    for row in rows:
        found[str(getattr(row, facet))].append(row)
    return found


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
    for part in slices(listing.rows):
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
        facets=_facets(listing, labels) if part.number is None and not listing.facet else (),
        duties=LISTS[listing.slug].duties(site.profile),
    )


def title_of(listing: Listing, labels: Labels) -> str:
    """Return what a list, or a part of one, is called in the language in use."""
    rule = LISTS[listing.slug]
    title = rule.title_for(listing.year) if listing.year else str(rule.title)
    if listing.facet:
        title = gettext(
            "%(list)s：%(part)s", list=title, part=_choice(listing.facet, listing.value, labels)
        )
    return title


def _choice(facet: str, value: str, labels: Labels) -> str:
    match facet:
        case "area":
            return labels.areas.get(value, value)
        case "department":
            return labels.departments.get(value, value)
        case "industry":
            return labels.industry(value)
        case _:
            return gettext("%(year)s年", year=value)


def _facets(listing: Listing, labels: Labels) -> list[Facet]:
    found = []
    for facet in FACETS:
        groups = _by(facet, listing.rows)
        if len(groups) > 1 and not (facet == "year" and listing.year):
            choices = [
                (value, _choice(facet, value, labels), len(rows)) for value, rows in groups.items()
            ]
            found.append(
                Facet(
                    facet, label(facet, labels.language), sorted(choices, reverse=facet == "year")
                )
            )
    return found


def _row_html(site: Site, labels: Labels, row: ListRow) -> str:
    """Return a row's HTML, made once for all the pages it is on."""
    key = (labels.language, row.digest)
    if key not in site.fragments:
        shown = row.row()
        act = shown.act
        cells = [column.brief(shown, labels) for column in COLUMNS[shown.list]]
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
