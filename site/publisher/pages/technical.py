"""Files for machines, and the pages every site must have: site map, 404, robots.txt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from markupsafe import escape
from msgspec.structs import replace

from publisher.addresses import address, file_of
from publisher.firms import Card, digest
from publisher.frame import MISSING, Meta
from publisher.pages import catalogue, statistics
from publisher.pages.listings import addresses
from publisher.pages.notices import about_path
from publisher.releases.views import Snapshot
from publisher.site_data import Page, Part, Site
from publisher.topics import ROWS
from register.acts import EnterpriseId
from register.lists import LISTS
from register.wording import LANGUAGES, SOURCE_LANGUAGE, gettext

CHUNKS = 4
"""Of enterprises in one sitemap, with two addresses each, of which it may hold 50,000 at most: an
act makes one anew."""


def pages(site: Site) -> Iterator[Page | Part]:
    """Yield site map, error page, robots.txt and the sitemaps."""
    key = site.digest(repr(list(site.closures)).encode())
    yield from site.in_both("/sitemap/", key, partial(_render_map, site))
    yield Page(file_of(MISSING), site.digest(), SOURCE_LANGUAGE, partial(_render_missing, site))
    yield _file("robots.txt", site.digest(), partial(_robots, site))
    texts = [(it.id, it.date) for it in (*site.about, *site.notices)]
    general = repr((texts, [it.date for it in site.releases], bool(site.months))).encode()
    rows = (f"{ROWS}{slug}" for slug in LISTS)
    said = site.said("card", "told", *rows)
    yield Part(site.digest(b"sitemaps", site.day, general, said), partial(_sitemaps, site))


def _sitemaps(site: Site) -> Iterator[Page]:
    general = _general(site)
    yield _file(
        "sitemaps/pages.xml", site.digest(repr(general).encode()), partial(_urls, site, general)
    )
    names = ["sitemaps/pages.xml"]
    marks = list(site.summed("sitemap", _mark, bytes, "card", "told"))
    for start in range(0, len(marks), CHUNKS):
        chunks = [at for at in range(len(marks))[start : start + CHUNKS] if marks[at]]
        if not chunks:
            continue
        name = f"sitemaps/enterprises-{len(names)}.xml"
        names.append(name)
        key = site.digest(b"".join(marks[at] for at in chunks))
        yield _file(name, key, partial(_enterprises, site, chunks))
    yield _file("sitemap.xml", site.digest(repr(names).encode()), partial(_index, site, names))


def _mark(cards: Mapping[EnterpriseId, Card], told: Mapping[EnterpriseId, dt.date]) -> bytes:
    """Return what changes when neighbours in the book have others, or later ones; empty of none."""
    named = list(_named(cards, told))
    return digest(repr(named).encode()) if named else b""


def _named(
    cards: Mapping[EnterpriseId, Card], told: Mapping[EnterpriseId, dt.date]
) -> Iterator[tuple[str, str]]:
    """Yield the page of each enterprise that has a name, and the day when it last changed."""
    for id_, card in cards.items():
        if card.name:
            yield f"/enterprises/{id_}/", told[id_].isoformat()


def _enterprises(site: Site, chunks: Sequence[int]) -> bytes:
    said = ((site.said_in("card", at), site.said_in("told", at)) for at in chunks)
    return _urls(site, [page for cards, told in said for page in _named(cards, told)])


def _file(path: str, key: bytes, make: partial[bytes]) -> Page:
    return Page(path, key, SOURCE_LANGUAGE, make)


def _general(site: Site) -> list[tuple[str, str]]:
    fixed = ["/", "/lists/", "/lists/closures/", "/enterprises/", "/notices/", "/departments/"]
    fixed += ["/duties/", "/statistics/", "/search/", "/data/", "/verify/", "/sitemap/"]
    fixed += ["/data/releases/", *(["/data/numbers/"] if site.months else [])]
    fixed += statistics.tables(site)
    fixed += [f"/data/dictionary/{part}" for part in ("", "book/", "numbers/")]
    fixed += catalogue.parts(site)
    fixed += [about_path(page) for page in site.about]
    dated = [(f"/notices/{notice.id}/", str(notice.date)) for notice in site.notices]
    dated += [(f"/{Snapshot(site, it).root}", str(it.date)) for it in site.releases]
    fixed += [path for slug in LISTS for path in addresses(site, slug)]
    return [*((path, "") for path in fixed), *dated]


def _urls(site: Site, listed: Sequence[tuple[str, str]]) -> bytes:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">')
    for path, changed in listed:
        modified = f"<lastmod>{changed}</lastmod>" if changed else ""
        for language in LANGUAGES:
            location = escape(f"{site.profile.site.url}/{address(path, language)}")
            lines.append(f"<url><loc>{location}</loc>{modified}</url>")
    lines.append("</urlset>\n")
    return "\n".join(lines).encode()


def _index(site: Site, names: Sequence[str]) -> bytes:
    maps = "\n".join(
        f"<sitemap><loc>{escape(f'{site.profile.site.url}/{name}')}</loc></sitemap>"
        for name in names
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{maps}\n</sitemapindex>\n"
    ).encode()


def _robots(site: Site) -> bytes:
    return (
        "User-agent: *\nDisallow: /report/\nDisallow: /en/report/\n"
        f"\nSitemap: {site.profile.site.url}/sitemap.xml\n"
    ).encode()


def _render_map(site: Site, path: str, language: str) -> bytes:
    meta = _meta(gettext("站点地图"), gettext("本站全部栏目。"))
    return site.show(
        path,
        language,
        "",
        "site/map.html",
        meta,
        lists=[(slug, str(rule.title)) for slug, rule in LISTS.items()],
        years=[(year, LISTS["closures"].title_for(year)) for year in site.closures],
        about=[(about_path(page), page.text(language).title) for page in site.about],
    )


def _render_missing(site: Site) -> bytes:
    meta = replace(_meta(gettext("页面不存在"), gettext("没有找到您要的页面。")), indexed=False)
    return site.show(MISSING, SOURCE_LANGUAGE, "", "site/missing.html", meta)


def _meta(title: str, description: str) -> Meta:
    return Meta(title, description, title, "概况信息", gettext("落后产能,公示,举报"))
