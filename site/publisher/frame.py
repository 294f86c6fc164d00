"""The page around the content: rendered once for each language, depth and section, then filled.

Rendering the layout anew for each of 20,000 pages would cost more than their content. So it is
rendered with marks where a page differs, cut at the marks, and a page is the pieces joined.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from publisher import templates
from publisher.addresses import OTHER, Links, address, root_from
from register.jurisdiction import Profile

SLOTS = ("title", "description", "column", "keywords", "kind", "head", "here", "alternate", "main")
SCRIPTS = {"search": "search.js", "verify": "verify.js"}
"""The one script of a page, by section, where it isn't the site's."""
_MARK = re.compile("\ue000([a-z]+)\ue001")
"""Private-use characters: no text of ours contains them, and escaping leaves them alone."""


NO_INDEX = Markup('<meta name="robots" content="noindex">')
"""For pages that keep an address and nothing else."""

MISSING = "/404.html"
"""Answers at any depth, so its links start at the site's root, not at the page."""


@dataclass(frozen=True)
class Meta:
    """What a page says about itself to the government's crawlers, search engines and readers."""

    title: str
    description: str
    column: str
    kind: str
    """ColumnType of 政府网站发展指引; never translated."""
    keywords: str
    head: Markup = field(default_factory=Markup)
    """Further elements for the head: article meta tags, JSON-LD."""


class Frames:
    """Makes whole pages of a place."""

    def __init__(self, profile: Profile, assets: Mapping[str, str]) -> None:
        self.profile = profile
        self.assets = assets
        self._pieces = lru_cache(maxsize=None)(self._cut)

    def links(self, path: str, language: str) -> Links:
        """Return what makes links from a page."""
        return Links(self._root(path, language), language, self.assets)

    def page(self, path: str, language: str, active: str, meta: Meta, main: str) -> bytes:
        """Return a whole page, ready to be written."""
        root = self._root(path, language)
        here = address(path, language)
        values = {
            "title": escape(meta.title),
            "description": escape(meta.description),
            "column": escape(meta.column),
            "keywords": escape(meta.keywords),
            "kind": escape(meta.kind),
            "head": meta.head,
            "here": escape(here),
            "alternate": escape(root + address(_elsewhere(path), OTHER[language])),
            "main": main,
        }
        pieces = list(self._pieces(root, language, active))
        pieces[1::2] = [values[slot] for slot in pieces[1::2]]
        return "".join(pieces).encode()

    def _root(self, path: str, language: str) -> str:
        if path == MISSING:
            return urlsplit(self.profile.site.url).path.rstrip("/") + "/"
        return root_from(path, language)

    def _cut(self, root: str, language: str, active: str) -> tuple[str, ...]:
        links = Links(root, language, self.assets)
        marks = {slot: Markup(f"\ue000{slot}\ue001") for slot in SLOTS}  # noqa: S704 - a constant
        whole = templates.render(
            language,
            "site/page.html",
            place=self.profile.place,
            site=self.profile.site,
            demo=self.profile.place.demo,
            url=links.url,
            asset=links.asset,
            active=active,
            script=SCRIPTS.get(active, "site.js"),
            slot=marks,
            alternate=marks["alternate"],
        )
        return tuple(_MARK.split(whole))


def _elsewhere(path: str) -> str:
    """Return the page to offer in the other language: this one, but there is only one 404 page."""
    return "/" if path == MISSING else path
