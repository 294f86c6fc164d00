"""What makes two reports alike: the same firm, the same small place, much the same wording.

Reports are sealed, so nothing here is kept as it is: `signs` returns features, which a service
hashes with a key of the installation. Wording is compared by MinHash (Broder 1997): the share of
two-character runs that two texts have in common, estimated from the least of several hashes, cut
into bands so that one equal band is enough to be found.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import normalize

WINDOW = dt.timedelta(days=180)
"""Reports further apart than this are not compared, and their marks are forgotten."""
BANDS = 16
_ROWS = 2
_PRIME = (1 << 61) - 1
_MOST_RUNS = 4_000
"""A text has its wording taken from so many runs at most; the beginning says what it is about."""
_CORE = 6
"""So many characters of a firm's name, before 有限公司 and the like, tell it from others."""

_WORD = re.compile(r"[^\W_]+")
_ENDING = re.compile(r"(?:(?:股份)?有限(?:责任)?公司|集团|公司|分厂|总厂|厂)$")
_FIRM = re.compile(r"([一-鿿]{4,24}?)(?:(?:股份)?有限(?:责任)?公司|集团公司)")
_BEFORE_A_FIRM = re.compile(r".*(?:举报|反映|投诉|叫做|名叫|就是|[叫是在的和与])")
_TOWN = re.compile(r"(?:街道|[镇乡村圩])$")


class Sign(StrEnum):
    """A kind of feature."""

    FIRM = "firm"
    PLACE = "place"
    WORDING = "wording"


@dataclass(frozen=True)
class Told:
    """What a report tells about where and who, beside its text."""

    firm: str = ""
    place: str = ""
    """The words by which the text names its site."""
    area_names: Collection[str] = ()
    """Names of the place's areas, which alone say too little."""


Hash = Callable[[bytes], int]
"""A keyed hash to 64 bits."""


def signs(text: str, told: Told, keyed: Hash) -> Iterator[tuple[Sign, str]]:
    """Yield each feature of a report, its kind first."""
    firms = {told.firm, *(found.group() for found in _FIRM.finditer(text))}
    for firm in {core for name in firms if (core := firm_core(name, told.area_names))}:
        yield Sign.FIRM, firm
    if place := small_place(told.place, told.area_names):
        yield Sign.PLACE, place
    for number, band in enumerate(bands(text, keyed)):
        yield Sign.WORDING, f"{number}:{band}"


def firm_core(name: str, area_names: Collection[str]) -> str:
    """Return what tells a firm from others: 恒发轧钢 of 廉江恒发轧钢有限公司; "" if too little."""
    plain = "".join(_WORD.findall(normalize("NFKC", name))).lower()
    core = _BEFORE_A_FIRM.sub("", _ENDING.sub("", plain))
    core = _without_areas(core.removeprefix("广东省").removeprefix("广东"), area_names)
    return core[-_CORE:] if len(core) >= 2 else ""


def small_place(words: str, area_names: Collection[str]) -> str:
    """Return the town or village of a named place: 石岭 of 廉江石岭镇; "" of 廉江 alone."""
    return _TOWN.sub("", _without_areas(normalize("NFKC", words).strip(), area_names))


def _without_areas(words: str, area_names: Collection[str]) -> str:
    longest_first = sorted(area_names, key=len, reverse=True)
    found = True
    while found:
        found = False
        for name in longest_first:
            if name and words.startswith(name):
                words, found = words.removeprefix(name).lstrip("市县区的"), True
    return words


def bands(text: str, keyed: Hash) -> Iterator[str]:
    """Yield the bands of a text's MinHash; a text of fewer than four characters has none."""
    plain = "".join(_WORD.findall(normalize("NFKC", text))).lower()
    runs = list(dict.fromkeys(plain[at : at + 2] for at in range(len(plain) - 1)))[:_MOST_RUNS]
    if len(runs) < 3:
        return
    hashes = [keyed(run.encode()) % _PRIME for run in runs]
    for band in range(BANDS):
        rows = (_least(hashes, keyed, band * _ROWS + row) for row in range(_ROWS))
        yield "-".join(f"{least:x}" for least in rows)


def _least(hashes: list[int], keyed: Hash, number: int) -> int:
    """Return the least of the hashes under the permutation of that number."""
    times, plus = keyed(f"times {number}".encode()) | 1, keyed(f"plus {number}".encode())
    return min((times * one + plus) % _PRIME for one in hashes)


def is_alike(found: Collection[tuple[Sign, int]], *, same_matter: bool) -> bool:
    """Tell whether what two cases share is enough to suggest that they belong together.

    One firm is; so is a small place with the same matter, or two bands of wording: at half the
    runs in common that happens 94 times in 100, at a tenth once in 90.
    """
    shared = dict(found)
    return (
        Sign.FIRM in shared
        or (Sign.PLACE in shared and same_matter)
        or shared.get(Sign.WORDING, 0) >= 2
    )


def weight(found: Collection[tuple[Sign, int]]) -> int:
    """Return how much two cases share, for ranking."""
    worth = {Sign.FIRM: 10, Sign.PLACE: 4, Sign.WORDING: 1}
    return sum(worth[sign] * count for sign, count in found)
