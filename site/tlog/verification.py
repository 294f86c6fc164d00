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
from tlog.keys import Verifier
from tlog.notes import BadNote
from tlog.tiles import (
    WIDTH,
    Malformed,
    Read,
    Tile,
    TileReader,
    TooFew,
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


class Fault(StrEnum):
    """In which way a check failed."""

    UNSIGNED = "unsigned"
    """The checkpoint is not this log's."""
    CHANGED = "changed"
    """A file holds other bytes than those that were logged."""
    DROPPED = "dropped"
    """Something that was logged is not there."""
    REWRITTEN = "rewritten"
    """A kept checkpoint is not the beginning of the log any more."""
    FORKED = "forked"
    """Two signed checkpoints contradict each other outright."""
    UNREADABLE = "unreadable"
    """A file could not be read, which proves nothing either way."""


class Finding(NamedTuple):
    """The outcome of one check."""

    check: Check
    proven: bool
    words: str
    """In English, for a log or a developer; callers word it for their readers by `fault`."""
    where: str = ""
    """The file that is wrong, where one is."""
    fault: Fault | None = None
    about: str = ""
    """Of an entry its number, of a kept checkpoint its size."""

    def __str__(self) -> str:
        return f"{'proven' if self.proven else 'NOT PROVEN'}: {self.words}"


def audit(read: Read, verifier: Verifier, kept: Checkpoint | None = None) -> list[Finding]:
    """Check a log from its signature down to every entry, and against a checkpoint kept before."""
    try:
        checkpoint = open_checkpoint(read(checkpoints.PATH), verifier)
    except (BadNote, OSError) as error:
        words = f"the checkpoint is not this log's: {error}"
        fault = Fault.UNSIGNED if isinstance(error, BadNote) else Fault.UNREADABLE
        return [Finding(Check.SIGNATURE, False, words, checkpoints.PATH, fault)]
    signed = f"{checkpoint.origin} signed for {checkpoint.size} entries"
    faults = [*_wrong_entries(read, checkpoint.size), *_wrong_tiles(read, checkpoint.size)]
    return [
        Finding(Check.SIGNATURE, True, signed),
        *(faults or [Finding(Check.TILES, True, "every entry has its hash in every tile")]),
        *([] if faults else [_root(read, checkpoint)]),
        *([] if kept is None else [history(read, checkpoint, kept)]),
    ]


def _wrong_entries(read: Read, size: int) -> Iterator[Finding]:
    for bundle in bundles_of(size):
        tile = Tile(0, bundle.index, bundle.width)
        try:
            entries = read_entries(read, bundle)
            hashes = read_hashes(read, tile)
        except (Malformed, OSError) as error:
            words = f"entries are missing: {error}"
            yield Finding(Check.ENTRIES, False, words, bundle.path, _fault_of(error))
            continue
        for at, (entry, known) in enumerate(zip(entries, hashes, strict=True)):
            if leaf_hash(entry) != known:
                number = bundle.index * WIDTH + at
                words = f"entry {number} is not the one that was logged"
                path, about = bundle.path, str(number)
                yield Finding(Check.ENTRIES, False, words, path, Fault.CHANGED, about)


def _wrong_tiles(read: Read, size: int) -> Iterator[Finding]:
    """Compare every hash above the leaves with those below it."""
    below: list[bytes] = []
    for _, level in groupby(tiles_of(size), key=lambda tile: tile.level):
        here: list[bytes] = []
        for tile in level:
            try:
                hashes = read_hashes(read, tile)
            except (Malformed, OSError) as error:
                words = f"a tile is missing: {error}"
                yield Finding(Check.TILES, False, words, tile.path, _fault_of(error))
                return
            start = tile.index * WIDTH
            if tile.level and hashes != below[start : start + tile.width]:
                words = f"{tile.path} does not follow from the tiles below it"
                yield Finding(Check.TILES, False, words, tile.path, Fault.CHANGED)
            here += [perfect_root(hashes)] if tile.width == WIDTH else []
        below = here


def _root(read: Read, checkpoint: Checkpoint) -> Finding:
    root = tree_root(checkpoint.size, TileReader(read, checkpoint.size))
    if root == checkpoint.root:
        return Finding(Check.ROOT, True, "the signed root follows from the entries")
    words = (
        "the entries are not those the log signed for: something was changed, put in or left out"
    )
    return Finding(Check.ROOT, False, words, checkpoints.PATH, Fault.CHANGED)


def _fault_of(error: Malformed | OSError) -> Fault:
    missing = FileNotFoundError | TooFew
    if isinstance(error, missing):
        return Fault.DROPPED
    return Fault.CHANGED if isinstance(error, Malformed) else Fault.UNREADABLE


def history(read: Read, checkpoint: Checkpoint, kept: Checkpoint) -> Finding:
    """Check that a log is still the continuation of a checkpoint kept before."""
    if kept.origin != checkpoint.origin:
        words = f"the kept checkpoint is of another log, {kept.origin}"
        return Finding(Check.HISTORY, False, words, fault=Fault.UNSIGNED, about=kept.origin)
    if kept.size > checkpoint.size:
        words = f"the log shrank from {kept.size} to {checkpoint.size} entries"
        return Finding(Check.HISTORY, False, words, fault=Fault.REWRITTEN)
    try:
        root = tree_root(kept.size, TileReader(read, checkpoint.size))
    except (Malformed, OSError) as error:
        words = f"the history can't be read: {error}"
        return Finding(Check.HISTORY, False, words, fault=_fault_of(error))
    if root != kept.root:
        words = f"the first {kept.size} entries were rewritten, or the log was forked"
        fault = Fault.FORKED if kept.size == checkpoint.size else Fault.REWRITTEN
        return Finding(Check.HISTORY, False, words, fault=fault)
    return Finding(
        Check.HISTORY, True, f"the {kept.size} entries of the kept checkpoint are still there"
    )
