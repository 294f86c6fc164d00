"""Tables as CSV and JSON, from pieces that the last build kept.

A list of thousands of rows changes by one. Its text is therefore made of blocks, and only a block
whose rows changed is written anew; the others come from a file in the build's own folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from publisher.downloads.columns import Value, text
from register import spreadsheets


class Block(NamedTuple):
    """Some neighbouring rows: what they depend on, and how their text is made."""

    key: bytes
    make: Callable[[], bytes]


_KEPT = msgspec.msgpack.Decoder(dict[bytes, bytes])


def joined(kept: Path, blocks: Sequence[Block]) -> list[bytes]:
    """Return the text of each block; only what is in use now is kept for the next build."""
    known = _read(kept)
    texts = {block.key: known.get(block.key) or block.make() for block in blocks}
    if texts.keys() != known.keys():
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(".new")
        fresh.write_bytes(msgspec.msgpack.encode(texts))
        fresh.replace(kept)
    return [texts[block.key] for block in blocks]


def _read(kept: Path) -> dict[bytes, bytes]:
    try:
        return _KEPT.decode(kept.read_bytes())
    except (FileNotFoundError, msgspec.MsgspecError):
        return {}


def csv_rows(rows: Iterable[Sequence[Value]]) -> bytes:
    """Return rows of a table as lines of CSV."""
    return spreadsheets.lines(
        # Most cells are empty or text already, and a register has a million.
        ["" if value is None else value if type(value) is str else text(value) for value in row]
        for row in rows
    ).encode()


def csv_file(headings: Sequence[str], parts: Iterable[bytes]) -> bytes:
    """Return a whole CSV file: UTF-8 that Excel knows by its mark, headings, then the rows."""
    head = spreadsheets.BOM + spreadsheets.lines([headings])
    return b"".join([head.encode(), *parts])


def json_file(about: object, name: str, parts: Iterable[bytes]) -> bytes:
    """Return one JSON object: what `about` says, and under `name` the rows that `parts` hold."""
    head = msgspec.json.encode(about)[:-1]
    rows = b",\n".join(part for part in parts if part)
    return b'%s,"%s":[\n%s\n]}\n' % (head, name.encode(), rows)
