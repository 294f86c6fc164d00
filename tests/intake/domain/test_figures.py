"""Figures of casework: what is counted of a case's life, against a recount written another way."""

import datetime as dt
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from intake.domain.figures import (
    COUNTED_MOVES,
    Concern,
    Figure,
    Happened,
    History,
    concern_of,
    marks_of,
    settled,
)
from intake.domain.rates import Timed, rating, summary
from intake.domain.stages import Move, Party, State
from intake.domain.standing import Satisfaction, Standing, after, holds
from intake.domain.steps import STEPS
from register.jurisdiction import Matter
from register.numbers import Rate

START = dt.date(2026, 3, 2)
DEPARTMENTS = ("industry", "tax", "power")


def day(n: int) -> dt.date:
    return START + dt.timedelta(days=n)


def limit(since: dt.date) -> dt.date:
    return since + dt.timedelta(days=2)


@st.composite
def lives(draw) -> History:
    """Lives as the lifecycle table allows them, with days that pass in between."""
    state, standing, on = None, Standing(), 0
    lead, closed, rated = "coordination", None, None
    events = []
    for _ in range(draw(st.integers(1, 25))):
        rows = [row for row in STEPS if row.start is state and holds(row.when, standing)]
        row = draw(st.sampled_from(rows))
        on += draw(st.integers(0, 4))
        rated = draw(st.sampled_from(Satisfaction)) if row.move is Move.FOLLOW_UP else None
        standing = after(row.does, standing, rated)
        if row.move in (Move.DISPATCH, Move.TRANSFER):
            lead = draw(st.sampled_from(DEPARTMENTS))
        state = row.end
        if row.move in (Move.CLOSE, Move.DECLINE):
            closed = day(on)
        if row.move is Move.REOPEN:
            closed = None
        who = None if row.by is Party.REPORTER else lead
        events.append(Happened(day(on), row.move, who))
    return History(
        lead=lead,
        area=draw(st.sampled_from([None, "440802"])),
        matter=draw(st.sampled_from(Matter)),
        concern=draw(st.sampled_from(Concern)),
        due_on=day(draw(st.integers(0, 40))),
        closed_on=closed if state in (State.CLOSED, State.DECLINED) else None,
        satisfaction=standing.satisfaction,
        events=tuple(events),
    )


def recounted(history: History, today: dt.date) -> dict[str, Counter[Figure]]:
    """Count a life step by step, by department; written without looking at the rule's code."""
    found: dict[str, Counter[Figure]] = {}

    def add(department: str, figure: Figure) -> None:
        found.setdefault(department, Counter())[figure] += 1

    lead, moves = history.lead, [event.move for event in history.events]
    add(lead, Figure.RECEIVED)
    again = len(moves) - moves[::-1].index(Move.REOPEN) if Move.REOPEN in moves else 0
    answers = [
        e.day for e in history.events[again:] if e.move in (Move.REPLY, Move.CLOSE, Move.DECLINE)
    ]
    if answers:
        add(lead, Figure.ANSWERED if answers[0] <= history.due_on else Figure.ANSWERED_LATE)
    else:
        add(lead, Figure.UNANSWERED if today <= history.due_on else Figure.ANSWERED_LATE)
    if history.closed_on:
        add(lead, Figure.CLOSED if history.closed_on <= history.due_on else Figure.CLOSED_LATE)
    else:
        add(lead, Figure.UNCLOSED if today <= history.due_on else Figure.CLOSED_LATE)
    for move, figure in (
        (Move.PROPOSE, Figure.REVIEWED),
        (Move.SEND_BACK, Figure.SENT_BACK),
        (Move.REOPEN, Figure.REOPENED),
    ):
        if move in moves:
            add(lead, figure)
    if history.satisfaction:
        add(lead, Figure(history.satisfaction.value))
    sendings = [i for i, move in enumerate(moves) if move in (Move.DISPATCH, Move.TRANSFER)]
    ends = [*sendings[1:], len(moves)]
    for start, end in zip(sendings, ends, strict=bool(sendings)):
        sent, taken = history.events[start], history.events[start + 1 : end]
        add(sent.department, Figure.ASSIGNED)
        if any(event.move is Move.RETURN for event in taken):
            add(sent.department, Figure.RETURNED)
        days = [event.day for event in taken if event.move in (Move.SIGN, Move.RETURN)]
        last = limit(sent.day)
        if days:
            add(sent.department, Figure.SIGNED if days[0] <= last else Figure.SIGNED_LATE)
        else:
            add(sent.department, Figure.UNSIGNED if today <= last else Figure.SIGNED_LATE)
    return found


def counted(history: History, today: dt.date) -> dict[str, Counter[Figure]]:
    by_department: dict[str, Counter] = {}
    for mark in marks_of(history, limit):
        by_department.setdefault(mark.cell.department, Counter())[mark] += 1
    return {name: settled(marks, today) for name, marks in by_department.items()}


@given(lives(), st.integers(0, 120))
def test_what_is_counted_equals_a_naive_recount(history, today):
    assert counted(history, day(today)) == recounted(history, day(today))


@given(lives())
def test_moves_that_no_figure_hangs_on_change_nothing(history):
    """The database reads only the moves that count."""
    fewer = tuple(event for event in history.events if event.move in COUNTED_MOVES)
    kept = History(**{**vars(history), "events": fewer})
    assert counted(kept, day(60)) == counted(history, day(60))


@given(st.lists(lives(), max_size=6), st.integers(0, 120))
def test_parts_add_up_whatever_the_day(histories, today):
    figures = Counter()
    for history in histories:
        for counts in counted(history, day(today)).values():
            figures.update(counts)
    found = summary(figures)
    assert found.received == len(histories)
    for timed in (found.answered, found.closed):
        assert timed.in_time + timed.late + timed.waiting == found.received
    signed = found.signed
    assert signed.in_time + signed.late + signed.waiting == found.returned.of
    assert found.returned.n <= found.returned.of
    assert found.sent_back.n <= found.sent_back.of


def test_an_open_case_past_its_day_is_late_and_one_not_due_is_left_out_and_said():
    history = History(
        "industry", None, Matter.TAX, Concern.ENFORCEMENT, day(10), None, None,
        (Happened(day(0), Move.DISPATCH, "industry"),),
    )  # fmt: skip
    before = summary(counted(history, day(10))["industry"])
    assert before.closed == Timed(0, 0, 1)
    assert before.closed.rate.percent == ""
    assert before.signed == Timed(0, 1, 0)
    beyond = summary(counted(history, day(11))["industry"])
    assert beyond.closed == Timed(0, 1, 0)
    assert beyond.closed.rate.percent == "0.0%"


def test_a_return_is_counted_for_who_returned_and_the_rest_for_who_has_the_case():
    history = History(
        "tax", None, Matter.TAX, Concern.ENFORCEMENT, day(10), day(8), None,
        (
            Happened(day(0), Move.DISPATCH, "industry"),
            Happened(day(4), Move.RETURN, "industry"),
            Happened(day(5), Move.DISPATCH, "tax"),
            Happened(day(6), Move.SIGN, "tax"),
            Happened(day(8), Move.REPLY, "tax"),
            Happened(day(8), Move.CLOSE, "tax"),
        ),
    )  # fmt: skip
    found = counted(history, day(9))
    assert summary(found["industry"]).returned == Rate(1, 1)
    assert summary(found["industry"]).signed == Timed(0, 1, 0)
    assert summary(found["industry"]).received == 0
    assert summary(found["tax"]).returned == Rate(0, 1)
    assert summary(found["tax"]).closed == Timed(1, 0, 0)


def test_those_not_reached_are_left_out_of_satisfaction():
    found = rating({Figure.SATISFIED: 2, Figure.PARTLY: 1, Figure.NOT: 1, Figure.NOT_REACHED: 7})
    assert found.rate == Rate(3, 4)


def test_orders_are_services_unless_the_hotline_calls_them_reports():
    assert concern_of(Matter.TAX, None) is Concern.ENFORCEMENT
    assert concern_of(Matter.ENQUIRY, None) is Concern.SERVICE
    kinds = ("enquiry", "help", "suggestion", "complaint", "report", "unknown")
    assert [concern_of(Matter.TAX, kind) is Concern.SERVICE for kind in kinds] == [
        True, True, True, True, False, False,
    ]  # fmt: skip


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_a_rate_is_never_rounded_up_to_all_or_down_to_none(n, more):
    rate = Rate(n, n + more)
    assert (rate.percent == "100.0%") == (n > 0 and more == 0)
    assert (rate.percent == "0.0%") == (n == 0 and more > 0)
    assert (rate.percent == "") == (n + more == 0)
