"""A feed as JSON Feed 1.1 (jsonfeed.org)."""

from __future__ import annotations

from typing import Any

import msgspec

from publisher import linked_data
from publisher.feeds.discovery import JSON
from publisher.feeds.entries import Entry, Feed, moment, urn_of


def json_feed(feed: Feed) -> bytes:
    """Return the feed as a file."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{feed.title} - {feed.name}",
        "home_page_url": feed.url(feed.home),
        "feed_url": feed.url(feed.path + JSON.suffix),
        "language": feed.language,
        "authors": [{"name": feed.host_unit, "url": f"{feed.site.url}/"}],
        "items": [_item(feed, entry) for entry in feed.entries],
        "_licence": {"url": linked_data.LICENCE},
    }
    return msgspec.json.encode(document) + b"\n"


def _item(feed: Feed, entry: Entry) -> dict[str, Any]:
    return {
        "id": urn_of(entry.id),
        "url": feed.url(entry.path or feed.home),
        "title": entry.title,
        "content_text": entry.text,
        "date_published": moment(entry.published).isoformat(),
        "date_modified": moment(entry.updated).isoformat(),
        "authors": [{"name": entry.author}],
        "tags": list(entry.tags),
        "_mingjian": {"act": entry.id},
    }
