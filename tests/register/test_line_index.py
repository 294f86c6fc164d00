"""Where lines stand in a book: however the index came about, it says the same."""

from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from register.acts import YellowCard
from register.canonical import encode
from register.line_index import CARRIED_UP_TO, index_of
from register.lines import ActsFile, RawBook

YEARS = (2024, 2025)


def files_of(acts):
    """Return acts as the files of their years, in the order given."""
    lines = defaultdict(bytes)
    for act in acts:
        lines[act.date.year] += encode(act) + b"\n"
    return [ActsFile(f"acts/{year}.jsonl", lines[year]) for year in sorted(lines)]


@pytest.fixture
def card(make):
    """A card for a firm in a year; each has an id of its own."""
    day = make(YellowCard).date
    return lambda firm, year: make(YellowCard, firm=f"firm-{firm}", date=day.replace(year=year))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.lists(st.tuples(st.integers(1, 4), st.sampled_from(YEARS)), min_size=1, max_size=3),
        min_size=2,
        max_size=5,
    )
)
def test_an_index_carried_on_is_the_one_made_anew_and_cuts_the_lines_of_the_book(card, steps):
    acts, index = [], None
    for step in steps:
        acts += [card(firm, year) for firm, year in step]
        files = files_of(acts)
        index = index_of(files, index)
        assert index == index_of(files)
        histories = RawBook(tuple(files)).histories
        assert {id_: index.lines(files, id_) for id_ in index.places} == histories
        assert list(index.places) == list(histories)


def test_more_new_lines_than_are_carried_on_are_read_with_the_whole_book(card):
    few = [card(1, 2024)]
    many = [*few, *(card(2, 2024) for _ in range(CARRIED_UP_TO + 1))]
    assert index_of(files_of(many), index_of(files_of(few))) == index_of(files_of(many))


def test_a_line_changed_in_place_is_seen(card):
    acts = [card(1, 2024), card(2, 2025)]
    last = index_of(files_of(acts))
    files = files_of(acts)
    files[0] = ActsFile(files[0].name, files[0].content.replace("能耗".encode(), "水耗".encode()))
    now = index_of(files, last)
    assert now.changed_since(last) == ["firm-1"]


def test_what_changed_is_told_also_where_the_order_did(card):
    acts = [card(1, 2025), card(2, 2025)]
    last = index_of(files_of(acts))
    earlier = index_of(files_of([card(2, 2024), *acts, card(3, 2025)]))
    assert not earlier.follows(last)
    assert set(earlier.changed_since(last)) == {"firm-2", "firm-3"}


@pytest.mark.parametrize(
    "spoil", [lambda tail: tail[:-1], lambda tail: b"\n" + tail, lambda tail: tail + tail]
)
def test_what_is_added_must_be_whole_lines_with_ids_of_their_own(card, spoil):
    acts = [card(1, 2024)]
    (file,) = files_of(acts)
    tail = encode(card(1, 2024)) + b"\n"
    grown = ActsFile(file.name, file.content + spoil(tail))
    assert index_of([grown], index_of([file])) is None


def test_an_id_that_stands_in_another_year_already_is_found(card):
    act = card(1, 2024)
    last = index_of(files_of([act, card(2, 2025)]))
    files = files_of([act, card(2, 2025)])
    twice = encode(act).replace(b'"date":"2024-', b'"date":"2025-') + b"\n"
    files[1] = ActsFile(files[1].name, files[1].content + twice)
    assert index_of(files, last) is None
