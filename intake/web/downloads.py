"""Files that leave: never opened by the browser itself, whatever they are or call themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol
from urllib.parse import quote

from flask import Response


class Leaving(Protocol):
    """A file on its way out; `size` is 0 where it is not known before the end."""

    @property
    def name(self) -> str:
        """What the reader's system should call it."""

    @property
    def size(self) -> int:
        """Its bytes."""

    @property
    def pieces(self) -> Iterator[bytes]:
        """Its content."""


def as_download(found: Leaving) -> Response:
    """Answer with a file to be saved (RFC 6266), as bytes of no kind that a browser would run."""
    response = Response(found.pieces, mimetype="application/octet-stream")
    if found.size:
        response.content_length = found.size
    named = f"filename*=UTF-8''{quote(found.name, safe='')}" if found.name else ""
    parts = ("attachment", 'filename="file"', named)
    response.headers["Content-Disposition"] = "; ".join(part for part in parts if part)
    return response
