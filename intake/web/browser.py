"""What a browser is remembered by: one random cookie, set only once a form is shown.

CSRF protection needs a secret that another site's page cannot know. Flask's own session would put
it into a signed cookie with the time of signing; here the cookie is 256 random bits and the secret
is derived from it, so nothing is stored on either side, nothing expires while somebody writes, and
any process can check it. Where somebody is logged in, the secret hangs on that session instead.

No Origin or Referer is checked: the faces send `Referrer-Policy: no-referrer`, under which browsers
send "null" and nothing; Tor Browser and old phones send no Sec-Fetch-Site either.
"""

from __future__ import annotations

import secrets
from hashlib import blake2b

from flask import Flask, Request, Response, g
from flask.sessions import SessionInterface, SessionMixin

_CSRF_FIELD = "csrf_token"


class Browser(dict[str, object], SessionMixin):
    """Stands where Flask looks for its session; holds the CSRF secret and nothing else."""

    def __init__(self, nonce: str, csrf_secret: str, *, known: bool) -> None:
        super().__init__({_CSRF_FIELD: csrf_secret})
        self.nonce = nonce
        self.known = known


class BrowserCookie(SessionInterface):
    """Gives each browser its nonce, when a form needs it and not before."""

    def __init__(self, name: str, *, https: bool, login_cookie: str | None = None) -> None:
        self.name = cookie_name(f"{name}-form", https=https)
        self.https = https
        self.login_cookie = login_cookie

    def open_session(self, app: Flask, request: Request) -> Browser:
        """Return what is known of the browser; a new nonce for one that brings none."""
        brought = request.cookies.get(self.name, "")
        nonce = brought or secrets.token_urlsafe(32)
        login = request.cookies.get(self.login_cookie, "") if self.login_cookie else ""
        return Browser(nonce, self._secret(app, login or nonce), known=bool(brought))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie if this page carries a form and the browser has none yet."""
        if not isinstance(session, Browser) or session.known or _CSRF_FIELD not in g:
            return
        # Lax, so that coming from another page does not replace the nonce under a draft that is
        # open in another tab; a forged POST brings no Lax cookie either.
        response.set_cookie(
            self.name, session.nonce, httponly=True, samesite="Lax", secure=self.https, path="/"
        )

    @staticmethod
    def _secret(app: Flask, binding: str) -> str:
        key = app.secret_key
        raw = key if isinstance(key, bytes) else str(key).encode()
        return blake2b(binding.encode(), key=raw[:64], person=b"mingjian-csrf").hexdigest()


def cookie_name(name: str, *, https: bool) -> str:
    """Return a cookie's name; over HTTPS with the prefix no other host can set (RFC 6265bis)."""
    return f"__Host-mingjian-{name}" if https else f"mingjian-{name}"
