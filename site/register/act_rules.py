"""The rules an act keeps by itself, whatever came before it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from register.acts import (
    AnyAct,
    Closure,
    Extension,
    OverLimit,
    OverLimitSerious,
    ProductionLine,
    Sealed,
    Subject,
    YellowCard,
)
from register.findings import Finding, Findings
from register.industries import industries
from register.jurisdiction import Profile
from register.text_rules import check_texts, texts_are_plain
from register.wording import gettext
from register.working_days import add_months

RECTIFICATION_MONTHS = 6
"""能耗不达标: at most six months to rectify (工信部联产业〔2017〕30号; Z 二（一）3)."""

FIRST_DAY = dt.date(1949, 10, 1)
LAST_DAY = dt.date(2199, 12, 31)
"""No act of such a register can be of a day outside these."""
LONGEST_DEADLINE = 20
"""Years that a deadline may lie ahead; the plans give months."""

_ROLE = re.compile(r"[a-z0-9]+(?:[-:.][a-z0-9]+)*")


class ActRules:
    """The rules by which acts are judged one at a time, for one place.

    What was found in order once (a department, an area, a pair of roles) isn't asked again.
    """

    def __init__(self, profile: Profile) -> None:
        self._departments = {department.id for department in profile.departments}
        self._areas = {area.id for area in profile.areas}
        self._roles: set[tuple[str, str]] = set()

    def check(self, act: AnyAct) -> Findings:
        """Yield every rule the act breaks."""
        if act.department not in self._departments:
            yield _unknown(
                "department",
                gettext("本地没有编号为“%(value)s”的单位", value=act.department),
                self._departments,
            )
        if act.enterprise.area not in self._areas:
            yield _unknown(
                "enterprise.area",
                gettext("本地没有编号为“%(value)s”的地区", value=act.enterprise.area),
                self._areas,
            )
        if act.enterprise.industry not in industries():
            yield _unknown_industry(act.enterprise.industry)
        if not FIRST_DAY <= act.date <= LAST_DAY:
            yield _unlikely("date", act.date, LAST_DAY)
        if act.formed_on < FIRST_DAY:
            yield _unlikely("formed_on", act.formed_on, act.date)
        if act.formed_on > act.date:
            yield _after("formed_on", act.formed_on, gettext("登记日期"), act.date)
        if act.by not in self._roles:
            yield from self._check_roles(act.by)
        if not texts_are_plain(act):
            yield from check_texts(act)
        special = _SPECIAL.get(type(act))
        if special:
            yield from special(act)

    def _check_roles(self, roles: tuple[str, str]) -> Findings:
        if not all(_ROLE.fullmatch(role) for role in roles):
            yield Finding(
                "by",
                gettext("经办人应为岗位编号，不得填写姓名"),
                gettext("请填写拟稿岗位和审核岗位的编号，如 industry-drafter"),
            )
        elif roles[0] == roles[1]:
            yield Finding(
                "by",
                gettext("拟稿岗位和审核岗位相同"),
                gettext("拟稿人不能审核自己的稿件，请由另一岗位审核"),
            )
        else:
            self._roles.add(roles)


def _unknown(field: str, reason: str, known: Iterable[str]) -> Finding:
    return Finding(
        field, reason, gettext("请改为其中之一：%(known)s", known=" ".join(sorted(known)))
    )


def _unknown_industry(code: str) -> Finding:
    return Finding(
        "enterprise.industry",
        gettext("行业代码“%(code)s”不在本站使用的GB/T 4754-2017类别中", code=code),
        gettext("请核对代码；确需新增类别的，请系统管理员补充"),
    )


def _after(field: str, value: dt.date, other: str, limit: dt.date) -> Finding:
    return Finding(
        field,
        gettext("%(value)s晚于%(other)s的%(limit)s", value=value, other=other, limit=limit),
        gettext("请核对这两个日期"),
    )


def _unlikely(field: str, value: dt.date, latest: dt.date) -> Finding:
    return Finding(
        field,
        gettext("%(value)s不可能是这个日期", value=value),
        gettext("应在%(first)s至%(last)s之间，请核对年份", first=FIRST_DAY, last=latest),
    )


def _check_ahead(field: str, value: dt.date, date: dt.date) -> Findings:
    """A deadline decades away is a slip of the pen."""
    latest = add_months(date, 12 * LONGEST_DEADLINE)
    if value > latest:
        yield _unlikely(field, value, latest)


def not_after(field: str, value: dt.date, other: str, limit: dt.date) -> Finding:
    """Return the finding that a date should be later than another."""
    return Finding(
        field,
        gettext("%(value)s应晚于%(other)s的%(limit)s", value=value, other=other, limit=limit),
        gettext("请核对这两个日期"),
    )


def _check_yellow_card(card: YellowCard) -> Findings:
    if card.deadline <= card.date:
        yield not_after("deadline", card.deadline, gettext("登记日期"), card.date)
    latest = add_months(card.date, RECTIFICATION_MONTHS)
    if card.subject is Subject.ENERGY and card.deadline > latest:
        yield Finding(
            "deadline",
            gettext("能耗整改期限%(deadline)s超过6个月", deadline=card.deadline),
            gettext("最晚为%(latest)s；确需更长的，另行登记延期（不超过3个月）", latest=latest),
        )
    yield from _check_ahead("deadline", card.deadline, card.date)


def _check_extension(extension: Extension) -> Findings:
    if extension.requested_on > extension.date:
        yield _after("requested_on", extension.requested_on, gettext("登记日期"), extension.date)


def _check_measurement(act: OverLimit) -> Findings:
    if act.period.start > act.period.end:
        yield _after("period.start", act.period.start, gettext("结束日期"), act.period.end)
    if act.period.start < FIRST_DAY:
        yield _unlikely("period.start", act.period.start, act.date)
    if act.period.end > act.date:
        yield _after("period.end", act.period.end, gettext("登记日期"), act.date)


def _check_closure(closure: Closure) -> Findings:
    if closure.year > closure.date.year:
        yield Finding(
            "year",
            gettext("年度%(year)s晚于登记日期%(date)s", year=closure.year, date=closure.date),
            gettext("请填写企业或生产线实际退出的年度"),
        )
    for number, line in enumerate(closure.lines):
        yield from _check_line(f"lines.{number}", line)


def _check_sealed(sealed: Sealed) -> Findings:
    if sealed.dismantle_by <= sealed.date:
        yield not_after("dismantle_by", sealed.dismantle_by, gettext("登记日期"), sealed.date)
    yield from _check_ahead("dismantle_by", sealed.dismantle_by, sealed.date)
    yield from _check_line("line", sealed.line)


def _check_line(path: str, line: ProductionLine) -> Findings:
    if (line.capacity is None) != (line.unit is None):
        yield Finding(
            f"{path}.unit" if line.unit is None else f"{path}.capacity",
            gettext("产能数值和单位须同时填写"),
            gettext("请补上缺少的一项；未公布产能的，两项都不填"),
        )


_SPECIAL: Mapping[type[AnyAct], Callable[[Any], Findings]] = {
    YellowCard: _check_yellow_card,
    Extension: _check_extension,
    OverLimit: _check_measurement,
    OverLimitSerious: _check_measurement,
    Closure: _check_closure,
    Sealed: _check_sealed,
}
