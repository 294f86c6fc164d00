"""Figures of an act that the rules allow and hardly anybody means: somebody must say that they are.

A value within its limit published as over it, a limit of nought, a hundred times the limit (mg for
μg, %): each has happened in real lists, each now and then is right. So nothing here refuses. At the
desk an author confirms it; `mingjian check` says it aloud.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from register.acts import AnyAct, Closure, OverLimit, OverLimitSerious, ProductionLine, Sealed
from register.wording import gettext

TIMES_THE_LIMIT = 100
"""More than this many times the limit is more often a wrong unit than a true figure."""
MANY_MACHINES = 500
"""More of one kind than any listed plant has had."""


class Oddity(msgspec.Struct, frozen=True):
    """One figure to be confirmed."""

    field: str
    value: str
    """What makes it odd: another figure is another question."""
    reason: str

    @property
    def key(self) -> str:
        """What stays the same as long as the question does."""
        return f"{self.field}:{self.value}"


def oddities(act: AnyAct) -> Iterator[Oddity]:
    """Yield the figures of an act that somebody must confirm."""
    look = _LOOKS.get(type(act))
    if look:
        yield from look(act)


def _measured(act: OverLimit) -> Iterator[Oddity]:
    both = f"{act.measured:.15g}/{act.limit:.15g}"
    if act.limit == 0:
        yield Oddity("limit", "0", gettext("限值为0"))
    if act.measured <= act.limit:
        reason = gettext(
            "登记为超标，但实测值%(measured)s不高于限值%(limit)s",
            measured=f"{act.measured:.15g}",
            limit=f"{act.limit:.15g}",
        )
        yield Oddity("measured", both, reason)
    elif 0 < act.limit * TIMES_THE_LIMIT < act.measured:
        times = f"{act.measured / act.limit:.0f}"
        yield Oddity("measured", both, gettext("实测值是限值的%(times)s倍", times=times))


def _closed(act: Closure) -> Iterator[Oddity]:
    for number, line in enumerate(act.lines):
        yield from _line(f"lines.{number}", line)


def _line(path: str, line: ProductionLine) -> Iterator[Oddity]:
    if line.capacity == 0:
        yield Oddity(f"{path}.capacity", "0", gettext("产能为0"))
    if line.count > MANY_MACHINES:
        count = str(line.count)
        yield Oddity(f"{path}.count", count, gettext("同一种设备有%(count)s台（套）", count=count))


_LOOKS: Mapping[type[AnyAct], Callable[[Any], Iterator[Oddity]]] = {
    OverLimit: _measured,
    OverLimitSerious: _measured,
    Closure: _closed,
    Sealed: lambda act: _line("line", act.line),
}
