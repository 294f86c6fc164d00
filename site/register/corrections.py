"""Corrections: how an act reads once what was wrong in it has been put right.

A correction names fields by path, `deadline`, `enterprise.name` or `lines.0.capacity`, and gives
each its right value as text. What identifies an act or proves it can't be corrected.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from register.acts import AnyAct, Corrected

FIXED = frozenset({"id", "kind", "by", "salt", "refers_to", "enterprise.id", "department"})
"""Fields no correction may touch: withdraw the act and publish it anew instead."""


class BadCorrection(ValueError):
    """A correction names no correctable field, or gives a value the field can't have."""

    def __init__(self, field: str, detail: str = "") -> None:
        self.field = field
        self.detail = detail
        super().__init__(f"{field}: {detail}" if detail else field)


def corrected(act: AnyAct, corrections: Iterable[Corrected]) -> AnyAct:
    """Return `act` with the corrections applied in order; itself where there are none.

    Raises:
        BadCorrection: a field can't be corrected, or not to that value.

    """
    corrections = list(corrections)
    if not corrections:
        return act
    values = msgspec.to_builtins(act)
    for correction in corrections:
        for path, value in correction.changes.items():
            _put(values, path, value)
    return _rebuild(act, values)


def _put(values: dict[str, Any], path: str, value: str) -> None:
    if path in FIXED:
        raise BadCorrection(path)
    *parents, last = path.split(".")
    try:
        target: Any = values
        for key in parents:
            target = target[int(key) if isinstance(target, list | tuple) else key]
        if not isinstance(target, dict) or isinstance(target.get(last), dict | list | tuple):
            raise BadCorrection(path)
    except (KeyError, IndexError, ValueError, TypeError, AttributeError):
        raise BadCorrection(path) from None
    target[last] = value


def _rebuild(act: AnyAct, values: dict[str, Any]) -> AnyAct:
    try:
        return msgspec.convert(values, type(act), strict=False)
    except msgspec.ValidationError as error:
        raise BadCorrection(_path(error), str(error)) from None


def _path(error: msgspec.ValidationError) -> str:
    _, _, path = str(error).partition(" - at `$.")
    return path.rstrip("`").replace("[", ".").replace("]", "")
