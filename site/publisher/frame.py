"""The page around the content: rendered once for each language, depth and section, then filled.

Rendering the layout anew for each of 20,000 pages would cost more than their content, so it is a
stencil, whose gaps are `SLOTS`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlsplit

import msgspec
from markupsafe import Markup

from publisher import linked_data, templates
from publisher.addresses import OTHER, PREFIXES, Links, address, root_from
from publisher.labels import labels_of
from publisher.stencils import Encoded, cut, escaped, marks
from register.jurisdiction import Profile

SLOTS = (
    "title",
    "description",
    "column",
    "keywords",
    "kind",
    "published",
    "source",
    "head",
    "data",
    "path",
    "alternate",
    "main",
)
PICTURE = "emblem.png"
"""What a shared link is shown with; messengers take no SVG."""
SCRIPTS = {"lists": "list.js", "search": "search.js", "verify": "verify.js"}
"""The one script of a page, by section, where it isn't the site's."""

MISSING = "/404.html"
"""Answers at any depth, so its links start at the site's root, not at the page."""


class Meta(msgspec.Struct, frozen=True):
    """What a page says about itself to the government's crawlers, search engines and readers."""

    title: str
    description: str
    column: str
    kind: str
    """ColumnType of 政府网站发展指引; never translated."""
    keywords: str
    indexed: bool = True
    """False for a page that keeps an address and nothing else."""
    article: Article | None = None
    """Set for what was published on a day; a page that only leads to others has none."""
    head: Markup = msgspec.field(default_factory=Markup)
    """Further elements for the head: feeds, say."""
    data: Markup = msgspec.field(default_factory=Markup)
    """JSON-LD; where it is empty the page is described as the page it is."""
    script: str = ""
    """The one script of the page, where it isn't its section's."""


class Article(msgspec.Struct, frozen=True):
    """What 政府网站发展指引 asks of a page that was published on a day."""

    date: dt.date
    source: str
    """Who published it (ContentSource)."""


class _Shape(msgspec.Struct, frozen=True):
    """What tells one frame from another."""

    root: str
    language: str
    active: str
    script: str
    article: bool
    indexed: bool
    missing: bool


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
        article = meta.article
        values = (
            escaped(meta.title),
            escaped(meta.description),
            escaped(meta.column),
            escaped(meta.keywords),
            escaped(meta.kind),
            f"{article.date.isoformat()} 00:00" if article else "",
            escaped(article.source) if article else "",
            meta.head,
            meta.data or self._described(meta, path, language),
            escaped(path[1:]),
            escaped(root + address(_elsewhere(path), OTHER[language])),
            main,
        )
        shape = _Shape(
            root,
            language,
            active,
            meta.script or SCRIPTS.get(active, "site.js"),
            article is not None,
            meta.indexed,
            path == MISSING,
        )
        return self._stencil(shape).fill(values)

    def _described(self, meta: Meta, path: str, language: str) -> Markup:
        return linked_data.web_page(
            self.profile.site,
            path,
            language,
            name=meta.title,
            description=meta.description,
            published=meta.article.date.isoformat() if meta.article else "",
        )

    def _root(self, path: str, language: str) -> str:
        if path == MISSING:
            return urlsplit(self.profile.site.url).path.rstrip("/") + "/"
        return root_from(path, language)

    def _cut(self, shape: _Shape) -> Encoded:
        links = Links(shape.root, shape.language, self.assets)
        slots = marks(SLOTS)
        page = cut(
            templates.render(
                shape.language,
                "site/page.html",
                place=self.profile.place,
                site=self.profile.site,
                demo=self.profile.place.demo,
                url=links.url,
                asset=links.asset,
                active=shape.active,
                article=shape.article,
                indexed=shape.indexed,
                missing=shape.missing,
                prefixes=PREFIXES,
                picture=self.assets.get(PICTURE, ""),
                script=shape.script,
                carry=shape.active in SCRIPTS,
                slot=slots,
                alternate=slots["alternate"],
            )
        )
        return Encoded(page)


def _elsewhere(path: str) -> str:
    """Return the page to offer in the other language: this one, but there is only one 404 page."""
    return "/" if path == MISSING else path
