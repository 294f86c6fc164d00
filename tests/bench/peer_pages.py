"""What Hugo makes enterprises' pages and lists of, in the words of both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from publisher import timeline
from publisher.columns import COLUMNS
from publisher.firms import ListRow
from publisher.labels import STATE_TONES, Labels
from publisher.pages import listings
from publisher.pages.pagination import Slice
from publisher.site_data import Site
from register.histories import View
from register.lists import LISTS, Row
from register.wording import LANGUAGES, gettext, language, long_date, ngettext, use_language

NAMES = {"zh-CN": "zh", "en": "en"}
ROOTS = {"zh-CN": "/", "en": "/en/"}


def enterprise(site: Site, id_: str) -> dict[str, Any]:
    """Return what is told of an enterprise."""
    view = site.harvest.history(id_).on(site.as_of)
    page: dict[str, Any] = {"id": id_, "name": view.enterprise.name if view.enterprise else id_}
    for spoken in LANGUAGES:
        with use_language(spoken):
            page[NAMES[spoken]] = _story(site, view, site.labels[spoken])
    return page


def _story(site: Site, view: View, labels: Labels) -> dict[str, Any]:
    events = [timeline.event_of(entry, labels, site.as_of) for entry in view.entries]
    known = view.enterprise
    latest = events[-1] if events else None
    told = f"{latest.title} ({latest.date}, {latest.department})" if latest else ""
    return {
        "enterprise": view.id,
        "uscc": known.uscc if known else None,
        "description": f"{known.name if known else view.id}: {told} {gettext('期限')}",
        "column": gettext("企业公示"),
        "columntype": "数据发布",
        "keywords": gettext("企业,落后产能,公示"),
        "published": latest.date.isoformat() if latest else "",
        "source": latest.department if latest else "",
        "facts": timeline.facts_of(view, labels),
        "running": [_deadline(event) for event in events if event.days_left is not None],
        "events": [_event(event) for event in events],
        "tombstones": [
            {
                "id": stone.id,
                "said": gettext("本条已于%(day)s终止公示。依据：", day=long_date(stone.date)),
                "ground": stone.ground,
            }
            for stone in view.tombstones
        ],
    }


def _deadline(event: timeline.Event) -> dict[str, Any]:
    day = event.deadline or event.date
    return {
        "id": event.id,
        "title": event.title,
        "date": day.isoformat(),
        "day": long_date(day),
        "left": _left(event.days_left or 0),
        "tone": _tone(event.days_left or 0),
    }


def _left(days: int) -> str:
    if days < 0:
        return ngettext("已逾期%(days)s天", "已逾期%(days)s天", -days, days=-days)
    return ngettext("剩余%(days)s天", "剩余%(days)s天", days, days=days)


def _tone(days: int) -> str:
    if days < 0:
        return "overdue"
    return "near" if days <= 30 else ""


def _event(event: timeline.Event) -> dict[str, Any]:
    notes = [(long_date(day), text) for day, text in event.replies]
    notes += [(long_date(day), f"{said.text} {said.outcome}") for day, said in event.objections]
    notes += [(long_date(it.date), f"{it.changes} {it.reason}") for it in event.corrections]
    return {
        "id": event.id,
        "date": event.date.isoformat(),
        "day": long_date(event.date),
        "title": event.title,
        "tone": event.tone,
        "state": event.state,
        "statetone": event.state_tone,
        "stopped": event.stopped,
        "facts": event.facts,
        "notes": notes,
    }


class Table:
    """Makes the pages of a list and of its parts, telling each row once in each language."""

    def __init__(self, site: Site, slug: str) -> None:
        self._site = site
        self._slug = slug
        self._rows: dict[str, dict[bytes, msgspec.Raw]] = {name: {} for name in LANGUAGES}
        """Encoded, by their digests."""

    def page(self, listing: listings.Listing, part: Slice[ListRow]) -> dict[str, Any]:
        """Return one page of the list, or of a part of it."""
        page: dict[str, Any] = {"path": (listing.path + part.path).strip("/")}
        for name in LANGUAGES:
            with use_language(name):
                page[NAMES[name]] = self._told(listing, part, self._site.labels[name])
        return page

    def _told(
        self, listing: listings.Listing, part: Slice[ListRow], labels: Labels
    ) -> dict[str, Any]:
        site, slug = self._site, self._slug
        url, day = site.profile.site.url, site.as_of.isoformat()
        below = ROOTS[labels.language] + listing.path[1:]
        title = listings.title_of(listing, labels)
        count = len(part.items)
        return {
            "title": title,
            "list": slug,
            "description": f"{title} {day} {gettext('数据说明和许可')}",
            "column": gettext("名单公示"),
            "columntype": "数据发布",
            "keywords": gettext("落后产能,名单,公示"),
            "published": day,
            "source": labels.name(site.profile.site, "host_unit"),
            "files": [
                {"@type": "DataDownload", "contentUrl": f"{url}/data/lists/{slug}.{it}"}
                for it in ("csv", "json")
            ],
            "basis": _basis(site, slug, labels),
            "caption": ngettext(
                "本页%(n)s条，最新的在前", "本页%(n)s条，最新的在前", count, n=count
            ),
            "columns": [_column(column) for column in COLUMNS[slug]],
            "rows": [self._row(kept, labels) for kept in part.items],
            "newer": None if part.newer is None else below + part.newer,
            "older": None if part.older is None else below + part.older,
            "facets": [_facet(facet, below) for facet in _shown(listing, part, labels)],
            "printed": gettext(
                "打印自%(address)s，数据截至%(day)s。以网站公示为准。",
                address=f"{url}{listing.path}",
                day=long_date(site.as_of),
            ),
        }

    def _row(self, kept: ListRow, labels: Labels) -> msgspec.Raw:
        told = self._rows[labels.language]
        if kept.digest not in told:
            row = _row(self._slug, kept.row(), labels)
            told[kept.digest] = msgspec.Raw(msgspec.json.encode(row))
        return told[kept.digest]


def _shown(listing: listings.Listing, part: Slice[ListRow], labels: Labels) -> list[listings.Facet]:
    """Return the ways to narrow a list that its front page offers."""
    whole = part.number is None and not listing.facet
    return listings.facets_of(listing, labels) if whole else []


def _basis(site: Site, slug: str, labels: Labels) -> list[tuple[str, str]]:
    def said(departments: Iterable[str]) -> str:
        return gettext(
            "数据截至%(day)s，由%(publisher)s发布；依据：",
            day=long_date(site.as_of),
            publisher=gettext("、").join(labels.departments[it] for it in departments),
        )

    duties = LISTS[slug].duties(site.profile)
    return [(said(duty.departments), site.profile.cite(duty)) for duty in duties]


def _facet(facet: listings.Facet, below: str) -> dict[str, Any]:
    return {
        "title": gettext("按%(facet)s查看", facet=facet.label),
        "choices": [
            (f"{below}{facet.name}/{value}/", name, gettext("（%(n)s）", n=count))
            for value, name, count in facet.shown
        ],
    }


def _column(column: Any) -> Mapping[str, Any]:
    return {
        "key": column.key,
        "label": str(column.label),
        "kind": column.kind,
        "raw": column.raw and language() == "en",
    }


def _row(slug: str, row: Row, labels: Labels) -> dict[str, Any]:
    days = row.standing.days_left
    marks = (
        (row.replies, gettext("有企业申辩")),
        (row.objections, gettext("有企业异议")),
        (row.corrected, gettext("已更正")),
    )
    return {
        "enterprise": row.act.enterprise.id,
        "act": row.act.id,
        "name": row.act.enterprise.name,
        "notes": [said for there, said in marks if there],
        "cells": [column.value(row, labels) for column in COLUMNS[slug]],
        "tone": STATE_TONES[row.standing.state],
        "left": "" if days is None else _left(days),
        "near": "" if days is None else _tone(days),
    }
