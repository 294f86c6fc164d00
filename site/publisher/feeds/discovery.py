"""How a page tells a reader's program which feeds follow it."""

from __future__ import annotations

from markupsafe import Markup

from publisher.addresses import Links
from publisher.feeds import atom, json_feed


def links_to(links: Links, path: str, title: str) -> Markup:
    """Return the head elements that name a feed in both formats; `path` is without the format."""
    element = Markup('<link rel="alternate" type="{}" title="{}" href="{}">')
    return Markup("\n").join(
        element.format(media, title, links.url(path + suffix))
        for suffix, media in ((atom.SUFFIX, atom.MEDIA), (json_feed.SUFFIX, json_feed.MEDIA))
    )
