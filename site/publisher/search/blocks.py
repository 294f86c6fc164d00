"""What results show: records of neighbouring enterprises, packed so that a block is small."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, cached_property

from publisher.search.coding import number
from publisher.search.findable import Findable
from register.industries import industries
from register.jurisdiction import Profile
from register.standings import State

BLOCK = 54
"""Enterprises in a block: ten results far apart cost ten blocks."""

FIRST_WORD, ESCAPE, FIRST_HAN = 0x80, 0xAF, 0xB0
HAN = 0x4E00
MOST_WORDS = ESCAPE - FIRST_WORD
COMMON_WORDS = (
    "有限公司",
    "有限责任公司",
    "股份有限公司",
    "实业有限公司",
    "科技有限公司",
    "集团",
    "分公司",
    "公司",
    "经营部",
    "加工厂",
    "钢铁",
    "炼钢",
    "轧钢",
    "金属",
    "制品",
    "水泥",
    "造纸",
    "化工",
    "铸造",
    "建材",
    "陶瓷",
    "玻璃",
    "机械",
    "五金",
    "食品",
    "（",
    "）",
)
"""Fixed, so that a new name changes no other; the place's own names are added."""

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PACKABLE = re.compile(r"[0-9A-Z]{18}")
NO_CODE, PACKED_CODE, WRITTEN_CODE = range(3)


class Packer:
    """Packs records for one place."""

    def __init__(self, profile: Profile) -> None:
        self.areas = [area.id for area in profile.areas]
        self.industries = list(industries())
        self.states = list(State)
        own = (profile.place.name, *(area.name for area in profile.areas))
        self.words = list(dict.fromkeys((*COMMON_WORDS, *own)))[:MOST_WORDS]

    @cached_property
    def _word(self) -> re.Pattern[str]:
        longest_first = sorted(self.words, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, longest_first)))

    @cached_property
    def _codes(self) -> dict[str, bytes]:
        return {word: bytes((FIRST_WORD + index,)) for index, word in enumerate(self.words)}

    def block(self, firms: Sequence[Findable]) -> bytes:
        """Return a block of records."""
        return b"".join(map(self._record, firms))

    def _record(self, firm: Findable) -> bytes:
        if not firm.names:
            return number(0)
        return b"".join(
            (
                number(len(firm.names)),
                *map(self._measured, firm.names),
                self._measured(firm.id),
                number(self.areas.index(firm.area)),
                number(self.industries.index(firm.industry)),
                number(sum(1 << self.states.index(state) for state in firm.states)),
                self._code(firm.code),
            )
        )

    def _code(self, code: str) -> bytes:
        if not code:
            return number(NO_CODE)
        if _PACKABLE.fullmatch(code):
            # Three characters of 36 fit in two bytes.
            threes = (code[at : at + 3] for at in range(0, 18, 3))
            return number(PACKED_CODE) + b"".join(int(it, 36).to_bytes(2) for it in threes)
        return number(WRITTEN_CODE) + self._measured(code)

    def _measured(self, text: str) -> bytes:
        packed = self.text(text)
        return number(len(packed)) + packed

    def text(self, text: str) -> bytes:
        """Return a text in one byte a common word or ASCII character, two a Chinese one."""
        found = bytearray()
        at = 0
        for word in self._word.finditer(text):
            found += b"".join(map(_character, text[at : word.start()]))
            found += self._codes[word.group()]
            at = word.end()
        return bytes(found) + b"".join(map(_character, text[at:]))


@cache
def _character(char: str) -> bytes:
    code = ord(char)
    if code < FIRST_WORD:
        return bytes((code,))
    if HAN <= code < HAN + (0x100 - FIRST_HAN) * 0x100:
        return bytes((FIRST_HAN + (code - HAN >> 8), code - HAN & 0xFF))
    return bytes((ESCAPE,)) + code.to_bytes(3)
