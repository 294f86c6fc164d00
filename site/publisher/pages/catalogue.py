"""The catalogue of enterprises: every one within four clicks of the home page, no script needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial

import msgspec
from markupsafe import Markup

from publisher import templates
from publisher.addresses import Links
from publisher.firms import Card
from publisher.frame import Meta
from publisher.labels import Labels
from publisher.pages.pagination import Room, Slice, below, slices
from publisher.site_data import Page, Part, Site
from publisher.stencils import Stencil, cut, escaped, marks
from register.acts import EnterpriseId
from register.wording import gettext

ROOT = "/enterprises/"
FACETS = ("area", "industry")
ROOM = Room(front=18_000, numbered=15_000)
"""In bytes of names and links."""
LINK = 90
"""Bytes of what stands around a name, at most."""

Firm = tuple[EnterpriseId, Card]


def pages(site: Site) -> Iterator[Part]:
    """Yield the catalogue's front page and its parts by area and by industry."""
    yield Part(site.digest(b"catalogue", site.day, site.said("card")), partial(_pages, site))


def _pages(site: Site) -> Iterator[Page]:
    groups = _groups(site)
    counts = {facet: {it: len(firms) for it, firms in by.items()} for facet, by in groups.items()}
    key = site.digest(site.day, repr(counts).encode())
    yield from site.in_both(ROOT, key, partial(_render_front, site, counts))
    for facet, by in groups.items():
        for value, firms in by.items():
            for leaf in _leaves(facet, value, firms):
                yield from _page(site, leaf)


def parts(site: Site) -> list[str]:
    """Return the address of each area's and each industry's enterprises."""
    return [Leaf.address(facet, value) for facet in FACETS for value in values_of(site, facet)]


def values_of(site: Site, facet: str) -> list[str]:
    """Return the areas, or the industries, that have enterprises."""

    def values(cards: Mapping[EnterpriseId, Card]) -> list[str]:
        return sorted({getattr(card, facet) for card in cards.values() if card.name})

    return sorted({it for part in site.summed(facet, values, list[str], "card") for it in part})


def _groups(site: Site) -> dict[str, dict[str, list[Firm]]]:
    named = [firm for firm in site.cards.items() if firm[1].name]
    named.sort(key=lambda firm: (firm[1].since, firm[0]), reverse=True)
    return {facet: _by(facet, named) for facet in FACETS}


def _by(facet: str, firms: Sequence[Firm]) -> dict[str, list[Firm]]:
    found: defaultdict[str, list[Firm]] = defaultdict(list)
    for firm in firms:
        found[getattr(firm[1], facet)].append(firm)
    return dict(sorted(found.items()))


class Leaf(msgspec.Struct, frozen=True):
    """One page of the enterprises of an area, or of an industry."""

    facet: str
    value: str
    part: Slice[Firm]
    numbers: Sequence[int]
    """The numbered pages it leads to: all on the front page, so that a new one changes no other."""

    @property
    def root(self) -> str:
        """The address of the front page."""
        return self.address(self.facet, self.value)

    @staticmethod
    def address(facet: str, value: str) -> str:
        """Return the address of the front page of the enterprises of an area or industry."""
        return f"{ROOT}{facet}/{value}/"


def _leaves(facet: str, value: str, firms: Sequence[Firm]) -> Iterator[Leaf]:
    parts = slices(firms, ROOM, _weigh)
    numbers = [part.number for part in parts if part.number]
    for part in parts:
        yield Leaf(facet, value, part, numbers if part.number is None else ())


def _weigh(firm: Firm) -> int:
    return LINK + len(firm[0]) + len(firm[1].name.encode())


def _page(site: Site, leaf: Leaf) -> Iterator[Page]:
    firms = [(id_, card.name, card.since) for id_, card in leaf.part.items]
    said = (leaf.root, leaf.part.newer, leaf.part.older, leaf.numbers, firms)
    key = site.digest(repr(said).encode())
    yield from site.in_both(leaf.root + leaf.part.path, key, partial(_render_leaf, site, leaf))


def _render_front(site: Site, counts: dict[str, dict[str, int]], path: str, language: str) -> bytes:
    labels = site.labels[language]
    facets = [
        (
            gettext("按地区查找") if facet == "area" else gettext("按行业查找"),
            [
                (Leaf.address(facet, value), _name(facet, value, labels), count)
                for value, count in by.items()
            ],
        )
        for facet, by in counts.items()
    ]
    return site.show(
        path, language, "lists", "site/catalogue.html", _meta(gettext("企业目录")), facets=facets
    )


def _render_leaf(site: Site, leaf: Leaf, path: str, language: str) -> bytes:
    name = _name(leaf.facet, leaf.value, site.labels[language])
    return site.show(
        path,
        language,
        "lists",
        "site/catalogue_part.html",
        _meta(gettext("企业目录：%(part)s", part=name)),
        root=leaf.root,
        firms=_firms(site, leaf, path, language),
        part=leaf.part,
        numbers=[(number, below(number)) for number in leaf.numbers],
    )


def _firms(site: Site, leaf: Leaf, path: str, language: str) -> Markup:
    root = site.frames.links(path, language).root
    line = _line(root, language, site.labels[language].wording)
    lines = [f"{line.fill((id_, escaped(card.name)))}\n" for id_, card in leaf.part.items]
    return Markup("".join(lines))  # noqa: S704 - escaped


@lru_cache(maxsize=64)
def _line(root: str, language: str, wording: Markup) -> Stencil:
    """Return what is filled for each enterprise: twice and in each language, so never rendered."""
    return cut(
        templates.render(
            language,
            "site/catalogue_line.html",
            url=Links(root, language, {}).url,
            wording=wording,
            slot=marks(("id", "name")),
        )
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
