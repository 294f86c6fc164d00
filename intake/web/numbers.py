"""Whole numbers in addresses and forms, as anybody may have typed them."""

from __future__ import annotations

import re

_SHORT = re.compile("[0-9]{1,9}")
"""More digits are nothing that is counted here, no database column and, from 4,301, no int."""


def whole_number(text: str) -> int | None:
    """Return the number that up to nine ASCII digits make; None for anything else."""
    return int(text) if _SHORT.fullmatch(text) else None


def shown_version(typed: object) -> int:
    """Return the version that a page showed; one that never was, where its form says none."""
    given = whole_number(str(typed or ""))
    return -1 if given is None else given
