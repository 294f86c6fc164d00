"""The feeds: judged by grammars and by readers not written here; empty ones are still feeds."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import feedparser
import jsonschema
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from ulid import ULID

from publisher.feeds.entries import urn_of
from register.files import load_book
from register.lists import LISTS, rows
from register.profiles import load_profile

CONTENT = Path(__file__).resolve().parents[3] / "content"
AS_OF = dt.date(2026, 11, 22)
GRAMMAR = etree.RelaxNG(file=str(Path(__file__).with_name("atom.rng")))
TEXT = {"type": "string", "minLength": 1}
AUTHORS = {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["name"]}}
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items", "feed_url", "home_page_url"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": TEXT,
        "home_page_url": {"type": "string", "format": "uri"},
        "feed_url": {"type": "string", "format": "uri"},
        "language": {"enum": ["zh-CN", "en"]},
        "authors": AUTHORS,
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "url", "content_text", "date_published"],
                "properties": {
                    "id": TEXT,
                    "url": {"type": "string", "format": "uri"},
                    "content_text": TEXT,
                    "title": TEXT,
                    "date_published": {"type": "string", "format": "date-time"},
                    "date_modified": {"type": "string", "format": "date-time"},
                    "authors": AUTHORS,
                    "tags": {"type": "array", "items": TEXT},
                },
                "patternProperties": {"^_": {"type": "object"}},
                "additionalProperties": False,
            },
        },
    },
    "patternProperties": {"^_": {"type": "object"}},
    "additionalProperties": False,
}
"""JSON Feed 1.1 as far as it is used here: unknown names must begin with an underscore."""


def files(site: Path, suffix: str) -> list[Path]:
    return sorted(path for root in ("feeds", "en/feeds") for path in (site / root).rglob(suffix))


def entries(path: Path) -> Any:
    return feedparser.parse(path.read_bytes()).entries


def test_every_atom_feed_keeps_the_grammar_and_a_reader_reads_it(site: Path) -> None:
    found = files(site, "*.atom")
    assert len(found) > 40
    for path in found:
        document = etree.parse(path)
        assert GRAMMAR.validate(document), (path, GRAMMAR.error_log)
        feed = feedparser.parse(path.read_bytes())
        assert (feed.bozo, feed.version) == (False, "atom10")
        here = [link.href for link in feed.feed.links if link.rel == "self"]
        assert [urlsplit(href).path for href in here] == [f"/{path.relative_to(site)}"]
        assert len({entry.id for entry in feed.entries}) == len(feed.entries)
        days = [entry.updated for entry in feed.entries]
        assert days == sorted(days, reverse=True)
        assert feed.feed.updated >= max(days, default="")


def test_the_grammar_can_refuse() -> None:
    feed = b'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>'
    assert not GRAMMAR.validate(etree.fromstring(feed))


def test_every_json_feed_keeps_the_format(site: Path) -> None:
    judge = jsonschema.Draft202012Validator(JSON_FEED, format_checker=jsonschema.FormatChecker())
    for path in files(site, "*.json"):
        feed = json.loads(path.read_bytes())
        judge.validate(feed)
        same = entries(path.with_suffix(".atom"))
        assert [item["id"] for item in feed["items"]] == [entry.id for entry in same]
        assert [item["title"] for item in feed["items"]] == [entry.title for entry in same]


@pytest.mark.parametrize("slug", LISTS)
def test_a_lists_feed_has_its_rows(site: Path, slug: str) -> None:
    folder = CONTENT / site.name
    wanted = rows(load_book(folder, load_profile(folder)), slug, AS_OF)
    for language in ("", "en/"):
        found = entries(site / language / f"feeds/lists/{slug}.atom")
        assert {entry.id for entry in found} == {urn_of(row.act.id) for row in wanted}
        by_id = {entry.id: entry for entry in found}
        for row in wanted:
            entry = by_id[urn_of(row.act.id)]
            assert row.act.enterprise.name in entry.title
            assert entry.link.endswith(f"/{row.act.enterprise.id}/#{row.act.id}")
            assert row.act.document in entry.content[0].value


def test_departments_and_areas_have_feeds_of_their_own_changes(site: Path) -> None:
    folder = CONTENT / site.name
    profile = load_profile(folder)
    acts = {urn_of(act.id): act for act in load_book(folder, profile).acts}
    for department in profile.departments:
        for entry in entries(site / f"feeds/departments/{department.id}.atom"):
            assert acts[entry.id].department == department.id
    for area in profile.areas:
        for entry in entries(site / f"feeds/areas/{area.id}.atom"):
            assert acts[entry.id].enterprise.area == area.id


def test_the_withdrawal_feed_tells_ids_and_grounds_and_names_nobody(site: Path) -> None:
    folder = CONTENT / site.name
    book = load_book(folder, load_profile(folder))
    views = [history.on(AS_OF) for history in book.histories.values()]
    stones = {stone.id: stone for view in views for stone in view.tombstones}
    assert stones
    for suffix in (".atom", ".json"):
        text = (site / f"feeds/withdrawn{suffix}").read_text()
        for act in book.acts:
            assert act.enterprise.name not in text
            assert act.enterprise.id not in text
        for stone in stones.values():
            assert stone.id in text
            assert stone.ground in text


def test_what_left_is_told_as_deleted_in_the_feed_of_all_changes(site: Path) -> None:
    root = etree.parse(site / "feeds/all.atom").getroot()
    deleted = root.findall("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert deleted
    for element in deleted:
        UUID(element.get("ref").removeprefix("urn:uuid:"))
        assert dt.datetime.fromisoformat(element.get("when")).tzinfo


def test_the_calendar_has_every_running_deadline(site: Path) -> None:
    folder = CONTENT / site.name
    book = load_book(folder, load_profile(folder))
    running = {
        urn_of(row.act.id): row.standing.deadline
        for slug in ("yellow", "sealed")
        for row in rows(book, slug, AS_OF)
        if row.standing.days_left is not None and row.standing.days_left >= -30
    }
    assert running
    for name in ("feeds/deadlines.ics", "en/feeds/deadlines.ics"):
        calendar = vobject.readOne((site / name).read_bytes().decode())
        calendar.validate(raiseException=True)
        assert {event.uid.value: event.dtstart.value for event in calendar.vevent_list} == running
        assert all(event.summary.value and event.url.value for event in calendar.vevent_list)


def test_every_calendar_is_read_and_its_lines_are_short(site: Path) -> None:
    for path in files(site, "*.ics"):
        content = path.read_bytes()
        vobject.readOne(content.decode()).validate(raiseException=True)
        assert all(len(line) <= 75 for line in content.split(b"\r\n"))  # RFC 5545, 3.1


@pytest.mark.parametrize("language", ["", "en/"])
def test_lists_departments_and_home_name_their_feeds_and_each_is_there(
    site: Path, language: str
) -> None:
    pages = ["index.html", "departments/index.html", "data/index.html"]
    pages += [f"lists/{slug}/index.html" for slug in LISTS if not LISTS[slug].yearly]
    pages += [str(path.relative_to(site / language)) for path in
              (site / language).glob("lists/closures/2*/index.html")]  # fmt: skip
    for name in pages:
        page = site / language / name
        text = page.read_text()
        links = re.findall(r'<link rel="alternate" type="[^"]+" title="[^"]+" href="([^"]+)"', text)
        links += re.findall(r'<a href="([^"]+\.(?:atom|ics))"', text)
        assert links, name
        for link in links:
            assert (page.parent / link).resolve().is_file(), (name, link)


def test_a_feed_tells_a_correction_as_news_of_the_same_entry(site: Path) -> None:
    folder = CONTENT / site.name
    book = load_book(folder, load_profile(folder))
    corrected = [
        (entry, entry.corrections[-1].act.date)
        for history in book.histories.values()
        for entry in history.on(AS_OF).entries
        if entry.corrections and entry.corrections[-1].act.date > entry.act.date
    ]
    assert corrected
    found = {
        entry.id: entry
        for path in files(site, "*.atom")
        if "areas" in path.parts
        for entry in entries(path)
    }
    told = [(found[urn_of(it.act.id)], day) for it, day in corrected if urn_of(it.act.id) in found]
    assert told
    assert all(entry.updated[:10] >= day.isoformat() for entry, day in told)
    assert all(entry.published < entry.updated for entry, _ in told)


@given(st.integers(0, 2**128 - 1))
def test_an_acts_name_for_feed_readers_is_its_ulid_as_a_uuid(number):
    ulid = ULID.from_int(number)
    assert urn_of(str(ulid)) == f"urn:uuid:{ulid.to_uuid()}"
