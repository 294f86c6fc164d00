"""The words people read: Chinese in the source, English from the catalogues beside the theme.

Source strings are zh-CN and need no catalogue. For every other language the catalogues
`themes/mingjian/translations/<language>/<part>.po` are read as they are, one for each part of the
program; there is no compiled file to forget. A missing translation falls back to the Chinese; a
test extracts every string and fails on one that a catalogue lacks.

Placeholders are named, `%(days)s`, so that a translation may reorder them.
"""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path

LANGUAGES = ("zh-CN", "en")
SOURCE_LANGUAGE = LANGUAGES[0]
CATALOGUES = Path(__file__).resolve().parents[2] / "themes" / "mingjian" / "translations"

_language: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)


def language() -> str:
    """Return the language in use, one of `LANGUAGES`."""
    return _language.get()


@contextmanager
def use_language(name: str) -> Iterator[None]:
    """Speak `name` inside the block.

    Raises:
        ValueError: the language is not one of `LANGUAGES`.

    """
    if name not in LANGUAGES:
        raise ValueError(f"unknown language {name!r}; known: {', '.join(LANGUAGES)}")
    token = _language.set(name)
    try:
        yield
    finally:
        _language.reset(token)


def gettext(message: str, /, **values: object) -> str:
    """Return `message` in the language in use, its `%(name)s` placeholders filled."""
    translated = catalogue(language()).gettext(message)
    return translated % values if values else translated


def ngettext(singular: str, plural: str, n: int, /, **values: object) -> str:
    """Return the form of a message that fits `n`; Chinese has one form, English two."""
    translated = catalogue(language()).ngettext(singular, plural, n)
    return translated % {"n": n, "num": n, **values}


class LazyText:
    """A message that is translated when it is shown: for labels made at import time."""

    __slots__ = ("_message",)

    def __init__(self, message: str) -> None:
        self._message = message

    def __str__(self) -> str:
        return gettext(self._message)

    def __repr__(self) -> str:
        return f"LazyText({self._message!r})"

    def __html__(self) -> str:
        """Escape as HTML, so that templates treat it like any other text."""
        return escape(str(self))


def lazy_gettext(message: str, /) -> LazyText:
    """Mark `message` for translation at the moment it is shown."""
    return LazyText(message)


@cache
def catalogue(name: str) -> _gettext.NullTranslations:
    """Return the merged catalogues of one language; the source language needs none."""
    merged = _gettext.NullTranslations()
    if name == SOURCE_LANGUAGE:
        return merged
    for path in sorted((CATALOGUES / name).glob("*.po"), reverse=True):
        part = _read_po(path)
        part.add_fallback(merged)
        merged = part
    return merged


def _read_po(path: Path) -> _gettext.GNUTranslations:
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - only other languages pay for Babel
    from babel.messages.pofile import read_po  # noqa: PLC0415

    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, abort_invalid=True))
    compiled.seek(0)
    return _gettext.GNUTranslations(compiled)
