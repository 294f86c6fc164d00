"""Hugo, the peer: the same pages, in both languages, from one JSON file made of the same book."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec

from publisher import timeline
from publisher.columns import COLUMNS, headings
from publisher.firms import Firm
from publisher.frame import Frames
from publisher.harvest import gather
from publisher.labels import Labels
from publisher.pages import listings
from publisher.site_data import Site
from register.lines import read_raw
from register.profiles import load_profile
from register.wording import LANGUAGES, long_date, use_language

HUGO = Path(sys.executable).with_name("hugo")
TEMPLATES = Path(__file__).with_name("hugo")
NAMES = {"zh-CN": "zh", "en": "en"}


class Peer:
    """One Hugo site, rebuilt as its JSON file changes."""

    def __init__(self, folder: Path, languages: tuple[str, ...] = ("zh", "en")) -> None:
        self.folder = folder
        shutil.copytree(TEMPLATES, folder)
        settings = folder / "hugo.toml"
        if "en" not in languages:
            settings.write_text(settings.read_text().partition("[languages.en]")[0])

    def feed(self, content: Path, place: str, as_of: dt.date) -> None:
        """Write the JSON file that says what our own build of `content` shows."""
        profile = load_profile(content / place)
        raw = read_raw(content / place)
        harvest = gather(raw, profile, as_of, self.folder / "firms", b"")
        frames = Frames(profile, {})
        site = Site(profile, as_of, b"", content / place, self.folder, harvest, (), (), frames)
        data = {
            "enterprises": [_enterprise(site, firm) for firm in site.firms],
            "lists": [page for listing in listings.listings(site) for page in _list(site, listing)],
        }
        (self.folder / "data").mkdir(exist_ok=True)
        (self.folder / "data" / "site.json").write_bytes(msgspec.json.encode(data))

    def build(self) -> None:
        """Build both languages."""
        command = [str(HUGO), "--quiet", "--noBuildLock", "--destination", "public"]
        subprocess.run(command, cwd=self.folder, check=True)

    def pages(self) -> int:
        """Count the pages of the last build."""
        return sum(1 for _ in (self.folder / "public").rglob("index.html"))


def _enterprise(site: Site, firm: Firm) -> dict[str, Any]:
    view = site.harvest.history(firm.id).on(site.as_of)
    page: dict[str, Any] = {"id": firm.id, "name": firm.name or firm.id}
    for language in LANGUAGES:
        labels = site.labels[language]
        with use_language(language):
            events = [timeline.event_of(entry, labels, site.as_of) for entry in view.entries]
            page[NAMES[language]] = {
                "enterprise": firm.id,
                "description": firm.name,
                "column": "企业公示",
                "keywords": "企业,落后产能,公示",
                "facts": [(fact.label, fact.value) for fact in timeline.facts_of(view, labels)],
                "events": [_event(event) for event in events],
            }
    return page


def _event(event: timeline.Event) -> dict[str, Any]:
    facts = [(fact.label, fact.value) for fact in event.facts]
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
        "facts": facts,
        "notes": notes,
    }


def _list(site: Site, listing: listings.Listing) -> list[dict[str, Any]]:
    pages = []
    for part in listings.parts_of(listing):
        page: dict[str, Any] = {"path": (listing.path + part.path).strip("/")}
        for language in LANGUAGES:
            labels = site.labels[language]
            with use_language(language):
                page[NAMES[language]] = {
                    "title": listings.title_of(listing, labels),
                    "description": listing.path,
                    "column": "名单公示",
                    "keywords": "落后产能,名单,公示",
                    "basis": f"数据截至{long_date(site.as_of)}",
                    "headings": headings(listing.slug, language),
                    "rows": [_row(listing.slug, kept.row(), labels) for kept in part.items],
                }
        pages.append(page)
    return pages


def _row(slug: str, row: Any, labels: Labels) -> dict[str, Any]:
    return {
        "enterprise": row.act.enterprise.id,
        "act": row.act.id,
        "name": row.act.enterprise.name,
        "cells": [column.value(row, labels) for column in COLUMNS[slug]],
    }
