"""The factory of the desk, and the one gate that every request passes."""

from __future__ import annotations

from flask import Flask, abort, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from intake.desk import (
    alike,
    audit,
    bulk,
    cases,
    crowds,
    drafting,
    drafting_page,
    duties,
    figures,
    files,
    guide,
    hotline,
    identities,
    imports,
    login,
    lookbacks,
    members,
    month_drafts,
    oversight,
    passphrase,
    queue,
    retention,
    routing_review,
    second,
)
from intake.desk.asking import the_member
from intake.desk.gate import admits
from intake.desk.login import TokenCookie, session_token
from intake.domain.access import Right
from intake.domain.deeds import deed_name, refusal_name
from intake.domain.errors import NotAllowed
from intake.domain.lifecycle import MOVE_NAMES, STATE_NAMES
from intake.domain.outcomes import OUTCOME_NAMES, PUBLICATION_NAMES
from intake.domain.standing import SATISFACTION_NAMES
from intake.domain.work_orders import FLAG_NAMES, KIND_NAMES, Flag
from intake.services.draft_moves import LONGEST_ID
from intake.services.queue import VIEW_NAMES
from intake.services.sessions import (
    NotLoggedIn,
    Officer,
    SecondFactorDue,
    half_logged_in,
    note_refused_page,
    officer_of,
)
from intake.services.system import System
from intake.services.uploads import LARGEST_UPLOAD, Uploads
from intake.web.errors import show, typed
from intake.web.face import LARGEST_BODY, page_face
from intake.web.installation import serve_for, the_system
from intake.web.uploads import allow_files
from register.wording import gettext as _

PARTS = (
    login,
    second,
    passphrase,
    queue,
    bulk,
    retention,
    cases,
    files,
    identities,
    hotline,
    alike,
    crowds,
    routing_review,
    audit,
    drafting,
    imports,
    duties,
    oversight,
    figures,
    month_drafts,
    lookbacks,
    guide,
    members,
)
"""Everything that has pages of its own."""


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
        gate=admit,
    )
    serve_for(app, system)
    app.extensions["token_cookie"] = cookie
    allow_files(app, lambda: Uploads(system), LARGEST_UPLOAD)
    app.register_error_handler(NotAllowed, refuse)
    for part in PARTS:
        app.register_blueprint(part.pages)
    app.jinja_env.globals.update(
        state_names=STATE_NAMES,
        move_names=MOVE_NAMES,
        outcome_names=OUTCOME_NAMES,
        publication_names=PUBLICATION_NAMES,
        satisfaction_names=SATISFACTION_NAMES,
        view_names=VIEW_NAMES,
        kind_names=KIND_NAMES,
        rights=Right,
        deed_name=deed_name,
        refusal_name=refusal_name,
    )
    app.jinja_env.filters["desk_time"] = drafting_page.desk_time
    app.jinja_env.filters["flag_name"] = lambda flag: str(FLAG_NAMES[Flag(flag)])
    app.context_processor(
        lambda: {
            "officer": g.get("officer"),
            "face": _("办理工作台"),
            "frame": "desk/frame.html",
        }
    )
    return app


def _who(system: System, token: str) -> tuple[Officer | None, Officer | None]:
    """Return who is logged in, or who still owes the second factor; at most one of them."""
    try:
        return officer_of(system, token), None
    except SecondFactorDue:
        return None, half_logged_in(system, token)
    except NotLoggedIn:
        return None, None


def _lost() -> list[str]:
    """Return what someone who is not logged in any more wrote; nothing that came with large files.

    Nor is who owes the second factor yet, in another tab. A stranger's upload is not read: their
    request is answered as soon as its headers are in.
    """
    request.refused = True  # type: ignore[attr-defined]  # the desk's requests are FileRequests
    return typed() if (request.content_length or 0) <= LARGEST_BODY else []


def refuse(_refusal: Exception) -> ResponseReturnValue:
    """Answer 403 where a service refused what its page let through, and put it on the trail."""
    system = the_system()
    note_refused_page(system, the_member(), request.endpoint or "", _about())
    return show(Forbidden())


def _about() -> str | None:
    """Return the draft or list that the address names, for the trail; a crafted one is cut."""
    named = request.view_args or {}
    told = named.get("draft_id") or named.get("import_id")
    return str(told)[:LONGEST_ID] if told else None


def admit() -> ResponseReturnValue | None:
    """Let in whom the route is for (`intake.desk.gate`).

    A stranger is sent to log in, and then back to where they were going; even where there is no
    such page. One whose session ended while they wrote gets back what they wrote. A member without
    the right is refused, and the refusal is on the audit trail.
    """
    system = the_system()
    officer, half = _who(system, session_token())
    if officer:
        g.officer = officer
    g.half = half or officer
    if admits(current_app, request.endpoint).lets_in(officer, half):
        return None
    if officer is None and (lost := _lost()):
        return render_template("desk/logged_out.html", typed=lost), 401
    if officer is None:
        wanted = request.path if request.method == "GET" and request.path != "/" else None
        return redirect(url_for("second.form" if half else "login.form", next=wanted), 303)
    if request.endpoint:  # else no such page, or not by this method: Flask's own answer
        note_refused_page(system, officer, request.endpoint, _about())
        abort(403)
    return None
