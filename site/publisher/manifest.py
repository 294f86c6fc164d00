"""What a tree of files holds: kept inside the tree, so that the two can never part.

A tree with a manifest is ours. Each file is listed with the digest of what it was made from, and
with size and time of change, by which a damaged one is told. While a build touches files, their
names stand in a second file beside the manifest: those may be there or not, whole or not, so their
digest is `UNKNOWN`. Several processes of a build may add to it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

import msgspec

from publisher.trees import UNKNOWN, Families, Section, Stamp, Tree

NAME = ".mingjian-build"
TOUCHED = f"{NAME}.touched"
VERSION = 3
ABSENT = (-1, -1)
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class _Stored(msgspec.Struct, array_like=True):
    version: int
    boot: str
    fingerprint: str
    families: dict[str, dict[bytes, Section]]


_STORED = msgspec.msgpack.Decoder(_Stored)


class Manifest:
    """The files of a tree, and the fingerprint of all that the tree was built from."""

    def __init__(self, tree: Path, stored: _Stored, *, trusted: bool) -> None:
        self._tree = tree
        self._stored = stored
        self._trusted = trusted
        self.fingerprint = stored.fingerprint if trusted else ""

    @cached_property
    def tree(self) -> Tree:
        """What it holds."""
        doubtful = touched(self._tree)
        if not self._trusted:
            doubtful.update(path for section in self._sections for path in section.files)
        return Tree(self._stored.families, dict.fromkeys(doubtful, UNKNOWN))

    @property
    def _sections(self) -> Iterator[Section]:
        return (it for own in self._stored.families.values() for it in own.values())

    def damaged(self) -> Iterator[str]:
        """Yield the files of the tree that are gone, or no longer as they were written."""
        for section in self._sections:
            for path, there in section.stamped.items():
                if stamp(f"{self._tree}/{path}") != there:
                    yield path


def stamp(path: str) -> Stamp:
    """Return the stamp of a file, `ABSENT` where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - asked for every file of the site at each build
    except OSError:
        return ABSENT
    return found.st_size, found.st_mtime_ns


def read(tree: Path) -> Manifest | None:
    """Return the manifest of `tree`, or None where there is none that can be read.

    A tree written before the machine last started keeps its list of files but no digest: what was
    not yet on the disk then may be empty now.
    """
    try:
        stored = _STORED.decode((tree / NAME).read_bytes())
    except (FileNotFoundError, msgspec.MsgspecError):
        return None
    return Manifest(tree, stored, trusted=stored.version == VERSION and stored.boot == _boot())


def write(tree: Path, families: Families, fingerprint: str = "") -> None:
    """Replace the manifest of `tree` in one step; from now on it is believed in all it says."""
    stored = _Stored(VERSION, _boot(), fingerprint, {it: dict(own) for it, own in families.items()})
    _replace(tree / NAME, msgspec.msgpack.encode(stored))
    (tree / TOUCHED).unlink(missing_ok=True)


def touch(tree: Path, paths: Iterable[str]) -> None:
    """Note, before it happens, that a build touches these files of `tree`."""
    lines = "".join(f"{path}\n" for path in paths).encode()
    if lines:
        with (tree / TOUCHED).open("ab", buffering=0) as file:
            file.write(lines)


def touched(tree: Path) -> set[str]:
    """Return the files that a build was touching and may have left in any state.

    A line that was not written to its end is of a file that was not touched yet.
    """
    try:
        return set((tree / TOUCHED).read_text().split("\n")[:-1])
    except FileNotFoundError:
        return set()


def _replace(path: Path, content: bytes) -> None:
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_bytes(content)
    fresh.replace(path)


def _boot() -> str:
    """Return what differs after each start of the machine; the process where that is not told."""
    try:
        return BOOT_ID.read_text().strip()
    except OSError:
        return f"pid {os.getppid()}"
