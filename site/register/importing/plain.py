"""Cells as the readers of figures, dates and names see them: one width, one script, one phi."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize

from register.characters import simplified_characters

_KEPT = 4096
"""Cells remembered: each is asked for dozens of times while its row is read."""
_INVISIBLE = re.compile(
    r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u0000-\u0008\u000e-\u001f]"
)
_SPACE = re.compile(r"\s+")
_SAME = str.maketrans("ΦфФ∅Øø⌀〔〕【】[]{}–―−﹣", "φφφφφφφ()()()()----")
_TIMES = re.compile(r"(?<=[\d.m米)座台炉机线])[xX*✕╳·](?=[φ\d])|(?<=[炉机线窑磨])[xX*✕╳](?=\d)")
_PLACEHOLDERS = frozenset(
    {"", "-", "—", "/", "\\", "无", "暂无", "未知", "不详", "空", "null", "none", "n/a", "nan",
     "`", "*", ".", "…", "同上", "〃"}
)  # fmt: skip
_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "○": 0}
_STEPS = {"十": 10, "百": 100, "千": 1000}
NUMERAL = "[〇○零一二三四五六七八九十百千两]"
"""One character of a number written in Chinese."""


@lru_cache(maxsize=_KEPT)
def plain(text: str) -> str:
    """Return a cell in NFKC, simplified, nothing invisible, runs of spaces as one.

    Doing it twice changes nothing.
    """
    folded = normalize("NFKC", _INVISIBLE.sub("", text)).translate(_SAME)
    folded = normalize("NFKC", folded.translate(simplified_characters()))
    return _SPACE.sub(" ", _INVISIBLE.sub("", folded)).strip()


@lru_cache(maxsize=_KEPT)
def squeezed(text: str) -> str:
    """Return `plain` without any space, and with `×` wherever a multiplication sign is meant."""
    return _TIMES.sub("×", plain(text).replace(" ", ""))


@lru_cache(maxsize=_KEPT)
def says_nothing(text: str) -> bool:
    """Tell whether a cell is blank or holds what people write into an empty cell."""
    return re.sub(r"(.)\1+", r"\1", squeezed(text).casefold()) in _PLACEHOLDERS


def chinese_number(text: str) -> int | None:
    """Return the value of `十二`, `两`, `一百零五`, `二〇一三`; None for anything else."""
    if not text or any(c not in _DIGITS and c not in _STEPS for c in text):
        return None
    if not any(c in _STEPS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for character in text:
        if character in _STEPS:
            total += (digit or (0 if total else 1)) * _STEPS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit


def outside_brackets(text: str) -> str:
    """Return a text without its bracketed remarks, however deep; an unclosed one ends it."""
    kept, depth = [], 0
    for character in text:
        if character == "(":
            depth += 1
        elif character == ")":
            depth = max(0, depth - 1)
        elif depth == 0:
            kept.append(character)
    return "".join(kept)


def remarks_in_brackets(text: str) -> list[str]:
    """Return what stands in brackets, innermost first."""
    return re.findall(r"\(([^()]*)\)?", text)
