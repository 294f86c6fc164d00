"""Bar charts as inline SVG: drawn by pygal when the site is built, dressed by our stylesheet.

pygal works out scale and bars. Of what it draws only the bars are kept, since the site's content
security policy refuses the style and script elements it adds and a screen reader gets nothing from
them. The same bars give the same bytes on any day.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple
from unicodedata import east_asian_width
from xml.etree.ElementTree import Element, SubElement, tostring

import pygal
from markupsafe import Markup

from publisher.charts import Bar

# Its finder of map plugins speaks a protocol that Python 3.12 dropped and 3.11 warns of.
sys.meta_path[:] = [one for one in sys.meta_path if type(one).__module__ != pygal.__name__]

WIDTH = 320
"""User units: one CSS pixel each on the narrowest phone, more elsewhere."""
SLOT = 48
"""Height of one bar with its label above it, in user units."""
WIDE = 13
NARROW = 7
"""A Chinese and a Latin letter of a label, in user units; the stylesheet's font size is 13."""
LONG = WIDTH * 2 // 3
"""From here on a label has no room to grow in elder mode."""
LABEL_ABOVE = 5
VALUE_BESIDE = 5
ROOM_FOR_VALUES = Decimal("1.35")
"""How much longer the scale is than the longest bar, so that its figure fits beside it."""


def drawn(name: str, title: str, summary: str, bars: Sequence[Bar]) -> Markup:
    """Return horizontal bars, first at the top.

    `name` is unique on the page; `title` says what is counted, and in what unit; `summary` what
    the eye takes from it, for those who hear it.
    """
    svg = Element(
        "svg",
        {
            "class": "chart",
            "role": "img",
            "viewBox": f"0 0 {WIDTH} {SLOT * len(bars)}",
            "aria-labelledby": f"{name}-title {name}-summary",
        },
    )
    SubElement(svg, "title", id=f"{name}-title").text = title
    SubElement(svg, "desc", id=f"{name}-summary").text = summary
    for bar, box in zip(bars, _boxes(bars), strict=True):
        svg.extend(_dressed(bar, box))
    return Markup(tostring(svg, encoding="unicode"))  # noqa: S704 - the serializer escapes


class _Box(NamedTuple):
    """Where pygal draws a bar."""

    x: float
    y: float
    width: float
    height: float


def _boxes(bars: Sequence[Bar]) -> list[_Box]:
    chart = _LabelledBars(
        width=WIDTH,
        margin=0,
        show_legend=False,
        show_x_labels=False,
        show_y_labels=False,
        show_x_guides=False,
        show_y_guides=False,
        no_prefix=True,
    )
    chart.height = SLOT * len(bars)
    chart.range = (0, float(max(bar.value for bar in bars) * ROOM_FOR_VALUES) or 1)
    chart.add("", [float(bar.value) for bar in reversed(bars)])
    boxes = [
        _Box(*(float(rectangle.get(side, 0)) for side in _Box._fields))
        for rectangle in chart.render_tree().iterfind(".//g[@class='bar']/rect")
    ]
    return boxes[::-1]


class _LabelledBars(pygal.HorizontalBar):
    """Bars with room for a line of text above each."""

    _series_margin = 0.34
    _serie_margin = 0


def _dressed(bar: Bar, box: _Box) -> Iterator[Element]:
    """Yield what stands in the chart for one bar: its label, itself, its figure."""
    yield _label(bar.label, box.x, box.y - LABEL_ABOVE)
    if bar.value:
        kind = "chart-bar chart-part" if bar.part else "chart-bar"
        sides = {side: _short(length) for side, length in box._asdict().items()}
        yield Element("rect", {"class": kind, **sides})
    yield _text(str(bar), box.x + box.width + VALUE_BESIDE, box.y + box.height - 2, "chart-value")


def _label(words: str, x: float, y: float) -> Element:
    """Return a label, pressed together rather than cut off where it is longer than the chart."""
    length = sum(WIDE if east_asian_width(letter) in "WF" else NARROW for letter in words)
    label = _text(words, x, y, "chart-label chart-long" if length > LONG else "chart-label")
    if length > WIDTH - x:
        label.set("textLength", _short(WIDTH - x))
        label.set("lengthAdjust", "spacingAndGlyphs")
    return label


def _text(words: str, x: float, y: float, kind: str) -> Element:
    text = Element("text", {"class": kind, "x": _short(x), "y": _short(y)})
    text.text = words
    return text


def _short(length: float) -> str:
    return format(round(length, 1), "g")
