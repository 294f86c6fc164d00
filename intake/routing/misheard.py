"""Formal place names typed by their sound: 均堂镇 is 君堂镇, 吴穿市 is 吴川市.

Only names with 镇, 街道, 县, 区 or 市 written right, and one more character right with it: a short
name that merely sounds like ours may be anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import ahocorasick

from intake.routing.sound import SoundTable

_KINDS = ("街道", "镇", "乡", "县", "区", "市")
_SHORTEST = 3


class MisheardNames:
    """The formal names of a place, found by ear."""

    def __init__(self, names: Iterable[str]) -> None:
        formal = {name for name in names if name.endswith(_KINDS) and len(name) >= _SHORTEST}
        self._table = SoundTable(formal)
        self._automaton = ahocorasick.Automaton()
        for name in sorted(formal):
            self._automaton.add_word(self._table.spell(name), name)
        self._automaton.make_automaton()

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and the name meant, for each name that is not written as it should."""
        if self._automaton.kind != ahocorasick.AHOCORASICK:
            return
        for last, name in self._automaton.iter(self._table.spell(text)):
            start = last + 1 - len(name)
            if _meant(text[start : last + 1], name):
                yield start, last + 1, name


def _meant(written: str, name: str) -> bool:
    kind = next(kind for kind in _KINDS if name.endswith(kind))
    right = sum(one == other for one, other in zip(written, name, strict=True))
    return written != name and written.endswith(kind) and right > len(kind)
