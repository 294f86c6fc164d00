"""Merkle tree hashing of RFC 6962 section 2.1, over perfect subtrees that are already hashed.

A subtree is named by its level and index: level 0 are the leaves, and the one at `(level, index)`
covers the leaves from `index << level` up to `(index + 1) << level`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()
"""The root of a tree without leaves."""

Subtrees = Callable[[int, int], bytes]
"""Gives the hash of the perfect subtree at `(level, index)`."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of an entry."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node above two others."""
    return sha256(b"\x01" + left + right).digest()


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over hashes whose number is a power of two."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row), 2)]
    return row[0]


def split(width: int) -> int:
    """Return the largest power of two below `width`, at which RFC 6962 splits a tree."""
    return 1 << (width - 1).bit_length() - 1


def range_root(start: int, end: int, subtrees: Subtrees) -> bytes:
    """Return the hash over the leaves `start` to `end`, a range met when splitting a tree.

    Such a range begins at a multiple of the next power of two not below its width, so it falls
    apart into perfect subtrees, largest first.
    """
    width = end - start
    level = width.bit_length() - 1
    if width == 1 << level:
        return subtrees(level, start >> level)
    middle = start + split(width)
    return node_hash(range_root(start, middle, subtrees), range_root(middle, end, subtrees))


def tree_root(size: int, subtrees: Subtrees) -> bytes:
    """Return the root of the tree over the first `size` leaves."""
    return range_root(0, size, subtrees) if size else EMPTY_ROOT
