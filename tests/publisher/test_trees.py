"""What must be made is found in the sections that changed, and is what a look at all would find."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from publisher.trees import UNKNOWN, Section, Tree

PATHS = [f"{top}/{number}" for top in "ab" for number in range(6)]
FILES = st.dictionaries(st.sampled_from(PATHS), st.sampled_from([b"1", b"2"]))
TOLD = st.dictionaries(st.sampled_from([*PATHS, "stray"]), st.sampled_from([UNKNOWN, b"1", b"2"]))


def families(files: dict[str, bytes], neighbours: int) -> dict[str, dict[bytes, Section]]:
    """A family for each folder, so many neighbouring files a section."""
    found: dict[str, dict[bytes, Section]] = {}
    for top, paths in itertools.groupby(sorted(files), key=lambda path: path[0]):
        own = list(paths)
        for start in range(0, len(own), neighbours):
            some = {path: files[path] for path in own[start : start + neighbours]}
            found.setdefault(top, {})[repr(some).encode()] = Section.of(some)
    return found


@given(FILES, FILES, TOLD, st.integers(1, 4))
def test_what_a_tree_lacks_and_has_too_much_is_what_a_look_at_every_file_tells(
    held, wanted, told, neighbours
):
    target = families(wanted, neighbours)
    found = Tree(families(held, neighbours), told).against(target)
    really = held | told
    lacking = {path for path, digest in wanted.items() if really.get(path) != digest}
    assert set(found.lacking) == lacking
    assert set(found.left) == really.keys() - wanted.keys()
    assert set(found.outdated) == {it for it in really if wanted.get(it) != really[it]}
    assert all(found.has(path) == (path not in lacking) for path in wanted)


@given(FILES, FILES, st.integers(1, 4))
def test_a_family_alone_lacks_what_it_lacks_of_the_whole(held, wanted, neighbours):
    tree, target = Tree(families(held, neighbours)), families(wanted, neighbours)
    parts = [tree.family_against(family, own).lacking for family, own in target.items()]
    assert sorted(itertools.chain(*parts)) == sorted(tree.against(target).lacking)


@given(FILES, TOLD, st.integers(1, 4))
def test_the_digest_of_one_file_is_what_is_told_of_it_or_else_what_its_section_says(
    held, told, neighbours
):
    tree = Tree(families(held, neighbours), told)
    assert {path: tree.digest(path) for path in PATHS} == {
        path: (held | told).get(path) for path in PATHS
    }
    assert tree.count() == len(held)


def test_sections_that_stayed_the_same_are_not_looked_into():
    same = {it: Section(b"not to be decoded", 1, ("a",)) for it in (b"1", b"2")}
    tree = Tree({"a": {**same, b"3": Section.of({"a/1": b"1"})}})
    found = tree.against({"a": {**same, b"4": Section.of({"a/1": b"2"})}})
    assert found.lacking == ["a/1"]


def test_a_section_keeps_the_stamps_of_its_files():
    section = Section.of({"a/1": b"1", "b": b"2"})
    stamps = {"a/1": (1, 2), "b": (3, -1)}
    assert section.stamped_by(stamps.__getitem__).stamped == stamps
    assert section.tops == ("a", "b")
