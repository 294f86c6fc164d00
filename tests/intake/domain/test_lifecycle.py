"""The table of a case's life, checked as a model."""

from itertools import chain, combinations, product

import pytest

from intake.domain.errors import NotAllowed, WrongState
from intake.domain.lifecycle import (
    MOVE_NAMES,
    STATE_NAMES,
    STEPS,
    Move,
    Party,
    State,
    moves_open_to,
    step,
)

EVERY_SET_OF_PARTIES = [
    frozenset(chosen)
    for chosen in chain.from_iterable(combinations(Party, n) for n in range(len(Party) + 1))
]


def reachable(start: State | None) -> set[State]:
    found: set[State] = set()
    edge: list[State | None] = [start]
    while edge:
        here = edge.pop()
        for row in STEPS:
            if row.start is here and row.end not in found:
                found.add(row.end)
                edge.append(row.end)
    return found


def test_every_state_can_be_reached():
    assert reachable(None) == set(State)


@pytest.mark.parametrize("state", sorted(set(State) - {State.CLOSED}))
def test_every_state_can_end(state):
    assert State.CLOSED in reachable(state)


def test_a_closed_case_stays_closed_whatever_is_written():
    assert reachable(State.CLOSED) == {State.CLOSED}


def test_no_two_rows_say_different_things():
    keys = [(row.move, row.start, row.by) for row in STEPS]
    assert len(keys) == len(set(keys))


def test_every_state_and_move_has_a_name_and_is_used():
    assert set(STATE_NAMES) == set(State) == {row.end for row in STEPS}
    assert set(MOVE_NAMES) == set(Move) == {row.move for row in STEPS}


def test_a_co_handler_moves_nothing():
    assert all(moves_open_to(frozenset({Party.CO_HANDLER}), state) == () for state in State)


def test_a_reporter_can_write_in_every_state_and_do_nothing_else():
    for state in State:
        assert moves_open_to(frozenset({Party.REPORTER}), state) == (Move.WRITE,)


def test_a_move_is_allowed_exactly_where_the_table_has_it():
    for move, state, parties in product(Move, (None, *State), EVERY_SET_OF_PARTIES):
        ever = [row for row in STEPS if row.move is move and row.by in parties]
        now = [row for row in ever if row.start is state]
        if now:
            assert step(move, state, parties) in now
            continue
        with pytest.raises(WrongState if ever else NotAllowed) as refused:
            step(move, state, parties)
        assert str(MOVE_NAMES[move]) in str(refused.value)


def test_the_buttons_shown_are_the_moves_allowed():
    for state, parties in product(State, EVERY_SET_OF_PARTIES):
        for move in moves_open_to(parties, state):
            step(move, state, parties)
