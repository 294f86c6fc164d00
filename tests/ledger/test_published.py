"""What is published of the log finds each record where the log holds it."""

from hypothesis import given
from hypothesis import strategies as st
from ulid import ULID

from ledger.published import BUCKET, Place, Places, bucket_of, marks_in

WIDTH = 3
"""Entries in a bundle here; in a real one 256."""


def entry(record: str, rev: int, seq: int) -> bytes:
    return b'{"record":"%s","rev":%d,"seq":%d,"type":"record"}' % (record.encode(), rev, seq)


def places_in(bundles: list[bytes]) -> Places:
    return Places([marks_in(bundle) for bundle in bundles], bundles.__getitem__)


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 5)).map(
            lambda at: str(ULID.from_int((at[0] << 120) + at[1]))
        ),
        max_size=20,
    )
)
def test_a_record_is_found_at_its_newest_revision(ids):
    """Revisions of a record come in their order, wherever in the log."""
    revisions: dict[str, int] = {}
    newest: dict[str, Place] = {}
    entries = []
    for seq, id_ in enumerate(ids):
        revisions[id_] = revisions.get(id_, -1) + 1
        newest[id_] = Place(seq, revisions[id_])
        entries.append(entry(id_, revisions[id_], seq))
    bundles = [b"\n".join(entries[at : at + WIDTH]) for at in range(0, len(entries), WIDTH)]
    places = places_in(bundles)
    for id_ in ids:
        found = places.of(bucket_of(id_))
        assert found[id_] == newest[id_]
        assert {other: at for other, at in found.items() if bucket_of(other) == bucket_of(id_)} == {
            other: at for other, at in newest.items() if bucket_of(other) == bucket_of(id_)
        }


def test_a_bucket_the_log_does_not_know_has_no_places():
    places = places_in([entry("0" * 26, 0, 0)])
    assert places.of("7" * BUCKET) == {}
    assert list(places.marks("7" * BUCKET)) == []


def test_a_bucket_is_marked_anew_by_what_is_said_of_it_alone():
    first, other = entry("0" * 26, 0, 0), entry("7" * 26, 0, 1)
    before = marks_in(first + other)
    after = marks_in(first + other + entry("7" * 25 + "6", 0, 2))
    assert after["0" * BUCKET] == before["0" * BUCKET]
    assert after["7" * BUCKET] != before["7" * BUCKET]
