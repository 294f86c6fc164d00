"""The notices and pages of a place as Pelican read them, kept from build to build.

Reading them costs more than publishing an act; while no text changed, an act needs no Pelican.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
from markupsafe import Markup

from publisher.documents import Document

NAME = "texts"


class Texts(msgspec.Struct, frozen=True):
    """What people wrote."""

    notices: list[Document]
    about: list[Document]


class _Kept(msgspec.Struct, array_like=True):
    mark: bytes
    texts: Texts


def keep(work: Path, mark: bytes, texts: Texts) -> None:
    """Keep texts in a build's work folder under the fingerprint of what they were read from."""
    fresh = work / f"{NAME}.new"
    fresh.write_bytes(msgspec.msgpack.encode(_Kept(mark, texts), enc_hook=str))
    fresh.replace(work / NAME)


def kept(work: Path, mark: bytes) -> Texts | None:
    """Return the texts kept under a fingerprint; None where they must be read."""
    try:
        content = (work / NAME).read_bytes()
        found = msgspec.msgpack.decode(content, type=_Kept, dec_hook=_markup)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None
    return found.texts if found.mark == mark else None


def _markup(kind: type[Markup], value: str) -> Markup:
    """Make HTML of what was HTML: cleaned before it was kept, by this very program."""
    return kind(value)
