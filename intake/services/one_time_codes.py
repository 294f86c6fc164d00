"""One-time codes: from a phone's app (RFC 6238), or one of the recovery codes on paper.

A code is accepted once. What codes are made from is sealed to the member's own key.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from hmac import compare_digest

import msgspec
import pyotp
from sqlalchemy import Connection

from intake.db.engine import writing
from intake.db.login_schema import Kind
from intake.db.logins import Factor, add_factor, change_factor, factors_of, forget_factor
from intake.services.second_factors import (
    WrongCode,
    finish_enrolment,
    let_in,
    new_factor,
    opened,
    require_set_up,
    seal_to,
)
from intake.services.sessions import Officer
from intake.services.system import System
from intake.vault.sessions import session_name

_STEPS_AROUND = 1
"""A phone's clock may be half a minute off either way (RFC 6238, section 5.2)."""


@dataclass(frozen=True)
class Enrolment:
    """A phone's app being set up."""

    secret: str
    address: str
    """`otpauth://`, for the QR code."""

    def __repr__(self) -> str:
        return "Enrolment(…)"


def begin_app(system: System, officer: Officer, token: str) -> Enrolment:
    """Return the secret to put into a phone's app; the session's own until it is confirmed.

    Whoever logged in before with the passphrase alone, and looked, has seen another.
    """
    with writing(system.engine) as connection:
        waiting = _waiting(connection, officer, token)
        if waiting is None:
            secret, own = pyotp.random_base32().encode(), session_name(token)
            waiting = new_factor(system, officer, Kind.TOTP, secret, own)
            add_factor(connection, waiting)
    shown = opened(officer, waiting).decode()
    issuer = f"明鉴 {system.profile.place.name}"
    address = pyotp.TOTP(shown).provisioning_uri(name=officer.name, issuer_name=issuer)
    return Enrolment(shown, address)


def confirm_app(system: System, officer: Officer, token: str, code: str) -> list[str]:
    """Set up a phone's app that shows the right code; return the recovery codes, shown once.

    An app set up before is replaced, and every other session of the member ends.

    Raises:
        WrongCode: the app shows another code.
        NotAllowed: the session still owes a code of the app set up before.

    """
    require_set_up(system, token)
    with writing(system.engine) as connection:
        waiting = _waiting(connection, officer, token)
        step = _step_of(system, officer, waiting, code) if waiting else None
        if waiting is None or step is None:
            raise WrongCode
        for old in factors_of(connection, officer.member_id):
            if old.kind is Kind.TOTP and old.id != waiting.id:
                forget_factor(connection, old.id)
        change_factor(connection, waiting.id, confirmed=True, used=step, label="")
        return finish_enrolment(connection, system, officer, token)


def show_code(system: System, token: str, code: str) -> None:
    """Let a session in by a code from the app or a recovery code.

    Raises:
        WrongCode: neither; it may be tried again.
        SecondFactorFailed: it was tried too often, the session is over.
        NotLoggedIn: there is no such session.

    """
    typed = code.strip()
    let_in(
        system,
        token,
        lambda connection, officer, _session: (
            None if _accept(connection, system, officer, typed) else WrongCode()
        ),
    )


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
    app = pyotp.TOTP(opened(officer, factor).decode())
    now = app.timecode(system.now())
    typed = _as_meant(code)
    for step in range(now - _STEPS_AROUND, now + _STEPS_AROUND + 1):
        if compare_digest(app.generate_otp(step).encode(), typed):
            return step
    return None


def _as_meant(code: str) -> bytes:
    """Return a code without what stands between its groups; full-width where keyboards type so."""
    plain = unicodedata.normalize("NFKC", code).replace("-", "").lower()
    return "".join(plain.split()).encode("utf-8", "surrogatepass")


def _use_recovery(connection: Connection, officer: Officer, factor: Factor, code: str) -> bool:
    left: list[str] = msgspec.json.decode(opened(officer, factor))
    typed = _as_meant(code)
    found = [one for one in left if compare_digest(one.encode(), typed)]
    if not found:
        return False
    left.remove(found[0])
    sealed = seal_to(officer, factor.id, msgspec.json.encode(left))
    change_factor(connection, factor.id, sealed=sealed)
    return True


def _waiting(connection: Connection, officer: Officer, token: str) -> Factor | None:
    """Return the app that is being set up in this session, which is its label until then."""
    own = session_name(token)
    found = factors_of(connection, officer.member_id)
    waiting = [one for one in found if one.kind is Kind.TOTP and not one.confirmed]
    waiting = [one for one in waiting if one.label == own]
    return waiting[0] if waiting else None
