"""The home page: what the place has published, what is newest, what is overdue, how to report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from heapq import nsmallest

import msgspec
from markupsafe import Markup

from publisher import linked_data, templates
from publisher.feeds.discovery import links_to
from publisher.firms import Event, ListRow
from publisher.foremost import Foremost, together
from publisher.frame import Meta
from publisher.labels import TONES
from publisher.pages.statistics import yearly
from publisher.site_data import Page, Site
from register.acts import EnterpriseId
from register.lists import LISTS
from register.wording import LANGUAGES, gettext, use_language

SHOWN = 10
NOTICES = 5

Told = tuple[EnterpriseId, Event]


class News(msgspec.Struct, frozen=True):
    """What the home page shows of the book."""

    enterprises: int
    newest: list[tuple[EnterpriseId, str, Event]]
    """With the id and the name of whom each is about."""
    overdue: int
    most: list[ListRow]
    """Those longest overdue."""
    closed: Mapping[str, Markup]
    """The capacity closed by year, as a chart and its table, in each language."""


def pages(site: Site) -> Iterator[Page]:
    """Yield the home page in both languages."""
    newest = Foremost(site, "events", SHOWN, _told, _age).find(Told).get("", ())
    told = [(id_, site.card(id_).name, event) for id_, event in newest]
    late = Foremost(site, "overdue", SHOWN, together, _days_left, pick=nsmallest).find(ListRow)
    most = list(late.get("", ()))
    enterprises = sum(site.summed("amount", len, int, "card"))
    overdue = sum(site.summed("amount", _amount, int, "overdue"))
    said = (
        site.as_of,
        site.counts,
        enterprises,
        overdue,
        told,
        [row.digest for row in most],
        [(notice.id, notice.digest) for notice in site.current_notices[:NOTICES]],
    )
    counted = site.digest(site.said("share"))
    key = site.digest(repr(said).encode(), counted)
    charts = {language: _closed(site, counted, language) for language in LANGUAGES}
    news = News(enterprises, told, overdue, most, charts)
    yield from site.in_both("/", key, partial(_render, site, news))


def _told(said: Mapping[EnterpriseId, Iterable[Event]]) -> Mapping[str, Sequence[Told]]:
    return {"": [(id_, event) for id_, events in said.items() for event in events]}


def _age(told: Told) -> tuple[dt.date, str]:
    return told[1].date, told[1].act


def _days_left(row: ListRow) -> tuple[int, str]:
    return row.days_left or 0, row.act


def _amount(said: Mapping[EnterpriseId, Sequence[ListRow]]) -> int:
    return sum(map(len, said.values()))


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
        counts=[(slug, str(rule.title), site.counts[slug]) for slug, rule in LISTS.items()],
        enterprises=news.enterprises,
        newest=news.newest,
        overdue=news.overdue,
        most=[(row, row.row()) for row in news.most],
        notices=[(notice, notice.text(language)) for notice in site.current_notices[:NOTICES]],
        tones=TONES,
        closed=news.closed[language],
    )


def _closed(site: Site, counted: bytes, language: str) -> Markup:
    """Draw the capacity closed by year, unless it was drawn before.

    That costs more than the rest of the page, and most acts leave it as it is.
    """

    def draw() -> str:
        links, labels = site.frames.links("/", language), site.labels[language]
        with use_language(language):
            closed = yearly(site, labels)
        return templates.render(language, "site/closed.html", closed=closed, url=links.url)

    html = site.memory.recall(site.digest(counted, language.encode()), str, draw)
    return Markup(html)  # noqa: S704 - an escaping template's
