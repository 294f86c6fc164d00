"""A feed as Atom (RFC 4287): what left it as deleted entries (RFC 6721), its licence (RFC 4946)."""

from __future__ import annotations

from publisher import linked_data, templates
from publisher.feeds.discovery import ATOM
from publisher.feeds.entries import Feed, moment, urn_of


def atom(feed: Feed) -> bytes:
    """Return the feed as a file."""
    written = templates.render(
        feed.language,
        "site/feed.xml",
        feed=feed,
        address=feed.url(feed.path + ATOM.suffix),
        licence=linked_data.LICENCE,
        moment=moment,
        urn_of=urn_of,
    )
    return f"{written}\n".encode()
