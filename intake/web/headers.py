"""The headers of every response of every face: nothing is allowed that is not listed here."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Starts from none. No inline style or script, no connection, no frame, nobody else's host."""

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "clipboard-read",
        "display-capture",
        "geolocation",
        "gyroscope",
        "interest-cohort",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "screen-wake-lock",
        "usb",
    )
)

ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # For browsers older than frame-ancestors, still common on old phones.
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "X-Robots-Tag": "noindex, nofollow",
}

HSTS = "max-age=63072000"
"""Two years, and for this host alone: what else runs beside it is not ours to decide."""

CONNECTS = "SCRIPTS_CONNECT"
"""Set in an app's configuration where a script sends a form itself, to show how far it is."""

A_YEAR = "public, max-age=31536000, immutable"


def guard(app: Flask, *, https: bool) -> None:
    """Set the headers on every response of `app`, errors and files included.

    A page is never stored by anyone, unless its view said otherwise (open data, versioned files).
    HSTS is sent only where the site is served over HTTPS: on a plain address it would be ignored,
    and on a test address it would lock people out.
    """

    @app.after_request
    def set_headers(response: Response) -> Response:
        response.headers.update(ALWAYS)
        if app.config.get(CONNECTS):
            policy = f"{CONTENT_SECURITY_POLICY}; connect-src 'self'"
            response.headers["Content-Security-Policy"] = policy
        if response.location:
            response.location = on_this_host(response.location)
        if https:
            response.headers["Strict-Transport-Security"] = HSTS
        if request.endpoint == "static" and response.status_code in (200, 304):
            # The address carries the file's version; without one it must be asked for again.
            response.headers["Cache-Control"] = A_YEAR if "v" in request.args else "no-cache"
        else:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def on_this_host(address: str) -> str:
    """Return where a redirect leads without its host: Flask's own repeat the caller's Host header.

    No face leads anyone to another host.
    """
    parts = urlsplit(address)
    path = "/" + parts.path.lstrip("/")
    return f"{path}?{parts.query}" if parts.query else path
