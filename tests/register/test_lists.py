"""Lists say who is on them on a day, how the matter stands, and for how many days."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.acts import (
    KINDS,
    Closure,
    Corrected,
    Dismantled,
    Extension,
    Inspection,
    Lookback,
    OverLimit,
    OverLimitSerious,
    ProductionLine,
    PublicityEnded,
    Rectified,
    RedCard,
    Reply,
    Scope,
    Sealed,
    Subject,
    Withdrawn,
    YellowCard,
)
from register.book import Book
from register.duties import fulfilment, publications
from register.labels import KIND_LABELS, SCOPE_LABELS, STATE_LABELS, SUBJECT_LABELS
from register.lists import LISTS, in_order, rows
from register.standings import State, yellow_card
from register.statistics import statistics, tally, total
from register.wording import use_language

D = dt.date


def on(slug, day, *acts):
    return [(row.standing.state, row.standing.days_left) for row in rows(Book(acts), slug, day)]


@given(day=st.dates(D(2025, 3, 3), D(2026, 3, 3)))
def test_a_yellow_card_counts_down_to_its_deadline_and_then_up(make, day):
    card = make(YellowCard)
    ((state, left),) = on("yellow", day, card)
    assert left == (card.deadline - day).days
    assert state is (State.OPEN if day <= card.deadline else State.OVERDUE)


def test_on_its_last_day_a_card_is_not_overdue(make):
    card = make(YellowCard)
    assert on("yellow", card.deadline, card) == [(State.OPEN, 0)]
    (row,) = rows(Book([card]), "yellow", D(2025, 9, 8))
    assert row.standing.days_overdue == 5
    assert row.standing.since == D(2025, 9, 4)


def test_an_extension_counts_from_the_day_it_is_granted(make):
    card = make(YellowCard)
    extension = make(Extension, card, date=D(2025, 9, 10))
    assert on("yellow", D(2025, 9, 9), card, extension) == [(State.OVERDUE, -6)]
    (row,) = rows(Book([card, extension]), "yellow", D(2025, 9, 10))
    assert row.standing.state is State.OPEN
    assert row.standing.extended
    assert (row.standing.original_deadline, row.standing.deadline) == (
        card.deadline,
        extension.deadline,
    )


def test_who_rectified_or_turned_red_is_off_the_yellow_list(make):
    card = make(YellowCard)
    met = make(Rectified, card, date=D(2025, 8, 1))
    red = make(RedCard, card, date=D(2025, 10, 1))
    assert on("yellow", D(2025, 7, 31), card, met) == [(State.OPEN, 34)]
    assert on("yellow", D(2025, 8, 1), card, met) == []
    assert on("yellow", D(2025, 10, 1), card, red) == []
    assert on("red", D(2025, 10, 1), card, red) == [(State.CLOSED, None)]
    (entry,) = Book([card, met]).histories["firm-1"].on(D(2026, 1, 1)).of(YellowCard)
    assert yellow_card(entry, D(2026, 1, 1)).state is State.RECTIFIED


def test_a_sealed_line_is_followed_to_its_dismantling_and_a_restart_is_said(make):
    sealed = make(Sealed)
    resumed = make(Lookback, sealed, date=D(2025, 6, 1))
    still = make(Lookback, sealed, date=D(2025, 7, 1), resumed=False)
    gone = make(Dismantled, sealed, date=D(2025, 8, 1), finding="已拆除")
    again = make(Lookback, gone, date=D(2025, 9, 1))
    acts = (sealed, resumed, still, gone, again)
    days = [D(2025, 3, 3), *(act.date for act in acts[1:])]
    states = [on("sealed", day, *acts)[0][0] for day in days]
    assert states == [
        State.SEALED, State.RESTARTED, State.SEALED, State.DISMANTLED, State.RESTARTED,
    ]  # fmt: skip
    assert on("sealed", D(2026, 1, 2), sealed) == [(State.OVERDUE, -2)]


def test_over_limit_and_serious_are_two_lists(make):
    mild, serious = make(OverLimit), None
    serious = make(OverLimitSerious, **{f: getattr(mild, f) for f in (
        "pollutant", "limit", "measured", "unit", "period")})  # fmt: skip
    assert len(on("over-limit", D(2026, 1, 1), mild, serious)) == 1
    assert len(on("over-limit-serious", D(2026, 1, 1), mild, serious)) == 1


def test_a_firm_that_passed_inspection_is_not_listed_as_a_violator(make):
    bad = make(Inspection, compliant=False, finding="超限额")
    good = make(Inspection, compliant=True, finding="达标", firm="firm-2")
    listed = rows(Book([bad, good]), "inspections", D(2026, 1, 1))
    assert [row.act for row in listed] == [bad]


def test_a_row_shows_corrected_values_and_names_its_replies(make):
    act = make(Closure)
    right = make(Corrected, act, changes={"method": "整体拆除"})
    reply = make(Reply, act)
    (row,) = rows(Book([act, right, reply]), "closures", D(2026, 1, 1))
    assert row.act.method == "整体拆除"
    assert row.corrected == ("method",)
    assert row.replies == (reply.id,)
    assert row.year == 2025


@pytest.mark.parametrize("kind", [Withdrawn, PublicityEnded])
def test_what_left_the_site_is_on_no_list(make, kind):
    act = make(Closure)
    end = make(kind, act, date=D(2025, 5, 1))
    for slug in LISTS:
        assert rows(Book([act, end]), slug, D(2025, 5, 1)) == []


@given(st.permutations(range(8)), st.data())
def test_the_order_of_a_list_does_not_depend_on_the_order_of_its_rows(make, order, data):
    days = st.dates(D(2025, 1, 1), D(2025, 1, 4))
    acts = [make(Closure, date=data.draw(days), firm=f"firm-{n % 3}") for n in range(8)]
    listed = rows(Book(acts), "closures", D(2026, 1, 1))
    assert in_order([listed[n] for n in order]) == listed
    assert [row.act.date for row in listed] == sorted((a.date for a in acts), reverse=True)


def test_every_list_rests_on_a_duty_of_the_place(profile):
    for rule in LISTS.values():
        assert all(duty.clause for duty in rule.duties(profile))
        assert rule.duties(profile)


def test_titles_are_those_agreed_in_both_languages():
    assert LISTS["closures"].title_for(2021) == "落后产能退出企业名单（2021年度）"
    assert str(LISTS["yellow"].title) == "黄牌名单（限期整改）"
    with use_language("en"):
        assert LISTS["closures"].title_for(2021) == "Closed outdated capacity, 2021"


def test_everything_that_is_shown_has_a_name():
    assert KIND_LABELS.keys() == KINDS.keys()
    assert set(SUBJECT_LABELS) == set(Subject)
    assert set(SCOPE_LABELS) == set(Scope)
    assert set(STATE_LABELS) == set(State)


def test_capacities_of_different_units_are_never_added(make):
    lines = (
        ProductionLine("中频炉", 2, 0.1, "万吨"),
        ProductionLine("中频炉", 1, 0.2, "万吨"),
        ProductionLine("窑", 1, 30, "万平方米"),
        ProductionLine("切断机", 3),
    )
    acts = [
        make(Closure, lines=lines, scope=Scope.ENTERPRISE),
        make(Closure, lines=lines[:1], firm="firm-2", industry="3011"),
    ]
    closed = statistics(Book(acts).histories.values(), D(2026, 1, 1)).closed_by("year")
    assert closed[2025, "万吨"].capacity == Decimal("0.4")
    assert closed[2025, "万吨"].enterprises == {"firm-1", "firm-2"}
    assert closed[2025, "万吨"].shut == {"firm-1"}
    assert closed[2025, "万平方米"].capacity == 30
    assert closed[2025, ""].equipment == 3


def test_yellow_cards_are_counted_once_each_and_overdue_lines_by_days(make):
    card, other = make(YellowCard), make(YellowCard, firm="firm-2")
    extension = make(Extension, card, date=D(2025, 9, 1))
    sealed = make(Sealed, firm="firm-3")
    book = Book([card, other, extension, sealed])
    day = D(2026, 1, 10)
    found = statistics(book.histories.values(), day)
    assert found.yellow_cards == {State.OVERDUE: 2}
    assert found.extended == 1
    assert [(item.act, item.days) for item in found.overdue] == [(sealed.id, 10)]
    assert total(tally(history, day) for history in book.histories.values()) == found


def test_a_duty_counts_what_was_published_and_what_came_late(make, profile):
    # 8 February 2025, a Saturday, was worked: the 20th working day after the 5th is 4 March
    in_time = make(YellowCard, formed_on=D(2025, 2, 5))
    late = make(YellowCard, formed_on=D(2025, 2, 5), date=D(2025, 3, 5), firm="firm-2")
    gone = make(Withdrawn, in_time, date=D(2025, 4, 1))
    book = Book([in_time, late, gone])
    published = [
        each for history in book.histories.values()
        for each in publications(history, profile, D(2025, 3, 5))
    ]  # fmt: skip
    (record,) = [
        each for each in fulfilment(profile, published)
        if each.duty.id == "yellow" and each.department == "industry"
    ]  # fmt: skip
    assert (record.published, record.in_time, record.last) == (2, 1, D(2025, 3, 5))
    assert [(each.act, each.working_days_late) for each in record.late] == [(late.id, 1)]
    owed = {(each.duty.id, each.department) for each in fulfilment(profile, [])}
    assert ("over-limit", "ecology") in owed
