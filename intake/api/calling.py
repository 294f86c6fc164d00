"""Who is calling: a platform that signed its request, or one that may show its key for a trial.

Who it is is known by the headers alone. Nobody else's body is read, and what a platform signed is
held against its digest while it comes in, so that no large file is held in memory to be judged.
"""

from __future__ import annotations

from typing import IO

from flask import g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from intake.domain.work_orders import Scope
from intake.services.platforms import (
    Caller,
    OutOfScope,
    UnknownKey,
    UsedBefore,
    admit_shown,
    admit_signed,
    key_secret,
)
from intake.vault.http_signatures import BadSignature, BodyDigest, Message, verify
from intake.web.installation import the_system
from register.wording import gettext as _

_DIGEST = "digest_of_body"
_CHALLENGES = [WWWAuthenticate("bearer", {"realm": "mingjian"}), WWWAuthenticate("signature")]


def admit(scope: Scope) -> None:
    """Let only a platform pass whose key may do `scope`; remembers it for the request.

    Raises:
        Unauthorized: no key, no signature, or not good ones.
        OutOfScope, TooMany: see `intake.services.platforms`.

    """
    try:
        g.caller = _shown(scope) if _shows_its_key() else _signed(scope)
    except (UnknownKey, UsedBefore) as failure:
        raise _unauthorized(str(failure)) from failure


def believe_body() -> None:
    """Say whether the body, read to its end, is what the caller signed.

    Raises:
        Unauthorized: it is not; nothing of it may be kept.

    """
    digest: BodyDigest | None = g.pop(_DIGEST, None)
    if digest is None:
        return
    try:
        digest.check()
    except BadSignature as failure:
        raise _bad_signature(failure) from failure


def caller() -> Caller:
    """Return the platform that `admit` let pass."""
    found: Caller = g.caller
    return found


def _shows_its_key() -> bool:
    """A signature that is there must be good, whatever else is shown beside it."""
    return "Authorization" in request.headers and "Signature" not in request.headers


def _shown(scope: Scope) -> Caller:
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise UnknownKey
    found = admit_shown(the_system(), given.token, scope)
    if Scope.UNSIGNED not in found.scopes:
        raise OutOfScope(Scope.UNSIGNED)
    return found


def _signed(scope: Scope) -> Caller:
    if "Signature" not in request.headers:
        raise _unauthorized(_("请求没有签名。签名方法见 /guide。"))
    target = str(request.environ.get("RAW_URI") or request.full_path)
    message = Message(
        request.method,
        f"http://mingjian.invalid{target}" if target.startswith("/") else target,
        dict(request.headers),
    )
    place = the_system()
    try:
        signed = verify(
            message, secret_of=lambda key_id: key_secret(place, key_id), now=place.now()
        )
    except BadSignature as failure:
        raise _bad_signature(failure) from failure
    admitted = admit_signed(place, signed.key_id, scope, signed.nonce, signed.ends_at)
    request.environ["wsgi.input"] = _Digested(request.environ["wsgi.input"], signed.body)
    setattr(g, _DIGEST, signed.body)
    return admitted


class _Digested:
    """A body's bytes, each given to its digest as it is read."""

    def __init__(self, stream: IO[bytes], digest: BodyDigest) -> None:
        self._stream = stream
        self._digest = digest

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size`."""
        piece = self._stream.read(size)
        self._digest.update(piece)
        return piece


def _bad_signature(failure: BadSignature) -> Unauthorized:
    return _unauthorized(_("签名无效：%(fault)s", fault=failure))


def _unauthorized(told: str) -> Unauthorized:
    return Unauthorized(told, www_authenticate=_CHALLENGES)
