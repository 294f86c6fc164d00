"""The factory of the desk, and the one gate that every request passes."""

from __future__ import annotations

from flask import Flask, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intake.desk import cases, hotline, login, queue
from intake.desk.login import TokenCookie
from intake.domain.lifecycle import MOVE_NAMES, STATE_NAMES
from intake.domain.outcomes import OUTCOME_NAMES
from intake.domain.work_orders import FLAG_NAMES, KIND_NAMES, Flag
from intake.services.queue import VIEW_NAMES
from intake.services.sessions import NotLoggedIn, officer_of
from intake.services.system import System
from intake.web.face import page_face
from register.wording import gettext as _

OPEN_TO_ALL = frozenset({"static", "login.form", "login.enter"})
"""What answers without a login. Nothing else does, not even what does not exist."""


def create_app(system: System) -> Flask:
    """Return the desk of one installation."""
    https = system.settings.desk_url.startswith("https://")
    cookie = TokenCookie(https=https)
    app = page_face(
        __name__,
        profile=system.profile,
        secret=system.derived_secret("desk-forms"),
        https=https,
        cookie="desk",
        login_cookie=cookie.name,
    )
    app.extensions["system"] = system
    app.extensions["token_cookie"] = cookie
    app.before_request(admit)
    for pages in (login.pages, queue.pages, cases.pages, hotline.pages):
        app.register_blueprint(pages)
    app.jinja_env.globals.update(
        state_names=STATE_NAMES,
        move_names=MOVE_NAMES,
        outcome_names=OUTCOME_NAMES,
        view_names=VIEW_NAMES,
        kind_names=KIND_NAMES,
    )
    app.jinja_env.filters["flag_name"] = lambda flag: str(FLAG_NAMES[Flag(flag)])
    app.context_processor(
        lambda: {
            "officer": g.get("officer"),
            "face": _("办理工作台"),
            "frame": "desk/frame.html",
        }
    )
    return app


def admit() -> ResponseReturnValue | None:
    """Let only the logged-in pass; others are sent to log in, and back to where they were going."""
    system: System = current_app.extensions["system"]
    cookie: TokenCookie = current_app.extensions["token_cookie"]
    try:
        g.officer = officer_of(system, cookie.token(request))
    except NotLoggedIn:
        if request.endpoint in OPEN_TO_ALL:
            return None
        wanted = request.path if request.method == "GET" and request.path != "/" else None
        return redirect(url_for("login.form", next=wanted), 303)
    return None
