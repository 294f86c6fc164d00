"""What the book adds up to: capacity closed, yellow cards, lines overdue for dismantling."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from heapq import nlargest

import msgspec
from markupsafe import Markup
from msgspec.structs import replace

from publisher.charts import LONGEST, Bar, bar_chart, longest_first
from publisher.firms import ListRow
from publisher.frame import Article, Meta
from publisher.labels import Labels
from publisher.measures import Measure, measure
from publisher.month_tables import casework
from publisher.pages.pagination import Room, Slice, slices
from publisher.site_data import Page, Part, Site
from register.standings import State
from register.statistics import Closed, Tally
from register.wording import SOURCE_LANGUAGE, gettext, lazy_gettext, ngettext

CARD_STATES = (State.OPEN, State.OVERDUE, State.RECTIFIED, State.TURNED_RED)
SHOWN = 20
"""Overdue lines in the table; the list has them all."""
MOST = 12
"""Rows of closed capacity beside its charts; a page of its own has the whole table."""
ROOM = Room(front=120, numbered=100)
"""Rows on a page of such a table."""

DIMENSIONS = {
    "year": (
        lazy_gettext("按年度"),
        lazy_gettext("年度"),
        lazy_gettext("各年度关停的年产能（%(unit)s）"),
        lazy_gettext("关停退出的产能：按年度"),
    ),
    "industry": (
        lazy_gettext("按行业"),
        lazy_gettext("行业"),
        lazy_gettext("各行业关停的年产能（%(unit)s）"),
        lazy_gettext("关停退出的产能：按行业"),
    ),
    "area": (
        lazy_gettext("按地区"),
        lazy_gettext("地区"),
        lazy_gettext("各地区关停的年产能（%(unit)s）"),
        lazy_gettext("关停退出的产能：按地区"),
    ),
}
"""What closed capacity is shown by: title, heading of the first column, title of the charts, title
of a page with the whole table."""


class Closures(msgspec.Struct, frozen=True):
    """What was closed, by one dimension."""

    name: str
    title: str
    heading: str
    rows: list[Share]
    charts: list[tuple[str, Markup]]
    """One a unit, titled: figures of different units share no scale."""

    @property
    def path(self) -> str:
        """The address of the whole table."""
        return _path(self.name)

    @property
    def called(self) -> str:
        """The title of the whole table's page."""
        return str(DIMENSIONS[self.name][-1])

    @property
    def shown(self) -> list[Share]:
        """What stands beside the charts: the last years, or what most enterprises closed."""
        if self.name == "year" or len(self.rows) <= MOST:
            return self.rows[:MOST]
        most = nlargest(MOST, self.rows, key=lambda share: len(share.closed.enterprises))
        return [share for share in self.rows if share in most]


class Share(msgspec.Struct, frozen=True):
    """What was closed in one year, industry or area, as far as it is counted in one unit."""

    label: str
    unit: str
    closed: Closed

    @property
    def capacity(self) -> Measure:
        """The yearly capacity as it is read."""
        return measure(self.closed.capacity, self.unit)


def pages(site: Site) -> Iterator[Page | Part]:
    """Yield the statistics in both languages, and whole the tables that they show in part."""
    said = site.said("share", "overdue")
    yield from site.in_both(
        "/statistics/",
        site.digest(site.day, said, *(month.encoded() for month in site.months)),
        partial(_render, site),
    )
    yield Part(site.digest(b"closed", site.day, site.said("share")), partial(_tables, site))


def tables(site: Site) -> list[str]:
    """Return the addresses of the tables of closed capacity; none where nothing was closed."""
    return [_path(name) for name in DIMENSIONS] if site.closures else []


def _path(name: str) -> str:
    return f"/statistics/{name}/"


def _tables(site: Site) -> Iterator[Page]:
    for name in DIMENSIONS:
        rows = _shares(site.sums, name, site, site.labels[SOURCE_LANGUAGE])
        for part in slices(range(len(rows)), ROOM, lambda _: 1) if rows else ():
            key = site.digest(site.day, repr([rows[number] for number in part.items]).encode())
            render = partial(_render_table, site, name, part)
            yield from site.in_both(_path(name) + part.path, key, render)


def _render_table(site: Site, name: str, part: Slice[int], path: str, language: str) -> bytes:
    labels = site.labels[language]
    title, heading, _, called = map(str, DIMENSIONS[name])
    rows = _shares(site.sums, name, site, labels)
    if part.number:
        called = gettext("%(title)s，第%(n)s页", title=called, n=part.number)
    description = gettext(
        "%(place)s%(title)s，数据截至%(day)s。",
        place=labels.name(site.profile.place),
        title=called,
        day=site.as_of.isoformat(),
    )
    meta = _meta(site, labels, called, description)
    return site.show(
        path,
        language,
        "statistics",
        "site/closed_table.html",
        meta,
        closed=Closures(name, title, heading, [rows[number] for number in part.items], []),
        part=part,
    )


def _meta(site: Site, labels: Labels, title: str, description: str) -> Meta:
    return Meta(
        title=title,
        description=description,
        column=gettext("统计"),
        kind="数据发布",
        keywords=gettext("落后产能,统计"),
        article=Article(site.as_of, labels.name(site.profile.site, "host_unit")),
    )


def _render(site: Site, path: str, language: str) -> bytes:
    labels = site.labels[language]
    sums = site.sums
    overdue = _overdue(site)
    description = gettext("按年度、行业、地区统计的关停产能，黄牌整改和逾期拆除情况。")
    meta = _meta(site, labels, gettext("统计"), description)
    return site.show(
        path,
        language,
        "statistics",
        "site/statistics.html",
        meta,
        closures=[_closures(name, site, labels) for name in DIMENSIONS],
        cards=[(labels.states[state], sums.yellow_cards[state]) for state in CARD_STATES],
        extended=sums.extended,
        cards_chart=_cards_chart(sums, labels),
        overdue=[(row, row.row()) for row in overdue[:SHOWN]],
        overdue_count=len(overdue),
        overdue_chart=_overdue_chart(overdue),
        casework=casework(site.months, labels),
    )


def _overdue(site: Site) -> list[ListRow]:
    """Return the lines not dismantled by their date, longest overdue first."""
    return [row for row in site.overdue if row.list == "sealed"]


def yearly(site: Site, labels: Labels) -> Closures:
    """Return what was closed by year, in the one unit that says most; maybe nothing."""
    whole = _closures("year", site, labels)
    most = next(iter(_comparable(whole.rows)), [])
    return replace(whole, rows=most, charts=whole.charts[:1])


def _closures(name: str, site: Site, labels: Labels) -> Closures:
    title, heading, chart_title, _ = DIMENSIONS[name]
    rows = _shares(site.sums, name, site, labels)
    charts: list[tuple[str, Markup]] = []
    for shares in _comparable(rows):
        bars = [Bar(share.label, share.closed.capacity, share.capacity.figure) for share in shares]
        said = str(chart_title) % {"unit": shares[0].capacity.unit}
        ordered = bars if name == "year" else longest_first(bars)
        charts.append((said, bar_chart(f"chart-{name}-{len(charts)}", said, ordered)))
    return Closures(name, str(title), str(heading), rows, charts)


def _shares(sums: Tally, name: str, site: Site, labels: Labels) -> list[Share]:
    """Return years newest first, industries by code, areas as the plan lists them."""
    areas = {area.id: order for order, area in enumerate(site.profile.areas)}
    found = sorted(sums.closed_by(name).items(), key=lambda item: -len(item[1].enterprises))
    if name == "year":
        found.sort(key=lambda item: str(item[0][0]), reverse=True)
    else:
        found.sort(key=lambda item: (areas.get(str(item[0][0]), len(areas)), str(item[0][0])))
    return [Share(_say(name, key[0], labels), str(key[1]), closed) for key, closed in found]


def _comparable(rows: Sequence[Share]) -> list[list[Share]]:
    """Return what makes a chart: two or more published amounts of one unit; most first."""
    by_unit: dict[str, list[Share]] = {}
    for row in rows:
        if row.unit and row.closed.capacity:
            by_unit.setdefault(row.unit, []).append(row)
    charted = [shares for shares in by_unit.values() if len(shares) > 1]
    return sorted(charted, key=lambda shares: -len(shares))


def _cards_chart(sums: Tally, labels: Labels) -> Markup:
    if not sums.yellow_cards.total():
        return Markup()
    bars = [Bar(labels.states[state], Decimal(sums.yellow_cards[state])) for state in CARD_STATES]
    bars.append(Bar(gettext("其中延长过整改期限"), Decimal(sums.extended), part=True))
    return bar_chart("chart-cards", gettext("黄牌的结果（企业次数）"), bars)


def _overdue_chart(overdue: Sequence[ListRow]) -> Markup:
    if not overdue:
        return Markup()
    bars = []
    for kept in overdue[:LONGEST]:
        days = -(kept.days_left or 0)
        name = kept.row().act.enterprise.name
        bars.append(Bar(name, Decimal(days), ngettext("%(n)s天", "%(n)s天", days)))
    return bar_chart("chart-overdue", gettext("拆除期限已过的天数"), bars)


def _say(name: str, value: object, labels: Labels) -> str:
    match name:
        case "industry":
            return labels.industry(str(value))
        case "area":
            return labels.areas.get(str(value), str(value))
    return str(value)
