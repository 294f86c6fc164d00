"""What a tree of files holds: kept inside the tree, so that the two can never part.

A tree with a manifest is ours. Each file is listed with the digest of what it was made from;
`UNKNOWN` stands for a file that may be there or not, whole or not, because a build was touching it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

NAME = ".mingjian-build"
VERSION = 1
UNKNOWN = b""
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class _Stored(msgspec.Struct, array_like=True):
    version: int
    boot: str
    fingerprint: str
    files: msgspec.Raw


class Manifest(msgspec.Struct, frozen=True):
    """The files of a tree, and the fingerprint of all that the tree was built from."""

    fingerprint: str = ""
    raw: msgspec.Raw = msgspec.Raw(b"\x80")

    def files(self) -> dict[str, bytes]:
        """Return path to digest; decoded on demand, since an unchanged site never needs it."""
        return msgspec.msgpack.decode(self.raw, type=dict[str, bytes])


def read(tree: Path) -> Manifest | None:
    """Return the manifest of `tree`, or None where no build of ours made it.

    A tree written before the machine last started keeps its list of files but no digest: what was
    not yet on the disk then may be empty now.
    """
    try:
        stored = msgspec.msgpack.decode((tree / NAME).read_bytes(), type=_Stored)
    except FileNotFoundError:
        return None
    except msgspec.MsgspecError:
        return Manifest()
    if stored.version != VERSION:
        return Manifest(raw=_forgotten(stored.files))
    if stored.boot != _boot():
        return Manifest(raw=_forgotten(stored.files))
    return Manifest(stored.fingerprint, stored.files)


def write(tree: Path, files: Mapping[str, bytes], fingerprint: str = "") -> None:
    """Replace the manifest of `tree` in one step."""
    stored = _Stored(VERSION, _boot(), fingerprint, msgspec.Raw(msgspec.msgpack.encode(files)))
    fresh = tree / f"{NAME}.new"
    fresh.write_bytes(msgspec.msgpack.encode(stored))
    fresh.replace(tree / NAME)


def _forgotten(files: msgspec.Raw) -> msgspec.Raw:
    paths = msgspec.msgpack.decode(files, type=dict[str, bytes])
    return msgspec.Raw(msgspec.msgpack.encode(dict.fromkeys(paths, UNKNOWN)))


def _boot() -> str:
    """Return what differs after each start of the machine; the process where that is not told."""
    try:
        return BOOT_ID.read_text().strip()
    except OSError:
        return f"pid {os.getppid()}"
