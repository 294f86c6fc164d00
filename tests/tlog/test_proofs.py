"""Every proof made is accepted; every proof touched is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tlog.hashing import EMPTY_ROOT, tree_root
from tlog.proofs import (
    ProofFailed,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
)


def flipped(hash_: bytes, bit: int) -> bytes:
    return (int.from_bytes(hash_, "big") ^ (1 << bit)).to_bytes(32, "big")


def test_every_leaf_of_every_tree_is_proven_to_be_in_it(leaves):
    for size in range(1, 140):
        root = tree_root(size, leaves)
        for index in range(size):
            proof = inclusion_proof(index, size, leaves)
            check_inclusion(leaves(0, index), index, size, proof, root)


def test_every_tree_is_proven_to_begin_every_larger_one(leaves):
    roots = [tree_root(size, leaves) for size in range(100)]
    for new in range(100):
        for old in range(new + 1):
            proof = consistency_proof(old, new, leaves)
            check_consistency(old, roots[old], new, roots[new], proof)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_an_inclusion_proof_with_any_bit_flipped_fails(leaves, data):
    size = data.draw(st.integers(1, 400))
    index = data.draw(st.integers(0, size - 1))
    root = tree_root(size, leaves)
    proof = inclusion_proof(index, size, leaves)
    check_inclusion(leaves(0, index), index, size, proof, root)
    parts = [leaves(0, index), root, *proof]
    which, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))
    parts[which] = flipped(parts[which], bit)
    with pytest.raises(ProofFailed):
        check_inclusion(parts[0], index, size, parts[2:], parts[1])


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_a_consistency_proof_with_any_bit_flipped_fails(leaves, data):
    new = data.draw(st.integers(1, 400))
    old = data.draw(st.integers(1, new))
    parts = [tree_root(old, leaves), tree_root(new, leaves), *consistency_proof(old, new, leaves)]
    check_consistency(old, parts[0], new, parts[1], parts[2:])
    which, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))
    parts[which] = flipped(parts[which], bit)
    with pytest.raises(ProofFailed):
        check_consistency(old, parts[0], new, parts[1], parts[2:])


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_proof_too_long_too_short_or_for_another_place_fails(leaves, data):
    size = data.draw(st.integers(2, 400))
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda other: other != index))
    root, leaf = tree_root(size, leaves), leaves(0, index)
    proof = inclusion_proof(index, size, leaves)
    for place, hashes in ((index, [*proof, root]), (index, proof[:-1]), (other, proof)):
        with pytest.raises(ProofFailed):
            check_inclusion(leaf, place, size, hashes, root)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_consistency_proof_too_long_or_too_short_fails(leaves, data):
    new = data.draw(st.integers(2, 400))
    old = data.draw(st.integers(1, new - 1))
    roots = tree_root(old, leaves), tree_root(new, leaves)
    proof = consistency_proof(old, new, leaves)
    for hashes in ([*proof, roots[0]], proof[:-1]):
        with pytest.raises(ProofFailed):
            check_consistency(old, roots[0], new, roots[1], hashes)


def test_sizes_that_make_no_sense_are_refused(leaves):
    root = tree_root(4, leaves)
    with pytest.raises(ProofFailed, match="lies outside"):
        check_inclusion(leaves(0, 0), 4, 4, [], root)
    with pytest.raises(ProofFailed, match="can't continue"):
        check_consistency(5, root, 4, root, [])
    with pytest.raises(ProofFailed, match="different roots"):
        check_consistency(4, tree_root(3, leaves), 4, root, [])
    with pytest.raises(ProofFailed, match="not an empty tree"):
        check_consistency(0, root, 4, root, [])
    check_consistency(0, EMPTY_ROOT, 4, root, [])
    with pytest.raises(IndexError, match="no leaf 4"):
        inclusion_proof(4, 4, leaves)
    with pytest.raises(IndexError, match="no tree of 5"):
        consistency_proof(5, 4, leaves)
