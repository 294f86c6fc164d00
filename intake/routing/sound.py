"""Words by their sound, so that 地调刚 is heard as 地条钢.

Each Chinese character becomes one private character for its syllable, tones dropped and the
sounds that southern speakers and pinyin keyboards mix up put together (zh/z, n/l, ang/an …). A
text thus keeps its length, and a word is found by one more pass of the same kind.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from pypinyin.pinyin_dict import pinyin_dict

_PRIVATE_USE = 0xE000
_PARTICLE = ord("的")
"""Never written for another syllable by mistake, and everywhere."""
_CONFUSED = tuple(
    (re.compile(pattern), merged)
    for pattern, merged in (
        (r"^([zcs])h", r"\1"),
        (r"^n(?!$)", "l"),
        (r"^hu(?=.)|^h(?=u$)", "f"),
        (r"(?<=[aei])ng$", "n"),
    )
)


def _letters(reading: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", reading) if letter.isascii())


def _syllable(reading: str) -> str:
    plain = _letters(reading)
    for confused, merged in _CONFUSED:
        plain = confused.sub(merged, plain)
    return plain


def romanised(name: str) -> str:
    """Return a name as English writes it: 青平 is qingping; "" if a character has no reading."""
    readings = [pinyin_dict.get(ord(char), "").partition(",")[0] for char in name]
    return "".join(map(_letters, readings)) if all(readings) else ""


class SoundTable:
    """Spells words and texts by syllable; knows only the syllables its words need."""

    def __init__(self, words: Iterable[str]) -> None:
        needed = {char for word in words for char in word if ord(char) in pinyin_dict}
        self._codes: dict[str, str] = {}
        for char in sorted(needed):
            syllable = _syllable(pinyin_dict[ord(char)].partition(",")[0])
            self._codes.setdefault(syllable, chr(_PRIVATE_USE + len(self._codes)))
        self._table = dict(self._pairs())

    def _pairs(self) -> Iterable[tuple[int, str]]:
        cache: dict[str, str] = {}
        for code, readings in pinyin_dict.items():
            if not 0x4E00 <= code <= 0x9FFF or code == _PARTICLE:
                continue
            for reading in readings.split(","):
                if reading not in cache:
                    cache[reading] = _syllable(reading)
                if cache[reading] in self._codes:
                    yield code, self._codes[cache[reading]]
                    break

    def spell(self, text: str) -> str:
        """Return `text` with every character that sounds like one of the words' spelled out."""
        return text.translate(self._table)
