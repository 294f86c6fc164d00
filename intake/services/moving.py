"""The one way in which staff move a case.

Find the case, ask `domain.access` what the officer is to it, ask `domain.lifecycle` for the step,
open the case's key, and write the event and the audit line in the transaction of the move. A
refused attempt is written to the audit trail in a transaction of its own, so that undoing the
attempt does not undo its trace.

A move names the version of the case that its page showed. Of two officers acting at once one
wins; the other is told, and loses nothing but the click.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection

from intake.db.cases import case_by_number, move_case
from intake.db.engine import writing
from intake.db.identity_requests import is_recused
from intake.db.sealed import Event, add_events, next_event
from intake.db.trail_search import last_maker
from intake.domain.access import Right, parties, require_look
from intake.domain.cases import Case
from intake.domain.errors import ActedOnMeanwhile, NoSuchCase, NotAllowed
from intake.domain.lifecycle import MOVE_NAMES, STATE_NAMES, Move, Party, Step, step
from intake.domain.roles import COORDINATION
from intake.domain.standing import Satisfaction, after
from intake.services.case_lines import note_on_case
from intake.services.changes import ANSWERS, tell_platform
from intake.services.content import Words, seal_words
from intake.services.dropped_words import file_dropped
from intake.services.keyring import content_key
from intake.services.refusals import recorded
from intake.services.sessions import Officer
from intake.services.system import System
from intake.vault import CannotOpen
from intake.vault.sealing import ContentKey
from register.wording import gettext


@dataclass(frozen=True)
class Moving:
    """A move under way, inside its transaction, already found to be allowed."""

    system: System
    connection: Connection
    officer: Officer
    case: Case
    row: Step
    key: ContentKey

    def finish(
        self, moved: Case, words: Words | None, satisfaction: Satisfaction | None = None
    ) -> Case:
        """Store the case at the step's end, with its event and its audit line.

        `satisfaction` is what a follow-up found.
        """
        moved = stepped(moved, self.case, self.row, satisfaction)
        seq = next_event(self.connection, moved.id)
        if not move_case(self.connection, moved, expected=self.case.version):
            raise acted_on_meanwhile(self.case)
        body = None if words is None else seal_words(self.key, moved.id, seq, words)
        row = self.row
        who = _acting(self.officer, row, moved)
        event = Event(seq, self.system.today(), row.move, row.by, who, row.end, body)
        add_events(self.connection, moved.id, [event])
        note_on_case(self.system, self.connection, self.officer, row.move, moved.id)
        told = words.text if words and row.move in ANSWERS else ""
        tell_platform(self.connection, self.system, moved, row.move, told, at=self.system.now())
        return moved


def stepped(moved: Case, before: Case, row: Step, satisfaction: Satisfaction | None = None) -> Case:
    """Return a case at the end of a step: its state, what it carries along, one version on."""
    return dataclasses.replace(
        moved,
        state=row.end,
        version=before.version + 1,
        standing=after(row.does, before.standing, satisfaction),
    )


def _acting(officer: Officer, row: Step, moved: Case) -> str:
    """Return the department that a step is put down to; for a dispatch, the one it went to."""
    if row.by is Party.CO_HANDLER:
        own = officer.departments_where(Right.HANDLE_CASES)
        return next(department for department in moved.co if department in own)
    if row.by in {Party.DISPATCHER, Party.ARBITER} and row.move is not Move.DISPATCH:
        return COORDINATION
    return moved.lead


@contextmanager
def moving(
    system: System, officer: Officer, number: str, version: int, move: Move
) -> Iterator[Moving]:
    """Give a move that is allowed, its transaction open; committed when the block ends well.

    Raises:
        NoSuchCase: no such case, or the officer is nothing to it.
        NotAllowed, WrongState: the lifecycle has no such step for the officer, or it decides on
            what they put up themselves.
        ActedOnMeanwhile: the case is no longer at `version`.

    """
    with recorded(system, officer, move, number), writing(system.engine) as connection:
        case, found = find(connection, officer, number)
        if case.version != version:
            raise acted_on_meanwhile(case)
        row = step(move, case.state, found, case.standing)
        _require_other_eyes(connection, officer, case, row)
        key = open_key(connection, officer, case)
        file_dropped(connection, officer, case, key)
        yield Moving(system, connection, officer, case, row, key)


def is_own_work(connection: Connection, officer: Officer, case: Case, row: Step) -> bool:
    """Tell whether a step decides on what the officer themselves put up last."""
    if row.four_eyes is None:
        return False
    return last_maker(connection, case.id, row.four_eyes) == officer.member_id


def _require_other_eyes(connection: Connection, officer: Officer, case: Case, row: Step) -> None:
    if row.four_eyes and is_own_work(connection, officer, case, row):
        raise NotAllowed(
            gettext(
                "本案的“%(own)s”是您本人办理的，“%(move)s”请由另一位负责人办理。",
                own=MOVE_NAMES[row.four_eyes],
                move=MOVE_NAMES[row.move],
            )
        )


def find(connection: Connection, officer: Officer, number: str) -> tuple[Case, frozenset[Party]]:
    """Return a case and what the officer is to it.

    Raises:
        NoSuchCase: no such case, or the officer is nothing to it.

    """
    case = case_by_number(connection, number)
    found = parties(officer.posts, case) if case else frozenset()
    if case and is_recused(connection, case.id, officer.member_id):
        found = frozenset()
    require_look(found, number)
    if case is None:
        raise AssertionError("nobody is anything to a case that does not exist")
    return case, found


def open_key(connection: Connection, officer: Officer, case: Case) -> ContentKey:
    """Return the key of a case that the officer may look into.

    Raises:
        NoSuchCase: the officer's departments hold no copy of it.

    """
    try:
        return content_key(connection, officer, case)
    except CannotOpen as failure:
        raise NoSuchCase(case.number) from failure


def acted_on_meanwhile(case: Case) -> ActedOnMeanwhile:
    """Say that someone else was quicker, or the same finger: a double click arrives twice."""
    return ActedOnMeanwhile(
        gettext(
            "其他人员刚刚处理过这个案件，或者同一操作提交了两次，现在的状态是“%(state)s”。"
            "这次提交没有执行，请查看最新进展后再决定。",
            state=STATE_NAMES[case.state],
        )
    )
