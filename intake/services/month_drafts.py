"""Casework numbers on their way to the public: prepared, approved by another, or sent back.

The coordination office answers for a place's numbers. Every function is one transaction, every
attempt leaves its line on the trail, and a move names the version that its page showed, as with
draft acts (`intake.services.draft_moves`), whose refusals it raises.
"""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import replace

from msgspec import structs
from sqlalchemy.exc import IntegrityError

from intake.db.engine import reading, writing
from intake.db.month_drafts import MONTHS, drafts_of_month, newest_drafts
from intake.domain.access import Right, may, require
from intake.domain.drafting import DraftMove, DraftState
from intake.domain.errors import WrongState
from intake.domain.month_drafts import UNDER_WAY, Heading, MonthDraft, prepared
from intake.domain.months import Months, one_month, require_over
from intake.domain.roles import COORDINATION
from intake.services.draft_moves import (
    SEEING,
    Seen,
    acted_on_meanwhile,
    look,
    moving,
    note,
    posts_now,
    recorded,
)
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
            before = drafts_of_month(connection, month.first)
        if any(draft.state in UNDER_WAY for draft in before):
            raise WrongState(gettext("%(month)s的数字已在送审，请先办完。", month=month.first))
        draft = MonthDraft(
            id=f"numbers-{month.first}-{len(before) + 1}",
            department=COORDINATION,
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
        known = MONTHS.by_id(connection, draft_id)
    # Counted before the move, which holds the line of writers; who may not move it learns nothing.
    numbers = _count(system, one_month(known.numbers.month)) if known else None
    with moving(system, officer, MONTHS, draft_id, version, move=DraftMove.SUBMIT) as under_way:
        draft = under_way.draft
        return under_way.finish(replace(draft, numbers=numbers or draft.numbers))


def recall_month(system: System, officer: Officer, draft_id: str, version: int) -> MonthDraft:
    """Take a month back from approval."""
    with moving(system, officer, MONTHS, draft_id, version, move=DraftMove.RECALL) as under_way:
        return under_way.finish(under_way.draft)


def discard_month(
    system: System, officer: Officer, draft_id: str, version: int, *, reason: str
) -> MonthDraft:
    """Give a prepared month up, with the reason."""
    with moving(system, officer, MONTHS, draft_id, version, move=DraftMove.DISCARD) as under_way:
        words = reason_given(reason, gettext("请写明作废的理由。"))
        return under_way.finish(under_way.draft, words=words)


def return_month(
    system: System, officer: Officer, draft_id: str, version: int, *, reason: str
) -> MonthDraft:
    """Send a month back to who prepared it, with the reason."""
    with moving(system, officer, MONTHS, draft_id, version, move=DraftMove.RETURN) as under_way:
        words = reason_given(reason, gettext("请写明退回的理由，统计人员凭它核对。"))
        return under_way.finish(under_way.draft, words=words)


def approve_month(system: System, officer: Officer, draft_id: str, version: int) -> MonthDraft:
    """Approve a month as it was shown; `month_publishing.publish_months` takes it to the public.

    Raises:
        OwnDraft: the officer prepared or sent it, on whatever day.

    """
    with moving(system, officer, MONTHS, draft_id, version, move=DraftMove.APPROVE) as under_way:
        numbers = structs.replace(under_way.draft.numbers, approved_on=system.today())
        return under_way.finish(replace(under_way.draft, numbers=numbers))


def look_at_month(system: System, officer: Officer, draft_id: str) -> Seen[MonthDraft]:
    """Return a prepared month to read, with what this officer may do to it.

    Raises:
        NoSuchDraft: there is none, or the officer neither drafts nor approves at the office.

    """
    seen = look(system, officer, MONTHS, draft_id)
    return replace(seen, moves=tuple(move for move in seen.moves if move is not DraftMove.EDIT))


def month_drafts(system: System, officer: Officer) -> list[MonthDraft]:
    """Return the months prepared last; none to who neither drafts nor approves at the office."""
    if not sees_months(officer):
        return []
    with reading(system.engine) as connection:
        return newest_drafts(connection, SHOWN)


def sees_months(officer: Officer) -> bool:
    """Tell whether an officer drafts or approves at the coordination office."""
    return any(may(officer.posts, right, COORDINATION) for right in SEEING)


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
        MONTHS.add(connection, draft, at=system.now())
        for move in (DraftMove.START, DraftMove.SUBMIT):
            note(system, connection, officer, MONTHS, draft.id, move=move)
