"""Signed requests: HTTP Message Signatures (RFC 9421) with HMAC-SHA256, Content-Digest (RFC 9530).

The signature covers method, path, query and, where there is one, the body's digest, with its time
(`created`) and a `nonce`. The signature is checked by the headers alone, before a byte of the body
is read; the body is held against its signed digest while it comes in. A signature is good for five
minutes; that no nonce is used twice is the caller's to see to, for as long.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

import http_sf
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
)
from http_message_signatures.algorithms import HMAC_SHA256
from http_message_signatures.exceptions import HTTPMessageSignaturesException

WINDOW = dt.timedelta(minutes=5)
TAG = "mingjian"
COVERED = ("@method", "@path", "@query")
LONGEST_NONCE = 64
_DIGESTS = {"sha-256": hashlib.sha256, "sha-512": hashlib.sha512}
"""The digests RFC 9530 has for this; its others are no protection."""
_DIGEST = '"content-digest"'


class BadSignature(Exception):
    """Missing, malformed, too old, or made with another key; the text says which, for its maker."""


@dataclass
class Message:
    """A request as the standard sees it."""

    method: str
    url: str
    headers: dict[str, str]


class BodyDigest:
    """A body as it comes in, held against the digests that were signed."""

    def __init__(self, signed: Mapping[str, bytes]) -> None:
        self._signed = signed
        self._found = {name: _DIGESTS[name]() for name in signed}
        self._empty = True

    def update(self, piece: bytes) -> None:
        """Take the next bytes of the body."""
        self._empty = self._empty and not piece
        for digest in self._found.values():
            digest.update(piece)

    def check(self) -> None:
        """Say whether all that came is what was signed.

        Raises:
            BadSignature: it is not, or there is a body and no digest of it was signed.

        """
        if not self._signed and not self._empty:
            raise BadSignature("a body needs a signed Content-Digest, sha-256 or sha-512")
        for name, digest in self._found.items():
            if not compare_digest(digest.digest(), self._signed[name]):
                raise BadSignature(f"the body does not match its Content-Digest ({name})")


@dataclass(frozen=True)
class Signed:
    """What a good signature says."""

    key_id: str
    nonce: str
    ends_at: dt.datetime
    """When it is too old to be accepted again."""
    body: BodyDigest
    """To be given the body, piece by piece, before anything of it is believed."""


def sign(
    message: Message, body: bytes, *, key_id: str, secret: str, now: dt.datetime, nonce: str
) -> None:
    """Add `Content-Digest`, `Signature-Input` and `Signature` to a request."""
    signer = HTTPMessageSigner(
        signature_algorithm=HMAC_SHA256, key_resolver=_Secrets(lambda _key_id: secret)
    )
    signer.sign(
        message,
        key_id=key_id,
        created=now,
        nonce=nonce,
        tag=TAG,
        label="sig1",
        covered_component_ids=COVERED,
        body=body or None,
    )


def verify(message: Message, *, secret_of: Callable[[str], str], now: dt.datetime) -> Signed:
    """Return what a request's signature says, by its headers alone.

    Raises:
        BadSignature: it does not belong to this request, or its time is over.

    """
    verifier = _Verifier(signature_algorithm=HMAC_SHA256, key_resolver=_Secrets(secret_of))
    verifier.now = now
    try:
        found = verifier.verify(message, max_age=WINDOW, expect_tag=TAG, require_components=COVERED)
    except (HTTPMessageSignaturesException, ValueError) as failure:
        raise BadSignature(str(failure)) from failure
    if len(found) != 1:
        raise BadSignature("more than one signature")
    said: Mapping[str, Any] = found[0].parameters
    nonce = found[0].nonce
    if not nonce or len(nonce) > LONGEST_NONCE:
        raise BadSignature("a nonce of 1 to 64 characters is required")
    created = dt.datetime.fromtimestamp(said["created"], tz=dt.UTC)
    digests = _digests(str(found[0].covered_components.get(_DIGEST, "")))
    return Signed(said["keyid"], nonce, created + 2 * WINDOW, BodyDigest(digests))


def _digests(field: str) -> dict[str, bytes]:
    """Return the digests a Content-Digest names, of the kinds that protect anything."""
    try:
        named: Any = http_sf.parse(field.encode(), tltype="dictionary") if field else {}
    except ValueError as failure:
        raise BadSignature("Content-Digest cannot be read") from failure
    known = {name: item[0] for name, item in named.items() if name in _DIGESTS}
    if not all(isinstance(digest, bytes) for digest in known.values()):
        raise BadSignature("Content-Digest cannot be read")
    return known


class _Secrets(HTTPSignatureKeyResolver):
    """Looks a key's secret up; it is the same on both sides."""

    def __init__(self, secret_of: Callable[[str], str]) -> None:
        self._secret_of = secret_of

    def resolve_public_key(self, key_id: str) -> bytes:
        return self._secret_of(key_id).encode()

    def resolve_private_key(self, key_id: str) -> bytes:
        return self._secret_of(key_id).encode()


class _Verifier(HTTPMessageVerifier):
    """Judges time by the system's clock, and lets clocks be apart by the window both ways."""

    now: dt.datetime

    def validate_created_and_expires(
        self, sig_input: Any, max_age: dt.timedelta | None = None
    ) -> None:
        if type(sig_input.params.get("created")) is not int:
            raise BadSignatureTime("created is required")
        off = abs(self.now.timestamp() - sig_input.params["created"])
        if off > WINDOW.total_seconds():
            raise BadSignatureTime(f"created is {off:.0f} seconds off this server's clock")
        ends = sig_input.params.get("expires")
        if type(ends) is int and ends < self.now.timestamp():
            raise BadSignatureTime("expires is over")


class BadSignatureTime(HTTPMessageSignaturesException):
    """Out of the window."""
