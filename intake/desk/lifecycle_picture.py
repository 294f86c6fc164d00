"""The picture of a case's life: where each state's box stands and how its arrows run, in pixels."""

from __future__ import annotations

from dataclasses import dataclass

from intake.domain.lifecycle import ENDED, STATE_NAMES, State
from intake.domain.lifecycle_map import HOME, PLACES, Arrow, arrows

COLUMN, ROW = 300, 130
BOX_WIDTH, BOX_HEIGHT = 150, 44
MARGIN = 90
SIDESTEP = 16
"""How far two arrows between the same two states keep apart, and long ones bend, in pixels."""


@dataclass(frozen=True)
class Box:
    """A state on the picture: its middle."""

    x: int
    y: int
    name: str
    ended: bool


@dataclass(frozen=True)
class Line:
    """An arrow on the picture: its path, and where its name stands."""

    path: str
    x: float
    y: float
    name: str


@dataclass(frozen=True)
class Picture:
    """All of it, with its size."""

    boxes: list[Box]
    lines: list[Line]
    width: int
    height: int
    box_width: int
    box_height: int


def picture() -> Picture:
    """Draw the life of a case, in the language of the page."""
    return Picture(
        boxes=[_box(state) for state in State],
        lines=[_line(arrow) for arrow in arrows()],
        width=2 * COLUMN + 2 * MARGIN + BOX_WIDTH,
        height=5 * ROW + MARGIN,
        box_width=BOX_WIDTH,
        box_height=BOX_HEIGHT,
    )


def _middle(place: tuple[int, int]) -> tuple[int, int]:
    column, row = place
    return MARGIN + BOX_WIDTH // 2 + column * COLUMN, MARGIN + row * ROW


def _box(state: State) -> Box:
    x, y = _middle(PLACES[state])
    return Box(x, y, str(STATE_NAMES[state]), state in ENDED)


def _line(arrow: Arrow) -> Line:
    """Draw an arrow from edge to edge; one whose straight way is taken bends round it."""
    start = _middle(PLACES[arrow.start] if arrow.start else HOME)
    end = _middle(PLACES[arrow.end])
    if start[0] == end[0]:
        return _upright(arrow, start, end)
    if start[1] == end[1] and abs(start[0] - end[0]) > COLUMN:
        return _over(arrow, start, end)
    return _across(arrow, start, end)


def _upright(arrow: Arrow, start: tuple[int, int], end: tuple[int, int]) -> Line:
    down = end[1] > start[1]
    near = abs(end[1] - start[1]) <= ROW
    top = BOX_HEIGHT // 2
    if near:
        x = start[0] + (SIDESTEP if down else -SIDESTEP)
        y1, y2 = (start[1] + top, end[1] - top) if down else (start[1] - top, end[1] + top)
        return Line(f"M{x} {y1}L{x} {y2}", x + (8 if down else -8), (y1 + y2) / 2, arrow.label)
    side = start[0] - BOX_WIDTH // 2
    bend = side - 60
    path = f"M{side} {start[1]}C{bend} {start[1]} {bend} {end[1]} {side} {end[1]}"
    return Line(path, bend + 6, (start[1] + end[1]) / 2, arrow.label)


def _over(arrow: Arrow, start: tuple[int, int], end: tuple[int, int]) -> Line:
    """Lead an arrow over the box that stands between."""
    top = start[1] - BOX_HEIGHT // 2
    crest = top - 50
    path = f"M{start[0]} {top}C{start[0]} {crest} {end[0]} {crest} {end[0]} {top}"
    return Line(path, (3 * start[0] + end[0]) / 4, crest + 8, arrow.label)


def _across(arrow: Arrow, start: tuple[int, int], end: tuple[int, int]) -> Line:
    right = end[0] > start[0]
    half = BOX_WIDTH // 2
    x1, x2 = (start[0] + half, end[0] - half) if right else (start[0] - half, end[0] + half)
    lift = -SIDESTEP // 2 if right else SIDESTEP // 2
    y1, y2 = start[1] + lift, end[1] + lift
    return Line(f"M{x1} {y1}L{x2} {y2}", (x1 + x2) / 2, (y1 + y2) / 2 - 5, arrow.label)
