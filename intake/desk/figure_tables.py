"""Figures as the dashboard shows them: tables, charts, and a file for a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from intake.domain.figures import CONCERN_NAMES, Figure
from intake.domain.rates import Rating, Summary, rating, summary
from intake.services.figures import Figures, Overview
from intake.web.names import names_of
from publisher.charts import LONGEST, Bar, bar_chart
from register.jurisdiction import Matter, Profile
from register.numbers import UNTOLD
from register.spreadsheets import BOM, lines
from register.wording import LazyText, gettext, lazy_gettext


@dataclass(frozen=True)
class Row:
    """One line of a table."""

    name: str
    figures: Figures

    @property
    def summary(self) -> Summary:
        """Its figures read as rates."""
        return summary(self.figures)

    @property
    def rating(self) -> Rating:
        """What its follow-ups found."""
        return rating(self.figures)


@dataclass(frozen=True)
class Group:
    """One table: the same figures by one thing."""

    id: str
    title: str
    heading: str
    rows: Sequence[Row]


FIGURE_NAMES: Mapping[Figure, LazyText] = {
    Figure.RECEIVED: lazy_gettext("收到"),
    Figure.ANSWERED: lazy_gettext("按时答复"),
    Figure.ANSWERED_LATE: lazy_gettext("逾期答复或逾期未答复"),
    Figure.UNANSWERED: lazy_gettext("未答复，未到期"),
    Figure.CLOSED: lazy_gettext("按时办结"),
    Figure.CLOSED_LATE: lazy_gettext("逾期办结或逾期未办结"),
    Figure.UNCLOSED: lazy_gettext("未办结，未到期"),
    Figure.ASSIGNED: lazy_gettext("派到本单位次数"),
    Figure.SIGNED: lazy_gettext("及时签收"),
    Figure.SIGNED_LATE: lazy_gettext("逾期签收或逾期未签收"),
    Figure.UNSIGNED: lazy_gettext("未签收，未到期"),
    Figure.RETURNED: lazy_gettext("退单"),
    Figure.REVIEWED: lazy_gettext("送审"),
    Figure.SENT_BACK: lazy_gettext("发回重办"),
    Figure.REOPENED: lazy_gettext("重新办理"),
    Figure.SATISFIED: lazy_gettext("满意"),
    Figure.PARTLY: lazy_gettext("基本满意"),
    Figure.NOT: lazy_gettext("不满意"),
    Figure.NOT_REACHED: lazy_gettext("未联系上"),
}


def groups(profile: Profile, found: Overview) -> list[Group]:
    """Return the tables; a month without cases has its line, anything else without cases none."""
    names = names_of(profile)
    departments = [one for one in found.departments if one in found.by_department]
    areas = [area.id for area in profile.areas if area.id in found.by_area]
    areas += [UNTOLD] if UNTOLD in found.by_area else []
    matters = [matter for matter in Matter if matter in found.by_matter]

    def area_name(area: str) -> str:
        return names["area_name"](area) if area else gettext("未说明地区")

    def rows(
        order: Sequence[str], figures: Mapping[str, Figures], name_of: Callable[[str], str]
    ) -> list[Row]:
        return [Row(name_of(one), figures.get(one, Figures())) for one in order]

    by_month = rows(found.asked.months.names, found.by_month, str)
    by_department = rows(departments, found.by_department, names["department_name"])
    by_area = rows(areas, found.by_area, area_name)
    by_matter = rows(matters, found.by_matter, names["matter_name"])
    return [
        Group("month", gettext("按月"), gettext("月份"), by_month),
        Group("department", gettext("按单位"), gettext("单位"), by_department),
        Group("area", gettext("按地区"), gettext("地区"), by_area),
        Group("matter", gettext("按事项"), gettext("事项"), by_matter),
    ]


def satisfaction(found: Overview) -> list[Row]:
    """Return what follow-ups found, reports apart from services."""
    return [Row(str(CONCERN_NAMES[one]), figures) for one, figures in found.by_concern.items()]


def charts(tables: Sequence[Group]) -> list[tuple[str, Markup]]:
    """Return titled charts: cases received by month, and closed in time by department."""
    by_id = {table.id: table for table in tables}
    months = [
        Bar(row.name, Decimal(row.summary.received)) for row in by_id["month"].rows[-LONGEST:]
    ]
    in_time = [
        Bar(row.name, Decimal(100 * rate.n) / rate.of, rate.percent)
        for row in by_id["department"].rows
        for rate in [row.summary.closed.rate]
        if rate.of
    ]
    drawn = [
        (
            "chart-received",
            gettext("每月收到的件数"),
            months if any(b.value for b in months) else [],
        ),
        ("chart-closed", gettext("各单位按时办结率"), in_time[:LONGEST]),
    ]
    return [(title, bar_chart(name, title, bars)) for name, title, bars in drawn if bars]


def as_csv(profile: Profile, found: Overview) -> str:
    """Return every table's plain counts, for a spreadsheet."""
    return BOM + lines(_cells(profile, found))


def _cells(profile: Profile, found: Overview) -> Iterator[list[str]]:
    yield [gettext("分组"), gettext("名称"), *(str(name) for name in FIGURE_NAMES.values())]
    whole = Group("whole", gettext("合计"), "", [Row(gettext("合计"), found.whole)])
    concerns = Group("concern", gettext("按类别"), "", satisfaction(found))
    for table in (whole, concerns, *groups(profile, found)):
        for row in table.rows:
            yield [table.title, row.name, *(str(row.figures[one]) for one in FIGURE_NAMES)]
