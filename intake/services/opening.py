"""Before a case is dispatched: the dispatcher takes it on, or says where it belongs instead."""

from __future__ import annotations

import dataclasses

from intake.domain.cases import Case
from intake.domain.checks import limited, required
from intake.domain.lifecycle import Move
from intake.services.content import LONGEST_BASIS, LONGEST_WORDS, Words
from intake.services.moving import moving
from intake.services.sessions import Officer
from intake.services.system import System
from register.wording import gettext


def accept(system: System, officer: Officer, number: str, version: int) -> Case:
    """Tell the reporter that the matter is ours while its department is still being found.

    Raises:
        NoSuchCase, NotAllowed, WrongState, ActedOnMeanwhile: see `intake.services.moving`.

    """
    with moving(system, officer, number, version, Move.ACCEPT) as under_way:
        return under_way.finish(under_way.case, None)


def decline(
    system: System, officer: Officer, number: str, version: int, *, route: str, clause: str = ""
) -> Case:
    """Not take a case on; the reporter reads why, and whom to turn to instead.

    Raises:
        Incomplete: the way to take instead is not said.
        NoSuchCase, NotAllowed, WrongState, ActedOnMeanwhile: see `intake.services.moving`.

    """
    words = Words(text=way_instead(route), basis=limited("clause", clause, LONGEST_BASIS))
    with moving(system, officer, number, version, Move.DECLINE) as under_way:
        ended = dataclasses.replace(under_way.case, closed_on=system.today())
        return under_way.finish(ended, words)


def way_instead(route: str, *, field: str = "route") -> str:
    """Return why a case is not taken on and where to turn; `Incomplete` where that is not said."""
    missing = gettext("不予受理须写明理由，并告知应当向哪个机关反映、怎样联系。")
    return required(field, route, missing, LONGEST_WORDS)
