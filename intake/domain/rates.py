"""Rates from counted figures, each with what it is a share of.

A rate is of what has been decided: a step made, in time or late, or one whose last day is over.
What is not yet due is left out of the rate and said beside it (`Timed.waiting`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from intake.domain.figures import Figure
from register.numbers import Rate


@dataclass(frozen=True)
class Timed:
    """A step with a limit: made in time, made or still owed after it, not yet due."""

    in_time: int
    late: int
    waiting: int

    @property
    def rate(self) -> Rate:
        """In time among what is decided."""
        return Rate(self.in_time, self.in_time + self.late)


@dataclass(frozen=True)
class Rating:
    """What follow-ups found."""

    satisfied: int
    partly: int
    dissatisfied: int
    not_reached: int

    @property
    def rate(self) -> Rate:
        """Satisfied or partly so, among those who could be asked."""
        content = self.satisfied + self.partly
        return Rate(content, content + self.dissatisfied)


@dataclass(frozen=True)
class Summary:
    """One row of figures, read as rates."""

    received: int
    answered: Timed
    closed: Timed
    signed: Timed
    returned: Rate
    """Of the times a case was sent to the department."""
    sent_back: Rate
    """Cases sent back at least once, of those whose result was put up for review."""
    reopened: int


def summary(figures: Mapping[Figure, int]) -> Summary:
    """Read settled figures (`figures.settled`) as rates."""
    get = figures.get
    return Summary(
        received=get(Figure.RECEIVED, 0),
        answered=Timed(
            get(Figure.ANSWERED, 0), get(Figure.ANSWERED_LATE, 0), get(Figure.UNANSWERED, 0)
        ),
        closed=Timed(get(Figure.CLOSED, 0), get(Figure.CLOSED_LATE, 0), get(Figure.UNCLOSED, 0)),
        signed=Timed(get(Figure.SIGNED, 0), get(Figure.SIGNED_LATE, 0), get(Figure.UNSIGNED, 0)),
        returned=Rate(get(Figure.RETURNED, 0), get(Figure.ASSIGNED, 0)),
        sent_back=Rate(get(Figure.SENT_BACK, 0), get(Figure.REVIEWED, 0)),
        reopened=get(Figure.REOPENED, 0),
    )


def rating(figures: Mapping[Figure, int]) -> Rating:
    """Read what follow-ups found."""
    return Rating(
        figures.get(Figure.SATISFIED, 0),
        figures.get(Figure.PARTLY, 0),
        figures.get(Figure.NOT, 0),
        figures.get(Figure.NOT_REACHED, 0),
    )
