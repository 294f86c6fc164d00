"""The one way in which officers move a draft, and the trace that every attempt leaves.

A refused attempt is written to the audit trail in a transaction of its own. A move names the
version of the draft that its page showed: of two officers at once one wins, the other is told.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection

from intake.db import act_drafts as stored
from intake.db import people
from intake.db.engine import writing
from intake.db.trail import add_to_trail
from intake.domain.access import Right, may, require
from intake.domain.deeds import DRAFT
from intake.domain.drafting import STEPS, ActDraft, DraftMove, DraftState, NoSuchDraft, end_of
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
class Moving:
    """A move under way, inside its transaction, already found to be allowed."""

    system: System
    connection: Connection
    officer: Officer
    draft: ActDraft
    move: DraftMove
    end: DraftState

    def finish(
        self, changed: ActDraft, *, words: str = "", typed: Mapping[str, str] | None = None
    ) -> ActDraft:
        """Store the draft at the move's end, with its event and its line on the trail."""
        now = self.system.now()
        moved = dataclasses.replace(changed, state=self.end, version=self.draft.version + 1)
        if not stored.move_draft(self.connection, moved, expected=self.draft.version, at=now):
            raise acted_on_meanwhile()
        stored.add_event(
            self.connection,
            moved.id,
            at=now,
            member_id=self.officer.member_id,
            move=self.move,
            words=words,
            typed=typed,
        )
        note(self.connection, self.system, self.officer, self.move, moved.id)
        return moved


@contextmanager
def moving(
    system: System, officer: Officer, draft_id: str, version: int, move: DraftMove
) -> Iterator[Moving]:
    """Give a move that is allowed, its transaction open; committed when the block ends well.

    The officer's posts are read anew: who was somebody's deputy this morning may be nobody now.

    Raises:
        NoSuchDraft, NotAllowed, OwnDraft, WrongState: the move is not the officer's, or not now.
        ActedOnMeanwhile: the draft is no longer at `version`.

    """
    with recorded(system, officer, move, draft_id), writing(system.engine) as connection:
        posts = posts_now(system, connection, officer)
        draft = find(connection, posts, draft_id)
        right = STEPS[move].right
        if right is None:
            raise AssertionError("only the system publishes")
        require(posts, right, draft.department)
        author = officer.member_id in stored.authors_of(connection, draft_id)
        end = end_of(draft, move, author=author)
        if draft.version != version:
            raise acted_on_meanwhile()
        yield Moving(system, connection, officer, draft, move, end)


def recorded(
    system: System, officer: Officer, move: DraftMove, draft_id: str
) -> AbstractContextManager[None]:
    """Write a refused move of a draft to the audit trail."""
    return refusals.recorded(system, officer, f"{DRAFT}{move}", about=draft_id[:LONGEST_ID])


def note(
    connection: Connection,
    system: System,
    officer: Officer | None,
    move: DraftMove,
    draft_id: str,
) -> None:
    """Write a move of a draft that was made to the audit trail."""
    add_to_trail(
        connection,
        at=system.now(),
        member_id=officer.member_id if officer else None,
        action=f"{DRAFT}{move}",
        about=draft_id[:LONGEST_ID],
    )


def find(connection: Connection, posts: Iterable[Post], draft_id: str) -> ActDraft:
    """Return a draft of one of the departments that `posts` let see drafts.

    Raises:
        NoSuchDraft: there is none, or it is none of theirs.

    """
    held = frozenset(posts)
    draft = stored.draft_by_id(connection, draft_id)
    if draft is None or not any(may(held, right, draft.department) for right in SEEING):
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
    """Say that someone else was quicker."""
    return ActedOnMeanwhile(
        gettext("其他人员刚刚处理过这份稿件。您的操作没有执行，请查看最新情况后再决定。")
    )
