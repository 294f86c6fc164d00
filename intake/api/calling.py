"""Who is calling: a platform that signed its request, or one that may show its key for a trial."""

from __future__ import annotations

from flask import current_app, g, request
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
from intake.services.system import System
from intake.vault.http_signatures import BadSignature, Message, verify
from register.wording import gettext as _

_CHALLENGES = [WWWAuthenticate("bearer", {"realm": "mingjian"}), WWWAuthenticate("signature")]


def system() -> System:
    """Return the system that the app was made for."""
    found: System = current_app.extensions["system"]
    return found


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
    found = admit_shown(system(), given.token, scope)
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
    place = system()
    try:
        signed = verify(
            message,
            request.get_data(),
            secret_of=lambda key_id: key_secret(place, key_id),
            now=place.now(),
        )
    except BadSignature as failure:
        raise _unauthorized(_("签名无效：%(fault)s", fault=failure)) from failure
    return admit_signed(place, signed.key_id, scope, signed.nonce, signed.ends_at)


def _unauthorized(told: str) -> Unauthorized:
    return Unauthorized(told, www_authenticate=_CHALLENGES)
