"""What the public may see of an enterprise on a day: no later act, nothing that left the site."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.acts import (
    Closure,
    Corrected,
    Extension,
    Lookback,
    OverLimit,
    PublicityEnded,
    RedCard,
    Reply,
    Sealed,
    Withdrawn,
    YellowCard,
)
from register.book import Book
from register.canonical import encode
from register.corrections import BadCorrection, corrected
from register.files import load_book
from register.lists import LISTS

D = dt.date
TODAY = D(2026, 11, 22)


def view(*acts, on=TODAY):
    (history,) = Book(acts).histories.values()
    return history.on(on)


def test_an_act_of_a_later_day_does_not_exist_yet(make):
    yellow = make(YellowCard)
    reply = make(Reply, yellow, date=D(2025, 4, 1))
    assert view(yellow, reply, on=D(2025, 3, 31)).entries[0].replies == ()
    assert view(yellow, reply, on=D(2025, 4, 1)).entries[0].replies[0].act == reply
    assert view(yellow, reply, on=D(2025, 3, 2)).enterprise is None


def test_a_reply_stands_beside_the_entry_it_answers_and_not_as_an_event(make):
    yellow, closure = make(YellowCard), make(Closure, date=D(2025, 4, 1))
    reply = make(Reply, yellow, date=D(2025, 5, 1))
    first, second = view(yellow, closure, reply).entries
    assert [entry.act for entry in first.replies] == [reply]
    assert second.replies == ()


def test_a_correction_shows_the_right_value_and_keeps_the_published_one(make):
    yellow = make(YellowCard)
    right = make(Corrected, yellow, changes={"deadline": "2025-08-03"}, date=D(2025, 4, 1))
    (entry,) = view(yellow, right).entries
    assert entry.act.deadline == D(2025, 9, 3)
    assert entry.shown.deadline == D(2025, 8, 3)
    assert entry.corrected_fields == ("deadline",)
    (before,) = view(yellow, right, on=D(2025, 3, 31)).entries
    assert before.shown is before.act


def test_the_later_of_two_corrections_holds_and_a_withdrawn_one_does_not(make):
    yellow = make(YellowCard)
    first = make(Corrected, yellow, changes={"problem": "甲"})
    second = make(Corrected, yellow, changes={"problem": "乙"})
    assert view(yellow, first, second).entries[0].shown.problem == "乙"
    gone = make(Withdrawn, second)
    assert view(yellow, first, second, gone).entries[0].shown.problem == "甲"


def test_a_correction_reaches_into_lines_and_numbers(make):
    closure = make(Closure)
    act = make(Corrected, closure, changes={"lines.0.capacity": "8.25", "year": "2024"})
    right = corrected(closure, [act])
    assert (right.lines[0].capacity, right.year) == (8.25, 2024)
    assert corrected(closure, []) is closure
    with pytest.raises(BadCorrection):
        corrected(closure, [make(Corrected, closure, changes={"lines.7.capacity": "1"})])


@pytest.mark.parametrize("kind", [Withdrawn, PublicityEnded])
def test_an_act_that_left_the_site_leaves_id_date_and_ground(make, kind):
    yellow = make(YellowCard, problem="秘密一")
    reply = make(Reply, yellow, text="秘密二")
    end = make(kind, yellow, date=D(2025, 5, 1))
    seen = view(yellow, reply, end)
    assert seen.entries == seen.acts == seen.names == ()
    assert seen.enterprise is None
    assert [stone.id for stone in seen.tombstones] == [yellow.id, reply.id]
    assert {stone.date for stone in seen.tombstones} == {D(2025, 5, 1)}
    assert "秘密" not in repr(seen)
    assert yellow.enterprise.name not in repr(seen)
    assert view(yellow, reply, end, on=D(2025, 4, 30)).tombstones == ()


def test_a_red_card_outlives_its_yellow_card(make):
    yellow = make(YellowCard)
    red = make(RedCard, yellow, date=D(2025, 10, 1))
    end = make(PublicityEnded, yellow, date=D(2025, 11, 1))
    assert [entry.act for entry in view(yellow, red, end).entries] == [red]


def test_a_renamed_firm_keeps_its_id_and_its_names_over_time(make):
    first = make(YellowCard, name="旧名厂")
    second = make(Closure, name="新名厂", date=D(2025, 6, 1))
    third = make(Closure, name="新名厂", date=D(2025, 7, 1))
    seen = view(first, second, third)
    assert [(n.name, n.since) for n in seen.names] == [
        ("旧名厂", first.date),
        ("新名厂", second.date),
    ]
    assert seen.enterprise.name == "新名厂"


def test_what_follows_a_follow_up_belongs_to_the_same_matter(make):
    sealed = make(Sealed)
    look = make(Lookback, sealed, date=D(2025, 5, 1))
    reply = make(Reply, look, date=D(2025, 5, 2))
    first, second = view(sealed, look, reply).entries
    assert [entry.act for entry in first.follow_ups] == [look]
    assert [entry.act for entry in second.replies] == [reply]


def test_acts_entered_out_of_order_are_told_by_date(make):
    later, earlier = make(Closure, date=D(2025, 6, 1)), make(OverLimit)
    assert [entry.act for entry in view(later, earlier).entries] == [earlier, later]


@pytest.mark.parametrize("demo", ["zhanjiang", "enping"])
@given(day=st.dates(D(2023, 1, 1), D(2027, 1, 1)))
def test_on_no_day_can_anything_of_an_ended_act_be_reached(content, demo, day):
    acts = _demo(content, demo)
    for history in acts.histories.values():
        seen = history.on(day)
        shown = repr(seen) + "".join(repr(rule.rows(history, day)) for rule in LISTS.values())
        for stone in seen.tombstones:
            hidden = acts.act(stone.id)
            salt = re.search(rb'"salt":"(\w+)"', encode(hidden))[1].decode()
            assert salt not in shown
            assert hidden.document not in shown or _other_bears(seen, hidden.document)


def _other_bears(seen, document):
    return any(act.document == document for act in seen.acts)


_books = {}


def _demo(content, demo):
    from register.profiles import load_profile

    if demo not in _books:
        _books[demo] = load_book(content / demo, load_profile(content / demo))
    return _books[demo]


def test_the_last_view_is_kept(make):
    (history,) = Book([make(YellowCard), make(Extension, make(YellowCard))]).histories.values()
    assert history.on(TODAY) is history.on(TODAY)
    assert history.on(TODAY) is not history.on(D(2025, 1, 1))
