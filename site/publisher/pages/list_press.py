"""Prints the pages of lists: tens of thousands of rows, most of them on several pages.

As on enterprises' pages, the templates `site/list.html` and `site/row.html` are stencils, rendered
once for each shape of a page or a row and then only filled; a row is filled once for all its pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from operator import attrgetter

import msgspec
from msgspec.structs import asdict, replace

from publisher import linked_data, templates
from publisher.addresses import PREFIXES, Links
from publisher.columns import CHOICES, COLUMNS, headings
from publisher.deadlines import days_left, urgency
from publisher.feeds.discovery import links_to
from publisher.firms import ListRow
from publisher.frame import Article, Meta
from publisher.labels import STATE_TONES
from publisher.pages.listings import FACETS, Listing, facets_of, title_of
from publisher.pages.pagination import Slice
from publisher.site_data import Site
from publisher.stencils import Stencil, cut, escaped, marks
from register.lists import LISTS, Row
from register.wording import LANGUAGES, gettext

ROOT = "\uffff"
"""Stands for the way to the site's root in a row, which is filled once for all its pages.

No published text may hold it (`register.characters`)."""
SECTION = "lists"
_GROUPED = tuple(key for key in CHOICES if key in FACETS)
_CHOSEN: Callable[[ListRow], tuple[str, ...]] = attrgetter(*_GROUPED)


class PageShape(msgspec.Struct, frozen=True):
    """What else than its values makes one page look unlike another."""

    root: str
    """The way to the site's root."""
    slug: str
    partial: bool
    numbered: bool
    newer: bool
    older: bool
    amount: int
    """How many rows, as far as grammar tells: 0, 1 or 2."""


PAGE_VALUES = (
    "title", "whole", "path", "whole_path", "number", "count", "rows", "newer", "older", "facets",
    *CHOICES,
)  # fmt: skip


class RowShape(msgspec.Struct, frozen=True):
    """What else than its values makes one row look unlike another."""

    slug: str
    replies: bool
    objections: bool
    corrected: bool
    tone: str
    runs: bool
    """A deadline runs."""
    urgency: str


class ListPress:
    """Prints the pages of a place's lists on a day."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._pages = lru_cache(maxsize=None)(partial(_cut_page, site))
        self._rows = lru_cache(maxsize=None)(partial(_cut_row, site))
        self._offered = lru_cache(maxsize=4096)(partial(_offer, site))
        self._filled: dict[str, dict[bytes, str]] = {language: {} for language in LANGUAGES}
        self._metas: dict[tuple[str, str, str], Meta] = {}

    def page(self, listing: Listing, part: Slice[ListRow], path: str, language: str) -> bytes:
        """Return a page of a list, or of a part of one, in a language, the one in use."""
        site = self._site
        links = site.frames.links(path, language)
        shape = PageShape(
            root=links.root,
            slug=listing.slug,
            partial=bool(listing.facet),
            numbered=part.number is not None,
            newer=part.newer is not None,
            older=part.older is not None,
            amount=min(len(part.items), 2),
        )
        main = self._pages(language, shape).fill(self._values(listing, part, shape.root, language))
        return site.frames.page(path, language, SECTION, self._meta(listing, links), main)

    def _values(
        self, listing: Listing, part: Slice[ListRow], root: str, language: str
    ) -> tuple[str, ...]:
        labels = self._site.labels[language]
        whole = title_of(Listing(listing.slug, "", (), year=listing.year), labels)
        whole_path = listing.path.split(f"{listing.facet}/")[0] if listing.facet else listing.path
        prefix = escaped(root + PREFIXES[language])
        filled = self._filled[language]
        rows = "".join([filled.get(row.digest) or self._fill(row, language) for row in part.items])
        front = part.number is None and not listing.facet
        return (
            escaped(title_of(listing, labels)),
            escaped(whole),
            escaped(listing.path[1:]),
            escaped(whole_path[1:]),
            str(part.number),
            str(len(part.items)),
            rows.replace(ROOT, prefix),
            part.newer or "",
            part.older or "",
            self._facets(listing, language) if front else "",
            *self._choices(listing.slug, part.items, language),
        )

    def _facets(self, listing: Listing, language: str) -> str:
        facets = facets_of(listing, self._site.labels[language])
        return templates.render(language, "site/facets.html", facets=facets)

    def _fill(self, row: ListRow, language: str) -> str:
        shown = row.row()
        values = map(escaped, self._row_values(shown, language))
        filled = self._rows(language, _shape_of(shown)).fill(list(values))
        self._filled[language][row.digest] = filled
        return filled

    def _row_values(self, row: Row, language: str) -> Iterator[str]:
        labels, firm = self._site.labels[language], row.act.enterprise
        yield from (firm.id, row.act.id, firm.name)
        for column in COLUMNS[row.list]:
            yield column.value(row, labels)
        days = row.standing.days_left
        yield "" if days is None else days_left(days)

    def _choices(self, slug: str, rows: Sequence[ListRow], language: str) -> Iterator[str]:
        """Yield what the script may offer of each of `CHOICES` that is a column of the list.

        Only what the page has: the pages of a list stay as they are while others grow.
        """
        found = map(frozenset, zip(*set(map(_CHOSEN, rows)), strict=True))
        on_page = dict(zip(_GROUPED, found, strict=False))
        columns = {column.key for column in COLUMNS[slug]}
        for key in CHOICES:
            values = on_page.get(key, frozenset()) if key in _GROUPED else None
            yield self._offered(key, values, language) if key in columns else ""

    def _meta(self, listing: Listing, links: Links) -> Meta:
        """Return what all pages of a list say of themselves that lie equally deep."""
        key = (listing.path, links.language, links.root)
        if key not in self._metas:
            self._metas[key] = _meta(self._site, listing, links)
        return self._metas[key]


def _offer(site: Site, key: str, on_page: frozenset[str] | None, language: str) -> str:
    """Return choices of a column, all or some: `440802 赤坎区|440803 霞山区`."""
    names = CHOICES[key](site.labels[language])
    values = names if on_page is None else sorted(names.keys() & on_page)
    return escaped("|".join(f"{value} {names[value]}" for value in values))


def _cut_page(site: Site, language: str, shape: PageShape) -> Stencil:
    links = Links(shape.root, language, site.frames.assets)
    slots = marks(PAGE_VALUES)
    return cut(
        templates.render(
            language,
            "site/list.html",
            url=links.url,
            file=links.file,
            labels=site.labels[language],
            profile=site.profile,
            as_of=site.as_of,
            headings=headings(shape.slug, language),
            keys=[("name", ""), *_keys(shape.slug, slots)],
            duties=LISTS[shape.slug].duties(site.profile),
            slot=slots,
            **asdict(shape),
        )
    )


def _cut_row(site: Site, language: str, shape: RowShape) -> Stencil:
    names = headings(shape.slug, language)
    slots = marks(("enterprise", "act", "name", *names[1:], "left"))
    cells = [
        (heading, slots[heading], column.kind, column.raw)
        for heading, column in zip(names[1:], COLUMNS[shape.slug], strict=True)
    ]
    return cut(
        templates.render(
            language,
            "site/row.html",
            root=ROOT,
            slot=slots,
            cells=cells,
            wording=site.labels[language].wording,
            **asdict(shape),
        )
    )


def _shape_of(row: Row) -> RowShape:
    days = row.standing.days_left
    return RowShape(
        slug=row.list,
        replies=bool(row.replies),
        objections=bool(row.objections),
        corrected=bool(row.corrected),
        tone=STATE_TONES[row.standing.state],
        runs=days is not None,
        urgency="" if days is None else urgency(days),
    )


def _keys(slug: str, slots: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what the script calls each column in an address, and the choices where it has few."""
    for column in COLUMNS[slug]:
        yield column.key, slots[column.key] if column.key in CHOICES else ""


def _meta(site: Site, listing: Listing, links: Links) -> Meta:
    slug, language = listing.slug, links.language
    labels = site.labels[language]
    title = title_of(listing, labels)
    files = {"text/csv": f"/data/lists/{slug}.csv", "application/json": f"/data/lists/{slug}.json"}
    meta = described(site, title, language)
    issuers = [id_ for duty in LISTS[slug].duties(site.profile) for id_ in duty.departments]
    source = labels.list_comma.join(labels.departments[id_] for id_ in dict.fromkeys(issuers))
    return replace(
        meta,
        article=Article(site.as_of, source or labels.name(site.profile.site, "host_unit")),
        head=links_to(links, f"/feeds/lists/{slug}", labels.lists[slug]),
        data=linked_data.dataset(
            site.profile,
            listing.path,
            language,
            name=title,
            description=meta.description,
            modified=site.as_of.isoformat(),
            files=files,
        ),
    )


def described(site: Site, title: str, language: str) -> Meta:
    """Return what a page about lists says of itself."""
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
