"""What the rules refuse, and why: each error's text is a sentence for the person who tried.

The text is made in the language in use at the moment of refusal. A face shows it as it is and
chooses only the status: the class says what kind of refusal it was.
"""

from register.wording import gettext


class Refused(Exception):
    """Base of every refusal; `str()` is safe to show and names what to do instead."""


class NotAllowed(Refused):
    """The person has no role that may do this to this case."""


class WrongState(Refused):
    """The case is not in a state from which this move leads anywhere."""


class TooLate(Refused):
    """The time in which this move was allowed is over."""


class ActedOnMeanwhile(Refused):
    """Someone else moved the case after the page was shown."""


class Incomplete(Refused):
    """Something the move or the report needs is missing or too long; `field` names it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class NoSuchCase(Refused):
    """No case has this number, or none that the person may know of: to them it is the same."""

    def __init__(self, number: str) -> None:
        super().__init__(gettext("没有找到编号为%(number)s的案件，或您无权查看。", number=number))
