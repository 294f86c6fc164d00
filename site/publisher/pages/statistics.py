"""What the book adds up to: capacity closed, yellow cards, lines overdue for dismantling."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from publisher.frame import Meta
from publisher.labels import Labels
from publisher.site_data import Page, Site
from register.standings import State
from register.statistics import Closed, Tally, total
from register.wording import gettext

CARD_STATES = (State.OPEN, State.OVERDUE, State.RECTIFIED, State.TURNED_RED)


def pages(site: Site) -> Iterator[Page]:
    """Yield the statistics in both languages; any change of the book may change them."""
    yield from site.in_both(
        "/statistics/", site.digest(site.day, site.book), partial(_render, site)
    )


def _render(site: Site, path: str, language: str) -> bytes:
    labels = site.labels[language]
    sums = total(firm.tally() for firm in site.firms)
    overdue = sorted(
        (row for row in site.rows["sealed"] if row.days_left is not None and row.days_left < 0),
        key=lambda row: (row.days_left, row.act),
    )
    meta = Meta(
        title=gettext("统计"),
        description=gettext("按年度、行业、地区统计的关停产能，黄牌整改和逾期拆除情况。"),
        column=gettext("统计"),
        kind="数据发布",
        keywords=gettext("落后产能,统计"),
    )
    return site.show(
        path,
        language,
        "lists",
        "site/statistics.html",
        meta,
        tables=[
            (gettext("按年度"), gettext("年度"), "year", _closed(sums, "year", labels)),
            (gettext("按行业"), gettext("行业"), "industry", _closed(sums, "industry", labels)),
            (gettext("按地区"), gettext("地区"), "area", _closed(sums, "area", labels)),
        ],
        cards=[(labels.states[state], sums.yellow_cards[state]) for state in CARD_STATES],
        extended=sums.extended,
        overdue=[(row, row.row()) for row in overdue[:50]],
        overdue_count=len(overdue),
    )


def _closed(sums: Tally, name: str, labels: Labels) -> list[tuple[str, str, Closed]]:
    found = [
        (_say(name, key[0], labels), str(key[1]), amount)
        for key, amount in sums.closed_by(name).items()
    ]
    return found[::-1] if name == "year" else found


def _say(name: str, value: object, labels: Labels) -> str:
    match name:
        case "industry":
            return labels.industry(str(value))
        case "area":
            return labels.areas.get(str(value), str(value))
    return str(value)
