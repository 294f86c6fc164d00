"""The factory of the API face."""

from __future__ import annotations

from flask import Flask, Response, current_app

from intake.api import errors
from intake.api.encoding import Value, respond
from intake.api.open311 import PREFIX, open311
from intake.services.system import System
from intake.web.face import bare_face
from register.jurisdiction import Profile
from register.wording import SOURCE_LANGUAGE, language


def create_app(system: System) -> Flask:
    """Return the API of one installation: `/`, `/healthz`, `/open311/v2/…`."""
    app = bare_face(__name__, https=system.settings.api_url.startswith("https://"))
    app.extensions["profile"] = system.profile
    app.extensions["system"] = system
    app.register_blueprint(open311)
    app.add_url_rule("/", view_func=index)
    app.add_url_rule("/healthz", view_func=health)
    errors.register(app)
    return app


def index() -> Response:
    """Name what the API offers."""
    profile: Profile = current_app.extensions["profile"]
    # From the settings: a Host header is the caller's word.
    base = current_app.extensions["system"].settings.api_url.rstrip("/")
    site = profile.site
    document: Value = {
        "name": site.name if language() == SOURCE_LANGUAGE else site.name_en,
        "jurisdiction_id": profile.place.id,
        "demo": profile.place.demo,
        "site": site.url,
        "health": f"{base}/healthz",
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


def health() -> Response:
    """Answer 200 while the process can reach its database, 503 when it cannot."""
    alive = current_app.extensions["system"].is_alive()
    return respond("health", {"status": "ok" if alive else "down"}, "json", 200 if alive else 503)
