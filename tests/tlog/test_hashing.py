"""Roots as RFC 6962 defines them."""

import pytest

from tlog.hashing import EMPTY_ROOT, tree_root

# The reference inputs and roots of the Certificate Transparency test suites.
INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_reference_trees_have_the_reference_roots(leaves, size):
    assert tree_root(size, type(leaves)(INPUTS)).hex() == ROOTS[size - 1]


def test_the_empty_tree_has_the_hash_of_nothing(leaves):
    assert tree_root(0, leaves) == EMPTY_ROOT
    assert EMPTY_ROOT.hex().startswith("e3b0c44298fc1c14")


def test_every_size_has_the_root_of_the_definition(leaves, definition):
    for size in range(301):
        assert tree_root(size, leaves) == definition(leaves.entries[:size])


def test_a_tree_written_elsewhere_has_the_same_roots(leaves):
    pymerkle = pytest.importorskip(
        "pymerkle", reason="the second opinion on our roots: pip install pymerkle"
    )
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for size, entry in enumerate(leaves.entries, start=1):
        tree.append_entry(entry)
        assert tree.get_root() == tree_root(size, leaves)
