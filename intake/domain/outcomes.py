"""How a case ends: the words of the office, no others."""

from __future__ import annotations

from enum import StrEnum

from register.wording import LazyText, lazy_gettext


class Outcome(StrEnum):
    """What the department found."""

    SUBSTANTIATED = "substantiated"
    PARTLY_SUBSTANTIATED = "partly-substantiated"
    UNSUBSTANTIATED = "unsubstantiated"
    INSUFFICIENT = "insufficient"


OUTCOME_NAMES: dict[Outcome, LazyText] = {
    Outcome.SUBSTANTIATED: lazy_gettext("属实，已依法处理"),
    Outcome.PARTLY_SUBSTANTIATED: lazy_gettext("部分属实"),
    Outcome.UNSUBSTANTIATED: lazy_gettext("不属实"),
    Outcome.INSUFFICIENT: lazy_gettext("线索不足，暂无法查实"),
}
