"""One move for many cases: each goes its own way, in its own transaction, with its own answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from intake.domain.errors import Incomplete, Refused
from intake.services import casework, handling
from intake.services.sessions import Officer
from intake.services.system import System
from register.wording import gettext

MOST = 50
SIGN = "sign"
ASSIGN = "assign"


@dataclass(frozen=True)
class Chosen:
    """A case as the page showed it."""

    number: str
    version: int


@dataclass(frozen=True)
class Answer:
    """What became of one case; `refusal` is empty where the move was made."""

    number: str
    refusal: str


def move_all(
    system: System, officer: Officer, chosen: Iterable[Chosen], action: str, member_id: str = ""
) -> list[Answer]:
    """Sign for, or assign, each case; one that is refused holds no other up.

    Raises:
        Incomplete: no case was chosen, too many, or no such action.

    """
    cases = list(dict.fromkeys(chosen))
    if not cases or len(cases) > MOST:
        raise Incomplete("case", gettext("请选择1至%(most)s个案件。", most=MOST))
    if action not in {SIGN, ASSIGN}:
        raise Incomplete("action", gettext("请选择要做什么。"))
    return [Answer(one.number, _move(system, officer, one, action, member_id)) for one in cases]


def _move(system: System, officer: Officer, one: Chosen, action: str, member_id: str) -> str:
    try:
        if action == SIGN:
            casework.sign(system, officer, one.number, one.version)
        else:
            handling.assign(system, officer, one.number, one.version, member_id=member_id)
    except Refused as refusal:
        return str(refusal)
    return ""
