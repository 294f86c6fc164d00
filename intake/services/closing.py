"""How a case ends: closed by its officer, or put up, approved and followed up; and opened again.

Every function is one transaction and goes the one way of `intake.services.moving`, which raises
`NoSuchCase`, `NotAllowed`, `WrongState` or `ActedOnMeanwhile`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from intake.db.act_drafts import published_from_case
from intake.db.engine import reading
from intake.db.orders import order_of_case
from intake.domain.cases import Case
from intake.domain.checks import limited, required
from intake.domain.clocks import DISPATCH, clock_for, deadline
from intake.domain.drafting import ActDraft, DraftState
from intake.domain.errors import Incomplete
from intake.domain.lifecycle import Move, State
from intake.domain.outcomes import MUST_BE_ACCOUNTED_FOR, Outcome, Publication
from intake.domain.standing import Satisfaction
from intake.services.content import LONGEST_WORDS, Words
from intake.services.drafting import add_started
from intake.services.moving import Moving, moving
from intake.services.responses import require_filled_in
from intake.services.sessions import Officer
from intake.services.system import System
from register.acts import KINDS
from register.jurisdiction import Clock
from register.wording import gettext


@dataclass(frozen=True)
class Result:
    """What was found, what the reporter reads of it, and what the public learns."""

    outcome: Outcome
    text: str = field(repr=False)
    publication: Publication | None = None
    kind: str = ""
    """The kind of act to draft, where one is to be published."""
    act: str = ""
    """The published act, where there is one."""


@dataclass(frozen=True)
class PublicationOptions:
    """What may be said of a substantiated case: the first ground is the usual one."""

    grounds: tuple[Publication, ...]
    kinds: tuple[str, ...]
    """Kinds of act that the lead may draft."""
    published: Mapping[str, str]
    """Acts published from this case, by id, with the enterprise's name."""


def publication_options(system: System, case: Case) -> PublicationOptions:
    """Return what the lead of a case may say about its publication."""
    kinds = tuple(kind for kind in KINDS if system.profile.may_issue(case.lead, kind))
    with reading(system.engine) as connection:
        published = _published(connection, case.number)
    possible = {Publication.DRAFT: bool(kinds), Publication.PUBLISHED: bool(published)}
    usual = Publication.PUBLISHED if published else Publication.DRAFT
    inclined = sorted(Publication, key=lambda one: one is not usual)
    grounds = tuple(one for one in inclined if possible.get(one, True))
    return PublicationOptions(grounds, kinds, published)


def close(system: System, officer: Officer, number: str, version: int, result: Result) -> Case:
    """End a case with what was found; the reporter reads outcome and text with the receipt.

    Raises:
        Incomplete: nothing is said about how it ended, or a substantiated case does not say what
            was published or why not.
        NoSuchCase, NotAllowed, WrongState, ActedOnMeanwhile: see `intake.services.moving`.

    """
    words = Words(text=_checked(result))
    with moving(system, officer, number, version, Move.CLOSE) as under_way:
        ended = dataclasses.replace(
            under_way.case,
            outcome=result.outcome,
            closed_on=system.today(),
            publication=_publication(result),
            act=_act(under_way, result),
        )
        return under_way.finish(ended, words)


def propose(system: System, officer: Officer, number: str, version: int, result: Result) -> Case:
    """Put the result up for the head's approval.

    Raises:
        Incomplete: as `close`.
        NoSuchCase, NotAllowed, WrongState, ActedOnMeanwhile: see `intake.services.moving`.

    """
    words = Words(text=_checked(result), outcome=result.outcome.value)
    with moving(system, officer, number, version, Move.PROPOSE) as under_way:
        put_up = dataclasses.replace(
            under_way.case,
            proposed_by=officer.member_id,
            publication=_publication(result),
            act=_act(under_way, result),
        )
        return under_way.finish(put_up, words)


def approve(system: System, officer: Officer, number: str, version: int, *, text: str = "") -> Case:
    """The head approves a result that somebody else put up.

    Raises:
        NoSuchCase, NotAllowed, WrongState, ActedOnMeanwhile: see `intake.services.moving`.

    """
    said = limited("text", text, LONGEST_WORDS)
    with moving(system, officer, number, version, Move.APPROVE) as under_way:
        return under_way.finish(under_way.case, Words(text=said) if said else None)


def send_back(system: System, officer: Officer, number: str, version: int, *, reason: str) -> Case:
    """The head has the case handled again.

    Raises:
        Incomplete: no reason.
        NoSuchCase, NotAllowed, WrongState, ActedOnMeanwhile: see `intake.services.moving`.

    """
    said = required("reason", reason, gettext("退回重办须写明问题和要求。"), LONGEST_WORDS)
    with moving(system, officer, number, version, Move.SEND_BACK) as under_way:
        again = dataclasses.replace(under_way.case, proposed_by=None, publication=None)
        return under_way.finish(again, Words(text=said))


def follow_up(
    system: System,
    officer: Officer,
    number: str,
    version: int,
    *,
    satisfaction: Satisfaction,
    text: str = "",
) -> Case:
    """Record what the reporter thinks of the result, or that they could not be reached.

    Raises:
        Incomplete: the words are too long.
        NoSuchCase, NotAllowed, WrongState, ActedOnMeanwhile: see `intake.services.moving`.

    """
    said = limited("text", text, LONGEST_WORDS)
    with moving(system, officer, number, version, Move.FOLLOW_UP) as under_way:
        return under_way.finish(under_way.case, Words(text=said) if said else None, satisfaction)


def reopen(system: System, officer: Officer, number: str, version: int, *, reason: str) -> Case:
    """Take a closed case up again, or one that was not accepted; its time starts anew.

    Raises:
        Incomplete: no reason.
        NoSuchCase, NotAllowed, WrongState, ActedOnMeanwhile: see `intake.services.moving`.

    """
    said = required("reason", reason, gettext("请写明重新办理的理由。"), LONGEST_WORDS)
    with moving(system, officer, number, version, Move.REOPEN) as under_way:
        case, today = under_way.case, system.today()
        clock = _clock_again(under_way)
        due = deadline(clock, today)
        opened = dataclasses.replace(
            case,
            outcome=None,
            closed_on=None,
            publication=None,
            proposed_by=None,
            clock=clock.id,
            clock_from=today,
            due_on=due.date,
            due_provisional=due.provisional,
        )
        return under_way.finish(opened, Words(text=said))


def _clock_again(under_way: Moving) -> Clock:
    """Return the clock that starts anew: for dispatching what was refused, else for answering."""
    profile, case = under_way.system.profile, under_way.case
    if under_way.row.end is State.REGISTERED:
        return profile.clock(DISPATCH)
    order = order_of_case(under_way.connection, case.id)
    return profile.clock(order.clock if order else clock_for(case.matter))


def _checked(result: Result) -> str:
    """Return the words of a result that says all it must."""
    said = required("text", result.text, gettext("请填写办理结果，举报人可以看到。"), LONGEST_WORDS)
    require_filled_in(said)
    if result.outcome in MUST_BE_ACCOUNTED_FOR and result.publication is None:
        raise Incomplete("publication", gettext("属实的案件，须说明公示了什么，或者为什么不公示。"))
    return said


def _published(connection: Connection, number: str) -> dict[str, str]:
    """Return the acts published from a case: the enterprise's name by the act's id."""
    return {draft.id: draft.name for draft in published_from_case(connection, number)}


def _publication(result: Result) -> Publication | None:
    """Return what is said of publication; nothing, where there is nothing to publish."""
    return result.publication if result.outcome in MUST_BE_ACCOUNTED_FOR else None


def _act(under_way: Moving, result: Result) -> str | None:
    """Return the act that a result names, opening the draft of one that is to be published.

    The draft is begun in the transaction of the move, by whoever makes it; nothing of the case is
    copied into it but the number.
    """
    said = _publication(result)
    if said is Publication.PUBLISHED:
        published = _published(under_way.connection, under_way.case.number)
        if result.act not in published:
            raise Incomplete("act", gettext("请选择已经公示的登记事项。"))
        return result.act
    if said is not Publication.DRAFT:
        return None
    case, system = under_way.case, under_way.system
    if case.act:
        return case.act
    if not system.profile.may_issue(case.lead, result.kind):
        raise Incomplete("kind", gettext("请选择拟公示的登记事项。"))
    draft = ActDraft(
        id=system.new_id(),
        kind=result.kind,
        department=case.lead,
        state=DraftState.DRAFTING,
        version=1,
        typed={},
        case_number=case.number,
    )
    add_started(system, under_way.connection, under_way.officer, draft)
    return draft.id
