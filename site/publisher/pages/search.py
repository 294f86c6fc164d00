"""The search page, and the files of its index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from msgspec.structs import astuple

from publisher.firms import Card
from publisher.forking import beside
from publisher.frame import Meta
from publisher.labels import STATE_TONES, Labels
from publisher.search import catalogue
from publisher.search.blocks import Packer
from publisher.search.catalogue import Facets, IndexFiles
from publisher.search.index import Index, numbered, up_to_date
from publisher.site_data import Page, Part, Site
from register.acts import EnterpriseId, Subject
from register.standings import State
from register.wording import SOURCE_LANGUAGE, gettext

BESIDE_FROM = 1000
"""Enterprises; below, a second process costs more than it saves."""

Choice = tuple[str, str, str]
"""Value, what it is called, and the theme's tone for it."""


def pages(site: Site) -> Iterable[Part]:
    """Return the search page in both languages and the index they share.

    A whole index is begun here and now, beside the pages of others that are asked for first.
    """
    packer = Packer(site.profile)
    cache = site.work / "search"
    make = partial(_index, site, cache, packer)
    whole = not cache.exists() and len(site.cards) >= BESIDE_FROM
    index = beside(make) if whole else make
    key = site.digest(b"search", site.said("card", "search"))
    return [Part(key, partial(_pages, site, packer, index))]


def _index(site: Site, cache: Path, packer: Packer) -> Index:
    industries = chain.from_iterable(site.summed("industries", _industries, list[str], "card"))
    found = site.harvest.topics["search"].said.values()
    return up_to_date(cache, site.base, numbered(zip(industries, found, strict=True)), packer)


def _industries(cards: Mapping[EnterpriseId, Card]) -> list[str]:
    return [card.industry for card in cards.values()]


def _pages(site: Site, packer: Packer, index: Callable[[], Index]) -> Iterator[Page]:
    found = IndexFiles(index(), packer)
    key = site.digest(repr(astuple(found.facets)).encode())
    yield from site.in_both("/search/", key, partial(_render, site, found.facets))
    for path, content in found.files.items():
        # A shard's name is made from its content; the manifest's is not.
        mark = content if path == catalogue.MANIFEST else path.encode()
        yield Page(path, site.digest(mark), SOURCE_LANGUAGE, partial(bytes, content))


def _render(site: Site, facets: Facets, path: str, language: str) -> bytes:
    labels = site.labels[language]
    title = gettext("查询企业")
    return site.show(
        path,
        language,
        "search",
        "site/search.html",
        Meta(
            title=title,
            description=gettext(
                "按企业名称的任意部分、拼音首字母或统一社会信用代码查询%(place)s公示的企业。",
                place=labels.name(site.profile.place),
            ),
            column=title,
            kind="数据发布",
            keywords=gettext("企业查询,落后产能,公示"),
        ),
        index=f"/{catalogue.FOLDER}/",
        filters=_filters(facets, labels, [area.id for area in site.profile.areas]),
    )


def _filters(
    facets: Facets, labels: Labels, areas: Sequence[str]
) -> list[tuple[str, str, str, list[Choice]]]:
    """Return each filter: letter in the index, name of its field, label, choices."""
    in_order = sorted(facets.areas, key=areas.index)
    states = [state for state in State if state in facets.states]
    return [
        ("a", "area", gettext("所在地区"), _choices(in_order, labels.areas.__getitem__)),
        ("i", "industry", gettext("行业"), _choices(facets.industries, labels.industry)),
        ("k", "kind", gettext("登记事项"), _choices(facets.kinds, labels.kinds.__getitem__)),
        (
            "s",
            "subject",
            gettext("不达标方面"),
            _choices(facets.subjects, lambda it: labels.subjects[Subject(it)]),
        ),
        ("y", "year", gettext("年份"), _choices(facets.years[::-1], str)),
        (
            "t",
            "state",
            gettext("状态"),
            [(it, labels.states[it], STATE_TONES[it]) for it in states],
        ),
    ]


def _choices(values: Sequence[str], name: Callable[[str], str]) -> list[Choice]:
    return [(value, name(value), "") for value in values]
