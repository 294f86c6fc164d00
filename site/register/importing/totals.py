"""Sums that a list states about itself, checked against its rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

import msgspec

from register.importing.columns import Field
from register.importing.drafts import Draft
from register.importing.plain import squeezed
from register.importing.quantities import Capacity, read_capacity
from register.importing.remarks import Code, Remark

_STATED = re.compile(
    r"(?:(?P<count>\d+)[家户座个处][^;。,\d]{0,10})?(?:合计|共计|总计)[^;。\d]{0,6}"
    r"(?P<figure>\d+(?:\.\d+)?(?:万|亿)?(?:吨|米|重量箱|重箱|标张|千伏安时|立方米|千瓦|块|t)(?:/[年天日ad])?)"
)


class StatedTotal(msgspec.Struct, frozen=True):
    """A sum that a note states, and what the rows under that note come to."""

    text: str
    stated: Decimal
    counted: Decimal | None
    """None where some row under the note has no figure of its own."""
    unit: str
    rows: int

    @property
    def agrees(self) -> bool | None:
        """Whether they are equal; None where it can't be told."""
        return None if self.counted is None else self.counted == self.stated


def stated_totals(drafts: Sequence[Draft]) -> list[StatedTotal]:
    """Return every sum stated in notes that several rows share, with the sum of these rows."""
    shared: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        found = _STATED.search(squeezed(draft.fields.get(Field.NOTE, "")))
        if found:
            shared[found[0]].append(draft)
    totals = []
    for text, under in shared.items():
        found = _STATED.search(text)
        stated = read_capacity(found["figure"])[0] if found else None
        if stated and len(under) > 1:
            counted = total_of([draft.parsed.capacity for draft in under], stated.unit)
            totals.append(StatedTotal(text, stated.total, counted, stated.unit, len(under)))
    return totals


def total_of(capacities: Sequence[Capacity | None], unit: str) -> Decimal | None:
    """Return the sum of the capacities in a unit, None where one is unknown or in another.

    Nought is nought in any unit.
    """
    if any(c is None or (c.unit != unit and c.amount) for c in capacities):
        return None
    return sum((c.total for c in capacities if c), Decimal()) or None


def check_total(
    stated: Capacity | None, index: int, rows: Sequence[tuple[bool, Capacity | None]]
) -> Remark:
    """Return what to say of the sum in row `index`.

    `rows` tells of each row whether it is a sum itself, and its capacity. A sum may stand for the
    rows since the last one, for all above, for all below, or for all of the table.
    """
    if stated is None:
        return Remark(Code.TOTAL)
    spans = _spans(index, rows)
    sums = [total_of([c for is_sum, c in span if not is_sum], stated.unit) for span in spans]
    known = [counted for counted in sums if counted is not None]
    if stated.total in known:
        return Remark(Code.TOTAL_AGREES, f"{stated.total:f}{stated.unit}")
    if not known:
        return Remark(Code.TOTAL)
    detail = f"{stated.total:f}{stated.unit} ≠ {known[0]:f}{stated.unit}"
    return Remark(Code.TOTAL_DIFFERS, detail)


def _spans(
    index: int, rows: Sequence[tuple[bool, Capacity | None]]
) -> list[Sequence[tuple[bool, Capacity | None]]]:
    sums = [number for number, (is_sum, _capacity) in enumerate(rows) if is_sum]
    before = max((number for number in sums if number < index), default=-1)
    after = min((number for number in sums if number > index), default=len(rows))
    return [
        rows[before + 1 : index],
        rows[:index],
        rows[index + 1 : after],
        rows[index + 1 :],
        rows,
    ]
