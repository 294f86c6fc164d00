"""The home page: what the place has published, what is newest, what is overdue, how to report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from heapq import nlargest, nsmallest

from markupsafe import Markup

from publisher import linked_data, templates
from publisher.feeds.discovery import links_to
from publisher.firms import Event, Firm, ListRow
from publisher.frame import Meta
from publisher.labels import TONES
from publisher.pages.statistics import yearly
from publisher.site_data import Page, Site
from register.lists import LISTS
from register.wording import gettext

SHOWN = 10
NOTICES = 5


@dataclass(frozen=True)
class News:
    """What the home page shows of the book."""

    counts: dict[str, int]
    newest: list[tuple[Event, Firm]]
    overdue: int
    most: list[ListRow]
    """Those longest overdue."""
    counted: bytes
    """Digest of what the statistics count."""


def pages(site: Site) -> Iterator[Page]:
    """Yield the home page in both languages."""
    newest = nlargest(
        SHOWN,
        ((event, firm) for firm in site.firms for event in firm.events),
        key=lambda pair: (pair[0].date, pair[0].act),
    )
    overdue = overdue_rows(site)
    most = nsmallest(SHOWN, overdue, key=lambda row: (row.days_left or 0, row.act))
    counts = {slug: len(rows) for slug, rows in site.rows.items()}
    said = (
        site.as_of,
        counts,
        len(site.firms),
        len(overdue),
        [(event, firm.id, firm.name) for event, firm in newest],
        [row.digest for row in most],
        [(notice.id, notice.digest) for notice in site.current_notices[:NOTICES]],
    )
    counted = site.digest(*(firm.counted for firm in site.firms))
    key = site.digest(repr(said).encode(), counted)
    news = News(counts, newest, len(overdue), most, counted)
    yield from site.in_both("/", key, partial(_render, site, news))


def overdue_rows(site: Site) -> list[ListRow]:
    """Return every row whose deadline has passed unmet."""
    return [
        row
        for rows in site.rows.values()
        for row in rows
        if row.days_left is not None and row.days_left < 0
    ]


def _render(site: Site, news: News, path: str, language: str) -> bytes:
    place = site.labels[language].name(site.profile.place)
    title = gettext("首页")
    description = gettext(
        "%(place)s公示淘汰落后产能的黄牌、红牌、超标排放、封存和退出企业名单，受理群众举报。",
        place=place,
    )
    meta = Meta(
        title=title,
        description=description,
        column=title,
        kind="首页",
        keywords=gettext("落后产能,黄牌,红牌,地条钢,举报"),
        data=linked_data.home(site.profile.site, language, description),
        head=links_to(site.frames.links(path, language), "/feeds/all", gettext("全部公示动态")),
    )
    return site.show(
        path,
        language,
        "home",
        "site/home.html",
        meta,
        counts=[(slug, str(rule.title), news.counts[slug]) for slug, rule in LISTS.items()],
        enterprises=len(site.firms),
        newest=news.newest,
        overdue=news.overdue,
        most=[(row, row.row()) for row in news.most],
        notices=[(notice, notice.text(language)) for notice in site.current_notices[:NOTICES]],
        tones=TONES,
        closed=_closed(site, news.counted, path, language),
    )


def _closed(site: Site, counted: bytes, path: str, language: str) -> Markup:
    """Return the capacity closed by year, as a chart and its table, kept from build to build.

    Drawing it costs more than the rest of the page, and most acts leave it as it is.
    """
    kept = site.work / f"home-{language}"
    with suppress(FileNotFoundError):
        found = kept.read_bytes()
        if found.startswith(counted):
            return Markup(found[len(counted) :].decode())  # noqa: S704 - our own, as below
    links, labels = site.frames.links(path, language), site.labels[language]
    html = templates.render(
        language, "site/closed.html", closed=yearly(site, labels), url=links.url
    )
    fresh = kept.with_suffix(".new")
    fresh.write_bytes(counted + html.encode())
    fresh.replace(kept)
    return Markup(html)  # noqa: S704 - an escaping template's
