"""Security keys: what a browser is asked for, and whether its answer is good (WebAuthn Level 2).

A key is the second factor, after the passphrase. It must be touched; it is not asked to verify its
owner by a PIN or finger too, which would only be a weaker second passphrase, and which many keys
cannot do. No attestation is asked for: which make a key is of is nobody's business.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

LONGEST_ANSWER = 64 * 1024
"""Characters. A browser's answer has one or two thousand."""

_TOUCH_ALONE = UserVerificationRequirement.DISCOURAGED

# The library writes the ids of keys to its log as they are used: they tell people apart.
logging.getLogger("fido2").setLevel(logging.WARNING)


class KeyRefused(Exception):
    """The answer is another key's, another page's, another challenge's, or none at all."""


class KeyCopied(KeyRefused):
    """The key has counted backwards: there may be two of it (WebAuthn, section 6.1.1)."""


@dataclass(frozen=True)
class RelyingParty:
    """For whom a key signs: `id` is a host name, `origin` the only page it may be asked from."""

    id: str
    origin: str
    name: str

    def server(self) -> Fido2Server:
        """Return the library's side of this party."""
        told = PublicKeyCredentialRpEntity(name=self.name, id=self.id)
        return Fido2Server(told, verify_origin=lambda origin: origin == self.origin)


@dataclass(frozen=True)
class SecurityKey:
    """A key that was set up: its id and public half, and how often it has signed."""

    credential: bytes = field(repr=False)
    count: int

    @property
    def attested(self) -> AttestedCredentialData:
        """The key as the library knows it."""
        return AttestedCredentialData(self.credential)


def relying_party(address: str, name: str) -> RelyingParty | None:
    """Return for whom keys sign at a web address; None where browsers allow none.

    They want HTTPS and a host name. This machine itself passes without HTTPS, under the name
    `localhost` and not by its number.
    """
    parts = urlsplit(address)
    host = parts.hostname or ""
    try:
        if not ip_address(host).is_loopback:
            return None
        host = "localhost"
    except ValueError:
        host = _as_browsers_write(host)
    if parts.scheme != "https" and host != "localhost":
        return None
    usual = {"https": 443, "http": 80}[parts.scheme]
    port = f":{parts.port}" if parts.port not in (None, usual) else ""
    return RelyingParty(host, f"{parts.scheme}://{host}{port}", name)


def _as_browsers_write(host: str) -> str:
    """Return a host name in the letters it has in an origin (RFC 3490)."""
    return host if host.isascii() else host.encode("idna").decode()


def registration(
    party: RelyingParty, who: str, name: str, challenge: bytes, known: list[SecurityKey]
) -> str:
    """Return, as JSON, what a browser is asked for a new key; none of the `known` ones."""
    user = PublicKeyCredentialUserEntity(name=name, id=who.encode(), display_name=name)
    options, _state = party.server().register_begin(
        user,
        [one.attested for one in known],
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=_TOUCH_ALONE,
        challenge=challenge,
    )
    return json.dumps(dict(options)["publicKey"])


def registered(party: RelyingParty, challenge: bytes, answer: str) -> SecurityKey:
    """Return the key that a browser answered with.

    Raises:
        KeyRefused: it is not an answer to this challenge from this party's page.

    """
    try:
        found = party.server().register_complete(_state(party, challenge), _parsed(answer))
    except Exception as failure:  # the parser trips over strange answers in many ways
        raise KeyRefused from failure
    if found.credential_data is None:
        raise KeyRefused
    return SecurityKey(bytes(found.credential_data), found.counter)


def request(party: RelyingParty, challenge: bytes, known: list[SecurityKey]) -> str:
    """Return, as JSON, what a browser is asked for to show one of the `known` keys."""
    options, _state = party.server().authenticate_begin(
        [one.attested for one in known], user_verification=_TOUCH_ALONE, challenge=challenge
    )
    return json.dumps(dict(options)["publicKey"])


def shown(
    party: RelyingParty, challenge: bytes, known: list[SecurityKey], answer: str
) -> tuple[int, SecurityKey]:
    """Return which of the `known` keys signed, and that key as it is to be remembered now.

    Raises:
        KeyCopied: it has counted backwards.
        KeyRefused: none of them signed this challenge on this party's page.

    """
    keys = [one.attested for one in known]
    try:
        parsed = AuthenticationResponse.from_dict(_parsed(answer))
        used = party.server().authenticate_complete(_state(party, challenge), keys, parsed)
        place = [one.credential_id for one in keys].index(used.credential_id)
    except Exception as failure:
        raise KeyRefused from failure
    before, count = known[place].count, parsed.response.authenticator_data.counter
    if (before or count) and count <= before:
        raise KeyCopied
    return place, SecurityKey(known[place].credential, count)


def _state(party: RelyingParty, challenge: bytes) -> Any:
    """Return what the library wants back between asking and checking."""
    return party.server().authenticate_begin(user_verification=_TOUCH_ALONE, challenge=challenge)[1]


def _parsed(answer: str) -> Any:
    if len(answer) > LONGEST_ANSWER:
        raise KeyRefused
    return json.loads(answer)
