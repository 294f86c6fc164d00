"""Who reported: asked for with a reason, opened by a custodian, every look told to the reporter.

Contact details are sealed to the custodians' key and to the reporter's own; no department holds
them. A handler asks and says why. A custodian of the same department, or of the coordination
office where it has none, hands the key to that one handler for a week, or refuses and says why;
never to themselves. The reporter reads who asked, why, what was decided, and the day of each look.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection

from intake.db import people
from intake.db.engine import writing
from intake.db.identity_requests import (
    Request,
    add_look,
    add_request,
    recused_from,
    request_by_id,
    requests_of,
)
from intake.db.identity_schema import Answer
from intake.db.sealed import identity_of
from intake.domain.access import Right
from intake.domain.cases import Case
from intake.domain.checks import required
from intake.domain.deeds import Deed
from intake.domain.errors import NotAllowed
from intake.domain.roles import CUSTODIANS
from intake.domain.stages import Party
from intake.services.case_lines import note_on_case
from intake.services.content import identity_context
from intake.services.identity_views import (
    IdentityView,
    NoIdentity,
    NotOpened,
    handed_context,
    reason_context,
    reveals_of,
)
from intake.services.moving import find, open_key
from intake.services.refusals import recorded
from intake.services.sessions import Officer
from intake.services.system import System
from intake.vault.keys import PublicKey
from intake.vault.sealing import seal, unseal
from register.wording import gettext

OPEN_FOR = dt.timedelta(days=7)
LONGEST_REASON = 500
_MAY_ASK = frozenset({Party.LEAD, Party.CO_HANDLER})


def identity_view(system: System, officer: Officer, number: str) -> IdentityView:
    """Return what was asked about a case's identity; shows nothing of it. It is a look at the case.

    Raises:
        NoSuchCase: no such case, or the officer is nothing to it.

    """
    with recorded(system, officer, Deed.LOOK, number), writing(system.engine) as connection:
        case, _found = find(connection, officer, number)
        key = open_key(connection, officer, case)
        note_on_case(system, connection, officer, Deed.LOOK, case.id)
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
        note_on_case(system, connection, officer, Deed.ASK_IDENTITY, case.id)


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
        return open_identity(connection, system, officer, case, Deed.LOOK_AT_IDENTITY)


def open_identity(
    connection: Connection, system: System, officer: Officer, case: Case, deed: Deed
) -> str:
    """Return a case's contact details, as one more look: on the trail, and told to the reporter.

    Raises:
        NotOpened: no custodian has opened them to this officer, or the week is over.
        NoIdentity: the reporter has taken them back.

    """
    sealed = identity_of(connection, case.id)
    if sealed is None:
        raise NoIdentity
    granted = _granted(connection, system, officer, case)
    if granted is None or granted.handed is None:
        raise NotOpened
    request_by_id(connection, granted.id)
    add_look(connection, granted.id, system.today())
    note_on_case(system, connection, officer, deed, case.id)
    key = officer.key.take_key(granted.handed, handed_context(granted.id))
    return unseal(key, sealed, identity_context(case.id)).decode()


def _granted(
    connection: Connection, system: System, officer: Officer, case: Case
) -> Request | None:
    """Return the latest request by which the officer may look today.

    Without what was handed over it is of no use: who lost their key since then asks again.
    """
    mine = [one for one in requests_of(connection, case.id) if one.asked_by == officer.member_id]
    open_now = [one for one in mine if one.handed and one.ends_on and system.today() <= one.ends_on]
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
