"""Plain pages for what goes wrong: what happened and what to do, never a detail of the inside."""

from __future__ import annotations

from typing import IO

from flask import Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from register.wording import gettext as _

PAGES = {
    400: "web/400.html",
    403: "errors/403.html",
    404: "errors/404.html",
    405: "web/405.html",
    413: "errors/413.html",
    415: "web/415.html",
    500: "web/500.html",
}
FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data", ""})
PROSE_FIELDS = frozenset(
    {
        "text",
        "message",
        "reason",
        "note",
        "question",
        "route",
        "words",
        "comment",
        "caller",
        "example",
        "problem",
        "finding",
        "measure",
        "explanation",
        "method",
        "promise",
    }
)
"""Fields in which people write; theirs is given back when a form is refused."""

_MOST_DRAINED = 32 * 1024 * 1024
"""Bytes. What is larger is not read at all: it costs its sender more than it can cost here."""


def register(app: Flask) -> None:
    """Give `app` plain error pages, and let an early refusal still reach the browser."""
    app.register_error_handler(HTTPException, show)
    app.register_error_handler(CSRFError, show_unconfirmed)
    app.after_request(drain)


def show(error: HTTPException) -> ResponseReturnValue:
    """Show the page for an error; a code without one gets the page of its kind."""
    code = error.code or 500
    page = PAGES.get(code) or PAGES[500 if code >= 500 else 400]
    kept = [(name, value) for name, value in error.get_headers() if name == "Allow"]
    lost = typed() if code >= 500 else []
    return render_template(page, limit=_("20000字"), typed=lost), code, kept


def show_unconfirmed(error: CSRFError) -> ResponseReturnValue:
    """Refuse a form whose CSRF token is missing or another browser's; give the text back.

    Other types of body than a form's hold no token either: they are told so.
    """
    if not is_form():
        return render_template(PAGES[415]), 415
    return render_template("web/unconfirmed.html", typed=typed()), error.code or 400


def is_form() -> bool:
    """Tell whether the request's body is a form's; an empty one without a type passes for one."""
    return request.mimetype in FORM_TYPES


def drain(response: Response) -> Response:
    """Read what is left of a refused body, unless it is too much.

    A server that answers and closes while the browser is still sending makes the browser show
    "connection reset" instead of the page that says what to do.
    """
    if response.status_code >= 400 and 0 < (request.content_length or 0) <= _MOST_DRAINED:
        try:
            source = request.stream
        except RequestEntityTooLarge:
            source = request.environ["wsgi.input"]
        _discard(source, request.content_length or 0)
    return response


def typed() -> list[str]:
    """Return what was written in the form of this request, to be given back."""
    return [
        value
        for name, value in request.form.items(multi=True)
        if name.replace(".", "-").rpartition("-")[2] in PROSE_FIELDS and value.strip()
    ]


def _discard(source: IO[bytes], remaining: int) -> None:
    while remaining > 0 and (chunk := source.read(min(65536, remaining))):
        remaining -= len(chunk)
