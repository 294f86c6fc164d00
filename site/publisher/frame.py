"""The page around the content: rendered once for each language, depth and section, then filled.

Rendering the layout anew for each of 20,000 pages would cost more than their content, so it is a
stencil, whose gaps are `SLOTS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from publisher import templates
from publisher.addresses import OTHER, Links, address, root_from
from publisher.labels import labels_of
from publisher.stencils import Stencil, cut, marks
from register.jurisdiction import Profile

SLOTS = ("title", "description", "column", "keywords", "kind", "head", "here", "alternate", "main")
SCRIPTS = {"search": "search.js", "verify": "verify.js"}
"""The one script of a page, by section, where it isn't the site's."""

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
        self.labels = labels_of(profile)
        self._stencil = lru_cache(maxsize=None)(self._cut)

    def links(self, path: str, language: str) -> Links:
        """Return what makes links from a page."""
        return Links(self._root(path, language), language, self.assets)

    def page(self, path: str, language: str, active: str, meta: Meta, main: str) -> bytes:
        """Return a whole page, ready to be written."""
        root = self._root(path, language)
        here = address(path, language)
        values = (
            escape(meta.title),
            escape(meta.description),
            escape(meta.column),
            escape(meta.keywords),
            escape(meta.kind),
            meta.head,
            escape(here),
            escape(root + address(_elsewhere(path), OTHER[language])),
            main,
        )
        return self._stencil(root, language, active).fill(values).encode()

    def _root(self, path: str, language: str) -> str:
        if path == MISSING:
            return urlsplit(self.profile.site.url).path.rstrip("/") + "/"
        return root_from(path, language)

    def _cut(self, root: str, language: str, active: str) -> Stencil:
        links = Links(root, language, self.assets)
        slots = marks(SLOTS)
        return cut(
            templates.render(
                language,
                "site/page.html",
                place=self.profile.place,
                site=self.profile.site,
                demo=self.profile.place.demo,
                url=links.url,
                asset=links.asset,
                active=active,
                script=SCRIPTS.get(active, "site.js"),
                slot=slots,
                alternate=slots["alternate"],
            )
        )


def _elsewhere(path: str) -> str:
    """Return the page to offer in the other language: this one, but there is only one 404 page."""
    return "/" if path == MISSING else path
