"""Corrections: how an act reads once what was wrong in it has been put right.

A correction names fields by path, `deadline`, `enterprise.name` or `lines.0.capacity`, and gives
each its right value as text. What identifies an act or proves it can't be corrected.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from register.acts import AnyAct, Corrected

K = TypeVar("K", bound=AnyAct)

FIXED = frozenset(
    {"id", "kind", "by", "salt", "refers_to", "enterprise.id", "department", "overruled"}
)
"""Fields no correction may touch: withdraw the act and publish it anew instead."""


class BadCorrection(ValueError):
    """A correction names no correctable field, or gives a value the field can't have."""

    def __init__(self, field: str, error: msgspec.ValidationError | None = None) -> None:
        self.field = field
        """As the correction names it; of several wrong values, the first."""
        self.error = error
        """Why the value doesn't fit; None where the field can't be corrected at all."""
        super().__init__(field)


def corrected(act: K, corrections: Iterable[Corrected]) -> K:
    """Return `act` with the corrections applied in order; itself where there are none.

    Raises:
        BadCorrection: a field can't be corrected, or not to that value.

    """
    corrections = list(corrections)
    if not corrections:
        return act
    values = msgspec.json.decode(msgspec.json.encode(act))
    for correction in corrections:
        for path, value in correction.changes.items():
            _put(values, path, value)
            act = _rebuilt(act, values, path)
    return act


def _put(values: dict[str, Any], path: str, value: str) -> None:
    *parents, last = path.split(".")
    target: Any = values
    try:
        for key in parents:
            target = target[int(key)] if isinstance(target, list) else target[key]
    except (KeyError, IndexError, ValueError, TypeError):
        raise BadCorrection(path) from None
    fits = isinstance(target, dict) and not isinstance(target.get(last), dict | list)
    if path in FIXED or parents[:1] == ["overruled"] or not fits:
        raise BadCorrection(path)
    target[last] = value


def _rebuilt(act: K, values: dict[str, Any], path: str) -> K:
    try:
        return msgspec.convert(values, type(act), strict=False)
    except msgspec.ValidationError as error:
        raise BadCorrection(path, error) from error
