"""Logging in and out.

The session's token lives in a cookie of its own: opaque, HttpOnly, SameSite=Strict, gone with the
browser. A link from a mail therefore shows the login page first; it does not end the session.
"""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network

from flask import (
    Blueprint,
    Request,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from intake.desk.forms import LoginForm
from intake.desk.gate import open_to_members, open_to_strangers
from intake.services.first_days import first_days, nobody_yet
from intake.services.login_tries import TooManyTries, known_device, new_device
from intake.services.rotation import reseal, take_keys_of_leavers
from intake.services.sessions import LoginFailed, half_logged_in, log_in, log_out
from intake.web.browser import cookie_name
from intake.web.installation import the_system

pages = Blueprint("login", __name__)

_OWN_PAGE = re.compile(r"/(?:[A-Za-z0-9-]+/)*")
"""A page of the desk; anything else could lead to someone else's host."""


class TokenCookie:
    """Where the browser keeps its session's token."""

    def __init__(self, *, https: bool) -> None:
        self.name = cookie_name("desk", https=https)
        self._device = cookie_name("device", https=https)
        self._https = https

    def token(self, asked: Request) -> str:
        """Return what the browser sent, "" if nothing."""
        return asked.cookies.get(self.name, "")

    def give(self, response: Response, token: str) -> None:
        """Let the browser keep `token` until it is closed."""
        response.set_cookie(
            self.name, token, httponly=True, samesite="Strict", secure=self._https, path="/"
        )

    def device(self, asked: Request) -> str:
        """Return by what the browser is known from earlier logins, "" if by nothing."""
        return asked.cookies.get(self._device, "")

    def remember(self, response: Response, device: str) -> None:
        """Let the browser be known for a year; this opens nothing, it only ends waiting."""
        response.set_cookie(
            self._device, device, max_age=365 * 24 * 3600, httponly=True, samesite="Strict",
            secure=self._https, path="/login/",
        )  # fmt: skip

    def take(self, response: Response) -> None:
        """Let the browser forget its token."""
        response.delete_cookie(
            self.name, httponly=True, samesite="Strict", secure=self._https, path="/"
        )


@pages.get("/login/")
@open_to_strangers
def form() -> ResponseReturnValue:
    """Ask for name and passphrase; who is logged in already goes on.

    Before anybody was let in, say on the server's side what comes first.
    """
    if g.get("officer"):
        return redirect(url_for("queue.show"), 303)
    return _page(LoginForm(formdata=None))


@pages.post("/login/")
@open_to_strangers
def enter() -> ResponseReturnValue:
    """Open a session and go on to the page that was asked for."""
    typed = LoginForm()
    name = typed.name.data
    try:
        token = log_in(the_system(), name, typed.passphrase.data, _place(name))
    except LoginFailed as failure:
        return _page(typed, failed=str(failure)), 403
    except TooManyTries as failure:
        return _page(typed, failed=str(failure)), 429
    take_keys_of_leavers(the_system())
    reseal(the_system(), half_logged_in(the_system(), token))
    response = make_response(redirect(way_on(), 303))
    _cookie().give(response, token)
    _cookie().remember(response, new_device(the_system(), name))
    return response


@pages.post("/logout/")
@open_to_members
def leave() -> ResponseReturnValue:
    """End the session, here and in the database."""
    log_out(the_system(), session_token())
    response = make_response(redirect(url_for("login.form"), 303))
    _cookie().take(response)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _page(form: LoginForm, *, failed: str = "") -> str:
    first = first_days(the_system()) if nobody_yet(the_system()) else ()
    return render_template("desk/login.html", form=form, failed=failed, first_days=first)


def _place(name: str) -> str:
    """Return where a try is made from: a browser that is known for this name, or a network."""
    known = known_device(the_system(), name, _cookie().device(request))
    return known or f"network/{network_of(request.remote_addr)}"


def network_of(address: str | None) -> str:
    """Return what counts as one place on the network: an IPv4 address, or an IPv6 /64."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return ""
    return str(found) if found.version == 4 else str(ip_network((found, 64), strict=False))


def way_on() -> str:
    """Return the page that was asked for before the login, or the queue."""
    wanted = request.args.get("next", "")
    return request.script_root + wanted if _OWN_PAGE.fullmatch(wanted) else url_for("queue.show")


def session_token() -> str:
    """Return the token of a session that the request shows; empty where it shows none."""
    return _cookie().token(request)


def _cookie() -> TokenCookie:
    cookie: TokenCookie = current_app.extensions["token_cookie"]
    return cookie
