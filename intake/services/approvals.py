"""Approving: the second pair of eyes, and the way of what it approved into the book.

The decision is stored first, with the whole act; publishing follows and may be repeated, so that a
process killed in between leaves nothing undone and does nothing twice. What the book refuses after
all (another act about the same enterprise was approved in the same moment) goes back to its
authors with the reason.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from intake.db.act_drafts import ACTS, drafts_to_publish
from intake.db.engine import reading, writing
from intake.domain.drafting import ActDraft, DraftMove, DraftState, NotReady
from intake.domain.errors import Refused
from intake.services.draft_moves import moving, settle
from intake.services.drafted_acts import issue, readiness
from intake.services.drafting import checked, reason_given
from intake.services.forgetting import forget_ended
from intake.services.log_keys import LogUnusable
from intake.services.publishing import publish
from intake.services.sessions import Officer
from intake.services.system import System
from register.acts import AnyAct, Overrule, Personal
from register.canonical import decode, encode
from register.erased import Erased
from register.findings import Finding
from register.problems import ProblemsFound
from register.wording import gettext

_ENDINGS = {"withdrawn", "publicity-ended"}

Reasons = Mapping[tuple[str, Personal], str]
"""Why an alarm of the privacy gate may pass, by the field and the kind of data."""


@dataclass(frozen=True)
class PublishedNow:
    """What came of publishing all that was approved."""

    drafts: frozenset[str]
    """Drafts whose acts are in the book."""
    refused: Mapping[str, str]
    """Drafts that the book refused, with the reason."""
    site_fault: str
    """Why the site was not brought up to date; empty where it was."""


def approve_draft(
    system: System, officer: Officer, draft_id: str, version: int, reasons: Reasons
) -> ActDraft:
    """Approve a draft as it was shown; `publish_approved` then takes it to the public.

    Raises:
        OwnDraft: the officer wrote, changed or sent it, on whatever day.
        NotReady: a rule is broken, or an alarm of the privacy gate has no reason to pass.
        NoSuchDraft, NotAllowed, WrongState, ActedOnMeanwhile: see `intake.services.draft_moves`.

    """
    with moving(system, officer, ACTS, draft_id, version, move=DraftMove.APPROVE) as under_way:
        draft = under_way.draft
        act = issue(system, draft, _overruled(system, draft, reasons))
        return under_way.finish(dataclasses.replace(draft, act=encode(act)))


def return_draft(
    system: System, officer: Officer, draft_id: str, version: int, *, reason: str
) -> ActDraft:
    """Send a draft back to its authors with the reason."""
    with moving(system, officer, ACTS, draft_id, version, move=DraftMove.RETURN) as under_way:
        words = reason_given(reason, gettext("请写明退回的理由，拟稿人凭它修改。"))
        return under_way.finish(under_way.draft, words=words)


def approve_all(
    system: System, officer: Officer, shown: Iterable[tuple[str, int]]
) -> dict[str, Refused]:
    """Approve several drafts, each by itself; return those that were refused and why.

    None with an alarm of the privacy gate passes this way: each of those wants a reason.
    """
    refused: dict[str, Refused] = {}
    for draft_id, version in shown:
        try:
            approve_draft(system, officer, draft_id, version, {})
        except Refused as refusal:
            refused[draft_id] = refusal
    return refused


def publish_approved(system: System) -> PublishedNow:
    """Take every approved act that is not known to be in the book there, and to the site.

    Safe to repeat, and to run in several processes at once.
    """
    with reading(system.engine) as connection:
        waiting = drafts_to_publish(connection)
    if not waiting:
        return PublishedNow(frozenset(), {}, "")
    try:
        refused, fault = _publish_together(system, waiting)
    except LogUnusable as unusable:
        return PublishedNow(frozenset(), {}, str(unusable))
    for draft in waiting:
        why = refused.get(draft.id)
        _settle(system, draft, DraftMove.REFUSE if why else DraftMove.PUBLISH, why or "")
    if any(draft.kind in _ENDINGS for draft in waiting):
        forget_ended(system)
    done = frozenset(draft.id for draft in waiting) - refused.keys()
    return PublishedNow(done, refused, fault)


def _overruled(system: System, draft: ActDraft, reasons: Reasons) -> tuple[Overrule, ...]:
    """Return the alarms that reasons were given for; an alarm without one stays and refuses."""
    found = readiness(system, draft)
    typed = checked({f"{field}|{what}": text for (field, what), text in reasons.items()})
    given = {(one.field, one.what): typed.get(f"{one.field}|{one.what}") for one in found.alarms}
    missing = [
        Finding(one.field, gettext("可能含有个人信息，没有写明放行的理由"), gettext("请写明理由"))
        for one in found.alarms
        if not given[one.field, one.what]
    ]
    if missing:
        raise NotReady([*missing, *found.findings])
    return tuple(Overrule(field, what, reason) for (field, what), reason in given.items() if reason)


def _publish_together(system: System, waiting: list[ActDraft]) -> tuple[dict[str, str], str]:
    """Publish all at once, or, where the book refuses that, one by one to find which it refuses."""
    acts = {draft.id: _act(draft) for draft in waiting}
    try:
        return {}, publish(system, acts.values()).site_fault
    except ProblemsFound:
        pass
    refused: dict[str, str] = {}
    fault = ""
    for draft_id, act in acts.items():
        try:
            fault = publish(system, [act]).site_fault
        except ProblemsFound as problems:
            refused[draft_id] = "；".join(one.reason for one in problems.problems)
    return refused, fault


def _act(draft: ActDraft) -> AnyAct:
    if draft.act is None:
        raise AssertionError("the database keeps the act of every approved draft")
    act = decode(draft.act)
    if isinstance(act, Erased):
        raise AssertionError("no officer drafts a tombstone")
    return act


def _settle(system: System, draft: ActDraft, move: DraftMove, words: str) -> None:
    """Store how publishing ended, unless another process did."""
    if move is DraftMove.REFUSE:
        settled = dataclasses.replace(draft.moved_to(DraftState.RETURNED), act=None)
    else:
        settled = draft.moved_to(DraftState.PUBLISHED)
    with writing(system.engine) as connection:
        settle(system, connection, ACTS, settled, move=move, words=words)
