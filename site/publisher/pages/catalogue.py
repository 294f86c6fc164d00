"""The catalogue of enterprises: every one within four clicks of the home page, no script needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial

from register.wording import gettext

from publisher.firms import Firm
from publisher.frame import Meta
from publisher.labels import Labels
from publisher.pages.pagination import Slice, below, slices
from publisher.site_data import Page, Site

ROOT = "/enterprises/"
SIZE = 200


def pages(site: Site) -> Iterator[Page]:
    """Yield the catalogue's front page and its parts by area and by industry."""
    named = sorted((firm for firm in site.firms if firm.name), key=_newest_first, reverse=True)
    groups = {facet: _by(facet, named) for facet in ("area", "industry")}
    counts = {facet: {value: len(firms) for value, firms in by.items()} for facet, by in groups.items()}
    key = site.digest(site.day, repr(counts).encode())
    yield from site.in_both(ROOT, key, partial(_render_front, site, counts))
    for facet, by in groups.items():
        for value, firms in by.items():
            yield from _part(site, facet, value, firms)


def _newest_first(firm: Firm) -> tuple[str, str]:
    return firm.since.isoformat(), firm.id


def _by(facet: str, firms: Sequence[Firm]) -> dict[str, list[Firm]]:
    found: defaultdict[str, list[Firm]] = defaultdict(list)
    for firm in firms:
        found[getattr(firm, facet)].append(firm)
    return dict(sorted(found.items()))


def _part(site: Site, facet: str, value: str, firms: Sequence[Firm]) -> Iterator[Page]:
    root = f"{ROOT}{facet}/{value}/"
    all_parts = slices(firms, SIZE)
    numbers = [part.number for part in all_parts]
    for part in all_parts:
        # Only the front page lists every page, so that a new one leaves the others as they are.
        listed = numbers if part.number is None else ()
        said = repr([(firm.id, firm.name, firm.since) for firm in part.items])
        key = site.digest(root.encode(), repr((part.newer, part.older, listed)).encode(), said.encode())
        yield from site.in_both(
            root + part.path, key, partial(_render_part, site, facet, value, part, listed)
        )


def _render_front(
    site: Site, counts: dict[str, dict[str, int]], path: str, language: str
) -> bytes:
    labels = site.labels[language]
    facets = [
        (
            gettext("按地区查找") if facet == "area" else gettext("按行业查找"),
            [(f"{ROOT}{facet}/{value}/", _name(facet, value, labels), count) for value, count in by.items()],
        )
        for facet, by in counts.items()
    ]
    return site.show(
        path, language, "lists", "site/catalogue.html", _meta(gettext("企业目录")), facets=facets
    )


def _render_part(
    site: Site,
    facet: str,
    value: str,
    part: Slice[Firm],
    numbers: Sequence[int | None],
    path: str,
    language: str,
) -> bytes:
    title = gettext("企业目录：%(part)s", part=_name(facet, value, site.labels[language]))
    root = f"{ROOT}{facet}/{value}/"
    return site.show(
        path,
        language,
        "lists",
        "site/catalogue_part.html",
        _meta(title),
        root=root,
        part=part,
        numbers=[(number, root + below(number)) for number in numbers if number],
    )


def _name(facet: str, value: str, labels: Labels) -> str:
    return labels.areas.get(value, value) if facet == "area" else labels.industry(value)


def _meta(title: str) -> Meta:
    return Meta(
        title=title,
        description=gettext("登记簿中的全部企业，按地区和行业查找。"),
        column=gettext("企业目录"),
        kind="数据发布",
        keywords=gettext("企业,落后产能,公示"),
    )
