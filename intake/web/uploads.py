"""Files in forms, taken in without their bytes ever lying on a disk in clear.

Flask's own parser writes any file above half a megabyte to a temporary file, as it came. Here a
view that takes files says so (`takes_files`); its files go piece by piece to whatever the face
gave (`allow_files`). In any other form a file stays in memory, within that form's small limit.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import IO, Any, Protocol, TypeVar

from flask import Flask, Request, current_app, g

from intake.web.headers import CONNECTS

View = TypeVar("View", bound=Callable[..., Any])

_MARK = "takes_files"
_STARTER = "uploads"


class Uploads(Protocol):
    """The files of one request."""

    def begin(self, name: str, claimed: str) -> Any:
        """Return where the next file is written to."""

    def discard(self) -> None:
        """Remove what the view did not keep."""


def takes_files(view: View) -> View:
    """Mark a view as one whose form brings files."""
    setattr(view, _MARK, True)
    return view


def allow_files(app: Flask, start: Callable[[], Uploads], largest_body: int) -> None:
    """Let the marked views of `app` take files: `start` begins a request's, at most so large."""
    app.request_class = FileRequest
    app.extensions[_STARTER] = start
    app.config["LARGEST_UPLOAD"] = largest_body
    app.config[CONNECTS] = True
    app.config["MAX_FORM_PARTS"] = _MOST_PARTS

    @app.teardown_request
    def discard(_failure: BaseException | None) -> None:
        uploads = g.pop(_STARTER, None)
        if uploads is not None:
            uploads.discard()


def uploads_of_request() -> Any:
    """Return the files of this request; the form must have been read."""
    if _STARTER not in g:
        setattr(g, _STARTER, current_app.extensions[_STARTER]())
    return getattr(g, _STARTER)


_MOST_PARTS = 1000
"""Parts of a form. Far more than it may have, so that who picks a whole gallery of photos is told
how many are too many, and keeps what was typed: a form of more parts cannot be read at all."""
_LARGEST_FIELD = 3 * 1024 * 1024
"""Bytes of a field beside files: what is typed stays in memory."""


class FileRequest(Request):
    """A request whose files go where the face wants them."""

    refused = False
    """Set by a face's gate: whoever was not let in leaves no file, not even for a moment."""

    @property
    def max_content_length(self) -> int | None:
        """Return how large the body may be: more where files are taken."""
        if self._takes_files():
            return int(current_app.config["LARGEST_UPLOAD"])
        return super().max_content_length

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        Request.max_content_length.__set__(self, value)  # type: ignore[attr-defined]  # a property

    @property
    def max_form_memory_size(self) -> int | None:
        """Return how large a typed field may be."""
        return _LARGEST_FIELD if self._takes_files() else super().max_form_memory_size

    @max_form_memory_size.setter
    def max_form_memory_size(self, value: int | None) -> None:
        Request.max_form_memory_size.__set__(self, value)  # type: ignore[attr-defined]  # as above

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        """Return where a file's bytes are written while the form is read."""
        del total_content_length, content_length
        if not self._takes_files():
            return io.BytesIO()
        stream: IO[bytes] = uploads_of_request().begin(filename or "", content_type or "")
        return stream

    def _takes_files(self) -> bool:
        """Tell whether this form brings files; only one of parts can, and others are read whole."""
        if self.refused or self.mimetype != "multipart/form-data":
            return False
        view = current_app.view_functions.get(self.endpoint or "")
        return getattr(view, _MARK, False) is True
