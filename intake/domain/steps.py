"""The life of a case as one table: who may move it, from which state, to which, and when.

Code, tests, the help page and the diagram are made from it. A move that is not here does not
exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from intake.domain.stages import ENDED, Move, Party, State
from intake.domain.standing import Effect, When


@dataclass(frozen=True)
class Step:
    """One row: `by` may make `move` at `start` while `when` holds; the case is then at `end`."""

    move: Move
    start: State | None
    end: State
    by: Party
    when: When = When.ALWAYS
    does: Effect = Effect.NOTHING
    four_eyes: Move | None = None
    """The move whose last maker may not make this one too."""


AT_WORK = (
    State.DISPATCHED,
    State.SIGNED,
    State.ANSWERED,
    State.REVIEWING,
    State.FOLLOWING_UP,
)
"""States in which a case lies with its lead department."""

_IN_HAND = (State.SIGNED, State.ANSWERED)


def _staying(
    move: Move,
    states: Iterable[State],
    by: Party,
    when: When = When.ALWAYS,
    does: Effect = Effect.NOTHING,
) -> Iterator[Step]:
    """Rows of a move that leaves the case where it is."""
    return (Step(move, state, state, by, when, does) for state in states)


_OPENING = (
    Step(Move.SUBMIT, None, State.REGISTERED, Party.REPORTER),
    Step(Move.DISPATCH, State.REGISTERED, State.DISPATCHED, Party.ROUTER),
    Step(Move.DISPATCH, State.REGISTERED, State.DISPATCHED, Party.DISPATCHER),
    Step(Move.ACCEPT, State.REGISTERED, State.ACCEPTED, Party.DISPATCHER),
    Step(Move.DISPATCH, State.ACCEPTED, State.DISPATCHED, Party.DISPATCHER),
    Step(Move.DECLINE, State.REGISTERED, State.DECLINED, Party.DISPATCHER),
    Step(Move.DECLINE, State.ACCEPTED, State.DECLINED, Party.DISPATCHER),
    Step(Move.REOPEN, State.DECLINED, State.REGISTERED, Party.DISPATCHER, does=Effect.START_AGAIN),
)

_TAKING_ON = (
    Step(Move.SIGN, State.DISPATCHED, State.SIGNED, Party.LEAD),
    *(
        Step(Move.RETURN, start, end, Party.LEAD, when, Effect.COUNT_RETURN)
        for start in (State.DISPATCHED, State.SIGNED)
        for end, when in (
            (State.RETURNED, When.NEVER_RETURNED),
            (State.DISPUTED, When.RETURNED_ONCE),
        )
    ),
    Step(
        Move.DISPATCH,
        State.RETURNED,
        State.DISPATCHED,
        Party.DISPATCHER,
        does=Effect.HAND_OVER,
    ),
    Step(
        Move.DISPATCH,
        State.DISPUTED,
        State.DISPATCHED,
        Party.ARBITER,
        does=Effect.HAND_OVER,
    ),
)

_WORKING = (
    Step(Move.REPLY, State.SIGNED, State.ANSWERED, Party.LEAD),
    Step(Move.REPLY, State.ANSWERED, State.ANSWERED, Party.LEAD),
    Step(Move.CLOSE, State.ANSWERED, State.CLOSED, Party.LEAD, When.NO_REVIEW),
    Step(Move.PROPOSE, State.ANSWERED, State.REVIEWING, Party.LEAD),
    *_staying(Move.CONSULT, _IN_HAND, Party.LEAD),
    *_staying(Move.ASK_EXTENSION, (State.SIGNED,), Party.LEAD, When.NOT_EXTENDED, Effect.ASK),
    *(
        Step(
            Move.GRANT_EXTENSION,
            state,
            state,
            Party.HEAD,
            When.EXTENSION_ASKED,
            Effect.GRANT,
            four_eyes=Move.ASK_EXTENSION,
        )
        for state in _IN_HAND
    ),
    *_staying(Move.REFUSE_EXTENSION, _IN_HAND, Party.HEAD, When.EXTENSION_ASKED, Effect.REFUSE),
    Step(
        Move.TRANSFER,
        State.SIGNED,
        State.DISPATCHED,
        Party.HEAD,
        When.NOT_TRANSFERRED,
        Effect.TRANSFER,
    ),
)

_ENDING = (
    Step(
        Move.APPROVE,
        State.REVIEWING,
        State.FOLLOWING_UP,
        Party.HEAD,
        four_eyes=Move.PROPOSE,
    ),
    Step(Move.SEND_BACK, State.REVIEWING, State.SIGNED, Party.HEAD, does=Effect.WORK_AGAIN),
    *_staying(Move.FOLLOW_UP, (State.FOLLOWING_UP,), Party.LEAD, does=Effect.RATE),
    *_staying(
        Move.FOLLOW_UP,
        (State.ANSWERED, State.REVIEWING, State.FOLLOWING_UP, State.CLOSED),
        Party.REPORTER,
        does=Effect.RATE,
    ),
    Step(Move.CLOSE, State.FOLLOWING_UP, State.CLOSED, Party.LEAD, When.CONTENT),
    Step(Move.CLOSE, State.FOLLOWING_UP, State.CLOSED, Party.HEAD, When.FOLLOWED_UP),
    Step(Move.SEND_BACK, State.FOLLOWING_UP, State.SIGNED, Party.HEAD, does=Effect.WORK_AGAIN),
    Step(Move.REOPEN, State.CLOSED, State.SIGNED, Party.HEAD, does=Effect.START_AGAIN),
    Step(Move.REOPEN, State.CLOSED, State.SIGNED, Party.LEAD, When.OBJECTED, Effect.START_AGAIN),
)

_ALONGSIDE = (
    *_staying(Move.SUPERVISE, AT_WORK, Party.SUPERVISOR, does=Effect.REQUIRE_REVIEW),
    *_staying(Move.ASSIGN, AT_WORK, Party.LEAD),
    *_staying(Move.NOTE, AT_WORK, Party.LEAD),
    *_staying(Move.NOTE, AT_WORK, Party.CO_HANDLER),
    *_staying(Move.NOTE, (State.REGISTERED, State.ACCEPTED, State.RETURNED), Party.DISPATCHER),
    *_staying(Move.NOTE, (State.DISPUTED,), Party.ARBITER),
    *_staying(Move.LINK, AT_WORK, Party.LEAD),
    *_staying(Move.WRITE, (state for state in State if state not in ENDED), Party.REPORTER),
    *_staying(Move.WRITE, (State.DECLINED, State.CLOSED), Party.REPORTER, does=Effect.OBJECT),
)

STEPS: tuple[Step, ...] = (*_OPENING, *_TAKING_ON, *_WORKING, *_ENDING, *_ALONGSIDE)
