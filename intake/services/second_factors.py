"""The second factor: a code from a phone's app, a security key, or a recovery code.

Required of everyone; a demonstration alone lets people in without, as long as they set none up.
What is secret in a factor is sealed to its member's own key, which the passphrase opens: whoever
has the database makes no codes. After five wrong tries the session ends and the passphrase is
asked for again, so nobody is locked out by another's guessing. Codes are the business of
`intake.services.one_time_codes`, keys that of `intake.services.security_keys`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace

import msgspec
from sqlalchemy import Connection

from intake.db import people
from intake.db.engine import reading, writing
from intake.db.login_schema import Kind
from intake.db.logins import (
    Factor,
    Session,
    add_factor,
    change_session,
    end_session,
    end_sessions_of,
    factors_of,
    forget_factor,
    forget_factors,
    session_named,
)
from intake.db.trail import add_to_trail
from intake.domain.deeds import Deed
from intake.domain.errors import Incomplete, NotAllowed, Refused
from intake.services.sessions import NotLoggedIn, Officer, half_logged_in
from intake.services.system import System
from intake.vault.sessions import session_name
from register.wording import gettext

MOST_TRIES = 5
RECOVERY_CODES = 10
_CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without what looks alike on paper."""
_CODE_LENGTH = 12


Shown = Callable[[Connection, Officer, Session], Refused | None]
"""Looks at what a member shows, in the transaction that lets them in; None if it is good."""


class WrongCode(Refused):
    """The code is wrong, or was used before."""

    def __init__(self) -> None:
        super().__init__(gettext("验证码不正确，或者已经用过。请等待新的验证码再试。"))


class SecondFactorFailed(NotLoggedIn):
    """Too many tries in vain: the session is over."""


def factors_set_up(system: System, officer: Officer) -> list[Factor]:
    """Return the confirmed second factors of a member."""
    with reading(system.engine) as connection:
        return [one for one in factors_of(connection, officer.member_id) if one.confirmed]


def may_set_up(system: System, token: str) -> bool:
    """Tell whether a session may set up second factors.

    One that was let in may, and one whose member has none yet; not one that still owes a code.
    """
    officer = half_logged_in(system, token)
    with reading(system.engine) as connection:
        session = session_named(connection, session_name(token))
        owed = any(one.confirmed for one in factors_of(connection, officer.member_id))
    return session is not None and (session.passed or not owed)


def require_set_up(system: System, token: str) -> None:
    """Let only a session pass that may set up second factors; raises `NotAllowed`."""
    if not may_set_up(system, token):
        raise NotAllowed(gettext("请先完成第二道验证。"))


def finish_enrolment(
    connection: Connection, system: System, officer: Officer, token: str
) -> list[str]:
    """Let the session in, end the member's others, and return new recovery codes."""
    codes = [_new_code() for _ in range(RECOVERY_CODES)]
    forget_factors(connection, officer.member_id, Kind.RECOVERY)
    kept = new_factor(system, officer, Kind.RECOVERY, msgspec.json.encode(codes))
    add_factor(connection, replace(kept, confirmed=True))
    name = session_name(token)
    change_session(connection, name, passed=True, tries=0)
    end_sessions_of(connection, officer.member_id, but=name)
    _note(connection, system, officer, Deed.SET_UP_FACTOR)
    return codes


def let_in(system: System, token: str, look: Shown) -> None:
    """Let a session in if `look` finds what is shown good.

    Raises:
        Refused: what `look` found; it may be tried again.
        SecondFactorFailed: it was tried too often, the session is over.
        NotLoggedIn: there is no such session.

    """
    officer = half_logged_in(system, token)
    name = session_name(token)
    with writing(system.engine) as connection:
        session = session_named(connection, name, lock=True)
        if session is None:
            raise NotLoggedIn
        refusal = look(connection, officer, session)
        tries = session.tries + 1
        if refusal is None:
            change_session(connection, name, passed=True, tries=0)
        elif tries >= MOST_TRIES:
            end_session(connection, name)
        else:
            change_session(connection, name, tries=tries)
        refused = type(refusal).__name__ if refusal else None
        _note(connection, system, officer, Deed.SHOW_FACTOR, refused)
    if refusal and tries >= MOST_TRIES:
        raise SecondFactorFailed(gettext("第二道验证连续失败，请重新输入口令登录。"))
    if refusal:
        raise refusal


def reset_factors(system: System, officer: Officer | None, member_id: str) -> None:
    """Forget a member's second factors, who has lost them: the next login sets up new ones.

    Whoever does this, an administrator or the machine's owner, opens nothing by it: the
    passphrase is still needed.
    """
    with writing(system.engine) as connection:
        forget_factors(connection, member_id, *Kind)
        end_sessions_of(connection, member_id)
        add_to_trail(
            connection,
            at=system.now(),
            member_id=officer.member_id if officer else None,
            action=Deed.RESET_FACTORS,
            about=member_id,
        )


def reset_factors_of(system: System, name: str) -> None:
    """Forget the second factors of the member of this name; raises `Incomplete` for none."""
    with reading(system.engine) as connection:
        member = people.member_named(connection, name.strip())
    if member is None:
        raise Incomplete("name", gettext("没有名为“%(name)s”的在用账号。", name=name))
    reset_factors(system, None, member.id)


def remove_factor(system: System, officer: Officer, factor_id: str) -> None:
    """Forget one of one's own second factors; never the last one outside a demonstration.

    Raises:
        Incomplete: it is the last one.

    """
    with writing(system.engine) as connection:
        mine = factors_of(connection, officer.member_id, lock=True)
        shown = [one for one in mine if one.confirmed and one.kind is not Kind.RECOVERY]
        if not any(one.id == factor_id for one in shown):
            return
        if len(shown) == 1:
            raise Incomplete(
                "factor", gettext("这是唯一的第二道验证，不能移除。请先设置另一个，再移除它。")
            )
        forget_factor(connection, factor_id)
        _note(connection, system, officer, Deed.REMOVE_FACTOR)


def new_factor(
    system: System, officer: Officer, kind: Kind, secret: bytes, label: str = ""
) -> Factor:
    """Return a factor still to be confirmed, its secret sealed to its member."""
    name = system.new_id()
    sealed = seal_to(officer, name, secret)
    return Factor(name, officer.member_id, kind, label, sealed, -1, False, system.today())


def opened(officer: Officer, factor: Factor) -> bytes:
    """Return the secret of one's own factor."""
    return officer.key.take(factor.sealed, factor_context(factor.id))


def seal_to(officer: Officer, factor_id: str, secret: bytes) -> bytes:
    """Return the secret of a factor sealed to its member."""
    return officer.key.public.hand(secret, factor_context(factor_id))


def factor_context(factor_id: str) -> bytes:
    """Name the place of a factor's secret."""
    return f"factor/{factor_id}".encode()


def _new_code() -> str:
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))


def _note(
    connection: Connection, system: System, officer: Officer, deed: Deed, refused: str | None = None
) -> None:
    add_to_trail(
        connection, at=system.now(), member_id=officer.member_id, action=deed, refused=refused
    )
