"""A month's casework numbers as tables and charts, on the public page and before approval."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec
from markupsafe import Markup

from publisher.charts import LONGEST, Bar, bar_chart
from publisher.labels import Labels
from register.numbers import (
    DEFINITIONS,
    SMALLEST,
    UNTOLD,
    Count,
    Line,
    Month,
    Part,
    Rate,
    Satisfaction,
)
from register.wording import gettext, lazy_gettext

_LINE_NAMES = {
    "answered": lazy_gettext("按时答复"),
    "late": lazy_gettext("逾期答复或逾期未答复"),
    "waiting": lazy_gettext("未答复，未到期"),
}


class NamedLine(msgspec.Struct, frozen=True):
    """A line with the name it is shown under."""

    name: str
    line: Line

    @property
    def counts(self) -> tuple[Count, ...]:
        """Received, answered in time, late, not yet due."""
        return tuple(getattr(self.line, name) for name in Line.__struct_fields__)

    @property
    def percent(self) -> str | None:
        """Answered in time; None where a count it needs is left out, empty of nothing."""
        rate = self.line.rate
        return None if rate is None else rate.percent


class Step(msgspec.Struct, frozen=True):
    """Something to be done in time: in time, late, not yet due; or how often it happened at all."""

    name: str
    counts: tuple[Count, ...]
    percent: str | None


class Casework(msgspec.Struct, frozen=True):
    """Everything the public page says of casework; the newest month in full."""

    newest: Month
    months: Sequence[NamedLine]
    """A year of them, the newest first; the open data have all."""
    charts: Sequence[tuple[str, Markup]]
    departments: Sequence[NamedLine]
    areas: Sequence[NamedLine]
    steps: Sequence[Step]
    shares: Sequence[Step]
    satisfaction: Sequence[Step]
    definitions = DEFINITIONS
    smallest = SMALLEST


def casework(months: Sequence[Month], labels: Labels) -> Casework | None:
    """Return what the page says of published months, oldest first; None where there are none."""
    if not months:
        return None
    newest = months[-1]
    return Casework(
        newest=newest,
        months=[NamedLine(month.month, month.total) for month in reversed(months[-LONGEST:])],
        charts=charts(months),
        departments=parts(newest, newest.departments, labels),
        areas=parts(newest, newest.areas, labels),
        steps=steps(newest),
        shares=shares(newest),
        satisfaction=satisfaction(newest),
    )


def parts(month: Month, lines: Sequence[Part], labels: Labels) -> list[NamedLine]:
    """Return a table's lines under their names, the total last; those without any case left out."""
    names = labels.departments | labels.areas | {UNTOLD: gettext("未说明地区")}
    shown = [NamedLine(names.get(line.id, line.id), line) for line in lines if line.received != 0]
    return [*shown, NamedLine(gettext("合计"), month.total)]


def steps(month: Month) -> list[Step]:
    """Return what was done in time in the whole place."""
    told = month.steps
    return [
        _step(gettext("签收"), told.signed, told.signed_late, told.unsigned),
        _step(gettext("答复举报人"), month.total.answered, month.total.late, month.total.waiting),
        _step(gettext("办结"), told.closed, told.closed_late, told.unclosed),
    ]


def shares(month: Month) -> list[Step]:
    """Return what had to be done again: how often, of how many."""
    told = month.steps
    return [
        _share(gettext("退单（占派单次数）"), told.returned, told.assigned),
        _share(gettext("发回重办（占送审件数）"), told.sent_back, told.reviewed),
    ]


def satisfaction(month: Month) -> list[Step]:
    """Return what those said who were asked afterwards, reports apart."""
    return [
        _asked(gettext("举报（执法类）"), month.enforcement),
        _asked(gettext("咨询、求助、建议、投诉（服务类）"), month.service),
    ]


def charts(months: Sequence[Month]) -> list[tuple[str, Markup]]:
    """Return titled charts: received by month, and what became of the newest month's cases."""
    newest = months[-1]
    received = [
        Bar(month.month, Decimal(month.total.received))
        for month in months[-LONGEST:]
        if month.total.received is not None
    ]
    became = [
        Bar(str(name), Decimal(count))
        for field, name in _LINE_NAMES.items()
        for count in [getattr(newest.total, field)]
        if count is not None
    ]
    titled = [
        ("chart-received", gettext("每月收到的件数"), received if len(received) > 1 else []),
        ("chart-answered", gettext("%(month)s收到的，答复情况（件）", month=newest.month), became),
    ]
    return [
        (title, bar_chart(name, title, bars))
        for name, title, bars in titled
        if any(bar.value for bar in bars)
    ]


def _step(name: str, in_time: Count, late: Count, waiting: Count) -> Step:
    rate = None if in_time is None or late is None else Rate(in_time, in_time + late)
    return Step(name, (in_time, late, waiting), None if rate is None else rate.percent)


def _share(name: str, n: Count, of: Count) -> Step:
    rate = None if n is None or of is None else Rate(n, of)
    return Step(name, (n, of), None if rate is None else rate.percent)


def _asked(name: str, said: Satisfaction) -> Step:
    counts = (said.satisfied, said.partly, said.dissatisfied, said.not_reached)
    told = [count for count in counts[:3] if count is not None]
    rate = Rate(sum(told[:2]), sum(told)) if len(told) == 3 else None
    return Step(name, counts, None if rate is None else rate.percent)
