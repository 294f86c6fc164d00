"""The second factor: a code from a phone's app, a security key, or a recovery code.

Required of everyone; a demonstration alone lets people in without, as long as they set none up.
What is secret in a factor is sealed to its member's own key, which the passphrase opens: whoever
has the database makes no codes. A code is accepted once. After five wrong ones the session ends
and the passphrase is asked for again, so nobody is locked out by another's guessing.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from hmac import compare_digest

import msgspec
import pyotp
from sqlalchemy import Connection

from intake.db import people
from intake.db.engine import reading, writing
from intake.db.login_schema import Kind
from intake.db.logins import (
    Factor,
    add_factor,
    change_factor,
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
_STEPS_AROUND = 1
"""A phone's clock may be half a minute off either way (RFC 6238, section 5.2)."""


class WrongCode(Refused):
    """The code is wrong, or was used before."""

    def __init__(self) -> None:
        super().__init__(gettext("验证码不正确，或者已经用过。请等待新的验证码再试。"))


class SecondFactorFailed(NotLoggedIn):
    """Too many wrong codes: the session is over."""


@dataclass(frozen=True)
class Enrolment:
    """A phone's app being set up."""

    secret: str
    address: str
    """`otpauth://`, for the QR code."""

    def __repr__(self) -> str:
        return "Enrolment(…)"


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


def begin_app(system: System, officer: Officer) -> Enrolment:
    """Return the secret to put into a phone's app; the same one until it is confirmed."""
    with writing(system.engine) as connection:
        waiting = _waiting(connection, officer)
        if waiting is None:
            waiting = _new_factor(system, officer, Kind.TOTP, pyotp.random_base32())
            add_factor(connection, waiting)
    secret = _opened(officer, waiting)
    issuer = f"明鉴 {system.profile.place.name}"
    address = pyotp.TOTP(secret).provisioning_uri(name=officer.name, issuer_name=issuer)
    return Enrolment(secret, address)


def confirm_app(system: System, officer: Officer, token: str, code: str) -> list[str]:
    """Set up a phone's app that shows the right code; return the recovery codes, shown once.

    An app set up before is replaced, and every other session of the member ends.

    Raises:
        WrongCode: the app shows another code.
        NotAllowed: the session still owes a code of the app set up before.

    """
    if not may_set_up(system, token):
        raise NotAllowed(gettext("请先完成第二道验证。"))
    with writing(system.engine) as connection:
        waiting = _waiting(connection, officer)
        step = _step_of(system, officer, waiting, code) if waiting else None
        if waiting is None or step is None:
            raise WrongCode
        for old in factors_of(connection, officer.member_id):
            if old.kind is Kind.TOTP and old.id != waiting.id:
                forget_factor(connection, old.id)
        change_factor(connection, waiting.id, confirmed=True, used=step)
        return finish_enrolment(connection, system, officer, token)


def finish_enrolment(
    connection: Connection, system: System, officer: Officer, token: str
) -> list[str]:
    """Let the session in, end the member's others, and return new recovery codes."""
    codes = [_new_code() for _ in range(RECOVERY_CODES)]
    forget_factors(connection, officer.member_id, Kind.RECOVERY)
    kept = _new_factor(system, officer, Kind.RECOVERY, msgspec.json.encode(codes).decode())
    add_factor(connection, replace(kept, confirmed=True))
    name = session_name(token)
    change_session(connection, name, passed=True, tries=0)
    end_sessions_of(connection, officer.member_id, but=name)
    _note(connection, system, officer, Deed.SET_UP_FACTOR)
    return codes


def show_code(system: System, token: str, code: str) -> None:
    """Let a session in by a code from the app or a recovery code.

    Raises:
        WrongCode: neither; it may be tried again.
        SecondFactorFailed: it was tried too often, the session is over.
        NotLoggedIn: there is no such session.

    """
    officer = half_logged_in(system, token)
    name = session_name(token)
    with writing(system.engine) as connection:
        session = session_named(connection, name, lock=True)
        if session is None:
            raise NotLoggedIn
        accepted = _accept(connection, system, officer, code.strip())
        if accepted:
            change_session(connection, name, passed=True, tries=0)
        elif session.tries + 1 >= MOST_TRIES:
            end_session(connection, name)
        else:
            change_session(connection, name, tries=session.tries + 1)
        refused = None if accepted else WrongCode.__name__
        _note(connection, system, officer, Deed.SHOW_FACTOR, refused)
    if not accepted and session.tries + 1 >= MOST_TRIES:
        raise SecondFactorFailed(gettext("验证码连续错误，请重新输入口令登录。"))
    if not accepted:
        raise WrongCode


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


def _accept(connection: Connection, system: System, officer: Officer, code: str) -> bool:
    for factor in factors_of(connection, officer.member_id, lock=True):
        if not factor.confirmed:
            continue
        if factor.kind is Kind.TOTP:
            step = _step_of(system, officer, factor, code)
            if step is not None and step > factor.used:
                change_factor(connection, factor.id, used=step)
                return True
        if factor.kind is Kind.RECOVERY and _use_recovery(connection, officer, factor, code):
            return True
    return False


def _step_of(system: System, officer: Officer, factor: Factor, code: str) -> int | None:
    """Return the time step whose code this is, if it is one about now."""
    app = pyotp.TOTP(_opened(officer, factor))
    now = app.timecode(system.now())
    typed = "".join(code.split()).encode("utf-8", "surrogatepass")
    for step in range(now - _STEPS_AROUND, now + _STEPS_AROUND + 1):
        if compare_digest(app.generate_otp(step).encode(), typed):
            return step
    return None


def _use_recovery(connection: Connection, officer: Officer, factor: Factor, code: str) -> bool:
    left: list[str] = msgspec.json.decode(_opened(officer, factor))
    typed = code.replace("-", "").replace(" ", "").lower()
    found = [one for one in left if compare_digest(one.encode(), typed.encode("utf-8", "replace"))]
    if not found:
        return False
    left.remove(found[0])
    sealed = officer.key.public.hand(msgspec.json.encode(left), factor_context(factor.id))
    change_factor(connection, factor.id, sealed=sealed)
    return True


def _waiting(connection: Connection, officer: Officer) -> Factor | None:
    found = factors_of(connection, officer.member_id)
    waiting = [one for one in found if one.kind is Kind.TOTP and not one.confirmed]
    return waiting[0] if waiting else None


def _new_factor(system: System, officer: Officer, kind: Kind, secret: str) -> Factor:
    name = system.new_id()
    sealed = officer.key.public.hand(secret.encode(), factor_context(name))
    return Factor(name, officer.member_id, kind, "", sealed, -1, False, system.today())


def _opened(officer: Officer, factor: Factor) -> str:
    return officer.key.take(factor.sealed, factor_context(factor.id)).decode()


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
