"""The one place that lets HTML written by people through: notices and pages, never acts.

What is not on the list is taken out, tags and all that could run. A `Cleaner` is not thread-safe;
a build has one thread a process.
"""

from __future__ import annotations

from functools import cache

from bleach.sanitizer import Cleaner
from markupsafe import Markup

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


def clean(html: str) -> Markup:
    """Return HTML that can do no harm: the allowed tags, no script, no style, no foreign image."""
    return Markup(_cleaner().clean(html))  # noqa: S704 - this is what makes it safe


@cache
def _cleaner() -> Cleaner:
    return Cleaner(
        tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=True, strip_comments=True
    )
