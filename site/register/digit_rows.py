"""Rows of digits in a text, however they are written: full-width, parted, spelt out in Chinese.

A number told so that no search finds it is told all the same: １３８００１３８０００,
138·0013·8000, 一三八〇〇一三八〇〇〇, 一三8001380零零, ①③⑧⓪⓪①③⑧⓪⓪⓪, or with characters nobody
sees between its digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import normalize

import msgspec

# Only what every text is asked is compiled here; the rest is text, which `re` compiles when asked.
_HAN = "〇○零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖貳參陸"
_VALUES = str.maketrans(_HAN, "0001234567891123456789236")
_PARTING = "[ \\t\u00a0\u2000-\u200a\u202f\u3000.·•・_/*~‐‑‒–—―−－-]"
_UNSEEN = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_SPELT = re.compile(rf"[{_HAN}](?:{_PARTING}{{0,3}}[{_HAN}]){{6,}}")
"""Seven and more: a year written out has four, a number anybody is called by has more."""
_MIXED = rf"[{_HAN}\d](?:{_PARTING}{{0,3}}[{_HAN}\dXx]){{6,}}"
_ROW = rf"\d(?:{_PARTING}{{0,3}}[\dXx]){{9,}}"
_GROUP = r"[\dXx]+"
_ANY_DIGIT = rf"[\d¹²³⁰⁴-⁹₀-₉①-⑨⓪{_HAN}]"
_LONG = re.compile(rf"{_ANY_DIGIT}(?:{_PARTING}{{0,3}}{_ANY_DIGIT}){{9}}")
_FOREIGN = r"[^\D0-9]"
"""Digits of other scripts, which NFKC leaves as they are."""


class Row(msgspec.Struct, frozen=True):
    """Neighbouring groups of digits, the last perhaps ending in X."""

    groups: list[str]
    tight: bool
    """Whether nothing but one blank or hyphen stands between any two."""
    before: str
    after: str
    """The characters around it, empty at the ends of the text."""


def readable(text: str) -> str:
    """Return a text in half-width, without what nobody sees, spelt out digits as digits."""
    plain = _UNSEEN.sub("", normalize("NFKC", _UNSEEN.sub("", text)))
    plain = re.sub(_FOREIGN, lambda digit: str(int(digit[0])), plain)
    return _SPELT.sub(lambda row: row[0].translate(_VALUES), plain)


def unmixed(plain: str) -> str:
    """Return a `readable` text with what is partly spelt out as digits too.

    A spelt out figure may as well stand before a number and be no part of it: 共三13812345678.
    """
    return re.sub(_MIXED, lambda row: row[0].translate(_VALUES), plain)


def rows(plain: str) -> Iterator[Row]:
    """Yield the rows of ten digits and more in a `readable` text."""
    for found in re.finditer(_ROW, plain):
        parts = re.findall(rf"{_PARTING}+", found[0])
        yield Row(
            re.findall(_GROUP, found[0]),
            all(part in {" ", "\u00a0", "-"} for part in parts),
            plain[found.start() - 1 : found.start()],
            plain[found.end() : found.end() + 1],
        )


def maybe(text: str) -> bool:
    """Tell, by quick searches, whether a text may hold such a row."""
    unseen = not text.isprintable() and _UNSEEN.search(text)
    return bool(unseen or _LONG.search(text) or _SPELT.search(text))
