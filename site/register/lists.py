"""The lists the plans oblige departments to publish, as projections of the book.

A list is the union of its rows over all histories, so a build may redo only the histories that
changed, and then put the rows in order with `in_order`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

import msgspec

from register.acts import (
    AnyAct,
    Closure,
    Inspection,
    OverLimit,
    OverLimitSerious,
    RedCard,
    Sealed,
    SubstandardProduct,
    YellowCard,
    kind_of,
)
from register.book import Book
from register.histories import Entry, History, View
from register.jurisdiction import Duty, Profile
from register.standings import Standing, State, closed, listed, sealed, yellow_card
from register.uscc import Verdict, check
from register.wording import LazyText, gettext, lazy_gettext


class Row(msgspec.Struct, frozen=True, gc=False):
    """One line of a list: an act as it is shown, and where its matter stands on the day."""

    list: str
    """The list's slug."""
    act: AnyAct
    """With corrections applied; every column of the list's kind is a field of it."""
    standing: Standing
    replies: tuple[str, ...] = ()
    """Ids of the visible replies, to be read beside the row."""
    objections: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    """Fields shown otherwise than first published."""

    @property
    def year(self) -> int:
        """The year the row counts under: a closure's own, else its act's."""
        return self.act.year if isinstance(self.act, Closure) else self.act.date.year

    @property
    def credit_code(self) -> Verdict:
        """What the check of the enterprise's credit code says."""
        return check(self.act.enterprise.uscc)


K = TypeVar("K", bound=AnyAct)


class ListRule(msgspec.Struct, Generic[K], frozen=True):
    """Which acts make a list, and how their matter stands."""

    slug: str
    title: LazyText
    """As a page heads it; `title_for` names the year where a list has one per year."""
    kind: type[K]
    stand: Callable[[Entry[K], dt.date], Standing | None]
    """None where the act isn't on the list on that day."""
    yearly: bool = False

    @property
    def kind_name(self) -> str:
        """The `kind` of the acts on it, as in the book."""
        return kind_of(self.kind)

    def title_for(self, year: int) -> str:
        """Return the title of one year's list."""
        return (
            gettext("落后产能退出企业名单（%(year)s年度）", year=year)
            if self.yearly
            else str(self.title)
        )

    def duties(self, profile: Profile) -> tuple[Duty, ...]:
        """Return the duties the list fulfils in a place; each carries its clause."""
        return tuple(duty for duty in profile.duties if duty.list == self.slug)

    def rows(self, history: History, as_of: dt.date) -> tuple[Row, ...]:
        """Return an enterprise's rows on a day, oldest first."""
        return tuple(self._rows(history.on(as_of)))

    def _rows(self, view: View) -> Iterator[Row]:
        for entry in view.of(self.kind):
            standing = self.stand(entry, view.as_of)
            if standing is not None:
                yield Row(
                    list=self.slug,
                    act=entry.shown,
                    standing=standing,
                    replies=tuple(reply.act.id for reply in entry.replies),
                    objections=tuple(objection.act.id for objection in entry.objections),
                    corrected=entry.corrected_fields,
                )


def rows(book: Book, slug: str, as_of: dt.date) -> list[Row]:
    """Return a whole list on a day, in order; raises KeyError for an unknown slug."""
    rule = LISTS[slug]
    return in_order(row for history in book.histories.values() for row in rule.rows(history, as_of))


def in_order(unordered: Iterable[Row]) -> list[Row]:
    """Return rows newest first; those of one day by enterprise, then act."""
    by_enterprise = sorted(unordered, key=lambda row: (row.act.enterprise.id, row.act.id))
    return sorted(by_enterprise, key=lambda row: row.act.date, reverse=True)


def _on_yellow_list(entry: Entry[YellowCard], as_of: dt.date) -> Standing | None:
    """A rectified firm is moved off (移出); one shut for failing is on the red list."""
    standing = yellow_card(entry, as_of)
    return standing if standing.state in (State.OPEN, State.OVERDUE) else None


def _violation(entry: Entry[Inspection], _: dt.date) -> Standing | None:
    """Only violators: the result of a firm that passed is on its own page."""
    return None if entry.shown.compliant else listed(entry)


LISTS: Mapping[str, ListRule[Any]] = {
    rule.slug: rule
    for rule in (
        ListRule("yellow", lazy_gettext("黄牌名单（限期整改）"), YellowCard, _on_yellow_list),
        ListRule(
            "red", lazy_gettext("红牌名单（依法关闭）"), RedCard, lambda entry, _: closed(entry)
        ),
        ListRule(
            "over-limit",
            lazy_gettext("超标排放企业名单"),
            OverLimit,
            lambda entry, _: listed(entry),
        ),
        ListRule(
            "over-limit-serious",
            lazy_gettext("超标排放情节严重企业名单"),
            OverLimitSerious,
            lambda entry, _: listed(entry),
        ),
        ListRule(
            "substandard",
            lazy_gettext("产品质量不合格名单"),
            SubstandardProduct,
            lambda entry, _: listed(entry),
        ),
        ListRule("inspections", lazy_gettext("节能监察违规企业名单"), Inspection, _violation),
        ListRule("sealed", lazy_gettext("封存设备（生产线）名单"), Sealed, sealed),
        ListRule(
            "closures",
            lazy_gettext("落后产能退出企业名单"),
            Closure,
            lambda entry, _: closed(entry),
            yearly=True,
        ),
    )
}
"""Every list by its slug; `closures` is published per `Row.year`."""
