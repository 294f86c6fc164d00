"""The factory of the API face."""

from __future__ import annotations

from pathlib import Path
from string import Template

from flask import Flask, Response, request
from werkzeug.exceptions import RequestURITooLarge

from intake.api import errors, openapi
from intake.api.encoding import Value, respond
from intake.api.open311 import PREFIX, open311
from intake.api.open311_requests import requests
from intake.api.open311_updates import updates
from intake.api.work_orders import work_orders
from intake.services.system import System
from intake.services.uploads import Uploads
from intake.web.face import bare_face
from intake.web.installation import serve_for, the_system
from intake.web.uploads import allow_files
from register.jurisdiction import Clock, Profile, Unit
from register.wording import SOURCE_LANGUAGE, language, ngettext
from register.wording import gettext as _

LONGEST_ADDRESS = 4096
"""Bytes of path and query. The web server takes twice as much, and says no without a reason."""
LARGEST_FORM = 64 * 1024 * 1024
"""Bytes of a request with its files; a key in the form is read after them."""


def create_app(system: System) -> Flask:
    """Return the API of one installation: `/`, `/healthz`, `/open311/v2/…`, `/v1/…`."""
    app = bare_face(__name__, https=system.settings.api_url.startswith("https://"))
    serve_for(app, system)
    allow_files(app, lambda: Uploads(system), LARGEST_FORM)
    for face in (open311, requests, updates):
        app.register_blueprint(face)
    app.register_blueprint(work_orders)
    app.add_url_rule("/", view_func=index)
    app.add_url_rule("/openapi.json", view_func=definition)
    app.add_url_rule("/guide", view_func=guide)
    app.add_url_rule("/healthz", view_func=health)
    app.before_request(refuse_long_address)
    errors.register(app)
    return app


def refuse_long_address() -> None:
    """Answer 414 in the shape the address was asked in, for the caller's log."""
    length = len(str(request.environ.get("RAW_URI") or request.full_path))
    if length > LONGEST_ADDRESS:
        told = _(
            "地址（含参数）共%(length)s字节，最多%(most)s字节，请减少参数或分几次请求。",
            length=length,
            most=LONGEST_ADDRESS,
        )
        raise RequestURITooLarge(told)


def index() -> Response:
    """Name what the API offers."""
    profile = the_system().profile
    # From the settings: a Host header is the caller's word.
    base = the_system().settings.api_url.rstrip("/")
    site = profile.site
    document: Value = {
        "name": site.name if language() == SOURCE_LANGUAGE else site.name_en,
        "jurisdiction_id": profile.place.id,
        "demo": profile.place.demo,
        "site": site.url,
        "health": f"{base}/healthz",
        "work_orders": {"openapi": f"{base}/openapi.json", "guide": f"{base}/guide"},
        "open311": {
            "version": "GeoReport_v2",
            "discovery": [f"{base}{PREFIX}/discovery.{kind}" for kind in ("xml", "json")],
            "services": [
                f"{base}{PREFIX}/services.{kind}?jurisdiction_id={profile.place.id}"
                for kind in ("xml", "json")
            ],
        },
    }
    return respond("index", document, "json")


def definition() -> Response:
    """Describe the work orders API, in OpenAPI 3.1."""
    system = the_system()
    title = _("%(place)s工单接口", place=_place(system.profile))
    return respond("openapi", openapi.document(title, system.settings.api_url.rstrip("/")), "json")


def guide() -> Response:
    """Explain the work orders API to whoever connects to it."""
    text = Path(__file__).with_name(f"guide.{language()}.txt").read_text("utf-8")
    clocks = the_system().profile.clocks
    told = Template(text).safe_substitute({clock.id: _span(clock) for clock in clocks})
    return Response(told, content_type="text/plain; charset=utf-8")


def health() -> Response:
    """Answer 200 while the process can reach its database, 503 when it cannot."""
    alive = the_system().is_alive()
    return respond("health", {"status": "ok" if alive else "down"}, "json", 200 if alive else 503)


def _span(clock: Clock) -> str:
    n = clock.amount
    if clock.unit is Unit.WORKING_DAYS:
        return ngettext("%(n)s个工作日", "%(n)s个工作日", n, n=n)
    if clock.unit is Unit.CALENDAR_DAYS:
        return ngettext("%(n)s日", "%(n)s日", n, n=n)
    return ngettext("%(n)s个月", "%(n)s个月", n, n=n)


def _place(profile: Profile) -> str:
    return profile.place.name if language() == SOURCE_LANGUAGE else profile.place.name_en
