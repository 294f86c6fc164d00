"""What is told of identities asked for: to handlers, to custodians, to the reporter."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import Connection

from intake.db.identity_requests import Request, looks_of, requests_of
from intake.db.identity_schema import Answer
from intake.domain.cases import Case
from intake.domain.errors import Refused
from intake.services.sessions import Officer
from intake.vault.sealing import ContentKey, unseal
from register.wording import gettext


class NoIdentity(Refused):
    """The reporter left no contact details, or has taken them back."""

    def __init__(self) -> None:
        super().__init__(gettext("举报人没有留联系方式，或者已经撤回。"))


class NotOpened(Refused):
    """No custodian has opened them to this member, or the time is over."""

    def __init__(self) -> None:
        super().__init__(gettext("联系方式没有对您开放，或者开放期已过。请重新申请并说明理由。"))


@dataclass(frozen=True)
class Reveal:
    """One request and what came of it, as handlers and the reporter see it."""

    asked_on: dt.date
    department: str
    reason: str = field(repr=False)
    answer: Answer
    decided_on: dt.date | None
    ends_on: dt.date | None
    looks: tuple[dt.date, ...]
    """The day of each look."""
    mine: bool = False
    """Asked by the member who is looking at the list."""
    words: str = field(default="", repr=False)
    """Why it was refused, for who asked."""


@dataclass(frozen=True)
class IdentityView:
    """What a handler sees of a case's identity before looking."""

    case: Case
    left: bool
    """The reporter left contact details and has not taken them back."""
    open_until: dt.date | None
    """Until when this member may look."""
    waiting: bool
    """A request of this member waits for a custodian."""
    reveals: tuple[Reveal, ...]
    kept_away: tuple[tuple[str, dt.date], ...]
    """Members to whom the case is closed for a conflict of interest, and since when."""


@dataclass(frozen=True)
class WaitingRequest:
    """What a custodian decides on: who asks about which case, and why."""

    id: str
    number: str
    department: str
    asker: str
    asked_on: dt.date
    reason: str = field(repr=False)


def reveals_of(
    connection: Connection, case_id: str, key: ContentKey, officer: Officer | None = None
) -> tuple[Reveal, ...]:
    """Return every request about a case to who holds its key: handlers, and the reporter."""
    return tuple(
        Reveal(
            asked_on=one.asked_on,
            department=one.department,
            reason=unseal(key, one.reason, reason_context(one.id)).decode(),
            answer=one.answer,
            decided_on=one.decided_on,
            ends_on=one.ends_on,
            looks=looks_of(connection, one.id),
            mine=officer is not None and one.asked_by == officer.member_id,
            words=_words(one, officer),
        )
        for one in requests_of(connection, case_id)
    )


def _words(request: Request, officer: Officer | None) -> str:
    if request.words is None or officer is None or request.asked_by != officer.member_id:
        return ""
    return officer.key.take(request.words, handed_context(request.id)).decode()


def reason_context(request_id: str) -> bytes:
    """Name the place of a request's reason."""
    return f"identity-request/{request_id}/reason".encode()


def handed_context(request_id: str) -> bytes:
    """Name what is handed to who asked."""
    return f"identity-request/{request_id}/handed".encode()
