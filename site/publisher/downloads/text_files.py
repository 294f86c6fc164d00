"""Tables as CSV and JSON, from pieces that the last build made.

A list of thousands of rows changes by one. Its text is therefore made of blocks, and only a block
whose rows changed is written anew; the others are cut from the file that the last build made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple

import msgspec

from publisher import manifest
from publisher.downloads.columns import Value, text
from publisher.trees import Stamp
from register import spreadsheets


class Block(NamedTuple):
    """Some neighbouring rows: what they depend on, and how their text is made."""

    key: bytes
    make: Callable[[], bytes]


class Piece(NamedTuple):
    """Some of a file's text."""

    text: bytes | memoryview
    key: bytes = b""
    """A block's, by which the next build finds it; empty for what stands around blocks."""


class _Where(msgspec.Struct, frozen=True, array_like=True):
    """Where the blocks of a file begin and end, as long as it is the file that was made."""

    stamp: Stamp
    blocks: dict[bytes, tuple[int, int]]


class LastTexts:
    """The files of the last build in which blocks are found again.

    They are second names of files that are up: no second copy, and nothing that has ended.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def blocks(self, path: str) -> Mapping[bytes, memoryview]:
        """Return the blocks of a data file by their keys; none where it is no longer as made."""
        file = self._file(path)
        try:
            where = _WHERE.decode(_index_of(file).read_bytes())
        except (FileNotFoundError, msgspec.MsgspecError):
            return {}
        if manifest.stamp(str(file)) != where.stamp:
            return {}
        with file.open("rb") as opened:
            content = memoryview(mmap(opened.fileno(), 0, access=ACCESS_READ))
        return {key: content[start:end] for key, (start, end) in where.blocks.items()}

    def keep(self, path: str, made: Path, pieces: Iterable[Piece]) -> None:
        """Keep a data file that was just made of these pieces, where any is a block."""
        blocks: dict[bytes, tuple[int, int]] = {}
        end = 0
        for piece in pieces:
            start, end = end, end + len(piece.text)
            if piece.key:
                blocks[piece.key] = (start, end)
        if not blocks:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._file(path)
        fresh = file.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        fresh.hardlink_to(made)
        fresh.replace(file)
        fresh.write_bytes(msgspec.msgpack.encode(_Where(manifest.stamp(str(file)), blocks)))
        fresh.replace(_index_of(file))

    def forget_others(self, paths: Iterable[str]) -> None:
        """Keep no text of a file that is offered no more."""
        if self._folder.is_dir():
            files = {self._file(path) for path in paths}
            for kept in self._folder.iterdir():
                if kept not in files and kept.with_suffix("") not in files:
                    kept.unlink()

    def _file(self, path: str) -> Path:
        return self._folder / path.replace("/", "~").replace(".", "~")


_WHERE = msgspec.msgpack.Decoder(_Where)


def _index_of(file: Path) -> Path:
    return file.with_suffix(".where")


def pieces_of(blocks: Iterable[Block], known: Mapping[bytes, memoryview]) -> Iterator[Piece]:
    """Yield the text of each block, as known or made anew."""
    for block in blocks:
        yield Piece(known.get(block.key) or block.make(), block.key)


def csv_rows(rows: Iterable[Sequence[Value]]) -> bytes:
    """Return rows of a table as lines of CSV."""
    return spreadsheets.lines(
        # Most cells are empty or text already, and a register has a million.
        ["" if value is None else value if type(value) is str else text(value) for value in row]
        for row in rows
    ).encode()


def csv_file(headings: Sequence[str], parts: Iterable[Piece]) -> list[Piece]:
    """Return a whole CSV file: UTF-8 that Excel knows by its mark, headings, then the rows."""
    head = spreadsheets.BOM + spreadsheets.lines([headings])
    return [Piece(head.encode()), *parts]


def json_file(about: object, name: str, parts: Iterable[Piece]) -> list[Piece]:
    """Return one JSON object: what `about` says, and under `name` the rows that `parts` hold."""
    head = msgspec.json.encode(about)[:-1]
    pieces = [Piece(b'%s,"%s":[\n' % (head, name.encode()))]
    for part in parts:
        if part.text:
            pieces += (part, Piece(b",\n"))
    if len(pieces) > 1:
        del pieces[-1]
    return [*pieces, Piece(b"\n]}\n")]
