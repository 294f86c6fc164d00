"""A feed as Atom (RFC 4287), with what left it as deleted entries (RFC 6721)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from feedgenerator import Atom1Feed

from publisher import linked_data
from publisher.feeds.discovery import ATOM
from publisher.feeds.entries import Entry, Feed, Gone, moment, urn_of

TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


def atom(feed: Feed) -> bytes:
    """Return the feed as a file."""
    document = _Document(
        title=f"{feed.title} - {feed.name}",
        link=feed.url(feed.home),
        description=None,
        language=feed.language,
        author_name=feed.host_unit,
        feed_url=feed.url(feed.path + ATOM.suffix),
        feed_guid=feed.urn,
        feed_copyright=linked_data.LICENCE,
        updated=moment(feed.updated),
        gone=feed.gone,
    )
    for entry in feed.entries:
        document.add_item(**_item(feed, entry))
    written: str = document.writeString("utf-8")
    return written.encode()


def _item(feed: Feed, entry: Entry) -> Mapping[str, Any]:
    return {
        "title": entry.title,
        "link": feed.url(entry.path or feed.home),
        "description": None,
        "content": entry.text,
        "unique_id": urn_of(entry.id),
        "pubdate": moment(entry.published),
        "updateddate": moment(entry.updated),
        "author_name": entry.author,
        "categories": entry.tags,
    }


class _Document(Atom1Feed):  # type: ignore[misc]  # feedgenerator is untyped
    """Atom with a day of its own, plain text, deleted entries and a licence link (RFC 4946)."""

    def latest_post_date(self) -> Any:
        """Return the feed's own day: the library takes the clock's where there is no entry."""
        return self.feed["updated"]

    def root_attributes(self) -> dict[str, str]:
        attributes: dict[str, str] = super().root_attributes()
        return {**attributes, "xmlns:at": TOMBSTONES}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        handler.addQuickElement("link", "", {"rel": "license", "href": self.feed["feed_copyright"]})
        for stone in self.feed["gone"]:
            _deleted(handler, stone)

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        content = item["content"]
        super().add_item_elements(handler, {**item, "content": None})
        handler.addQuickElement("content", content, {"type": "text"})


def _deleted(handler: Any, stone: Gone) -> None:
    handler.addQuickElement(
        "at:deleted-entry", "", {"ref": urn_of(stone.id), "when": moment(stone.left).isoformat()}
    )
