"""One answer for all who reported the same thing: each reads it with a receipt of their own."""

from __future__ import annotations

from dataclasses import dataclass

from intake.db.engine import reading
from intake.domain.cases import Case
from intake.domain.errors import Incomplete, Refused
from intake.domain.lifecycle import Move, State
from intake.services.casework import open_case, reply, sign
from intake.services.moving import find
from intake.services.seeing import linked_seen
from intake.services.sessions import Officer
from intake.services.system import System
from register.wording import gettext


@dataclass(frozen=True)
class Answered:
    """What became of one linked case; `problem` says why it was not answered, "" if it was."""

    number: str
    problem: str = ""


def linked_cases(system: System, officer: Officer, number: str) -> tuple[Case, ...]:
    """Return the cases linked to one that the officer may look into, by number.

    Raises:
        NoSuchCase: no such case, or the officer is nothing to it.

    """
    with reading(system.engine) as connection:
        case, _parties = find(connection, officer, number)
        return linked_seen(connection, officer, case.id)


def answer_linked(system: System, officer: Officer, number: str) -> tuple[Answered, ...]:
    """Give every case linked to this one the answer it was last given.

    Each is a reply of its own, in its own transaction: it reaches that reporter's receipt, or the
    platform of that work order. A case that cannot be answered now is left as it is and said.

    Raises:
        NoSuchCase: no such case, or the officer is nothing to it.
        Incomplete: this case has no answer yet.

    """
    view = open_case(system, officer, number)
    said = [entry.text for entry in view.entries if entry.move is Move.REPLY and entry.text]
    if not said:
        raise Incomplete("answer", gettext("本案还没有反馈内容，请先反馈，再发给关联案件。"))
    linked = linked_cases(system, officer, number)
    return tuple(_answer(system, officer, one, said[-1]) for one in linked)


def _answer(system: System, officer: Officer, case: Case, said: str) -> Answered:
    try:
        if case.state is State.DISPATCHED:
            case = sign(system, officer, case.number, case.version)
        reply(system, officer, case.number, case.version, text=said)
    except Refused as refusal:
        return Answered(case.number, str(refusal))
    return Answered(case.number)
