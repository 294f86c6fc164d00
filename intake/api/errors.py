"""Errors as a machine reads them: in Open311's shape under its addresses, else RFC 9457."""

from __future__ import annotations

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from intake.api.encoding import Value, respond
from intake.api.open311 import PREFIX
from register.wording import gettext as _


def register(app: Flask) -> None:
    """Give `app` error answers that name the fault and nothing of the inside."""
    app.register_error_handler(HTTPException, refuse)


def refuse(error: HTTPException) -> Response:
    """Answer an error in the shape and encoding of the address that was asked."""
    status = error.code or 500
    told = _("服务器出错，请稍后再试。") if status >= 500 else error.description or error.name
    if request.path.startswith(PREFIX + "/"):
        response = _open311_error(status, told)
    else:
        problem: Value = {
            "type": "about:blank",
            "title": error.name,
            "status": status,
            "detail": told,
        }
        response = respond("problem", problem, "json", status)
        response.content_type = "application/problem+json"
    if allowed := dict(error.get_headers()).get("Allow"):
        response.headers["Allow"] = allowed
    return response


def _open311_error(status: int, told: str) -> Response:
    encoding = "json" if request.path.endswith(".json") else "xml"
    return respond("errors", [{"code": status, "description": told}], encoding, status)
