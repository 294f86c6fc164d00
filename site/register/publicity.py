"""How long what is published stays public: the terms of 信用修复管理办法 by class.

轻微 at most 3 months, 一般 3 months to 1 year, 严重 1 to 3 years. A profile says which kinds of act
are of which class and for how many months they stay; a kind it doesn't name (a closure, a
dismantling) is a fact about plant and stays for good. A term runs from the act's date, or from
the day its rule took effect where that is later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import msgspec

from register.acts import AnyAct, kind_of
from register.histories import View
from register.jurisdiction import Profile
from register.terms import Gravity, PublicityTerm
from register.working_days import add_months

LIMITS: Mapping[Gravity, tuple[int, int]] = {
    Gravity.MINOR: (0, 3),
    Gravity.GENERAL: (3, 12),
    Gravity.SERIOUS: (12, 36),
}
"""Shortest and longest term of each class, in months; credit repair may end it after the first."""

WARNING_DAYS = 30
"""How long ahead of its end a term is announced at the desk."""


class Running(msgspec.Struct, frozen=True):
    """An act whose publicity has a term."""

    act: AnyAct
    term: PublicityTerm
    ends_on: dt.date
    """The first day on which it is no longer public."""
    repair_from: dt.date
    """The first day on which credit repair may end it."""


def running(view: View, profile: Profile) -> Iterator[Running]:
    """Yield what of an enterprise is public for a term, whether or not that has passed."""
    for entry in view.entries:
        term = profile.publicity_of(kind_of(entry.act))
        if term:
            start = max(entry.act.date, term.effective)
            shortest, _ = LIMITS[term.gravity]
            yield Running(
                act=entry.act,
                term=term,
                ends_on=add_months(start, term.months),
                repair_from=add_months(start, shortest),
            )
