"""The custodians' side: what waits for them, opening contact details, keeping them closed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection

from intake.db import people
from intake.db.engine import reading, writing
from intake.db.identity_requests import (
    Request,
    decide,
    departments_with_custodians,
    request_by_id,
    waiting_requests,
)
from intake.db.identity_schema import Answer
from intake.db.schema import Purpose
from intake.db.sealed import key_of
from intake.domain.access import Right
from intake.domain.checks import required
from intake.domain.deeds import Deed
from intake.domain.errors import NotAllowed, WrongState
from intake.domain.roles import COORDINATION, CUSTODIANS
from intake.services.case_lines import note_on_case
from intake.services.content import key_context
from intake.services.identities import LONGEST_REASON, OPEN_FOR
from intake.services.identity_views import (
    NoIdentity,
    WaitingRequest,
    handed_context,
    reason_context,
)
from intake.services.keyring import take_as
from intake.services.refusals import recorded
from intake.services.sessions import Officer
from intake.services.system import System
from intake.vault.keys import PublicKey
from intake.vault.sealing import ContentKey
from register.wording import gettext


def waiting_for(system: System, custodian: Officer) -> list[WaitingRequest]:
    """Return what waits for this custodian, with the reasons.

    Raises:
        NotAllowed: they are no custodian.

    """
    with reading(system.engine) as connection:
        reach = _reach(connection, system, custodian)
        waiting = waiting_requests(connection, reach)
        reasons = {
            one.request.id: take_as(
                connection,
                custodian,
                CUSTODIANS,
                one.request.reason_for_custodians,
                reason_context(one.request.id),
            ).decode()
            for one in waiting
        }
    return [
        WaitingRequest(
            id=one.request.id,
            number=one.number,
            department=one.request.department,
            asker=one.asker,
            asked_on=one.request.asked_on,
            reason=reasons[one.request.id],
        )
        for one in waiting
    ]


def grant_identity(system: System, custodian: Officer, request_id: str) -> None:
    """Open the contact details to who asked, for a week.

    Raises:
        NotAllowed: they are no custodian of that department, or asked themselves.
        NoIdentity: the reporter has taken them back, or the request is gone or decided.

    """
    with _deciding(system, custodian, Deed.OPEN_IDENTITY) as decision:
        request = decision.find(request_id)
        sealed = key_of(decision.connection, request.case_id, Purpose.IDENTITY, CUSTODIANS)
        if sealed is None:
            raise NoIdentity
        context = key_context(request.case_id, Purpose.IDENTITY)
        key = ContentKey(take_as(decision.connection, custodian, CUSTODIANS, sealed, context))
        asker = people.member(decision.connection, request.asked_by)
        decide(
            decision.connection,
            request_id,
            answer=Answer.GRANTED,
            decided_by=custodian.member_id,
            decided_on=system.today(),
            handed=PublicKey(asker.public_key).hand_key(key, handed_context(request_id)),
            ends_on=system.today() + OPEN_FOR,
        )


def refuse_identity(system: System, custodian: Officer, request_id: str, words: str) -> None:
    """Keep the contact details closed, and say why to who asked.

    Raises:
        Incomplete: nothing is said.
        NotAllowed, NoIdentity: as `grant_identity`.

    """
    said = required("words", words, gettext("请写明不同意的理由。"), LONGEST_REASON)
    with _deciding(system, custodian, Deed.KEEP_IDENTITY) as decision:
        request = decision.find(request_id)
        asker = people.member(decision.connection, request.asked_by)
        decide(
            decision.connection,
            request_id,
            answer=Answer.REFUSED,
            decided_by=custodian.member_id,
            decided_on=system.today(),
            words=PublicKey(asker.public_key).hand(said.encode(), handed_context(request_id)),
        )


@dataclass(frozen=True)
class _Decision:
    """A custodian deciding, inside the transaction."""

    system: System
    connection: Connection
    custodian: Officer
    deed: Deed

    def find(self, request_id: str) -> Request:
        """Return a request that waits for this custodian, and note what is done about it."""
        request = request_by_id(self.connection, request_id)
        reach = _reach(self.connection, self.system, self.custodian)
        if request is None or request.department not in reach:
            raise NotAllowed(gettext("没有这项申请，或者不由您决定。"))
        if request.asked_by == self.custodian.member_id:
            raise NotAllowed(gettext("不能决定自己的申请，请由另一位身份信息保管员决定。"))
        if request.answer is not Answer.WAITING:
            raise WrongState(gettext("这项申请已经有决定。"))
        note_on_case(
            self.system,
            self.connection,
            self.custodian,
            self.deed,
            request.case_id,
            about=request.asked_by,
        )
        return request


@contextmanager
def _deciding(system: System, custodian: Officer, deed: Deed) -> Iterator[_Decision]:
    """Give a decision its transaction; one that is refused leaves its own line on the trail."""
    with recorded(system, custodian, deed), writing(system.engine) as connection:
        yield _Decision(system, connection, custodian, deed)


def _reach(connection: Connection, system: System, custodian: Officer) -> frozenset[str]:
    """Return the departments whose requests a custodian decides on."""
    own = frozenset(custodian.departments_where(Right.OPEN_IDENTITIES))
    if not own:
        raise NotAllowed(gettext("只有身份信息保管员可以决定。"))
    if COORDINATION not in own:
        return own
    everywhere = {department.id for department in system.profile.departments}
    return own | (everywhere - departments_with_custodians(connection, system.today()))
