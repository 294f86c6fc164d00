"""The table of a case's life, checked as a model: every state with everything it carries along."""

from collections import defaultdict
from itertools import chain, combinations, product

import pytest

from intake.domain.errors import NotAllowed, WrongState
from intake.domain.lifecycle import (
    AT_WORK,
    ENDED,
    MOVE_NAMES,
    PARTY_NAMES,
    STATE_NAMES,
    STEPS,
    TOLD_TO_REPORTER,
    WORDS_FOR_REPORTER,
    Move,
    Party,
    State,
    moves_open_to,
    step,
)
from intake.domain.standing import (
    SATISFACTION_NAMES,
    WHEN_NAMES,
    Effect,
    Extension,
    Satisfaction,
    Standing,
    When,
    after,
    holds,
)

NEW = Standing()
STAFF = frozenset(Party) - {Party.REPORTER, Party.ROUTER}
EVERY_SET_OF_PARTIES = [
    frozenset(chosen)
    for chosen in chain.from_iterable(combinations(Party, n) for n in range(len(Party) + 1))
]


def follow(row, standing):
    """Every standing that a step may lead to."""
    found = list(Satisfaction) if row.does is Effect.RATE else [None]
    return [after(row.does, standing, satisfaction) for satisfaction in found]


def steps_from(state, standing, parties=frozenset(Party)):
    return [
        row
        for row in STEPS
        if row.start is state and row.by in parties and holds(row.when, standing)
    ]


def explore():
    """Walk the whole life: each place with what leads on from it."""
    graph = defaultdict(list)
    edge = [(None, NEW)]
    graph[None, NEW] = []
    while edge:
        here = edge.pop()
        for row in steps_from(*here):
            for standing in follow(row, here[1]):
                there = (row.end, standing)
                if there not in graph:
                    graph[there] = []
                    edge.append(there)
                graph[here].append((row, there))
    return graph


LIFE = explore()


def leads_to_an_end(by=frozenset(Party)):
    """Every place from which an end can be reached by `by` alone."""
    before = defaultdict(set)
    for here, ways in LIFE.items():
        for row, there in ways:
            if row.by in by:
                before[there].add(here)
    edge = [place for place in LIFE if place[0] in ENDED]
    found = set(edge)
    while edge:
        for earlier in before[edge.pop()] - found:
            found.add(earlier)
            edge.append(earlier)
    return found


def test_every_state_can_be_reached():
    assert {state for state, _ in LIFE} == {None, *State}


def test_every_row_of_the_table_can_happen():
    assert {row for ways in LIFE.values() for row, _ in ways} == set(STEPS)


def test_from_wherever_a_case_gets_to_it_can_end():
    assert set(LIFE) - leads_to_an_end() == set()


def test_staff_alone_can_always_end_a_case_whatever_the_reporter_does():
    assert set(LIFE) - leads_to_an_end(STAFF) == {(None, NEW)}


def test_there_is_no_deadlock_someone_with_a_role_can_always_move_an_open_case_on():
    stuck = [
        (state, standing)
        for state, standing in LIFE
        if state not in {None, *ENDED}
        and not any(row.end is not state for row in steps_from(state, standing, STAFF))
    ]
    assert stuck == []


def test_every_move_has_someone_who_may_make_it_and_every_party_something_to_do():
    assert {row.move for row in STEPS} == set(Move)
    assert {row.by for row in STEPS} == set(Party)


def test_nothing_leads_on_from_an_end_but_starting_again():
    for state in ENDED:
        assert {row.move for row in STEPS if row.start is state and row.end is not state} == {
            Move.REOPEN
        }


def test_no_two_rows_answer_the_same_question():
    for (state, standing), party in product(LIFE, Party):
        moves = [row.move for row in steps_from(state, standing, {party})]
        assert len(moves) == len(set(moves))


def test_a_case_goes_back_at_most_twice_and_is_handed_over_at_most_once():
    assert max(standing.returns for _, standing in LIFE) == 2
    for start in (State.DISPATCHED, State.SIGNED):
        assert step(Move.RETURN, start, {Party.LEAD}).end is State.RETURNED
        assert step(Move.RETURN, start, {Party.LEAD}, Standing(returns=1)).end is State.DISPUTED
        with pytest.raises(WrongState, match="裁定后不能再退"):
            step(Move.RETURN, start, {Party.LEAD}, Standing(returns=2))
    assert {row.by for row in STEPS if row.start is State.DISPUTED} - {Party.REPORTER} == {
        Party.ARBITER
    }
    with pytest.raises(WrongState, match="只能转办一次"):
        step(Move.TRANSFER, State.SIGNED, {Party.HEAD}, Standing(transferred=True))


def test_more_time_is_asked_for_once_and_granted_by_the_head_alone():
    for extension in set(Extension) - {Extension.NONE}:
        with pytest.raises(WrongState, match="只能申请延期一次"):
            step(Move.ASK_EXTENSION, State.SIGNED, {Party.LEAD}, Standing(extension=extension))
    assert {row.by for row in STEPS if row.move is Move.GRANT_EXTENSION} == {Party.HEAD}


def test_what_one_puts_up_another_decides_on():
    four_eyes = {row.move: row.four_eyes for row in STEPS if row.four_eyes}
    assert four_eyes == {Move.GRANT_EXTENSION: Move.ASK_EXTENSION, Move.APPROVE: Move.PROPOSE}
    for row in STEPS:
        assert row.four_eyes == four_eyes.get(row.move)


def test_a_case_that_was_pressed_sent_back_or_reopened_ends_only_past_its_head():
    for does in (Effect.REQUIRE_REVIEW, Effect.WORK_AGAIN, Effect.START_AGAIN):
        standing = after(does, NEW)
        with pytest.raises(WrongState, match="须先送审"):
            step(Move.CLOSE, State.ANSWERED, {Party.LEAD, Party.HEAD}, standing)
    assert {row.by for row in STEPS if row.move is Move.APPROVE} == {Party.HEAD}


def test_a_dissatisfied_reporters_case_is_closed_by_the_head_or_not_at_all():
    unhappy = Standing(satisfaction=Satisfaction.NOT)
    assert Move.CLOSE not in moves_open_to({Party.LEAD}, State.FOLLOWING_UP, unhappy)
    assert Move.CLOSE in moves_open_to({Party.HEAD}, State.FOLLOWING_UP, unhappy)
    assert Move.CLOSE not in moves_open_to({Party.LEAD, Party.HEAD}, State.FOLLOWING_UP, NEW)


def test_the_simple_way_is_three_moves_of_one_officer():
    state = State.DISPATCHED
    for move in (Move.SIGN, Move.REPLY, Move.CLOSE):
        state = step(move, state, frozenset({Party.LEAD})).end
    assert state is State.CLOSED


def test_a_case_can_be_pressed_on_wherever_it_lies_with_a_department():
    for state in AT_WORK:
        assert step(Move.SUPERVISE, state, frozenset({Party.SUPERVISOR})).end is state


def test_everything_has_a_name():
    assert set(STATE_NAMES) == set(State)
    assert set(MOVE_NAMES) == set(Move)
    assert set(PARTY_NAMES) == set(Party)
    assert set(SATISFACTION_NAMES) == set(Satisfaction)
    assert set(WHEN_NAMES) == set(When) - {When.ALWAYS}
    assert {row.when for row in STEPS} == set(When)
    assert {row.does for row in STEPS} == set(Effect)


def test_words_reach_the_reporter_only_with_moves_that_do():
    assert WORDS_FOR_REPORTER <= TOLD_TO_REPORTER
    assert TOLD_TO_REPORTER.isdisjoint({Move.NOTE, Move.RETURN, Move.ASSIGN, Move.LINK})


def test_a_co_handler_moves_nothing_and_writes_to_its_colleagues():
    for state in State:
        assert set(moves_open_to(frozenset({Party.CO_HANDLER}), state)) <= {Move.NOTE}


def test_a_reporter_can_write_in_every_state_and_never_moves_a_case():
    for state, standing in LIFE:
        if state is not None:
            open_moves = moves_open_to(frozenset({Party.REPORTER}), state, standing)
            assert Move.WRITE in open_moves
            assert set(open_moves) <= {Move.WRITE, Move.FOLLOW_UP}


def test_a_move_is_allowed_exactly_where_the_table_has_it():
    standings = {standing for _, standing in LIFE if standing.satisfaction is None}
    for move, state, parties in product(Move, (None, *State), EVERY_SET_OF_PARTIES):
        ever = [row for row in STEPS if row.move is move and row.by in parties]
        here = [row for row in ever if row.start is state]
        for standing in standings if here else [NEW]:
            now = [row for row in here if holds(row.when, standing)]
            if now:
                assert step(move, state, parties, standing) in now
                continue
            with pytest.raises(WrongState if ever else NotAllowed) as refused:
                step(move, state, parties, standing)
            assert str(MOVE_NAMES[move]) in str(refused.value)


def test_the_buttons_shown_are_the_moves_allowed():
    for (state, standing), parties in product(LIFE, ({party} for party in Party)):
        if state is not None:
            for move in moves_open_to(frozenset(parties), state, standing):
                step(move, state, frozenset(parties), standing)
