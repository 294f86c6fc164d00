"""Bar charts of the statistics: what they show and say; `drawing` draws them.

Each bar is labelled above and at its end, so that a chart reads without colour, on paper and at 360
pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec
from markupsafe import Markup

from publisher.measures import plain
from register.wording import gettext

LONGEST = 12
"""Bars in one chart; what is beyond is in the table beside it."""


class Bar(msgspec.Struct, frozen=True):
    """One figure of a chart."""

    label: str
    value: Decimal
    figure: str = ""
    """The value as read, where it is not the plain number."""
    part: bool = False
    """Already counted in other bars (“of which”): drawn hollow."""

    def __str__(self) -> str:
        return self.figure or plain(self.value)


def longest_first(bars: Sequence[Bar]) -> list[Bar]:
    """Return the longest bars; a chart of hundreds would be no picture, and the table has them."""
    return sorted(bars, key=lambda bar: (-bar.value, bar.label))[:LONGEST]


def bar_chart(name: str, title: str, bars: Sequence[Bar]) -> Markup:
    """Return horizontal bars, first at the top.

    `name` is unique on the page; `title` says what is counted, and in what unit.
    """
    from publisher.drawing import drawn  # noqa: PLC0415 - most acts leave every chart as it is

    return drawn(name, title, summary(bars), bars)


def summary(bars: Sequence[Bar]) -> str:
    """Return what the eye takes from a chart, for those who hear it."""
    whole = [bar for bar in bars if not bar.part]
    most = max(whole, key=lambda bar: bar.value)
    least = min(whole, key=lambda bar: bar.value)
    return gettext(
        "条形图，共%(n)s项。最多：%(most)s，%(most_value)s；最少：%(least)s，%(least_value)s。"
        "各项数字见旁边的表格。",
        n=len(bars),
        most=most.label,
        most_value=most,
        least=least.label,
        least_value=least,
    )
