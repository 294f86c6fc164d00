"""What a case carries along besides its state: what was done once, what must still be done.

A row of the lifecycle may ask something of it (`When`) and may change it (`Effect`); both are
data here, so that the whole life of a case can be explored without a database.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from register.wording import LazyText, lazy_gettext


class Extension(StrEnum):
    """Whether more time was asked for; it can be asked for once."""

    NONE = "none"
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


class Satisfaction(StrEnum):
    """What the follow-up found."""

    SATISFIED = "satisfied"
    PARTLY = "partly"
    NOT = "not"
    NOT_REACHED = "not-reached"


SATISFACTION_NAMES: dict[Satisfaction, LazyText] = {
    Satisfaction.SATISFIED: lazy_gettext("满意"),
    Satisfaction.PARTLY: lazy_gettext("基本满意"),
    Satisfaction.NOT: lazy_gettext("不满意"),
    Satisfaction.NOT_REACHED: lazy_gettext("未联系上"),
}


@dataclass(frozen=True)
class Standing:
    """What happened to a case that decides what may happen next."""

    returns: int = 0
    """How often a department handed it back; a third time is not possible."""
    transferred: bool = False
    extension: Extension = Extension.NONE
    review: bool = False
    """The head must approve the result: it was supervised, sent back or reopened."""
    satisfaction: Satisfaction | None = None
    objected: bool = False
    """The reporter wrote after the end."""


class When(StrEnum):
    """What a step asks of the standing."""

    ALWAYS = "always"
    NEVER_RETURNED = "never-returned"
    RETURNED_ONCE = "returned-once"
    NOT_TRANSFERRED = "not-transferred"
    NOT_EXTENDED = "not-extended"
    EXTENSION_ASKED = "extension-asked"
    NO_REVIEW = "no-review"
    CONTENT = "content"
    FOLLOWED_UP = "followed-up"
    OBJECTED = "objected"


_HOLDS: dict[When, Callable[[Standing], bool]] = {
    When.ALWAYS: lambda _standing: True,
    When.NEVER_RETURNED: lambda standing: standing.returns == 0,
    When.RETURNED_ONCE: lambda standing: standing.returns == 1,
    When.NOT_TRANSFERRED: lambda standing: not standing.transferred,
    When.NOT_EXTENDED: lambda standing: standing.extension is Extension.NONE,
    When.EXTENSION_ASKED: lambda standing: standing.extension is Extension.ASKED,
    When.NO_REVIEW: lambda standing: not standing.review,
    When.CONTENT: lambda standing: (
        standing.satisfaction is not None and standing.satisfaction is not Satisfaction.NOT
    ),
    When.FOLLOWED_UP: lambda standing: standing.satisfaction is not None,
    When.OBJECTED: lambda standing: standing.objected,
}

WHEN_NAMES: dict[When, LazyText] = {
    When.NEVER_RETURNED: lazy_gettext("首次退单"),
    When.RETURNED_ONCE: lazy_gettext("第二次退单，由协调小组裁定；裁定后不能再退"),
    When.NOT_TRANSFERRED: lazy_gettext("只能转办一次"),
    When.NOT_EXTENDED: lazy_gettext("只能申请延期一次"),
    When.EXTENSION_ASKED: lazy_gettext("已申请延期，等待批准"),
    When.NO_REVIEW: lazy_gettext("督办、退回重办或重新办理的案件，须先送审"),
    When.CONTENT: lazy_gettext("已回访，且不是“不满意”"),
    When.FOLLOWED_UP: lazy_gettext("已回访；不满意的，由负责人决定办结或退回重办"),
    When.OBJECTED: lazy_gettext("办结后举报人又有补充"),
}
"""Said in the help, and to who tries a step whose condition does not hold."""


def holds(when: When, standing: Standing) -> bool:
    """Tell whether a step's condition holds."""
    return _HOLDS[when](standing)


class Effect(StrEnum):
    """What a step does to the standing."""

    NOTHING = "nothing"
    HAND_OVER = "hand-over"
    COUNT_RETURN = "count-return"
    TRANSFER = "transfer"
    ASK = "ask"
    GRANT = "grant"
    REFUSE = "refuse"
    REQUIRE_REVIEW = "require-review"
    WORK_AGAIN = "work-again"
    START_AGAIN = "start-again"
    RATE = "rate"
    OBJECT = "object"


def after(effect: Effect, standing: Standing, satisfaction: Satisfaction | None = None) -> Standing:
    """Return the standing after a step; `satisfaction` is what a follow-up found."""
    if effect is Effect.RATE:
        return replace(standing, satisfaction=satisfaction)
    return _EFFECTS[effect](standing)


def _without_question(standing: Standing) -> Standing:
    """A question for more time that nobody answered falls away with who asked it."""
    asked = standing.extension is Extension.ASKED
    return replace(standing, extension=Extension.NONE) if asked else standing


_EFFECTS: dict[Effect, Callable[[Standing], Standing]] = {
    Effect.NOTHING: lambda standing: standing,
    Effect.HAND_OVER: _without_question,
    Effect.COUNT_RETURN: lambda standing: replace(
        _without_question(standing), returns=standing.returns + 1
    ),
    Effect.TRANSFER: lambda standing: replace(_without_question(standing), transferred=True),
    Effect.ASK: lambda standing: replace(standing, extension=Extension.ASKED),
    Effect.GRANT: lambda standing: replace(standing, extension=Extension.GRANTED),
    Effect.REFUSE: lambda standing: replace(standing, extension=Extension.REFUSED),
    Effect.REQUIRE_REVIEW: lambda standing: replace(standing, review=True),
    Effect.WORK_AGAIN: lambda standing: replace(standing, review=True, satisfaction=None),
    Effect.START_AGAIN: lambda standing: replace(
        standing,
        extension=Extension.NONE,
        review=True,
        satisfaction=None,
        objected=False,
    ),
    Effect.OBJECT: lambda standing: replace(standing, objected=True),
}
