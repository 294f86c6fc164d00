"""Pinyin initials: 湛江市例驰炼铁厂 is also found by `zjslcltc`, or any part of it."""

from __future__ import annotations

import unicodedata
from itertools import islice, product

OTHER_READINGS = {
    "长": "cz", "重": "zc", "行": "xh", "乐": "ly", "厦": "xs", "盛": "sc", "朝": "cz", "曾": "zc",
    "藏": "cz", "单": "ds", "调": "td", "传": "cz", "种": "zc", "校": "xj", "降": "jx", "弹": "dt",
    "轧": "zy", "番": "fp", "埔": "pb", "圩": "wx", "涌": "yc", "陂": "bp",
}  # fmt: skip
"""Characters that names of firms and places read in two ways: 长江, 会长; 轧钢, 轧花."""

VARIANTS = 8
"""Spellings of one name at most; each such character doubles them."""


class Sounds:
    """Spells names by their initials; asks pypinyin only for characters not met before.

    Its dictionary takes longer to load than a build after one act may take.
    """

    def __init__(self, known: dict[str, str]) -> None:
        self.known = known

    def spell(self, text: str) -> set[str]:
        """Return a normalised name by the initials of its characters.

        Letters and digits stand for themselves, brackets and dots for nothing.
        """
        if not self.known.keys() >= set(text):
            self._learn(text)
        choices = [self.known[char] for char in text]
        if all(len(choice) < 2 for choice in choices):
            return {"".join(choices)}
        ways = product(*(choice or ("",) for choice in choices))
        return {"".join(way) for way in islice(ways, VARIANTS)}

    def _learn(self, text: str) -> None:
        for char in text:
            if char not in self.known:
                self.known[char] = OTHER_READINGS.get(char) or _initial(char)


def _initial(char: str) -> str:
    if char.isascii():
        return char if char.isalnum() else ""
    from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415 - slow, and seldom needed

    reading = pinyin_dict.get(ord(char), "")
    return unicodedata.normalize("NFD", reading)[:1]
