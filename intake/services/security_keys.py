"""Security keys as a second factor, beside the phone's app.

The database tells nobody which keys there are: a key's id and public half are sealed to its member
like any factor's secret, and opened once the passphrase was right. A challenge belongs to one
session and is good for one answer, right or wrong. What signs, and for which page, is the business
of `intake.vault.security_keys`.
"""

from __future__ import annotations

import secrets
from dataclasses import replace

import msgspec
from sqlalchemy import Connection

from intake.db.engine import writing
from intake.db.login_schema import Kind
from intake.db.logins import (
    Factor,
    Session,
    add_factor,
    change_factor,
    change_session,
    factors_of,
    session_named,
)
from intake.domain.checks import required
from intake.domain.deeds import Deed
from intake.domain.errors import Incomplete, Refused
from intake.services.refusals import recorded
from intake.services.second_factors import (
    finish_enrolment,
    let_in,
    new_factor,
    opened,
    require_set_up,
    seal_to,
)
from intake.services.sessions import NotLoggedIn, Officer
from intake.services.system import System
from intake.vault import security_keys as vault
from intake.vault.security_keys import RelyingParty, SecurityKey, relying_party
from intake.vault.sessions import session_name
from register.wording import gettext

MOST_KEYS = 10
LONGEST_NAME = 40
_CHALLENGE_BYTES = 32


class KeyNotAccepted(Refused):
    """Not the answer of a known key to what this session asked."""

    def __init__(self) -> None:
        super().__init__(gettext("安全密钥没有通过验证。请再试一次，或者改用验证码。"))


class KeyMayBeCopied(Refused):
    """The key has counted backwards."""

    def __init__(self) -> None:
        super().__init__(
            gettext(
                "这把安全密钥的计数倒退了，可能被人复制，不能再用。"
                "请改用其他方式登录，移除这把密钥，并告诉系统管理员。"
            )
        )


def party_of(system: System) -> RelyingParty | None:
    """Return for whom keys sign at this desk; None where its address allows no keys."""
    name = gettext("明鉴 %(place)s", place=system.profile.place.name)
    return relying_party(system.settings.desk_url, name)


def begin_key(system: System, officer: Officer, token: str) -> str | None:
    """Return, as JSON, what the browser is asked for to add a key; None where none can be."""
    party = party_of(system)
    if party is None:
        return None
    with writing(system.engine) as connection:
        challenge = _challenge(connection, token)
        known = [_read(officer, one) for one in _keys(connection, officer)]
    return vault.registration(party, officer.member_id, officer.name, challenge, known)


def confirm_key(system: System, officer: Officer, token: str, name: str, answer: str) -> list[str]:
    """Add a key under a name of the member's choice; return new recovery codes, shown once.

    Every other session of the member ends.

    Raises:
        Incomplete: no name, a long one, or as many keys as one may have.
        KeyNotAccepted: the browser's answer is not good; `begin_key` asks anew.
        NotAllowed: the session still owes another factor.

    """
    with recorded(system, officer, Deed.SET_UP_FACTOR):
        require_set_up(system, token)
        return _confirm(system, officer, token, name, answer)


def _confirm(system: System, officer: Officer, token: str, name: str, answer: str) -> list[str]:
    label = required(
        "name", name, gettext("请给这把密钥起个名字，例如“办公室的钥匙”。"), LONGEST_NAME
    )
    with writing(system.engine) as connection:
        challenge = _take_challenge(connection, token)
    party = party_of(system)
    try:
        if party is None or challenge is None:
            raise vault.KeyRefused
        key = vault.registered(party, challenge, answer)
    except vault.KeyRefused as failure:
        raise KeyNotAccepted from failure
    with writing(system.engine) as connection:
        known = _keys(connection, officer)
        if len(known) >= MOST_KEYS:
            raise Incomplete("name", gettext("最多添加%(most)s把安全密钥。", most=MOST_KEYS))
        if any(_read(officer, one).credential == key.credential for one in known):
            raise KeyNotAccepted
        factor = new_factor(system, officer, Kind.WEBAUTHN, _written(key), label)
        add_factor(connection, replace(factor, confirmed=True))
        return finish_enrolment(connection, system, officer, token)


def ask_for_key(system: System, officer: Officer, token: str) -> str | None:
    """Return, as JSON, what the browser is asked for to show a key; None if there is none."""
    party = party_of(system)
    if party is None:
        return None
    with writing(system.engine) as connection:
        known = [_read(officer, one) for one in _keys(connection, officer)]
        return vault.request(party, _challenge(connection, token), known) if known else None


def show_key(system: System, token: str, answer: str) -> None:
    """Let a session in by a key.

    Raises:
        KeyNotAccepted: it is no key of the member's, or did not sign what was asked.
        KeyMayBeCopied: it has counted backwards.
        SecondFactorFailed: it was tried too often, the session is over.
        NotLoggedIn: there is no such session.

    """
    party = party_of(system)

    def look(connection: Connection, officer: Officer, session: Session) -> Refused | None:
        change_session(connection, session.name, challenge=None)
        if party is None or session.challenge is None:
            return KeyNotAccepted()
        known = _keys(connection, officer)
        keys = [_read(officer, one) for one in known]
        try:
            place, key = vault.shown(party, session.challenge, keys, answer)
        except vault.KeyCopied:
            return KeyMayBeCopied()
        except vault.KeyRefused:
            return KeyNotAccepted()
        used = known[place].id
        change_factor(connection, used, sealed=seal_to(officer, used, _written(key)))
        return None

    let_in(system, token, look)


def _keys(connection: Connection, officer: Officer) -> list[Factor]:
    mine = factors_of(connection, officer.member_id, lock=True)
    return [one for one in mine if one.kind is Kind.WEBAUTHN and one.confirmed]


def _challenge(connection: Connection, token: str) -> bytes:
    """Return what the session is to sign; the same one until it was answered, in all its tabs."""
    session = _session(connection, token)
    if session.challenge is not None:
        return session.challenge
    challenge = secrets.token_bytes(_CHALLENGE_BYTES)
    change_session(connection, session.name, challenge=challenge)
    return challenge


def _take_challenge(connection: Connection, token: str) -> bytes | None:
    session = _session(connection, token)
    change_session(connection, session.name, challenge=None)
    return session.challenge


def _session(connection: Connection, token: str) -> Session:
    session = session_named(connection, session_name(token), lock=True)
    if session is None:
        raise NotLoggedIn
    return session


def _read(officer: Officer, factor: Factor) -> SecurityKey:
    stored = msgspec.json.decode(opened(officer, factor), type=_Stored)
    return SecurityKey(stored.credential, stored.count)


def _written(key: SecurityKey) -> bytes:
    return msgspec.json.encode(_Stored(key.credential, key.count))


class _Stored(msgspec.Struct):
    """A key as it is sealed."""

    credential: bytes
    count: int
