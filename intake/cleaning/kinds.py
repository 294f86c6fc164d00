"""What a file is, by its first bytes. A name or a browser's claim decides nothing."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """A kind of file that can be cleaned."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    PDF = "pdf"
    OFFICE = "office"


HEAD = 32
"""Bytes that tell the kind."""

_STARTS = {
    b"\xff\xd8\xff": Kind.JPEG,
    b"\x89PNG\r\n\x1a\n": Kind.PNG,
    b"%PDF-": Kind.PDF,
    b"PK\x03\x04": Kind.OFFICE,
}
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"})


def kind_of(head: bytes) -> Kind | None:
    """Return the kind of a file that begins with `head`; None for one we do not know.

    A ZIP is taken for an office file; its cleaner says if it is another.
    """
    for start, kind in _STARTS.items():
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Kind.WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return Kind.HEIC
    return None
