"""督办: the coordination office presses a department on, without a look into the case.

The office holds no key to a case that lies with a department. What it writes is dropped into the
case's letter box, and the department's next look files it.
"""

from __future__ import annotations

from enum import StrEnum

from intake.db.cases import case_by_number, move_case
from intake.db.engine import writing
from intake.db.sealed import Event, add_events, next_event
from intake.domain.access import supervision
from intake.domain.cases import Case
from intake.domain.checks import required
from intake.domain.errors import NoSuchCase
from intake.domain.lifecycle import Move, step
from intake.domain.roles import COORDINATION
from intake.services.case_lines import note_on_case
from intake.services.changes import tell_platform
from intake.services.content import LONGEST_WORDS, Words
from intake.services.dropped_words import drop
from intake.services.moving import acted_on_meanwhile, stepped
from intake.services.refusals import recorded
from intake.services.sessions import Officer
from intake.services.system import System
from register.wording import LazyText, gettext, lazy_gettext


class Way(StrEnum):
    """How a department is pressed on."""

    PHONE = "phone"
    LETTER = "letter"
    VISIT = "visit"


WAY_NAMES: dict[Way, LazyText] = {
    Way.PHONE: lazy_gettext("电话督办"),
    Way.LETTER: lazy_gettext("书面督办"),
    Way.VISIT: lazy_gettext("现场督办"),
}


def supervise(system: System, officer: Officer, number: str, *, way: Way, text: str) -> Case:
    """Press the department that has a case; it then ends only past its head.

    Raises:
        Incomplete: nothing is demanded.
        NotAllowed: the officer does not supervise.
        NoSuchCase: no case has this number.
        WrongState: it does not lie with a department.
        ActedOnMeanwhile: somebody moved it at the same moment.

    """
    said = required("text", text, gettext("请写明督办要求。"), LONGEST_WORDS)
    pressing = supervision(officer.posts)
    with recorded(system, officer, Move.SUPERVISE, number), writing(system.engine) as connection:
        case = case_by_number(connection, number)
        row = step(Move.SUPERVISE, case.state if case else None, pressing)
        if case is None:
            raise NoSuchCase(number)
        seq = next_event(connection, case.id)
        moved = stepped(case, case, row)
        if not move_case(connection, moved, expected=case.version):
            raise acted_on_meanwhile(case)
        event = Event(seq, system.today(), row.move, row.by, COORDINATION, row.end, None)
        add_events(connection, case.id, [event])
        drop(connection, case.id, seq, Words(text=said, basis=str(WAY_NAMES[way])))
        note_on_case(system, connection, officer, row.move, case.id)
        tell_platform(connection, system, moved, row.move, "", at=system.now())
        return moved
