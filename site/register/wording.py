"""The words people read: Chinese in the source, English from the catalogues beside the theme.

Source strings are zh-CN and need no catalogue. For every other language the catalogues
`themes/mingjian/translations/<language>/<part>.po` are read as they are, one for each part of the
program; there is no compiled file to forget (a build keeps some for itself: `keep_compiled`). A
missing translation falls back to the Chinese; a test extracts every string and fails on one that a
catalogue lacks.

Placeholders are named, `%(days)s`, so that a translation may reorder them.
"""

from __future__ import annotations

import datetime as dt
import gettext as _gettext
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol

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
    translated = _translated(language(), message)
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


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""Named here: Babel, which knows them too, takes longer to load than most rebuilds."""


def long_date(day: dt.date) -> str:
    """Return a date as running text has it: 2021年5月13日, 13 May 2021."""
    if language() == SOURCE_LANGUAGE:
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


class TemplateEnvironment(Protocol):
    """What is needed of a Jinja environment; the register itself imports no template engine."""

    filters: Any

    def add_extension(self, extension: str) -> None:
        """Add an extension by its name."""


def speak_in(environment: TemplateEnvironment) -> None:
    """Give a Jinja environment these words: `_`, `ngettext`, `{% trans %}` and `long_date`.

    Jinja fills the placeholders itself, escaping what goes in, so it gets the bare catalogues.
    """
    environment.add_extension("jinja2.ext.i18n")
    install: Callable[..., None] = environment.install_gettext_callables  # type: ignore[attr-defined]  # the extension adds it
    install(
        lambda message: _translated(language(), message),
        lambda singular, plural, n: catalogue(language()).ngettext(singular, plural, n),
        newstyle=True,
    )
    environment.filters["long_date"] = long_date


@cache
def _translated(name: str, message: str) -> str:
    """Look a message up once: catalogues stay as they are, and a build asks a million times."""
    return catalogue(name).gettext(message)


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


_compiled: ContextVar[Path | None] = ContextVar("compiled", default=None)


def keep_compiled(folder: Path) -> None:
    """Keep catalogues compiled in a folder, which the caller makes anew when any of them changes.

    Reading them as they are costs more than what else a build does after one act.
    """
    _compiled.set(folder)


def _read_po(path: Path) -> _gettext.GNUTranslations:
    folder = _compiled.get()
    if folder is None or not folder.is_dir():
        return _gettext.GNUTranslations(BytesIO(_compile(path)))
    kept = folder / f"{path.parent.name}-{path.stem}.mo"
    if not kept.exists():
        fresh = kept.with_suffix(".new")
        fresh.write_bytes(_compile(path))
        fresh.replace(kept)
    with kept.open("rb") as file:
        return _gettext.GNUTranslations(file)


def _compile(path: Path) -> bytes:
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - only other languages pay for Babel
    from babel.messages.pofile import read_po  # noqa: PLC0415

    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, abort_invalid=True))
    return compiled.getvalue()
