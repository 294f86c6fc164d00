"""Files to download, measured: descriptions and pages say how large each is and what its hash is.

So a file is made before the pages that describe it. What a file weighs is kept between builds with
what the file was made from; one act makes anew the few files it changes.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from hashlib import blake2b, sha256
from pathlib import Path
from typing import NamedTuple

import msgspec

from publisher.downloads.text_files import LastTexts, Piece
from publisher.forking import in_processes
from publisher.site_data import Page
from register.wording import SOURCE_LANGUAGE, use_language

PARALLEL_FROM = 8
"""Files to make; below, a second process costs more than it saves."""

MEDIA: Mapping[str, str] = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Media types by the last part of a file's name (RFC 7111, RFC 8259, ECMA-376)."""


class Made(NamedTuple):
    """A file's content, and what pages say of it."""

    pieces: Sequence[Piece]
    rows: int
    changed: dt.date | None
    """The day of its newest entry; None where it has none."""


class DataFile(msgspec.Struct, frozen=True):
    """One file to download."""

    path: str
    """Relative to the output folder."""
    key: bytes
    """Changes with anything the content depends on."""
    make: Callable[[], Made]

    @property
    def format(self) -> str:
        """`csv`, `json` or `xlsx`."""
        return self.path.rsplit(".", 1)[-1]


class Fact(msgspec.Struct, frozen=True, array_like=True):
    """What is known of a file without making it."""

    key: bytes
    size: int
    """Bytes."""
    sha256: str
    rows: int
    changed: dt.date | None


class Store:
    """The build's own folder for data: facts, files made in this build, texts of the last one."""

    def __init__(self, folder: Path) -> None:
        self._facts = folder / "facts"
        self._made = folder / "made"
        self.last = LastTexts(folder / "texts")

    def measure(self, files: Sequence[DataFile]) -> Mapping[str, Fact]:
        """Return the facts of every file by its path, making those that changed."""
        shutil.rmtree(self._made, ignore_errors=True)
        known = self._read()
        facts = {it.path: known[it.path] for it in files if _still(known.get(it.path), it.key)}
        missing = [file for file in files if file.path not in facts]
        parallel = len(missing) >= PARALLEL_FROM
        if missing:
            self._made.mkdir(parents=True)
            for part in in_processes(self._make_all, missing, parallel=parallel):
                facts.update(part)
        if facts != known:
            self._write(facts)
        self.last.forget_others(file.path for file in files)
        return facts

    def page(self, file: DataFile, fact: Fact) -> Page:
        """Return a file of the site; its digest is its content's: what is the same stays."""
        mark = bytes.fromhex(fact.sha256)[:16]
        return Page(file.path, mark, SOURCE_LANGUAGE, partial(self._content, file))

    def _make_all(self, files: Iterable[DataFile]) -> dict[str, Fact]:
        facts = {}
        with use_language(SOURCE_LANGUAGE):
            for file in files:
                made = file.make()
                size, mark = _write(self._stashed(file.path), made.pieces)
                facts[file.path] = Fact(file.key, size, mark, made.rows, made.changed)
                self.last.keep(file.path, self._stashed(file.path), made.pieces)
        return facts

    def _content(self, file: DataFile) -> bytes | Path:
        made = self._stashed(file.path)
        # What was measured by an earlier build may be in the output no longer.
        return made if made.exists() else b"".join(it.text for it in file.make().pieces)

    def _stashed(self, path: str) -> Path:
        return self._made / blake2b(path.encode(), digest_size=16).hexdigest()

    def _read(self) -> dict[str, Fact]:
        try:
            return msgspec.msgpack.decode(self._facts.read_bytes(), type=dict[str, Fact])
        except (FileNotFoundError, msgspec.MsgspecError):
            return {}

    def _write(self, facts: Mapping[str, Fact]) -> None:
        self._facts.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._facts.with_suffix(".new")
        fresh.write_bytes(msgspec.msgpack.encode(facts))
        fresh.replace(self._facts)


def _write(file: Path, pieces: Iterable[Piece]) -> tuple[int, str]:
    """Write a file; return its size in bytes and its SHA-256."""
    mark = sha256()
    with file.open("wb") as opened:
        for piece in pieces:
            mark.update(piece.text)
            opened.write(piece.text)
        return opened.tell(), mark.hexdigest()


def _still(fact: Fact | None, key: bytes) -> bool:
    return fact is not None and fact.key == key
