"""What a web server loads: one WSGI application for each face, made from the environment.

    gunicorn 'intake.serve:citizens()'     the static site, and the report form under /report/
    gunicorn 'intake.serve:staff()'        the desk, for the intranet
    gunicorn 'intake.serve:platforms()'    12345 and Open311

In production a file server or CDN usually serves the site and hands only `/report/` on; the
`citizens` application then answers the same addresses.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING

from werkzeug.exceptions import MethodNotAllowed, NotFound, RequestedRangeNotSatisfiable
from werkzeug.security import safe_join
from werkzeug.utils import redirect, send_file
from werkzeug.wrappers import Request, Response

from intake import api, desk, public
from intake.services.attachments import sweep_store
from intake.services.system import System, open_system
from intake.settings import load_settings
from intake.web.headers import A_YEAR, ALWAYS, CONTENT_SECURITY_POLICY

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SITE_FOLDER = "site"
"""The built site, inside the instance folder."""

REPORT_FORM = ("/report", "/en/report")
SITE_HEADERS = {name: value for name, value in ALWAYS.items() if name != "X-Robots-Tag"} | {
    # The search page's script reads the files of the index.
    "Content-Security-Policy": f"{CONTENT_SECURITY_POLICY}; connect-src 'self'"
}

NAMED_BY_CONTENT = re.compile(r"/static/.+\.[0-9a-f]{10}\.\w+|/search/index/[a-z]-[a-z2-7]{8}\.bin")
"""Files of the theme and of the search index: another content has another address."""


def citizens() -> WSGIApplication:
    """Return the static site with the report form under it."""
    system = _system()
    sweep_store(system)  # files of processes that were killed while they came in
    return SiteWithForm(system.settings.instance / SITE_FOLDER, public.create_app(system))


def staff() -> WSGIApplication:
    """Return the desk."""
    return desk.create_app(_system())


def platforms() -> WSGIApplication:
    """Return the API."""
    return api.create_app(_system())


class SiteWithForm:
    """The files of a built site, and the citizen app for the addresses under `/report`."""

    def __init__(self, folder: Path, form: WSGIApplication) -> None:
        self._folder = folder
        self._form = form

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path = str(environ.get("PATH_INFO", ""))
        if any(path == prefix or path.startswith(f"{prefix}/") for prefix in REPORT_FORM):
            return self._form(environ, start_response)
        response = self._file(Request(environ))
        response.headers.update(SITE_HEADERS)
        return response(environ, start_response)

    def _file(self, request: Request) -> Response:
        """Return the file asked for, a folder's index, or the site's own 404 page."""
        if request.method not in ("GET", "HEAD"):
            return MethodNotAllowed(["GET", "HEAD"]).get_response()
        path = self._path(request.path)
        # Path raises at a name longer than a file's may be; os.path finds no such file.
        if path and os.path.isdir(path) and not request.path.endswith("/"):  # noqa: PTH112 - see above
            return redirect(f"{request.path}/", code=301)
        if path and os.path.isfile(path):  # noqa: PTH113 - see above
            response = self._answer(request, path, 200)
            if NAMED_BY_CONTENT.fullmatch(request.path):
                response.headers["Cache-Control"] = A_YEAR
            return response
        return self._answer(request, self._folder / "404.html", 404)

    def _path(self, address: str) -> Path | None:
        """Return where the file of `address` would be; None outside the site and for the hidden."""
        hidden = any(part.startswith(".") for part in address.split("/"))
        found = None if hidden else safe_join(str(self._folder), address.lstrip("/"))
        if found is None:
            return None
        return Path(found, "index.html") if address.endswith("/") else Path(found)

    def _answer(self, request: Request, path: Path, status: int) -> Response:
        try:
            response = send_file(
                path, request.environ, mimetype=_media_type(path), conditional=status == 200
            )
        except RequestedRangeNotSatisfiable:
            # A server may answer any range with the whole file (RFC 9110, section 14.2).
            del request.environ["HTTP_RANGE"]
            return self._answer(request, path, status)
        except FileNotFoundError:
            response = NotFound().get_response()
        if status != 200:
            response.status_code = status
        return response


OPEN_DATA = {
    ".atom": "application/atom+xml",
    ".ics": "text/calendar",
    ".jsonld": "application/ld+json",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Media types that not every system's own table knows."""


def _media_type(path: Path) -> str:
    """Return a file's media type; the server adds the character set to text and XML itself."""
    kind = OPEN_DATA.get(path.suffix) or guess_type(path.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind == "application/json" else kind


def _system() -> System:
    return open_system(load_settings(os.environ))
