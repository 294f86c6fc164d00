"""A face: a Flask app that speaks two languages and tells its log nothing about people."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from flask import Flask, request
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined

from intake.web import errors
from intake.web.browser import BrowserCookie
from intake.web.headers import guard
from intake.web.names import names_of
from register.jurisdiction import Profile
from register.wording import SOURCE_LANGUAGE, language, speak_in, use_language

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

THEME = Path(__file__).resolve().parents[2] / "themes" / "mingjian"
OWN_TEMPLATES = Path(__file__).parent / "templates"
ENGLISH = "/en"

CARRIED_OVER = ("enterprise", "view", "after", "next")
"""What of a page's query its other language keeps. No more: people paste receipts anywhere."""

LARGEST_BODY = 8 * 1024 * 1024
"""Bytes of one request. Far more than any field allows, so that a text that is too long comes back
to be shortened instead of being lost: browsers restore no form that is not to be stored."""


class Face(Flask):
    """One of the system's web apps: the English pages live under `/en`, the Chinese at the root.

    The prefix is taken off before routing and put back by `url_for` (it is the WSGI mount point),
    so that every route exists once and works in both languages.
    """

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer in the language that the address asks for."""
        with use_language(_take_language(environ)):
            return super().wsgi_app(environ, start_response)

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        """Log where it broke and what kind of error it was, never its message.

        Messages quote values: SQL parameters, form fields, receipts. The address is left out too;
        the endpoint says enough.
        """
        kind, error, trace = exc_info
        frames = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace)]
        causes = " <- ".join(_kinds(error))
        self.logger.error(
            "%s in %s\n  %s", causes or kind, request.endpoint or "no route", "\n  ".join(frames)
        )


def bare_face(import_name: str, *, https: bool) -> Face:
    """Return a face without pages or forms: nothing but routes, and headers on every answer."""
    app = Face(import_name, static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_BODY, MAX_FORM_MEMORY_SIZE=LARGEST_BODY)
    guard(app, https=https)
    return app


def page_face(
    import_name: str,
    *,
    profile: Profile,
    secret: bytes,
    https: bool,
    cookie: str,
    assets: str = "/static",
    login_cookie: str | None = None,
    gate: Callable[[], ResponseReturnValue | None] | None = None,
) -> Face:
    """Return a face with headers, CSRF protection, the theme and error pages in place.

    Args:
        import_name: the face's package; its `templates` folder comes before the theme's.
        profile: the place that is served.
        secret: what CSRF secrets are derived from; the same in every process, at least 32 bytes.
        https: whether browsers reach the face over HTTPS.
        cookie: word that tells this face's cookies from the others', which may share its host.
        assets: path under which the theme's files are served.
        login_cookie: full name of the cookie of a logged-in session, where the face has logins.
        gate: what every request passes first, before a byte of its form is read.

    """
    app = Face(import_name, static_folder=THEME / "static", static_url_path=assets)
    app.secret_key = secret
    app.session_interface = BrowserCookie(cookie, https=https, login_cookie=login_cookie)
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        # A draft may take a day; the secret is bound to the browser, so its age says nothing.
        WTF_CSRF_TIME_LIMIT=None,
        # It would refuse every browser that honours our own Referrer-Policy.
        WTF_CSRF_SSL_STRICT=False,
    )
    if gate:
        app.before_request(gate)  # ahead of the CSRF check, which reads the form
    CSRFProtect(app)
    _set_up_templates(app, profile)
    guard(app, https=https)
    errors.register(app)
    return app


def _set_up_templates(app: Face, profile: Profile) -> None:
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    folders = [FileSystemLoader(folder) for folder in (OWN_TEMPLATES, THEME / "templates")]
    own = app.jinja_loader
    app.jinja_env.loader = ChoiceLoader([own, *folders] if own else folders)
    speak_in(app.jinja_env)
    names = names_of(profile)
    app.jinja_env.globals.update(names)
    app.jinja_env.filters.update(names)
    asset = _asset_address(app.static_url_path or "", THEME / "static")

    @app.context_processor
    def page_context() -> dict[str, object]:
        """Give every page what `layout.html` asks for."""
        return {
            "lang": language(),
            "place": profile.place,
            "site": profile.site,
            "demo": profile.place.demo,
            "active": "",
            "url": address,
            "asset": asset,
            "alternate": alternate(),
        }


def address(path: str) -> str:
    """Return the address of a page in the language in use."""
    return path if language() == SOURCE_LANGUAGE else ENGLISH + path


def alternate() -> str | None:
    """Return this page's address in the other language; None where it answers a form.

    What a form was answered with (a receipt, an opened case) cannot be asked for again by a link.
    """
    if request.method not in ("GET", "HEAD"):
        return None
    kept = {name: request.args[name] for name in CARRIED_OVER if name in request.args}
    query = f"?{urlencode(kept)}" if kept else ""
    return ("" if request.script_root else ENGLISH) + quote(request.path) + query


def _take_language(environ: WSGIEnvironment) -> str:
    """Move an English prefix from the path to the mount point; return the language."""
    path = str(environ.get("PATH_INFO", ""))
    if not (path == ENGLISH or path.startswith(ENGLISH + "/")):
        return SOURCE_LANGUAGE
    environ["SCRIPT_NAME"] = str(environ.get("SCRIPT_NAME", "")) + ENGLISH
    environ["PATH_INFO"] = path.removeprefix(ENGLISH) or "/"
    return "en"


def _asset_address(prefix: str, folder: Path) -> Callable[[str], str]:
    """Return the function that gives a theme file its address, with its version in it."""

    @cache
    def asset(name: str) -> str:
        content = (folder / name).read_bytes()
        return f"{prefix}/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"

    return asset


def _kinds(error: BaseException | None) -> list[str]:
    kinds = []
    while error is not None:
        kinds.append(type(error).__qualname__)
        error = error.__cause__ or error.__context__
    return kinds
