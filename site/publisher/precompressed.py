"""Compressed twins beside the files of a site, for web servers that hand them out as they are.

nginx (`gzip_static`, `brotli_static`), Caddy and most CDNs send `page.html.br` or `.gz` to whoever
accepts it and so compress nothing while people wait. A twin is made from its file when that was
made anew and kept as long as the file stays the same.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from publisher.firms import digest
from publisher.trees import Families, Section

FAMILY = "twins"
"""The family that they are in a tree."""

TEXT = frozenset(
    {".atom", ".bin", ".css", ".csv", ".html", ".ics", ".js", ".json", ".jsonld", ".svg", ".txt"}
    | {".xml"}
)
"""What gets smaller; pictures and spreadsheets are compressed already."""
QUALITY = 9
"""Of both: brotli's 11 takes twenty times as long for a few hundredths less."""


def _brotli(content: bytes) -> bytes:
    # Imported here: most builds press nothing.
    import brotli  # noqa: PLC0415

    pressed: bytes = brotli.compress(content, quality=QUALITY)
    return pressed


PRESSES: Mapping[str, Callable[[bytes], bytes]] = {
    ".gz": lambda content: gzip.compress(content, QUALITY, mtime=0),
    ".br": _brotli,
}


def twins(target: Families, up: Families) -> dict[bytes, Section]:
    """Return the sections of the twins of a site's files, made from the files' own digests."""
    known = up.get(FAMILY, {})
    keys = {
        digest(b"twins", key): section
        for sections in target.values()
        for key, section in sections.items()
    }
    return {
        key: known[key] if key in known else Section.of(_twins(section.files))
        for key, section in keys.items()
    }


def _twins(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {
        path + ending: digest(ending.encode(), mark)
        for path, mark in files.items()
        if PurePosixPath(path).suffix in TEXT
        for ending in PRESSES
    }


def is_twin(path: str) -> bool:
    """Tell whether a file is a twin."""
    return path.endswith(tuple(PRESSES))


def original(path: str) -> str:
    """Return the path of the file that a twin was made from."""
    return str(PurePosixPath(path).with_suffix(""))


def press(path: str, content: bytes) -> bytes:
    """Return the twin of a file's content that `path` asks for by its ending."""
    return PRESSES[PurePosixPath(path).suffix](content)
