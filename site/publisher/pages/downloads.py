"""The data for reuse: every list and the whole visible book, as CSV and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

import msgspec

from publisher import linked_data, records
from publisher.columns import COLUMNS, headings
from publisher.fields import LABELS
from publisher.firms import Firm
from publisher.frame import Meta
from publisher.site_data import Page, Site
from register import spreadsheets
from register.lines import act_ids
from register.lists import LISTS
from register.wording import SOURCE_LANGUAGE, gettext


def pages(site: Site) -> Iterator[Page]:
    """Yield the page about the data and every file."""
    counts = {slug: len(rows) for slug, rows in site.rows.items()}
    acts = sum(len(firm.records) for firm in site.firms)
    key = site.digest(site.day, repr((counts, acts)).encode())
    yield from site.in_both("/data/", key, partial(_render, site, counts, acts))
    for slug, rows in site.rows.items():
        key = site.digest(site.day, slug.encode(), *(row.digest for row in rows))
        yield _file(f"data/lists/{slug}.csv", key, partial(_list_csv, site, slug))
        yield _file(f"data/lists/{slug}.json", key, partial(_list_json, site, slug))
    key = site.digest(site.day, site.book)
    yield _file("data/book.csv", key, partial(_book_csv, site))
    yield _file("data/book.json", key, partial(_book_json, site))


def _file(path: str, key: bytes, make: partial[bytes]) -> Page:
    return Page(path, key, SOURCE_LANGUAGE, make)


def _render(site: Site, counts: dict[str, int], acts: int, path: str, language: str) -> bytes:
    meta = Meta(
        title=gettext("数据下载"),
        description=gettext("各名单和全部公示内容的CSV、JSON文件，可自由使用，须注明来源。"),
        column=gettext("数据下载"),
        kind="数据发布",
        keywords=gettext("开放数据,下载,CSV,JSON"),
    )
    return site.show(
        path,
        language,
        "lists",
        "site/data.html",
        meta,
        counts=[(slug, str(rule.title), counts[slug]) for slug, rule in LISTS.items()],
        acts=acts,
        licence=linked_data.LICENCE,
    )


def _list_csv(site: Site, slug: str) -> bytes:
    labels = site.labels[SOURCE_LANGUAGE]
    first = [*headings(slug, SOURCE_LANGUAGE), str(LABELS["uscc"]), str(LABELS["document"])]
    rows = [first]
    for kept in site.rows[slug]:
        row = kept.row()
        known = row.act.enterprise
        shown = [column.value(row, labels) for column in COLUMNS[slug]]
        rows.append([known.name, *shown, known.uscc or "", row.act.document])
    return (spreadsheets.BOM + spreadsheets.lines(rows)).encode()


def _list_json(site: Site, slug: str) -> bytes:
    rows = [
        {
            "act": row.act,
            "standing": row.standing,
            "corrected": row.corrected,
            "replies": row.replies,
            "objections": row.objections,
        }
        for row in (kept.row() for kept in site.rows[slug])
    ]
    return msgspec.json.encode({**_about(site), "list": slug, "rows": rows})


def _book_csv(site: Site) -> bytes:
    heading = spreadsheets.lines([records.HEADINGS])
    return "".join([spreadsheets.BOM, heading, *(firm.table for firm in site.firms)]).encode()


def _book_json(site: Site) -> bytes:
    """Join the book's own lines: they are canonical JSON already, and stay verifiable."""
    about = json.dumps(_about(site), ensure_ascii=False)[:-1].encode()
    acts = b",\n".join(line for firm in site.firms for line in _visible(site, firm))
    buried = [stone for firm in site.firms for stone in firm.tombstones]
    ended = msgspec.json.encode(buried)
    return b"".join([about, b', "acts": [\n', acts, b'\n], "tombstones": ', ended, b"}\n"])


def _visible(site: Site, firm: Firm) -> Iterator[bytes]:
    shown = set(firm.records)
    for line in site.harvest.lines(firm.id):
        if shown.issuperset(act_ids(line)):
            yield line


def _about(site: Site) -> dict[str, str]:
    return {
        "place": site.profile.place.id,
        "title": site.profile.site.name,
        "as_of": site.as_of.isoformat(),
        "licence": linked_data.LICENCE,
        "source": f"{site.profile.site.url}/",
    }
