"""What a rule finds wrong with an act, before anyone knows in which file the act stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class Finding(NamedTuple):
    """One broken rule."""

    field: str
    reason: str
    remedy: str


Findings = Iterator[Finding]
