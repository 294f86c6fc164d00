"""A report's text with the words marked that its routing rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """A stretch of the text; `says` is what the router understood it as, "" for plain text."""

    text: str
    says: str = ""


def marked(text: str, evidence: Iterable[tuple[int, int, str]]) -> list[Piece]:
    """Cut `text` at the evidence; of two marks that overlap the earlier one stands."""
    pieces: list[Piece] = []
    reached = 0
    for start, end, says in sorted(evidence):
        if not reached <= start < end <= len(text):
            continue
        if start > reached:
            pieces.append(Piece(text[reached:start]))
        pieces.append(Piece(text[start:end], says))
        reached = end
    if reached < len(text):
        pieces.append(Piece(text[reached:]))
    return pieces
