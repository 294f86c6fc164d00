"""The one way in which officers move a draft, of an act or a month, and the trace of each attempt.

A refused attempt is written to the audit trail in a transaction of its own. A move names the
version of the draft that its page showed: of two officers at once one wins, the other is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Generic

from sqlalchemy import Connection

from intake.db import people
from intake.db.draft_tables import D, DraftEvent, DraftTables
from intake.db.engine import reading, writing
from intake.db.trail import add_to_trail
from intake.domain.access import Right, may, require
from intake.domain.deeds import DRAFT
from intake.domain.drafting import STEPS, DraftMove, DraftState, NoSuchDraft, end_of, open_moves
from intake.domain.errors import ActedOnMeanwhile
from intake.domain.roles import Post
from intake.services import refusals
from intake.services.sessions import Officer
from intake.services.system import System
from register.wording import gettext

SEEING = (Right.DRAFT_ACTS, Right.APPROVE_ACTS)
"""Rights of whom a department's drafts are shown to."""

LONGEST_ID = 40
"""Characters of an id that the trail keeps: a crafted one may be of any length."""


@dataclass(frozen=True)
class Moving(Generic[D]):
    """A move under way, inside its transaction, already found to be allowed."""

    system: System
    connection: Connection
    officer: Officer
    drafts: DraftTables[D]
    draft: D
    move: DraftMove
    end: DraftState

    def finish(self, changed: D, *, words: str = "", typed: Mapping[str, str] | None = None) -> D:
        """Store the draft at the move's end, with its event and its line on the trail."""
        moved = changed.moved_to(self.end)
        if not self.drafts.move(self.connection, moved, at=self.system.now()):
            raise acted_on_meanwhile()
        note(
            self.system,
            self.connection,
            self.officer,
            self.drafts,
            moved.id,
            move=self.move,
            words=words,
            typed=typed,
        )
        return moved


@contextmanager
def moving(
    system: System,
    officer: Officer,
    drafts: DraftTables[D],
    draft_id: str,
    version: int,
    *,
    move: DraftMove,
) -> Iterator[Moving[D]]:
    """Give a move that is allowed, its transaction open; committed when the block ends well.

    The officer's posts are read anew: who was somebody's deputy this morning may be nobody now.

    Raises:
        NoSuchDraft, NotAllowed, OwnDraft, WrongState: the move is not the officer's, or not now.
        ActedOnMeanwhile: the draft is no longer at `version`.

    """
    with recorded(system, officer, move, draft_id), writing(system.engine) as connection:
        posts = posts_now(system, connection, officer)
        draft = _find(connection, posts, drafts, draft_id)
        right = STEPS[move].right
        if right is None:
            raise AssertionError("only the system publishes")
        require(posts, right, draft.department)
        author = officer.member_id in drafts.authors_of(connection, draft_id)
        end = end_of(draft, move, author=author)
        if draft.version != version:
            raise acted_on_meanwhile()
        yield Moving(system, connection, officer, drafts, draft, move, end)


def settle(
    system: System,
    connection: Connection,
    drafts: DraftTables[D],
    settled: D,
    *,
    move: DraftMove,
    words: str = "",
) -> None:
    """Store a move that nobody decides but the system makes, unless another process did."""
    if drafts.move(connection, settled, at=system.now()):
        note(system, connection, None, drafts, settled.id, move=move, words=words)


def recorded(
    system: System, officer: Officer, move: DraftMove, draft_id: str
) -> AbstractContextManager[None]:
    """Write a refused move of a draft to the audit trail."""
    return refusals.recorded(system, officer, f"{DRAFT}{move}", about=draft_id[:LONGEST_ID])


def note(
    system: System,
    connection: Connection,
    officer: Officer | None,
    drafts: DraftTables[D],
    draft_id: str,
    *,
    move: DraftMove,
    words: str = "",
    typed: Mapping[str, str] | None = None,
) -> None:
    """Write a move that was made to the draft's own history and to the audit trail."""
    now, member_id = system.now(), officer.member_id if officer else None
    drafts.add_event(
        connection, draft_id, at=now, member_id=member_id, move=move, words=words, typed=typed
    )
    add_to_trail(
        connection,
        at=now,
        member_id=member_id,
        action=f"{DRAFT}{move}",
        about=draft_id[:LONGEST_ID],
    )


@dataclass(frozen=True)
class Seen(Generic[D]):
    """A draft as an officer sees it."""

    draft: D
    events: tuple[DraftEvent, ...]
    moves: tuple[DraftMove, ...]
    """What this officer may do now."""
    author: bool
    """Whether this officer is barred from approving it."""


def look(system: System, officer: Officer, drafts: DraftTables[D], draft_id: str) -> Seen[D]:
    """Return a draft to read, with what this officer may do to it.

    Raises:
        NoSuchDraft: there is none, or the officer has nothing to do with its department.

    """
    with reading(system.engine) as connection:
        posts = posts_now(system, connection, officer)
        draft = _find(connection, posts, drafts, draft_id)
        author = officer.member_id in drafts.authors_of(connection, draft_id)
        events = tuple(drafts.events_of(connection, draft_id))
    rights = [right for right in SEEING if may(posts, right, draft.department)]
    return Seen(draft, events, tuple(open_moves(draft.state, rights, author=author)), author)


def _find(
    connection: Connection, posts: frozenset[Post], drafts: DraftTables[D], draft_id: str
) -> D:
    """Return a draft of one of the departments that `posts` let see drafts."""
    draft = drafts.by_id(connection, draft_id)
    if draft is None or not any(may(posts, right, draft.department) for right in SEEING):
        raise NoSuchDraft
    return draft


def posts_now(system: System, connection: Connection, officer: Officer) -> frozenset[Post]:
    """Return the posts a member holds today, none if they were disabled since they logged in.

    Who stood in for somebody this morning may stand in for nobody now.
    """
    if people.member(connection, officer.member_id).disabled_on is not None:
        return frozenset()
    return people.posts_of(connection, officer.member_id, system.today())


def acted_on_meanwhile() -> ActedOnMeanwhile:
    """Say that someone else was quicker, or the same finger: a double click arrives twice."""
    return ActedOnMeanwhile(
        gettext(
            "其他人员刚刚处理过这份稿件，或者同一操作提交了两次。"
            "这次提交没有执行，请查看最新情况后再决定。"
        )
    )
