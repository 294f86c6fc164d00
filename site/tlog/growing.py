"""How a log grows: which new files a batch of entries makes, worked out before any is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tlog.checkpoints import Checkpoint
from tlog.hashing import leaf_hash, perfect_root, tree_root
from tlog.proofs import check_consistency, consistency_proof
from tlog.tiles import (
    ENTRIES,
    HEIGHT,
    WIDTH,
    Read,
    Tile,
    TileReader,
    encode_bundle,
    read_entries,
    read_hashes,
)


class Growth(NamedTuple):
    """What a batch of entries makes of a log."""

    files: Mapping[str, bytes]
    """New tiles and bundles by path; none of them changes a file that was there."""
    checkpoint: Checkpoint
    """To be signed, and written after the files."""


def grow(read: Read, before: Checkpoint, entries: Sequence[bytes]) -> Growth:
    """Return how the log of a checkpoint grows by entries.

    Raises:
        Malformed: an entry is too long, or a tile isn't what its name says.
        ProofFailed: tiles were changed under the checkpoint. What was signed binds us: better no
            new checkpoint than one that contradicts it.
        OSError: a tile can't be read.

    """
    files = dict(_new_files(read, before.size, entries))
    size = before.size + len(entries)
    tiles = TileReader(lambda path: files[path] if path in files else read(path), size)
    after = Checkpoint(before.origin, size, tree_root(size, tiles))
    proof = consistency_proof(before.size, size, tiles)
    check_consistency(before.size, before.root, size, after.root, proof)
    return Growth(files, after)


def _new_files(read: Read, size: int, entries: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
    first, kept = divmod(size, WIDTH)
    old = read_entries(read, Tile(ENTRIES, first, kept)) if kept else []
    for bundle, part in _chunks(ENTRIES, first, [*old, *entries]):
        yield bundle.path, encode_bundle(part)
    level, new = 0, [leaf_hash(entry) for entry in entries]
    while new:
        first, kept = divmod(size >> HEIGHT * level, WIDTH)
        known = read_hashes(read, Tile(level, first, kept)) if kept else []
        tiles = list(_chunks(level, first, [*known, *new]))
        for tile, part in tiles:
            yield tile.path, b"".join(part)
        level, new = level + 1, [perfect_root(p) for tile, p in tiles if tile.width == WIDTH]


def _chunks(level: int | str, first: int, items: list[bytes]) -> Iterator[tuple[Tile, list[bytes]]]:
    for at in range(0, len(items), WIDTH):
        part = items[at : at + WIDTH]
        yield Tile(level, first + at // WIDTH, len(part)), part
