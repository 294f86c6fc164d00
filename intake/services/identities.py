"""Who reported: asked for with a reason, opened by a custodian, every look told to the reporter.

Contact details are sealed to the custodians' key and to the reporter's own; no department holds
them. A handler asks and says why. A custodian of the same department, or of the coordination
office where it has none, hands the key to that one handler for a week, or refuses and says why;
never to themselves. The reporter reads who asked, why, what was decided, and the day of each look.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection

from intake.db import people
from intake.db.engine import reading, writing
from intake.db.identity_requests import (
    Request,
    add_look,
    add_request,
    decide,
    departments_with_custodians,
    recused_from,
    request_by_id,
    requests_of,
    waiting_requests,
)
from intake.db.identity_schema import Answer
from intake.db.schema import Purpose
from intake.db.sealed import identity_of, key_of
from intake.db.trail import add_to_trail
from intake.domain.access import Right
from intake.domain.cases import Case
from intake.domain.checks import required
from intake.domain.deeds import Deed
from intake.domain.errors import NotAllowed, Refused, WrongState
from intake.domain.roles import COORDINATION, CUSTODIANS
from intake.domain.stages import Party
from intake.services.content import identity_context, key_context
from intake.services.identity_views import (
    IdentityView,
    NoIdentity,
    NotOpened,
    WaitingRequest,
    handed_context,
    reason_context,
    reveals_of,
)
from intake.services.keyring import department_key
from intake.services.moving import find, open_key, recorded
from intake.services.sessions import Officer
from intake.services.system import System
from intake.vault.keys import PublicKey
from intake.vault.sealing import seal, unseal
from register.wording import gettext

OPEN_FOR = dt.timedelta(days=7)
LONGEST_REASON = 500
_MAY_ASK = frozenset({Party.LEAD, Party.CO_HANDLER})


def identity_view(system: System, officer: Officer, number: str) -> IdentityView:
    """Return what was asked about a case's identity; shows nothing of it.

    Raises:
        NoSuchCase: no such case, or the officer is nothing to it.

    """
    with recorded(system, officer, Deed.LOOK, number), reading(system.engine) as connection:
        case, _found = find(connection, officer, number)
        key = open_key(connection, officer, case)
        granted = _granted(connection, system, officer, case)
        return IdentityView(
            case=case,
            left=identity_of(connection, case.id) is not None,
            open_until=granted.ends_on if granted else None,
            waiting=_waiting(connection, officer, case),
            reveals=reveals_of(connection, case.id, key, officer),
            kept_away=tuple(recused_from(connection, case.id)),
        )


def ask_for_identity(system: System, officer: Officer, number: str, reason: str) -> None:
    """Ask the custodians to open a reporter's contact details to this officer.

    Raises:
        Incomplete: no reason is given.
        NoIdentity: there is nothing to open.
        NotAllowed: the officer does not handle the case.
        NoSuchCase: no such case, or the officer is nothing to it.

    """
    said = required("reason", reason, gettext("请写明为什么必须联系举报人。"), LONGEST_REASON)
    with (
        recorded(system, officer, Deed.ASK_IDENTITY, number),
        writing(system.engine) as connection,
    ):
        case, found = find(connection, officer, number)
        if not found & _MAY_ASK:
            raise NotAllowed(gettext("只有主办和协办单位的承办人员可以申请。"))
        if identity_of(connection, case.id) is None:
            raise NoIdentity
        if _waiting(connection, officer, case):
            return
        name = system.new_id()
        key = open_key(connection, officer, case)
        custodians = PublicKey(people.all_holders(connection)[CUSTODIANS].public_key)
        add_request(
            connection,
            Request(
                id=name,
                case_id=case.id,
                department=_department_on(officer, case),
                asked_by=officer.member_id,
                asked_on=system.today(),
                reason=seal(key, said.encode(), reason_context(name)),
                reason_for_custodians=custodians.hand(said.encode(), reason_context(name)),
                answer=Answer.WAITING,
            ),
        )
        _note(connection, system, officer, Deed.ASK_IDENTITY, case.id)


def waiting_for(system: System, custodian: Officer) -> list[WaitingRequest]:
    """Return what waits for this custodian, with the reasons.

    Raises:
        NotAllowed: they are no custodian.

    """
    with reading(system.engine) as connection:
        reach = _reach(connection, system, custodian)
        waiting = waiting_requests(connection, reach)
        private = department_key(connection, custodian, CUSTODIANS)
    return [
        WaitingRequest(
            id=one.request.id,
            number=one.number,
            department=one.request.department,
            asker=one.asker,
            asked_on=one.request.asked_on,
            reason=private.take(
                one.request.reason_for_custodians, reason_context(one.request.id)
            ).decode(),
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
        private = department_key(decision.connection, custodian, CUSTODIANS)
        key = private.take_key(sealed, key_context(request.case_id, Purpose.IDENTITY))
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


def look_at_identity(system: System, officer: Officer, number: str) -> str:
    """Return a reporter's contact details; the look is on the trail, and told to the reporter.

    Raises:
        NotOpened: no custodian has opened them to this officer, or the week is over.
        NoIdentity: the reporter has taken them back.
        NoSuchCase: no such case, or the officer is nothing to it any more.

    """
    with (
        recorded(system, officer, Deed.LOOK_AT_IDENTITY, number),
        writing(system.engine) as connection,
    ):
        case, _found = find(connection, officer, number)
        sealed = identity_of(connection, case.id)
        if sealed is None:
            raise NoIdentity
        granted = _granted(connection, system, officer, case)
        if granted is None or granted.handed is None:
            raise NotOpened
        request_by_id(connection, granted.id)
        add_look(connection, granted.id, system.today())
        _note(connection, system, officer, Deed.LOOK_AT_IDENTITY, case.id)
        key = officer.key.take_key(granted.handed, handed_context(granted.id))
        return unseal(key, sealed, identity_context(case.id)).decode()


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
        _note(
            self.connection,
            self.system,
            self.custodian,
            self.deed,
            request.case_id,
            about=request.asked_by,
        )
        return request


@contextmanager
def _deciding(system: System, custodian: Officer, deed: Deed) -> Iterator[_Decision]:
    """Give a decision its transaction; one that is refused leaves its own line on the trail."""
    try:
        with writing(system.engine) as connection:
            yield _Decision(system, connection, custodian, deed)
    except Refused as refusal:
        with writing(system.engine) as connection:
            add_to_trail(
                connection,
                at=system.now(),
                member_id=custodian.member_id,
                action=deed,
                refused=type(refusal).__name__,
            )
        raise


def _reach(connection: Connection, system: System, custodian: Officer) -> frozenset[str]:
    """Return the departments whose requests a custodian decides on."""
    own = frozenset(custodian.departments_where(Right.OPEN_IDENTITIES))
    if not own:
        raise NotAllowed(gettext("只有身份信息保管员可以决定。"))
    if COORDINATION not in own:
        return own
    everywhere = {department.id for department in system.profile.departments}
    return own | (everywhere - departments_with_custodians(connection, system.today()))


def _granted(
    connection: Connection, system: System, officer: Officer, case: Case
) -> Request | None:
    """Return the latest request by which the officer may look today."""
    open_now = [
        one
        for one in requests_of(connection, case.id)
        if one.asked_by == officer.member_id and one.ends_on and system.today() <= one.ends_on
    ]
    return open_now[-1] if open_now else None


def _waiting(connection: Connection, officer: Officer, case: Case) -> bool:
    return any(
        one.answer is Answer.WAITING and one.asked_by == officer.member_id
        for one in requests_of(connection, case.id)
    )


def _department_on(officer: Officer, case: Case) -> str:
    """Return the department for which the officer handles the case; the lead before others."""
    own = officer.departments_where(Right.HANDLE_CASES)
    return next(department for department in (case.lead, *case.co) if department in own)


def _note(
    connection: Connection,
    system: System,
    officer: Officer,
    deed: Deed,
    case_id: str,
    *,
    about: str | None = None,
) -> None:
    add_to_trail(
        connection,
        at=system.now(),
        member_id=officer.member_id,
        action=deed,
        case_id=case_id,
        about=about,
    )
