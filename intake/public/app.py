"""The factory of the citizens' face."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from intake.domain.lifecycle import STATE_NAMES
from intake.domain.outcomes import OUTCOME_NAMES
from intake.domain.standing import SATISFACTION_NAMES
from intake.public import report, status
from intake.public.enterprises import EnterpriseNames
from intake.public.routing_words import REPORTER_TITLES
from intake.services.system import System
from intake.services.uploads import LARGEST_UPLOAD, Uploads
from intake.web.face import page_face
from intake.web.installation import serve_for
from intake.web.uploads import allow_files

QUICK_LEAVE = "https://www.weather.com.cn/"
"""Where 快速离开 leads: a page that anyone may have open. Reached without a Referer."""


def create_app(system: System) -> Flask:
    """Return the citizens' app of one installation; it answers under `/report/` alone.

    It shares its host with the static site, so its theme files lie under `/report/` too: it works
    on an onion address of its own, where there is no static site.
    """
    app = page_face(
        __name__,
        profile=system.profile,
        secret=system.derived_secret("report-forms"),
        https=system.settings.public_url.startswith("https://"),
        cookie="report",
        assets="/report/static",
    )
    serve_for(app, system)
    if system.settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=system.settings.proxies)  # type: ignore[method-assign]  # as Werkzeug's manual shows
    app.extensions["enterprises"] = EnterpriseNames(system.settings.place_folder, system.profile)
    allow_files(app, lambda: Uploads(system), LARGEST_UPLOAD)
    app.register_blueprint(report.pages)
    app.register_blueprint(status.pages)
    app.jinja_env.globals.update(
        frame="public/frame.html",
        quick_leave_href=QUICK_LEAVE,
        state_names=STATE_NAMES,
        outcome_names=OUTCOME_NAMES,
        satisfaction_names=SATISFACTION_NAMES,
        reporter_titles=REPORTER_TITLES,
    )
    return app
