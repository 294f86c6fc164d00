"""Metadata cut out of a JPEG or PNG that lies inside a document, its pixels untouched.

A document's pictures must keep their exact encoding, for the document names their size and colours.
"""

from __future__ import annotations

from collections.abc import Iterator

_JPEG_KEPT_APPS = (0xE0, 0xEE)
"""JFIF, and Adobe's, which tells how the colours are stored."""

_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs"}
)


def strip_jpeg(content: bytes) -> bytes:
    """Return a JPEG without its application data and comments; as it is, if it is none."""
    if not content.startswith(b"\xff\xd8"):
        return content
    kept, at = bytearray(b"\xff\xd8"), 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xDA:  # the picture itself begins; what follows its end mark is dropped
            end = content.rfind(b"\xff\xd9")
            return bytes(kept + (content[at : end + 2] if end > at else content[at:]))
        length = 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        about = 0xE0 <= marker <= 0xEF and marker not in _JPEG_KEPT_APPS
        if not about and marker != 0xFE:
            kept += content[at : at + length]
        at += length
    return bytes(kept)


def strip_png(content: bytes) -> bytes:
    """Return a PNG with the chunks that draw it and no others; as it is, if it is none."""
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        return content
    return content[:8] + b"".join(
        chunk for name, chunk in _png_chunks(content) if name in _PNG_KEPT
    )


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 12 <= len(content):
        end = at + 12 + int.from_bytes(content[at : at + 4], "big")
        yield content[at + 4 : at + 8], content[at:end]
        at = end
