"""Auditing a whole log: what was proven, and what was found wrong, in plain words.

It needs nothing but the log's files, its public key and, to catch a rewritten or forked history,
a checkpoint kept from an earlier day.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from tlog import checkpoints
from tlog.checkpoints import Checkpoint, open_checkpoint
from tlog.hashing import leaf_hash, perfect_root, tree_root
from tlog.notes import BadNote, Verifier
from tlog.tiles import (
    WIDTH,
    Malformed,
    Read,
    Tile,
    TileReader,
    bundles_of,
    read_entries,
    read_hashes,
    tiles_of,
)


class Check(StrEnum):
    """What an audit looks at, in this order."""

    SIGNATURE = "signature"
    ENTRIES = "entries"
    TILES = "tiles"
    ROOT = "root"
    HISTORY = "history"


class Finding(NamedTuple):
    """The outcome of one check."""

    check: Check
    proven: bool
    words: str
    """In English, for a log or a developer; callers word it for their readers by `check`."""
    where: str = ""
    """The file that is wrong, where one is."""

    def __str__(self) -> str:
        return f"{'proven' if self.proven else 'NOT PROVEN'}: {self.words}"


def audit(read: Read, verifier: Verifier, kept: Checkpoint | None = None) -> list[Finding]:
    """Check a log from its signature down to every entry, and against a checkpoint kept before."""
    try:
        checkpoint = open_checkpoint(read(checkpoints.PATH), verifier)
    except (BadNote, OSError) as error:
        words = f"the checkpoint is not this log's: {error}"
        return [Finding(Check.SIGNATURE, False, words, checkpoints.PATH)]
    signed = f"{checkpoint.origin} signed for {checkpoint.size} entries"
    faults = [*_wrong_entries(read, checkpoint.size), *_wrong_tiles(read, checkpoint.size)]
    return [
        Finding(Check.SIGNATURE, True, signed),
        *(faults or [Finding(Check.TILES, True, "every entry has its hash in every tile")]),
        *([] if faults else [_root(read, checkpoint)]),
        *([] if kept is None else [_history(read, checkpoint, kept)]),
    ]


def _wrong_entries(read: Read, size: int) -> Iterator[Finding]:
    for bundle in bundles_of(size):
        tile = Tile(0, bundle.index, bundle.width)
        try:
            entries = read_entries(read, bundle)
            hashes = read_hashes(read, tile)
        except (Malformed, OSError) as error:
            yield Finding(Check.ENTRIES, False, f"entries are missing: {error}", bundle.path)
            continue
        for at, (entry, known) in enumerate(zip(entries, hashes, strict=True)):
            if leaf_hash(entry) != known:
                number = bundle.index * WIDTH + at
                words = f"entry {number} is not the one that was logged"
                yield Finding(Check.ENTRIES, False, words, bundle.path)


def _wrong_tiles(read: Read, size: int) -> Iterator[Finding]:
    """Compare every hash above the leaves with those below it."""
    below: list[bytes] = []
    for _, level in groupby(tiles_of(size), key=lambda tile: tile.level):
        here: list[bytes] = []
        for tile in level:
            try:
                hashes = read_hashes(read, tile)
            except (Malformed, OSError) as error:
                yield Finding(Check.TILES, False, f"a tile is missing: {error}", tile.path)
                return
            start = tile.index * WIDTH
            if tile.level and hashes != below[start : start + tile.width]:
                words = f"{tile.path} does not follow from the tiles below it"
                yield Finding(Check.TILES, False, words, tile.path)
            here += [perfect_root(hashes)] if tile.width == WIDTH else []
        below = here


def _root(read: Read, checkpoint: Checkpoint) -> Finding:
    root = tree_root(checkpoint.size, TileReader(read, checkpoint.size))
    if root == checkpoint.root:
        return Finding(Check.ROOT, True, "the signed root follows from the entries")
    words = (
        "the entries are not those the log signed for: something was changed, put in or left out"
    )
    return Finding(Check.ROOT, False, words, checkpoints.PATH)


def _history(read: Read, checkpoint: Checkpoint, kept: Checkpoint) -> Finding:
    if kept.origin != checkpoint.origin:
        words = f"the kept checkpoint is of another log, {kept.origin}"
        return Finding(Check.HISTORY, False, words)
    if kept.size > checkpoint.size:
        words = f"the log shrank from {kept.size} to {checkpoint.size} entries"
        return Finding(Check.HISTORY, False, words)
    try:
        root = tree_root(kept.size, TileReader(read, checkpoint.size))
    except (Malformed, OSError) as error:
        return Finding(Check.HISTORY, False, f"the history can't be read: {error}")
    if root != kept.root:
        words = f"the first {kept.size} entries were rewritten, or the log was forked"
        return Finding(Check.HISTORY, False, words)
    return Finding(
        Check.HISTORY, True, f"the {kept.size} entries of the kept checkpoint are still there"
    )
