"""One move for many cases: each goes its own way, in its own transaction, with its own answer.

The cases are those ticked on a page of the queue, or all that match what it was narrowed to
(`matching`). A crowd that says the same and leads nowhere is answered and closed with one text
(`CONCLUDE`), or by the dispatcher not taken on at all (`DECLINE`): ten thousand times the same
report is not ten thousand times the work.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from intake.db.engine import reading
from intake.domain.cases import Case
from intake.domain.errors import Incomplete, Refused
from intake.domain.lifecycle import AT_WORK, Move, State, step
from intake.domain.outcomes import MUST_BE_ACCOUNTED_FOR, Outcome
from intake.services import casework, closing, handling, opening
from intake.services.closing import Result
from intake.services.moving import find
from intake.services.queue import Wanted, queue
from intake.services.refusals import recorded
from intake.services.sessions import Officer
from intake.services.system import System
from register.wording import gettext

MOST = 500
"""Cases at once: some seconds of work. Who has more repeats it."""
SIGN = "sign"
ASSIGN = "assign"
CONCLUDE = "conclude"
DECLINE = "decline"
ACTIONS = frozenset({SIGN, ASSIGN, CONCLUDE, DECLINE})
OUTCOMES = tuple(outcome for outcome in Outcome if outcome not in MUST_BE_ACCOUNTED_FOR)
"""What many cases may end with at once: a substantiated one says what was published."""


@dataclass(frozen=True)
class Chosen:
    """A case as the page showed it."""

    number: str
    version: int


@dataclass(frozen=True)
class Asked:
    """What is to be done to each: `ASSIGN` needs a member, `CONCLUDE` an outcome and a text.

    `DECLINE` needs a text that says why, and whom to turn to instead.
    """

    action: str
    member_id: str = ""
    outcome: Outcome | None = None
    text: str = field(default="", repr=False)


@dataclass(frozen=True)
class Answer:
    """What became of one case; `refusal` is empty where the move was made."""

    number: str
    refusal: str


_UNDECIDED = frozenset({State.REGISTERED, State.ACCEPTED})


@dataclass(frozen=True)
class Matching:
    """Open cases on the officer's desks that match, soonest due first; `more` are left out."""

    cases: tuple[Case, ...]
    more: bool

    @property
    def unsigned(self) -> tuple[Case, ...]:
        """Return those that wait to be signed for."""
        return tuple(case for case in self.cases if case.state is State.DISPATCHED)

    @property
    def at_work(self) -> tuple[Case, ...]:
        """Return those that lie with their department."""
        return tuple(case for case in self.cases if case.state in AT_WORK)

    @property
    def undecided(self) -> tuple[Case, ...]:
        """Return those that wait for the dispatcher and may still be declined."""
        return tuple(case for case in self.cases if case.state in _UNDECIDED)


def matching(system: System, officer: Officer, wanted: Wanted) -> Matching:
    """Return the cases that a move on all that match would be for.

    Raises:
        NoSuchCase: cases like one are wanted that the officer may not see.

    """
    found = queue(system, officer, size=MOST, wanted=wanted)
    return Matching(found.cases, found.after is not None)


def move_all(
    system: System, officer: Officer, chosen: Iterable[Chosen], asked: Asked
) -> list[Answer]:
    """Sign for, assign, answer and close, or decline each case; a refused one holds no other up.

    Raises:
        Incomplete: no case was chosen, too many, no such action, or it lacks something.

    """
    cases = list(dict.fromkeys(chosen))
    if not cases or len(cases) > MOST:
        raise Incomplete("case", gettext("请选择1至%(most)s个案件。", most=MOST))
    if asked.action not in ACTIONS:
        raise Incomplete("action", gettext("请选择要做什么。"))
    if asked.action == CONCLUDE:
        _require_conclusion(asked)
    if asked.action == DECLINE:
        opening.way_instead(asked.text, field="text")
    return [Answer(one.number, _move(system, officer, one, asked)) for one in cases]


def _require_conclusion(asked: Asked) -> None:
    if asked.outcome not in OUTCOMES:
        raise Incomplete("outcome", gettext("请选择办理结果。"))
    casework.answer_of(asked.text)


def _move(system: System, officer: Officer, one: Chosen, asked: Asked) -> str:
    try:
        if asked.action == SIGN:
            casework.sign(system, officer, one.number, one.version)
        elif asked.action == ASSIGN:
            handling.assign(system, officer, one.number, one.version, member_id=asked.member_id)
        elif asked.action == DECLINE:
            opening.decline(system, officer, one.number, one.version, route=asked.text)
        else:
            _conclude(system, officer, one, asked)
    except Refused as refusal:
        return str(refusal)
    return ""


def _conclude(system: System, officer: Officer, one: Chosen, asked: Asked) -> None:
    """Take a case as far as its end: signed for where it waits, answered, closed.

    What must be reviewed before it ends is refused before the reporter is told anything.
    """
    with recorded(system, officer, Move.CLOSE, one.number):
        with reading(system.engine) as connection:
            case, found = find(connection, officer, one.number)
        step(Move.CLOSE, State.ANSWERED, found, case.standing)
    version = one.version
    if case.state is State.DISPATCHED:
        version = casework.sign(system, officer, one.number, version).version
    version = casework.reply(system, officer, one.number, version, text=asked.text).version
    if asked.outcome is not None:
        closing.close(system, officer, one.number, version, Result(asked.outcome, asked.text))
