"""Inclusion and consistency proofs: made as in RFC 6962, checked as in RFC 9162, section 2.1."""

from __future__ import annotations

from collections.abc import Sequence

from tlog.hashing import EMPTY_ROOT, Subtrees, node_hash, range_root, split


class ProofFailed(ValueError):
    """A proof does not prove what it was given for; the message says in which way."""


def inclusion_proof(index: int, size: int, subtrees: Subtrees) -> list[bytes]:
    """Return the hashes beside the way from a leaf up to the root, lowest first."""
    if not 0 <= index < size:
        raise IndexError(f"no leaf {index} in a tree of {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            path.append(range_root(middle, end, subtrees))
            end = middle
        else:
            path.append(range_root(start, middle, subtrees))
            start = middle
    return path[::-1]


def consistency_proof(old: int, new: int, subtrees: Subtrees) -> list[bytes]:
    """Return the hashes that show a tree of `old` leaves to be the beginning of one of `new`."""
    if not 0 <= old <= new:
        raise IndexError(f"no tree of {old} within a tree of {new}")
    if old in (0, new):
        return []
    path: list[bytes] = []
    start, end = 0, new
    while end != old:
        middle = start + split(end - start)
        if old <= middle:
            path.append(range_root(middle, end, subtrees))
            end = middle
        else:
            path.append(range_root(start, middle, subtrees))
            start = middle
    if start:  # at 0 the last range is the old tree itself, whose root the verifier has
        path.append(range_root(start, end, subtrees))
    return path[::-1]


def check_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that a leaf is at `index` in the tree of that size and root (RFC 9162, 2.1.3.2).

    Raises:
        ProofFailed: it isn't, or the proof doesn't show it.

    """
    if not 0 <= index < size:
        raise ProofFailed(f"index {index} lies outside a tree of {size}")
    position, last, computed = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofFailed("the proof is too long")
        if position & 1 or position == last:
            computed = node_hash(sibling, computed)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            computed = node_hash(computed, sibling)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise ProofFailed("the proof is too short")
    if computed != root:
        raise ProofFailed("the entry is not in the tree at this place")


def check_consistency(
    old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the old tree is the beginning of the new one (RFC 9162, 2.1.4.2).

    Raises:
        ProofFailed: it isn't, or the proof doesn't show it.

    """
    if not 0 <= old <= new:
        raise ProofFailed(f"a tree of {new} can't continue a tree of {old}")
    if old in (0, new):
        _check_trivial(old, old_root, new_root, proof)
        return
    seed = [old_root] if old & (old - 1) == 0 else []
    path = [*seed, *proof]
    if not path:
        raise ProofFailed("the proof is too short")
    _walk(old - 1, new - 1, path, old_root, new_root)


def _check_trivial(old: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    expected = new_root if old else EMPTY_ROOT
    if proof or old_root != expected:
        raise ProofFailed("trees of one size have different roots" if old else "not an empty tree")


def _walk(
    position: int, last: int, path: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    while position & 1:
        position, last = position >> 1, last >> 1
    computed_old = computed_new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofFailed("the proof is too long")
        if position & 1 or position == last:
            computed_old = node_hash(sibling, computed_old)
            computed_new = node_hash(sibling, computed_new)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            computed_new = node_hash(computed_new, sibling)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise ProofFailed("the proof is too short")
    if computed_old != old_root:
        raise ProofFailed("the old tree is not the beginning of the new one")
    if computed_new != new_root:
        raise ProofFailed("the proof doesn't lead to the new root")
