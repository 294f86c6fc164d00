"""What is asked for on the form of each kind of act.

The forms follow from the classes of acts themselves: a new field of a kind is asked for at once.
What was typed is a flat mapping from the path of a field to its text; `act_reading` makes the act.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import msgspec
from msgspec import inspect

from register.acts import KINDS, Act, AnyAct, Corrected, FollowUp, kind_of

SPARE_ROWS = 2
"""Empty rows offered below those already filled in a list of lines."""
MOST_ROWS = 100

COMMON = (
    "enterprise.name",
    "enterprise.uscc",
    "enterprise.area",
    "enterprise.industry",
    "basis.law",
    "basis.clause",
    "document",
    "formed_on",
)
"""What every form asks for besides the kind's own fields."""

CHANGES = "changes"
"""Under this a correction's form asks for the fields of the act it corrects."""


class Shape(StrEnum):
    """How a field is typed."""

    LINE = "line"
    TEXT = "text"
    DATE = "date"
    FIGURE = "figure"
    WHOLE = "whole"
    YES_NO = "yes-no"
    CHOICE = "choice"


@dataclass(frozen=True)
class FormField:
    """One question of a form."""

    path: str
    shape: Shape
    required: bool
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    """Bounds of a figure, both included."""


_FIGURES = inspect.IntType | inspect.FloatType


def is_follow_up(kind: str) -> bool:
    """Tell whether acts of a kind speak about an earlier one."""
    return issubclass(KINDS[kind], FollowUp)


def fields_of(kind: str, typed: Mapping[str, str], target: AnyAct | None = None) -> list[FormField]:
    """Return what a form of a kind asks for; for a correction, every field of its `target`."""
    common = [_common(path) for path in COMMON]
    if KINDS[kind] is Corrected:
        return [*common, *_changes(target), FormField("reason", Shape.TEXT, required=True)]
    return [*common, *_own(KINDS[kind], typed)]


def flat(value: object, path: str = "") -> dict[str, str]:
    """Return an act's or a part's values as they would be typed, by path."""
    built = msgspec.to_builtins(value)
    found: dict[str, str] = {}
    if isinstance(built, dict | list | tuple):
        items = built.items() if isinstance(built, dict) else enumerate(built)
        for key, inner in items:
            found |= flat(inner, f"{path}.{key}" if path else str(key))
    elif built is not None:
        found[path] = str(built).lower() if isinstance(built, bool) else _figure(built)
    return found


def _figure(value: object) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole and isinstance(value, float) else str(value)


def _common(path: str) -> FormField:
    shape = Shape.DATE if path == "formed_on" else Shape.LINE
    choice = path in {"enterprise.area", "enterprise.industry"}
    return FormField(path, Shape.CHOICE if choice else shape, path != "enterprise.uscc")


def _own(kind: type[Act], typed: Mapping[str, str]) -> Iterator[FormField]:
    base = {field.name for field in msgspec.structs.fields(Act)} | {"refers_to"}
    for field in msgspec.structs.fields(kind):
        if field.name not in base:
            info = inspect.type_info(field.type)
            yield from _asked(field.name, info, typed, required=field.required)


def _asked(
    path: str, info: inspect.Type, typed: Mapping[str, str], *, required: bool
) -> Iterator[FormField]:
    info, required = bare(info, required=required)
    if isinstance(info, inspect.StructType):
        for field in info.fields:
            yield from _asked(
                f"{path}.{field.name}", field.type, typed, required=required and field.required
            )
    elif isinstance(info, inspect.VarTupleType):
        for row in range(_rows(path, typed)):
            first = required and row == 0
            yield from _asked(f"{path}.{row}", info.item_type, typed, required=first)
    else:
        shape = _shape(info)
        bounds = (info.ge, info.le) if isinstance(info, _FIGURES) else (None, None)
        yield FormField(path, shape, required, _choices(info), *bounds)


def _rows(path: str, typed: Mapping[str, str]) -> int:
    filled = [
        int(name.split(".")[1])
        for name, text in typed.items()
        if re.fullmatch(rf"{path}\.\d{{1,3}}\..+", name) and text.strip()
    ]
    return min(max(filled, default=0) + 1 + SPARE_ROWS, MOST_ROWS)


def bare(info: inspect.Type, *, required: bool) -> tuple[inspect.Type, bool]:
    """Take off what stands around a type: bounds, and `| None`."""
    while isinstance(info, inspect.Metadata | inspect.UnionType):
        if isinstance(info, inspect.Metadata):
            info = info.type
        else:
            required = False
            info = next(t for t in info.types if not isinstance(t, inspect.NoneType))
    return info, required


def _shape(info: inspect.Type) -> Shape:
    if isinstance(info, inspect.StrType):
        longest = info.max_length or 0
        return Shape.TEXT if longest > 200 else Shape.LINE
    for kind, shape in (
        (inspect.DateType, Shape.DATE),
        (inspect.BoolType, Shape.YES_NO),
        (inspect.EnumType, Shape.CHOICE),
    ):
        if isinstance(info, kind):
            return shape
    return Shape.WHOLE if isinstance(info, inspect.IntType) else Shape.FIGURE


def _choices(info: inspect.Type) -> tuple[str, ...]:
    if isinstance(info, inspect.EnumType):
        return tuple(str(member.value) for member in info.cls)
    return ("true", "false") if isinstance(info, inspect.BoolType) else ()


def _changes(target: AnyAct | None) -> Iterator[FormField]:
    """Ask for the right value of whatever may be corrected; what is left empty stays as it is."""
    if target is None:
        return
    values = flat(target)
    for field in fields_of(kind_of(target), values):
        row = re.match(r"[a-z_]+\.\d+\.", field.path)
        there = row is None or any(path.startswith(row[0]) for path in values)
        if there and field.path.split(".")[0] != CHANGES:
            yield replace(field, path=f"{CHANGES}.{field.path}", required=False)
