"""What the desk forgets when publicity ends: the words of drafts whose acts the book erased.

A draft holds the whole act, its history every version that was typed, and the row of the list it
came from what was published elsewhere. Once the book keeps only a tombstone, so does the draft: who
wrote and who approved it, and when, stay; the audit trail names nothing but ids. A draft that was
to follow up what is gone can never be published any more, and is given up.
"""

from __future__ import annotations

import dataclasses

from sqlalchemy import Connection

from intake.db import act_drafts
from intake.db.engine import writing
from intake.domain.drafting import ActDraft, DraftMove, DraftState
from intake.services.draft_moves import settle
from intake.services.system import System
from register.lines import TOMBSTONE, act_ids, read_raw
from register.wording import SOURCE_LANGUAGE, gettext, use_language

_IN_HAND = frozenset({DraftState.DRAFTING, DraftState.RETURNED, DraftState.SUBMITTED})


def forget_ended(system: System) -> int:
    """Strip every draft that tells of what the book erased; return how many.

    Safe to repeat: what a kill left is stripped by whoever publishes or tends next.

    Raises:
        ProblemsFound: the book's files can't be read.

    """
    stones = _stones(system)
    if not stones:
        return 0
    with writing(system.engine) as connection:
        gone = [
            draft
            for draft in act_drafts.drafts_that_tell(connection)
            if draft.state is not DraftState.APPROVED  # on its way: settled first
            and (_id_of(draft.act) in stones or draft.typed.get("refers_to") in stones)
        ]
        for draft in gone:
            act_drafts.strip_draft(connection, draft.id, stones.get(_id_of(draft.act)))
            if draft.state in _IN_HAND:
                _give_up(system, connection, draft)
    return len(gone)


def _stones(system: System) -> dict[str, bytes]:
    """Return the line of every tombstone of the book, by the id of the act it stands for."""
    raw = read_raw(system.settings.place_folder)
    lines = (line for file in raw.files for line in file.content.split(b"\n"))
    return {_id_of(line): line for line in lines if TOMBSTONE in line}


def _id_of(line: bytes | None) -> str:
    return act_ids(line)[0] if line else ""


def _give_up(system: System, connection: Connection, draft: ActDraft) -> None:
    """Discard a draft that nothing can come of any more; the system does, nobody decides."""
    given_up = dataclasses.replace(draft.moved_to(DraftState.DISCARDED), typed={})
    with use_language(SOURCE_LANGUAGE):
        words = gettext("所针对的公示已经撤下，稿件自动作废。")
    move = DraftMove.DISCARD
    settle(system, connection, act_drafts.ACTS, given_up, move=move, words=words)
