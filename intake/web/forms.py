"""Forms, and what people type into them: their words untouched, the transport removed."""

from __future__ import annotations

import re

from flask import request
from flask_wtf import FlaskForm

_NOT_TYPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def as_typed(text: str | None) -> str:
    """Return `text` with the line ends a person typed and without what no keyboard sends.

    Browsers send CRLF for every new line. NUL, other control characters and half surrogates come
    only from broken programs, and some databases and editors choke on them.
    """
    return _NOT_TYPED.sub("", (text or "").replace("\r\n", "\n").replace("\r", "\n"))


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Base of every form; its CSRF token is checked before any view runs."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # as above
        """What a form is read from."""

        def wrap_formdata(self, form: FlaskForm, formdata: object) -> object:
            """Take typed fields alone, or files and JSON would land where text belongs.

            Who takes files reads them from `request.files`.
            """
            return None if formdata is None or request.method != "POST" else request.form or None
