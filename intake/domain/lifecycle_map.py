"""The life of a case drawn: where each state stands on the map, and which arrows join them.

The arrows come from the table; only the places are chosen by hand, so that the plain way runs
straight down and what is rare lies beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from intake.domain.lifecycle import MOVE_NAMES, STEPS, Move, State

PLACES: dict[State, tuple[int, int]] = {
    State.REGISTERED: (1, 0),
    State.ACCEPTED: (2, 0),
    State.DECLINED: (0, 0),
    State.DISPATCHED: (1, 1),
    State.RETURNED: (2, 1),
    State.DISPUTED: (2, 2),
    State.SIGNED: (1, 2),
    State.ANSWERED: (1, 3),
    State.REVIEWING: (2, 3),
    State.FOLLOWING_UP: (2, 4),
    State.CLOSED: (1, 4),
}
"""Column and row of each state."""

HOME = (1, -1)
"""Where the arrow of registration comes from."""


@dataclass(frozen=True)
class Arrow:
    """All the ways from one state to another."""

    start: State | None
    end: State
    moves: tuple[Move, ...]

    @property
    def label(self) -> str:
        """The moves' names."""
        return " / ".join(str(MOVE_NAMES[move]) for move in self.moves)


def arrows() -> list[Arrow]:
    """Return an arrow for each pair of states that a move joins, in the table's order."""
    joined: dict[tuple[State | None, State], dict[Move, None]] = {}
    for row in STEPS:
        if row.start is not row.end:
            joined.setdefault((row.start, row.end), {})[row.move] = None
    return [Arrow(start, end, tuple(moves)) for (start, end), moves in joined.items()]
