"""Casework numbers on their way to the public: prepared, approved by another, or sent back.

The coordination office answers for a place's numbers. Every function is one transaction, every
attempt leaves its line on the trail, and a move names the version that its page showed, as with
draft acts (`intake.services.draft_moves`), whose refusals it raises.
"""

from __future__ import annotations

import dataclasses
import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from msgspec.structs import replace
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from intake.db import month_drafts as stored
from intake.db.act_drafts import DraftEvent
from intake.db.engine import reading, writing
from intake.domain.access import Right, may, require
from intake.domain.drafting import STEPS, DraftMove, DraftState, NoSuchDraft, end_of, open_moves
from intake.domain.errors import WrongState
from intake.domain.month_drafts import UNDER_WAY, Heading, MonthDraft, prepared
from intake.domain.months import Months, one_month, require_over
from intake.domain.roles import COORDINATION
from intake.services.draft_moves import SEEING, acted_on_meanwhile, note, posts_now, recorded
from intake.services.drafting import reason_given
from intake.services.figures import count_months
from intake.services.sessions import Officer
from intake.services.system import System
from register.commitments import SALT_SIZE
from register.numbers import Month, read_months
from register.wording import gettext

BY = (f"{COORDINATION}-drafter", f"{COORDINATION}-approver")
"""The roles under which a month is published, never names."""
SHOWN = 36
"""Drafts listed, the last changed first."""


@dataclass(frozen=True)
class MonthView:
    """A prepared month as an officer sees it."""

    draft: MonthDraft
    events: tuple[DraftEvent, ...]
    moves: tuple[DraftMove, ...]
    """What this officer may do now."""
    author: bool
    """Whether this officer is barred from approving it."""


def prepare_month(system: System, officer: Officer, name: str) -> str:
    """Count a month that is over and send it for approval; return the draft's id.

    Raises:
        NotAllowed: the officer may not draft for the coordination office.
        Incomplete: no month, or one that is not over.
        WrongState: the month is being prepared already.
        ProblemsFound: the months published so far are not in order.

    """
    with recorded(system, officer, DraftMove.SUBMIT, f"numbers-{name}"):
        month = one_month(name)
        require_over(month, system.today())
        with reading(system.engine) as connection:
            require(posts_now(system, connection, officer), Right.DRAFT_ACTS, COORDINATION)
            before = stored.drafts_of_month(connection, month.first)
        if any(draft.state in UNDER_WAY for draft in before):
            raise WrongState(gettext("%(month)s的数字已在送审，请先办完。", month=month.first))
        draft = MonthDraft(
            id=f"numbers-{month.first}-{len(before) + 1}",
            state=DraftState.SUBMITTED,
            version=1,
            numbers=_count(system, month),
        )
        try:
            _store(system, officer, draft)
        except IntegrityError:  # two at once: the second finds the first one's
            raise acted_on_meanwhile() from None
    return draft.id


def recount_month(system: System, officer: Officer, draft_id: str, version: int) -> MonthDraft:
    """Count a month that came back anew and send it once more."""
    with reading(system.engine) as connection:
        known = stored.month_by_id(connection, draft_id)
    # Counted before the move, which holds the line of writers; who may not move it learns nothing.
    numbers = _count(system, one_month(known.numbers.month)) if known else None
    with _moving(system, officer, draft_id, version, DraftMove.SUBMIT) as under_way:
        return under_way.finish(numbers)


def recall_month(system: System, officer: Officer, draft_id: str, version: int) -> MonthDraft:
    """Take a month back from approval."""
    with _moving(system, officer, draft_id, version, DraftMove.RECALL) as under_way:
        return under_way.finish()


def discard_month(
    system: System, officer: Officer, draft_id: str, version: int, *, reason: str
) -> MonthDraft:
    """Give a prepared month up, with the reason."""
    with _moving(system, officer, draft_id, version, DraftMove.DISCARD) as under_way:
        words = reason_given(reason, gettext("请写明作废的理由。"))
        return under_way.finish(words=words)


def return_month(
    system: System, officer: Officer, draft_id: str, version: int, *, reason: str
) -> MonthDraft:
    """Send a month back to who prepared it, with the reason."""
    with _moving(system, officer, draft_id, version, DraftMove.RETURN) as under_way:
        words = reason_given(reason, gettext("请写明退回的理由，统计人员凭它核对。"))
        return under_way.finish(words=words)


def approve_month(system: System, officer: Officer, draft_id: str, version: int) -> MonthDraft:
    """Approve a month as it was shown; `month_publishing.publish_months` takes it to the public.

    Raises:
        OwnDraft: the officer prepared or sent it, on whatever day.

    """
    with _moving(system, officer, draft_id, version, DraftMove.APPROVE) as under_way:
        return under_way.finish(replace(under_way.draft.numbers, approved_on=system.today()))


def look_at_month(system: System, officer: Officer, draft_id: str) -> MonthView:
    """Return a prepared month to read, with what this officer may do to it.

    Raises:
        NoSuchDraft: there is none, or the officer neither drafts nor approves at the office.

    """
    with reading(system.engine) as connection:
        draft = _find(system, connection, officer, draft_id)
        author = officer.member_id in stored.authors_of_month(connection, draft_id)
        posts = posts_now(system, connection, officer)
        events = tuple(stored.events_of_month(connection, draft_id))
    rights = [right for right in SEEING if may(posts, right, COORDINATION)]
    moves = open_moves(draft.state, rights, author=author)
    usable = tuple(move for move in moves if move is not DraftMove.EDIT)
    return MonthView(draft, events, usable, author)


def month_drafts(system: System, officer: Officer) -> list[MonthDraft]:
    """Return the months prepared last; none to who neither drafts nor approves at the office."""
    if not sees_months(officer):
        return []
    with reading(system.engine) as connection:
        return [draft for draft, _ in stored.newest_drafts(connection, SHOWN)]


def sees_months(officer: Officer) -> bool:
    """Tell whether an officer drafts or approves at the coordination office."""
    return any(may(officer.posts, right, COORDINATION) for right in SEEING)


@dataclass(frozen=True)
class _Moving:
    """A move under way, inside its transaction, already found to be allowed."""

    system: System
    connection: Connection
    officer: Officer
    draft: MonthDraft
    move: DraftMove
    end: DraftState

    def finish(self, numbers: Month | None = None, *, words: str = "") -> MonthDraft:
        """Store the draft at the move's end, with its event and its line on the trail."""
        moved = dataclasses.replace(
            self.draft,
            state=self.end,
            version=self.draft.version + 1,
            numbers=numbers or self.draft.numbers,
        )
        now = self.system.now()
        if not stored.move_month(self.connection, moved, expected=self.draft.version, at=now):
            raise acted_on_meanwhile()
        _note(self.connection, self.system, self.officer, self.move, moved.id, words=words)
        return moved


@contextmanager
def _moving(
    system: System, officer: Officer, draft_id: str, version: int, move: DraftMove
) -> Iterator[_Moving]:
    """Give a move that is allowed, its transaction open; committed when the block ends well."""
    with recorded(system, officer, move, draft_id), writing(system.engine) as connection:
        draft = _find(system, connection, officer, draft_id)
        right = STEPS[move].right
        if right is None:
            raise AssertionError("only the system publishes")
        require(posts_now(system, connection, officer), right, COORDINATION)
        author = officer.member_id in stored.authors_of_month(connection, draft_id)
        end = end_of(draft, move, author=author)
        if draft.version != version:
            raise acted_on_meanwhile()
        yield _Moving(system, connection, officer, draft, move, end)


def _find(system: System, connection: Connection, officer: Officer, draft_id: str) -> MonthDraft:
    posts = posts_now(system, connection, officer)
    draft = stored.month_by_id(connection, draft_id)
    if draft is None or not any(may(posts, right, COORDINATION) for right in SEEING):
        raise NoSuchDraft
    return draft


def _count(system: System, month: Months) -> Month:
    """Count a month as it stands, small counts left out."""
    known = {one.month: one for one in read_months(system.settings.place_folder, system.profile)}
    before = known.get(month.first)
    heading = Heading(
        month=month.first,
        revision=before.revision + 1 if before else 1,
        counted_on=system.today(),
        by=BY,
        salt=secrets.token_hex(SALT_SIZE),
    )
    marks = count_months(system, month).get(month.first, Counter())
    return prepared(heading, marks, system.profile, before)


def _store(system: System, officer: Officer, draft: MonthDraft) -> None:
    with writing(system.engine) as connection:
        stored.add_month(connection, draft, at=system.now())
        for move in (DraftMove.START, DraftMove.SUBMIT):
            _note(connection, system, officer, move, draft.id)


def _note(
    connection: Connection,
    system: System,
    officer: Officer,
    move: DraftMove,
    draft_id: str,
    *,
    words: str = "",
) -> None:
    """Write a move to the draft's own history and to the trail."""
    stored.add_month_event(
        connection,
        draft_id,
        at=system.now(),
        member_id=officer.member_id,
        move=move,
        words=words,
    )
    note(connection, system, officer, move, draft_id)
