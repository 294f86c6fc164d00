"""Work orders of the 12345 hotline and its kin: kinds, the clocks they run on, what is odd.

A work order is never refused for what its sender got wrong but could be read: it is taken in,
the oddity is flagged, and a dispatcher looks at it. Refused is only what would lose something:
no number, no text, a number that already stands for another text.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from intake.domain import clocks
from intake.domain.errors import Refused
from register.wording import LazyText, gettext, lazy_gettext

DESK_PLATFORM = "desk"
"""The place's own hotline seats: what an operator types in, and sheets without a platform."""

FARTHEST_AHEAD = dt.timedelta(days=366)
FARTHEST_BACK = dt.timedelta(days=10 * 366)


class Kind(StrEnum):
    """What the caller wants; the time limit hangs on it."""

    ENQUIRY = "enquiry"
    HELP = "help"
    SUGGESTION = "suggestion"
    COMPLAINT = "complaint"
    REPORT = "report"
    UNKNOWN = "unknown"


KIND_NAMES: dict[Kind, LazyText] = {
    Kind.ENQUIRY: lazy_gettext("咨询"),
    Kind.HELP: lazy_gettext("求助"),
    Kind.SUGGESTION: lazy_gettext("建议"),
    Kind.COMPLAINT: lazy_gettext("投诉"),
    Kind.REPORT: lazy_gettext("举报"),
    Kind.UNKNOWN: lazy_gettext("类别不明"),
}

_KIND_WORDS = {
    "咨询": Kind.ENQUIRY,
    "求助": Kind.HELP,
    "建议": Kind.SUGGESTION,
    "意见建议": Kind.SUGGESTION,
    "投诉": Kind.COMPLAINT,
    "举报": Kind.REPORT,
    "投诉举报": Kind.REPORT,
} | {kind.value: kind for kind in Kind}

KIND_CLOCKS: dict[Kind, str] = {
    Kind.ENQUIRY: clocks.ENQUIRY,
    Kind.HELP: clocks.HELP,
    Kind.SUGGESTION: clocks.HELP,
    Kind.COMPLAINT: clocks.REPORT,
    Kind.REPORT: clocks.REPORT,
    Kind.UNKNOWN: clocks.REPORT,
}
"""What kind of order runs on which of the profile's clocks. What nobody can name runs on the
report's, as everything does that arrives without a kind."""


class Flag(StrEnum):
    """What was odd about an order and did not keep it out."""

    UNKNOWN_KIND = "unknown-kind"
    UNKNOWN_AREA = "unknown-area"
    FUTURE_DATE = "future-date"
    DATE_NOT_BELIEVED = "date-not-believed"
    CALLER_NOT_TAKEN = "caller-not-taken"
    """Only in the answer to an order sent again: whether its caller is another is not known."""


FLAG_NAMES: dict[Flag, LazyText] = {
    Flag.UNKNOWN_KIND: lazy_gettext("工单类别不明，按举报计算期限，由人工分办"),
    Flag.UNKNOWN_AREA: lazy_gettext("地区不在本市地区表中，已按原文识别"),
    Flag.FUTURE_DATE: lazy_gettext("受理时间晚于收到的日期，期限按所写日期计算，请核对"),
    Flag.DATE_NOT_BELIEVED: lazy_gettext("受理时间读不出来或者相差太远，期限从收到之日计算"),
    Flag.CALLER_NOT_TAKEN: lazy_gettext(
        "以前登记过，这次的来电人信息没有登记；有更正的，请用补充接口的caller项发送"
    ),
}


class Via(StrEnum):
    """By which of the four ways an order came."""

    API = "api"
    SHEET = "sheet"
    DESK = "desk"
    OPEN311 = "open311"


class Scope(StrEnum):
    """What a platform's key may do."""

    WRITE = "write"
    READ = "read"
    OPEN311 = "open311"
    UNSIGNED = "unsigned"
    """May be shown as it is (`Authorization: Bearer`) instead of signing: for trials."""


@dataclass(frozen=True)
class WorkOrder:
    """What is known of an order without opening its case."""

    platform: str
    number: str
    case_id: str
    kind: Kind
    via: Via
    counts_from: dt.date
    """The day after which the time limit starts to count."""
    flags: tuple[Flag, ...]
    fingerprint: str
    """Tells the same content sent again from another; confirms no guess without the pepper."""
    withdrawn_on: dt.date | None = None

    @property
    def clock(self) -> str:
        """The profile's clock that the answer runs on."""
        return KIND_CLOCKS[self.kind]


class OrderOver(Refused):
    """The order's case was destroyed when its time was over: nothing can be added to it."""

    def __init__(self, number: str) -> None:
        super().__init__(
            gettext(
                "编号为“%(number)s”的工单已按保存期限销毁，不能再补充；请用新编号登记。",
                number=number,
            )
        )


class OtherContent(Refused):
    """The number already stands for an order, or an update, that says something else."""

    def __init__(self, number: str) -> None:
        super().__init__(
            gettext(
                "编号%(number)s已经用于另一内容，本次没有改动它。"
                "补充内容请用补充接口提交，新的事项请用新编号。",
                number=number,
            )
        )


class NoSuchOrder(Refused):
    """The platform has sent no order under this number; another platform's is the same."""

    def __init__(self, number: str) -> None:
        super().__init__(
            gettext("没有编号为%(number)s的工单，请核对编号，或先登记工单。", number=number)
        )


def kind_of(word: str) -> Kind:
    """Return the kind a platform's word means, in Chinese or as a code; else `UNKNOWN`."""
    return _KIND_WORDS.get(word.strip(), Kind.UNKNOWN)


def counted_from(received: dt.date | None, today: dt.date) -> tuple[dt.date, Flag | None]:
    """Return the day the time limit counts from, and what is odd about it.

    The hotline's clock runs from its own day, also where the order reached us later. A day too
    far off to be meant counts as today.
    """
    if received is None:
        return today, None
    if not today - FARTHEST_BACK <= received <= today + FARTHEST_AHEAD:
        return today, Flag.DATE_NOT_BELIEVED
    return received, Flag.FUTURE_DATE if received > today else None
