"""A report as the matcher reads it: simplified, lower case, half width, cut into clauses.

Every step keeps or records the position of each character, so that evidence can point at the
words the reporter really typed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from register.characters import simplified_characters

HAN = "\u3400-\u9fff"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]+")
_SPELLED_OUT = re.compile(rf"(?:[{HAN}][\s.*·_\-~+/|]){{2,}}[{HAN}]")
"""地 条 钢, 地*条*钢: single characters pulled apart, often to slip past a filter."""
_SPOKEN = str.maketrans(
    "喺嘅咗嚟佢哋唔冇嗰啲睇搵揾攞畀俾仲嘈郁瞓嗌啱谂攰咁乜返入伊侬",
    "在的了来他们不没那些看找找拿给给还吵动睡叫刚想累这啥回进他我",
)
"""Characters that Cantonese and Leizhou speech is typed in, as Mandarin writes them: who says 俾人
封咗 is read as who says 给人封了, so that a word of the lexicon is known however it is said."""
_PAUSE = re.compile(
    r"[,。!?;:…—\n\r\t]+|\.(?!\d)| {1,}"
    r"|(?=(?<![不非])但|(?:不过|可是|而是|其实|反而|只是想|另外|还有就是|而家|结果)(?!关))"
)
_STOP = frozenset("。!?;\n")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between two pauses: `start` to `end` in the normal text."""

    start: int
    end: int
    ends_sentence: bool


@dataclass(frozen=True, slots=True)
class NormalText:
    """The text to match against, its clauses, and the way back to the original."""

    text: str
    clauses: tuple[Clause, ...]
    clause_at: Sequence[int]
    """For each position of `text`, the index of the clause it lies in."""
    offsets: Sequence[int] | None
    """For each position of `text`, its position in the original; None when they are the same."""

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original text that `text[start:end]` was read from."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1


def normalise(original: str) -> NormalText:
    """Return `original` as the matcher reads it."""
    text = fold(original)
    removed = _removed_positions(text)
    offsets: list[int] | None = None
    if removed:
        offsets = [position for position in range(len(text)) if position not in removed]
        text = "".join(text[position] for position in offsets)
    clauses = _clauses(text)
    clause_at = [0] * len(text)
    for index, clause in enumerate(clauses):
        clause_at[clause.start : clause.end] = [index] * (clause.end - clause.start)
    return NormalText(text, clauses, clause_at, offsets)


def fold(text: str) -> str:
    """Return `text` simplified, in Mandarin's characters, half width and lower case, in place."""
    return text.translate(_folding())


def _removed_positions(text: str) -> set[int]:
    removed: set[int] = set()
    for found in _INVISIBLE.finditer(text):
        removed.update(range(*found.span()))
    for found in _SPELLED_OUT.finditer(text):
        removed.update(range(found.start() + 1, found.end(), 2))
    return removed


def _clauses(text: str) -> tuple[Clause, ...]:
    clauses = []
    start = 0
    for pause in _PAUSE.finditer(text):
        if pause.end() > start:
            clauses.append(Clause(start, pause.end(), not _STOP.isdisjoint(pause.group())))
            start = pause.end()
    if start < len(text):
        clauses.append(Clause(start, len(text), ends_sentence=True))
    return tuple(clauses)


@cache
def _folding() -> dict[int, str]:
    """Return the character table: traditional and dialect characters, full width, upper case."""
    table = {code: char for code, char in simplified_characters().items() if char <= "\uffff"}
    table |= {code: chr(plain) for code, plain in _SPOKEN.items()}
    table |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table |= {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
    table |= {code + 0xFEE0: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
    table[0x3000] = " "
    return table
