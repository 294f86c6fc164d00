"""Forms, and what people type into them: their words untouched, the transport removed."""

from __future__ import annotations

import re

from flask import request
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import DateField, Field
from wtforms.widgets import HiddenInput

from register.wording import gettext

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

        def render_field(self, field: Field, render_kw: dict[str, object]) -> Markup:
            """Render a hidden field without an id: a page has many forms, and nothing names it."""
            if isinstance(field.widget, HiddenInput):
                render_kw = {"id": False, **render_kw}
            rendered: Markup = super().render_field(field, render_kw)
            return rendered


class DayField(DateField):  # type: ignore[misc]  # WTForms ships no types
    """A day; what is none is told in the page's language, with how to write one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day; raises `ValueError` for the field's errors."""
        try:
            super().process_formdata(valuelist)
        except ValueError as failure:
            raise ValueError(gettext("请填写日期，例如2026-12-31。")) from failure
