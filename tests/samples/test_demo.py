"""The demo books: checked in as their stories tell them, and rich enough to show everything."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from register import lists, rules, standings
from register.acts import (
    KINDS,
    Closure,
    Extension,
    Lookback,
    Objection,
    Scope,
    Sealed,
    YellowCard,
    kind_of,
)
from register.files import load_book
from register.profiles import load_profile
from register.standings import State
from register.working_days import is_working_day, working_days_between
from samples.demo import demo_acts, write_demo
from samples.names import MARKS

CONTENT = Path(__file__).parents[2] / "content"
TODAY = dt.date(2026, 11, 22)
AT_LEAST = {"zhanjiang": 72, "enping": 32}

both_places = pytest.mark.parametrize("place", sorted(AT_LEAST))


@pytest.fixture(scope="module")
def books():
    folders = {place: CONTENT / place for place in AT_LEAST}
    return {place: load_book(folder, load_profile(folder)) for place, folder in folders.items()}


def test_the_checked_in_books_are_what_the_stories_tell(tmp_path):
    written = write_demo(tmp_path)
    checked_in = sorted(path for place in AT_LEAST for path in CONTENT.glob(f"{place}/acts/*"))
    assert sorted(path.relative_to(tmp_path) for path in written) == [
        path.relative_to(CONTENT) for path in checked_in
    ]
    for path in written:
        assert path.read_bytes() == (CONTENT / path.relative_to(tmp_path)).read_bytes(), path.name


@both_places
def test_a_book_keeps_every_rule(place):
    assert rules.check(demo_acts(place), load_profile(CONTENT / place)) == []


@both_places
def test_a_book_has_enough_enterprises_over_three_years(books, place):
    book = books[place]
    assert len(book.histories) >= AT_LEAST[place]
    assert {act.date.year for act in book.acts} == {2024, 2025, 2026}
    assert max(act.date for act in book.acts) <= TODAY


@both_places
def test_every_kind_of_act_is_there(books, place):
    assert {kind_of(act) for act in books[place].acts} == set(KINDS)


@both_places
def test_every_list_has_rows(books, place):
    histories = books[place].histories.values()
    for rule in lists.LISTS.values():
        assert any(rule.rows(history, TODAY) for history in histories), rule.slug


@both_places
def test_every_area_has_an_enterprise(books, place):
    known = {area.id for area in load_profile(CONTENT / place).areas}
    assert {act.enterprise.area for act in books[place].acts} == known


def standings_of(book, kind, standing):
    views = (history.on(TODAY) for history in book.histories.values())
    return Counter(standing(entry, TODAY).state for view in views for entry in view.of(kind))


@both_places
def test_yellow_cards_stand_in_every_state(books, place):
    states = standings_of(books[place], YellowCard, standings.yellow_card)
    assert set(states) == {State.OPEN, State.OVERDUE, State.RECTIFIED, State.TURNED_RED}


@both_places
def test_sealed_lines_are_before_and_past_their_date_and_gone(books, place):
    states = standings_of(books[place], Sealed, standings.sealed)
    assert {State.SEALED, State.OVERDUE, State.DISMANTLED} <= set(states)


@both_places
def test_lookbacks_found_a_restart_and_none(books, place):
    assert {a.resumed for a in books[place].acts if isinstance(a, Lookback)} == {True, False}


@both_places
def test_objections_were_upheld_and_rejected(books, place):
    assert {a.upheld for a in books[place].acts if isinstance(a, Objection)} == {True, False}


@both_places
def test_firms_and_lines_closed_in_every_year(books, place):
    closures = [act for act in books[place].acts if isinstance(act, Closure)]
    assert {act.scope for act in closures} == set(Scope)
    assert {act.year for act in closures} == {2024, 2025, 2026}
    assert len({line.unit for act in closures for line in act.lines}) >= 5


@both_places
def test_a_firm_was_renamed_and_an_extension_given(books, place):
    book = books[place]
    assert any(len(h.on(TODAY).names) > 1 for h in book.histories.values())
    assert any(isinstance(act, Extension) for act in book.acts)


@both_places
def test_a_credit_code_fails_its_check_and_is_flagged_not_dropped(books, place):
    flagged = list(rules.warnings(books[place].acts))
    assert flagged
    assert {problem.field for problem in flagged} == {"enterprise.uscc"}


@both_places
def test_some_information_was_published_late_and_most_in_time(books, place):
    delays = [working_days_between(act.formed_on, act.date) for act in books[place].acts]
    late = sum(delay > 20 for delay in delays)
    assert 1 <= late <= len(delays) // 10


@both_places
def test_offices_act_on_working_days(books, place):
    closed = [a.id for a in books[place].acts if not is_working_day(a.date)]
    assert closed == []


@both_places
def test_no_act_rests_on_a_rule_that_was_not_yet_in_force(books, place):
    in_force = {"信用修复管理办法》": dt.date(2026, 4, 1), "（2024年本）": dt.date(2024, 2, 1)}
    for act in books[place].acts:
        for title, since in in_force.items():
            assert title not in act.basis.law or act.date >= since, act.id


@both_places
def test_no_name_can_be_taken_for_a_real_firms(books, place):
    for act in books[place].acts:
        assert any(mark in act.enterprise.name[2:7] for mark in MARKS), act.enterprise.name


@both_places
def test_no_two_texts_are_alike(books, place):
    texts = Counter(
        text
        for act in books[place].acts
        for field in ("problem", "finding", "reason", "explanation", "method", "text")
        if (text := getattr(act, field, None))
    )
    assert [text for text, times in texts.items() if times > 1] == []
