"""The life of a case as one table: who may move it, from which state, to which.

Every check is derived from `STEPS`: the services ask `step`, the desk asks `moves_open_to`, and
nothing else decides. A move that is not in the table does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from intake.domain.errors import NotAllowed, WrongState
from register.wording import LazyText, gettext, lazy_gettext


class State(StrEnum):
    """Where a case stands."""

    REGISTERED = "registered"
    DISPATCHED = "dispatched"
    SIGNED = "signed"
    ANSWERED = "answered"
    RETURNED = "returned"
    CLOSED = "closed"


STATE_NAMES: dict[State, LazyText] = {
    State.REGISTERED: lazy_gettext("待分办"),
    State.DISPATCHED: lazy_gettext("已派单"),
    State.SIGNED: lazy_gettext("已签收"),
    State.ANSWERED: lazy_gettext("已反馈"),
    State.RETURNED: lazy_gettext("已退单，待裁定"),
    State.CLOSED: lazy_gettext("已办结"),
}


class Move(StrEnum):
    """What can be done to a case; also the kind of the event that records it."""

    SUBMIT = "submit"
    DISPATCH = "dispatch"
    SIGN = "sign"
    RETURN = "return"
    REPLY = "reply"
    CLOSE = "close"
    WRITE = "write"


MOVE_NAMES: dict[Move, LazyText] = {
    Move.SUBMIT: lazy_gettext("登记"),
    Move.DISPATCH: lazy_gettext("派单"),
    Move.SIGN: lazy_gettext("签收"),
    Move.RETURN: lazy_gettext("退单"),
    Move.REPLY: lazy_gettext("反馈"),
    Move.CLOSE: lazy_gettext("办结"),
    Move.WRITE: lazy_gettext("补充"),
}


class Party(StrEnum):
    """What someone is to one case; from posts and case, by `intake.domain.access`."""

    REPORTER = "reporter"
    ROUTER = "router"
    LEAD = "lead"
    CO_HANDLER = "co-handler"
    DISPATCHER = "dispatcher"


@dataclass(frozen=True)
class Step:
    """One row of the table: `by` may make `move` at `start`, and the case is then at `end`."""

    move: Move
    start: State | None
    end: State
    by: Party


STEPS: tuple[Step, ...] = (
    Step(Move.SUBMIT, None, State.REGISTERED, Party.REPORTER),
    Step(Move.DISPATCH, State.REGISTERED, State.DISPATCHED, Party.ROUTER),
    Step(Move.DISPATCH, State.REGISTERED, State.DISPATCHED, Party.DISPATCHER),
    Step(Move.SIGN, State.DISPATCHED, State.SIGNED, Party.LEAD),
    Step(Move.RETURN, State.DISPATCHED, State.RETURNED, Party.LEAD),
    Step(Move.RETURN, State.SIGNED, State.RETURNED, Party.LEAD),
    Step(Move.DISPATCH, State.RETURNED, State.DISPATCHED, Party.DISPATCHER),
    Step(Move.REPLY, State.SIGNED, State.ANSWERED, Party.LEAD),
    Step(Move.REPLY, State.ANSWERED, State.ANSWERED, Party.LEAD),
    Step(Move.CLOSE, State.ANSWERED, State.CLOSED, Party.LEAD),
    *(Step(Move.WRITE, state, state, Party.REPORTER) for state in State),
)

TOLD_TO_REPORTER = frozenset(Move) - {Move.RETURN}
"""Moves the reporter sees with their day; a return is between departments until it is ruled on."""


def step(move: Move, start: State | None, parties: frozenset[Party]) -> Step:
    """Return the row that lets one of `parties` make `move` from `start`.

    Raises:
        NotAllowed: none of the parties may ever make this move.
        WrongState: they may, but not from this state.

    """
    theirs = [row for row in STEPS if row.move is move and row.by in parties]
    if not theirs:
        raise NotAllowed(gettext("您没有对这个案件“%(move)s”的权限。", move=MOVE_NAMES[move]))
    for row in theirs:
        if row.start is start:
            return row
    raise WrongState(
        gettext(
            "案件现在的状态是“%(state)s”，不能“%(move)s”。请刷新页面查看最新进展。",
            state=STATE_NAMES[start] if start else gettext("未登记"),
            move=MOVE_NAMES[move],
        )
    )


def moves_open_to(parties: frozenset[Party], state: State) -> tuple[Move, ...]:
    """Return the moves that `parties` may make now, in the table's order, for showing buttons."""
    found = (row.move for row in STEPS if row.start is state and row.by in parties)
    return tuple(dict.fromkeys(found))
