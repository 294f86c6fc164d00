"""The one place that lets HTML written by people through: notices and pages, never acts.

What is not on the list is taken out, tags and all that could run. A `Cleaner` is not thread-safe;
a build has one thread a process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from bleach.sanitizer import Cleaner
from markupsafe import Markup

from register.wording import gettext, use_language

# fmt: off
TAGS = frozenset({
    "a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em",
    "h2", "h3", "h4", "hr", "i", "ins", "li", "ol", "p", "pre", "q", "s", "span", "strong", "sub",
    "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
})
# fmt: on
ATTRIBUTES = {
    "*": ["id", "lang", "title"],
    "a": ["href", "hreflang"],
    "p": ["class"],
    "div": ["class"],
    "ol": ["start"],
    "td": ["colspan", "rowspan"],
    "th": ["colspan", "rowspan", "scope"],
}
PROTOCOLS = frozenset({"http", "https", "mailto", "tel"})


class _Framed:
    """Puts a table in a frame that scrolls, or its columns would push a phone's page sideways.

    A filter of html5lib, after the cleaning: what is in attributes and texts is never taken for a
    table.
    """

    def __init__(self, source: Iterable[dict[str, Any]]) -> None:
        self._source = source

    def __iter__(self) -> Iterator[dict[str, Any]]:
        said = {"class": "table-region", "role": "group", "tabindex": "0"}
        frame = {"name": "div", "namespace": None}
        for token in self._source:
            table = token.get("name") == "table"
            if table and token["type"] == "StartTag":
                about = {**said, "aria-label": gettext("表格")}
                data = {(None, name): value for name, value in about.items()}
                yield {"type": "StartTag", **frame, "data": data}
            yield token
            if table and token["type"] == "EndTag":
                yield {"type": "EndTag", **frame}


def clean(html: str, language: str) -> Markup:
    """Return HTML that can do no harm: the allowed tags, no script, no style, no foreign image.

    `language` is that of the text; what we add is said in it.
    """
    with use_language(language):
        return Markup(_cleaner().clean(html))  # noqa: S704 - this is what makes it safe


@cache
def _cleaner() -> Cleaner:
    return Cleaner(
        tags=TAGS,
        attributes=ATTRIBUTES,
        protocols=PROTOCOLS,
        strip=True,
        strip_comments=True,
        filters=[_Framed],  # type: ignore[list-item]  # the stubs want a base that bleach hides
    )
