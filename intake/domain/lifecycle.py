"""The life of a case: which move is open to whom, asked of the one table `STEPS`.

The services ask `step`, the desk asks `moves_open_to`, and nothing else decides.
"""

from __future__ import annotations

from collections.abc import Iterator

from intake.domain.errors import NotAllowed, WrongState
from intake.domain.stages import (
    ENDED,
    MOVE_NAMES,
    PARTY_NAMES,
    STATE_NAMES,
    TOLD_TO_REPORTER,
    WORDS_FOR_REPORTER,
    Move,
    Party,
    State,
)
from intake.domain.standing import WHEN_NAMES, Standing, holds
from intake.domain.steps import AT_WORK, STEPS, Step
from register.wording import gettext

__all__ = [
    "AT_WORK",
    "ENDED",
    "MOVE_NAMES",
    "PARTY_NAMES",
    "STATE_NAMES",
    "STEPS",
    "TOLD_TO_REPORTER",
    "WORDS_FOR_REPORTER",
    "Move",
    "Party",
    "State",
    "Step",
    "moves_open_to",
    "step",
]

_NEW = Standing()


def step(
    move: Move, start: State | None, parties: frozenset[Party], standing: Standing = _NEW
) -> Step:
    """Return the row that lets one of `parties` make `move` from `start`.

    Raises:
        NotAllowed: none of the parties may ever make this move.
        WrongState: they may, but not from this state, or not now; says what is missing.

    """
    theirs = [row for row in STEPS if row.move is move and row.by in parties]
    if not theirs:
        raise NotAllowed(gettext("您没有对这个案件“%(move)s”的权限。", move=MOVE_NAMES[move]))
    here = [row for row in theirs if row.start is start]
    for row in here:
        if holds(row.when, standing):
            return row
    raise _not_now(move, start, here)


def moves_open_to(
    parties: frozenset[Party], state: State, standing: Standing = _NEW
) -> tuple[Move, ...]:
    """Return the moves that `parties` may make now, in the table's order, for showing buttons."""
    found = (
        row.move for row in rows_from(state) if row.by in parties and holds(row.when, standing)
    )
    return tuple(dict.fromkeys(found))


def rows_from(state: State | None) -> Iterator[Step]:
    """Return the rows that start at `state`."""
    return (row for row in STEPS if row.start is state)


def _not_now(move: Move, start: State | None, here: list[Step]) -> WrongState:
    """Say why a move is not possible: the state, or the condition that does not hold."""
    if here:
        return WrongState(
            gettext(
                "现在不能“%(move)s”。条件：%(condition)s。",
                move=MOVE_NAMES[move],
                condition=WHEN_NAMES[here[-1].when],
            )
        )
    return WrongState(
        gettext(
            "案件现在的状态是“%(state)s”，不能“%(move)s”。请刷新页面查看最新进展。",
            state=STATE_NAMES[start] if start else gettext("未登记"),
            move=MOVE_NAMES[move],
        )
    )
