"""What a tree of files holds: kept inside the tree, so that the two can never part.

A tree with a manifest is ours. Each file is listed with the digest of what it was made from, and
with size and time of change, by which a damaged one is told. While a build touches files, their
names stand in a second file beside the manifest: those may be there or not, whole or not, so their
digest is `UNKNOWN`. Several processes of a build may add to it.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

import msgspec

NAME = ".mingjian-build"
TOUCHED = f"{NAME}.touched"
VERSION = 3
UNKNOWN = b""
ABSENT = (-1, -1)
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")

Stamp = tuple[int, int]
"""Size in bytes and time of change in nanoseconds of a file as we left it."""


_STAMP_SIZE = 2 * array("q").itemsize


class _Stored(msgspec.Struct, array_like=True):
    version: int
    boot: str
    fingerprint: str
    files: msgspec.Raw
    stamps: bytes = b""
    """Two signed 64-bit numbers a file, in the order of `files`."""


class Manifest:
    """The files of a tree, and the fingerprint of all that the tree was built from."""

    def __init__(self, tree: Path, stored: _Stored, *, trusted: bool) -> None:
        self._tree = tree
        self._stored = stored
        self._trusted = trusted
        self.current = stored.version == VERSION
        """Whether this program would have written it so; what another was touching is not known."""
        self.fingerprint = stored.fingerprint if trusted else ""

    @cached_property
    def files(self) -> dict[str, bytes]:
        """Path to digest; decoded on demand, since an unchanged site never needs it."""
        doubtful = touched(self._tree) if self.current else set()
        if not self._trusted:
            doubtful |= self._listed.keys()
        return self._listed | dict.fromkeys(doubtful, UNKNOWN)

    @cached_property
    def stamps(self) -> dict[str, Stamp]:
        """Path to the stamp of the file as it was written."""
        numbers = array("q", self._stored.stamps)
        return dict(zip(self._listed, zip(numbers[::2], numbers[1::2], strict=True), strict=False))

    @property
    def count(self) -> int:
        """How many files there are, without looking at any."""
        return len(self._stored.stamps) // _STAMP_SIZE

    def damaged(self) -> Iterator[str]:
        """Yield the files of the tree that are gone, or no longer as they were written."""
        for path, there in self.stamps.items():
            if stamp(f"{self._tree}/{path}") != there:
                yield path

    @cached_property
    def _listed(self) -> dict[str, bytes]:
        return msgspec.msgpack.decode(self._stored.files, type=dict[str, bytes])


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
        stored = msgspec.msgpack.decode((tree / NAME).read_bytes(), type=_Stored)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None
    return Manifest(tree, stored, trusted=stored.version == VERSION and stored.boot == _boot())


def write(
    tree: Path, files: Mapping[str, bytes], stamps: Mapping[str, Stamp], fingerprint: str = ""
) -> None:
    """Replace the manifest of `tree` in one step; from now on it is believed in all it says."""
    numbers = array("q", [number for path in files for number in stamps.get(path, ABSENT)])
    encoded = msgspec.Raw(msgspec.msgpack.encode(files))
    stored = _Stored(VERSION, _boot(), fingerprint, encoded, numbers.tobytes())
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
