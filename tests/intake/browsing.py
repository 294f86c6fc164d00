"""A browser without scripts, for tests: it reads pages, fills in their forms and sends them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask import Flask


@dataclass
class Form:
    """One form of a page, with the values it would send untouched."""

    action: str
    values: dict[str, Any] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.words: list[str] = []
        self.loaded: list[str] = []
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
        elif self.forms and tag in ("input", "textarea", "select") and "name" in given:
            if given.get("type") in ("radio", "checkbox") and "checked" not in given:
                return
            self.forms[-1].values[given["name"]] = given.get("value", "")
            self._area = given["name"] if tag == "textarea" else None
        elif self.forms and tag == "option" and "selected" in given:
            name = list(self.forms[-1].values)[-1]
            self.forms[-1].values[name] = given["value"]
        if tag in ("link", "script", "img", "form", "iframe", "source"):
            self.loaded += [given[name] for name in ("href", "src", "action") if name in given]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._area:
            self.forms[-1].values[self._area] += data.removeprefix("\n").removeprefix("\r\n")


@dataclass
class Page:
    """What came back."""

    status: int
    html: str
    headers: Any
    address: str

    def __post_init__(self) -> None:
        reader = _Reader()
        reader.feed(self.html)
        self.forms = reader.forms
        self.text = " ".join("".join(reader.words).split())
        self.loaded = reader.loaded

    def form(self, ending: str = "") -> Form:
        """Return the form whose action ends so; the first one that is not the log-out button."""
        for form in self.forms:
            if form.action.endswith(ending) and not form.action.endswith("/logout/"):
                return form
        raise AssertionError(f"no form ends with {ending!r} on {self.address}:\n{self.text}")


class Browser:
    """Goes to pages and keeps cookies; follows redirects as browsers do."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def open(self, address: str, **how: Any) -> Page:
        found = self.client.open(address, follow_redirects=True, **how)
        return Page(found.status_code, found.text, found.headers, found.request.full_path)

    def send(self, page: Page, ending: str = "", **typed: Any) -> Page:
        """Fill in a form of `page` and send it."""
        form = page.form(ending)
        values = {**form.values, **{name.replace("__", "-"): v for name, v in typed.items()}}
        return self.open(form.action or page.address, method="POST", data=values)
