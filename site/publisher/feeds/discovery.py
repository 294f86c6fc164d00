"""How a page tells a reader's program which feeds follow it."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from publisher.addresses import Links


class Format(msgspec.Struct, frozen=True):
    """What a feed is written as."""

    suffix: str
    media: str


ATOM = Format(".atom", "application/atom+xml")
JSON = Format(".json", "application/feed+json")


def links_to(links: Links, path: str, title: str) -> Markup:
    """Return the head elements that name a feed in both formats; `path` is without the format."""
    element = Markup('<link rel="alternate" type="{}" title="{}" href="{}">')
    return Markup("\n").join(
        element.format(each.media, title, links.url(path + each.suffix)) for each in (ATOM, JSON)
    )
