"""Stencils: a template rendered once for each shape, with gaps where the values go, then filled.

Rendering a template anew for each of 20,000 pages costs more than all else. What differs between
two pages of a shape is a handful of values, so a template is rendered with a mark for each of them
and cut at the marks; a page is then the pieces and the values, joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec
from markupsafe import Markup, escape

_MARK = re.compile("\ue000([0-9]+)\ue001")
"""Private-use characters: no text of ours contains them, and escaping leaves them alone."""
_TO_ESCAPE = re.compile("[&<>'\"]")


class Stencil(msgspec.Struct, frozen=True):
    """Constant text with gaps; a value may fill several, or none."""

    pieces: tuple[str, ...]
    """Constant, gap, constant, …, constant."""
    gaps: tuple[int, ...]
    """The number of the value that fills each gap."""

    def fill(self, values: Sequence[str]) -> str:
        """Return the text with its gaps filled; values must be escaped already."""
        parts = list(self.pieces)
        parts[1::2] = [values[gap] for gap in self.gaps]
        return "".join(parts)


class Encoded:
    """A stencil of a whole file, whose pieces are encoded once, not with each file."""

    def __init__(self, stencil: Stencil) -> None:
        self._pieces = [piece.encode() for piece in stencil.pieces]
        self._gaps = stencil.gaps

    def fill(self, values: Iterable[str]) -> bytes:
        """Return the file with its gaps filled, as `Stencil.fill`."""
        encoded = [value.encode() for value in values]
        parts = list(self._pieces)
        parts[1::2] = [encoded[gap] for gap in self._gaps]
        return b"".join(parts)


def marks(names: Iterable[str]) -> dict[str, Markup]:
    """Return what stands for the values while a stencil is cut, in the order they will be given."""
    return {
        name: Markup(f"\ue000{number}\ue001")  # noqa: S704 - a constant and a number
        for number, name in enumerate(names)
    }


def escaped(text: str) -> str:
    """Return a text as it stands in HTML; `escape` takes thrice as long where nothing is special.

    What is HTML already, a `Markup`, is not for here.
    """
    return str(escape(text)) if _TO_ESCAPE.search(text) else text


def cut(text: str) -> Stencil:
    """Cut a text at its marks."""
    pieces = _MARK.split(text)
    return Stencil(tuple(pieces), tuple(int(number) for number in pieces[1::2]))
