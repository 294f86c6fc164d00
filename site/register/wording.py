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
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import msgspec
from markupsafe import escape

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
    translated = catalogue(language()).one(message)
    return translated % values if values else translated


def ngettext(singular: str, plural: str, n: int, /, **values: object) -> str:
    """Return the form of a message that fits `n`; Chinese has one form, English two."""
    translated = catalogue(language()).counted(singular, plural, n)
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
        lambda message: catalogue(language()).one(message),
        lambda singular, plural, n: catalogue(language()).counted(singular, plural, n),
        newstyle=True,
    )
    environment.filters["long_date"] = long_date


class Catalogue(msgspec.Struct, frozen=True, array_like=True):
    """What one language says for the messages of the source."""

    singles: Mapping[str, str] = {}
    pairs: Mapping[str, tuple[str, str]] = {}
    """What is said of one and of any other number, by the source's message for one."""

    def one(self, message: str) -> str:
        """Return a message, or itself where there is no other."""
        return self.singles.get(message, message)

    def counted(self, singular: str, plural: str, n: int) -> str:
        """Return the form of a message that fits a number."""
        return self.pairs.get(singular, (singular, plural))[n != 1]


@cache
def catalogue(name: str) -> Catalogue:
    """Return the merged catalogues of one language; the source language needs none."""
    if name == SOURCE_LANGUAGE:
        return Catalogue()
    folder = _compiled.get()
    if folder is None or not folder.is_dir():
        return _read(name)
    kept = folder / f"{name}.words"
    if kept.exists():
        return msgspec.msgpack.decode(kept.read_bytes(), type=Catalogue)
    read = _read(name)
    fresh = kept.with_suffix(".new")
    fresh.write_bytes(msgspec.msgpack.encode(read))
    fresh.replace(kept)
    return read


_compiled: ContextVar[Path | None] = ContextVar("compiled", default=None)


def keep_compiled(folder: Path) -> None:
    """Keep catalogues compiled in a folder, which the caller makes anew when any of them changes.

    Reading them as they are costs more than what else a build does after one act.
    """
    _compiled.set(folder)


def _read(name: str) -> Catalogue:
    from babel.messages.pofile import read_po  # noqa: PLC0415 - only other languages pay for Babel

    singles: dict[str, str] = {}
    pairs: dict[str, tuple[str, str]] = {}
    for path in sorted((CATALOGUES / name).glob("*.po"), reverse=True):
        with path.open("rb") as source:
            messages = [it for it in read_po(source, abort_invalid=True) if it.id and not it.fuzzy]
        for message in messages:
            match message.id, message.string:
                case str(one), str(said) if said:
                    singles[one] = said
                case (str(one), str()), (str(said), str(of_others)) if said and of_others:
                    singles[one] = said
                    pairs[one] = said, of_others
    return Catalogue(singles, pairs)
