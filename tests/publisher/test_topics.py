"""Topics amended after an act are, byte for byte, those of a build that knew nothing before."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher import topics
from publisher.topics import CHUNK, gathered
from register.line_index import LineIndex

VALIDITY = b"the same program, profile and day"


def index(ids: list[str], version: int = 0) -> LineIndex:
    digests = b"%016d" % version * len(ids)
    return LineIndex("".join(f"{id_}\n" for id_ in ids).encode(), digests, b"", b"", b"", [])


def firms(count: int) -> list[str]:
    return [f"firm-{number:04}" for number in range(count)]


def says(slugs: tuple[str, ...]) -> dict[str, msgspec.Raw]:
    """What an enterprise says that is on these lists; nothing to most topics."""
    encoded = msgspec.Raw(msgspec.msgpack.encode(slugs))
    return {"listed": encoded, "records": encoded} if slugs else {}


SLUGS = st.lists(st.sampled_from(["yellow", "red", "sealed"]), max_size=2).map(tuple)


@given(
    before=st.lists(SLUGS, min_size=1, max_size=2 * CHUNK + 5),
    changes=st.dictionaries(st.integers(0, 2 * CHUNK + 4), SLUGS, max_size=4),
    joined=st.lists(SLUGS, max_size=3),
)
def test_topics_amended_are_those_made_anew(before, changes, joined):
    ids = firms(len(before) + len(joined))
    old = dict(zip(ids, map(says, before), strict=False))
    last = gathered(VALIDITY, index(ids[: len(before)]), old, None)
    fresh = {ids[at]: says(slugs) for at, slugs in changes.items() if at < len(before)}
    fresh |= dict(zip(ids[len(before) :], map(says, joined), strict=True))
    amended = gathered(VALIDITY, index(ids, 1), fresh, last)
    anew = gathered(VALIDITY, index(ids, 1), old | fresh, None)
    assert amended.index == anew.index
    for name in ("listed", "records", "page"):
        pairs = zip(amended[name].chunks, anew[name].chunks, strict=True)
        assert all(one.content == other.content for one, other in pairs)
        assert list(amended[name].said) == [id_ for id_ in ids if name in (old | fresh)[id_]]


def test_an_act_leaves_the_chunks_of_all_others_alone():
    ids = firms(3 * CHUNK)
    old = {id_: says(("red",)) for id_ in ids}
    last = gathered(VALIDITY, index(ids), old, None)
    now = gathered(VALIDITY, index(ids, 1), {ids[CHUNK]: says(("yellow",))}, last)
    pairs = zip(last["listed"].chunks, now["listed"].chunks, strict=True)
    assert [before is after for before, after in pairs] == [True, False, True]


def test_who_leaves_the_book_leaves_every_topic():
    ids = firms(CHUNK + 2)
    last = gathered(VALIDITY, index(ids), {id_: says(("red",)) for id_ in ids}, None)
    left = [id_ for id_ in ids if id_ != ids[1]]
    now = gathered(VALIDITY, index(left, 1), {}, last)
    assert list(now["listed"].said) == left


def test_topics_kept_are_read_as_they_were(tmp_path: Path):
    ids = firms(CHUNK + 2)
    made = gathered(VALIDITY, index(ids), {id_: says(("red",)) for id_ in ids}, None)
    topics.keep(tmp_path, made)
    found = topics.read(tmp_path, VALIDITY)
    assert found is not None
    assert found.index == made.index
    assert found["listed"].said == made["listed"].said
    assert topics.read(tmp_path, b"another day") is None


def test_what_is_kept_is_what_is_said_now_and_nothing_else(tmp_path: Path):
    ids = firms(CHUNK + 2)
    last = gathered(VALIDITY, index(ids), {id_: says(("red",)) for id_ in ids}, None)
    now = gathered(VALIDITY, index(ids, 1), {ids[0]: says(("yellow",))}, last)
    for folder, states in (("grown", (last, now)), ("anew", (now,))):
        for state in states:
            topics.keep(tmp_path / folder, state)
    grown, anew = (
        {path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()}
        for folder in ("grown", "anew")
    )
    assert grown == anew


def test_topics_of_which_a_chunk_is_missing_are_not_believed(tmp_path: Path):
    ids = firms(CHUNK + 2)
    topics.keep(tmp_path, gathered(VALIDITY, index(ids), {it: says(("red",)) for it in ids}, None))
    next(tmp_path.glob("listed-*")).unlink()
    assert topics.read(tmp_path, VALIDITY) is None


@pytest.mark.parametrize("lost", ["index", "listed"])
def test_topics_that_are_not_whole_are_not_read(tmp_path: Path, lost: str):
    made = gathered(VALIDITY, index(["firm"]), {"firm": says(("red",))}, None)
    topics.keep(tmp_path, made)
    next(tmp_path.glob(f"{lost}*")).unlink()
    assert topics.read(tmp_path, VALIDITY) is None
