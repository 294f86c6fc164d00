"""Attached files as the rules see them: how many, how large, and by what name they are shown.

A name comes from a stranger's machine. What is kept of it is text that can be shown in a line and
used as a name on any system: no path, nothing invisible, nothing that turns the line around.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

MOST_FILES = 10
LARGEST_FILE = 50 * 1024 * 1024
"""Bytes of one file."""

LONGEST_NAME = 80
_PATHS = re.compile(r"[/\\]")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_NOT_IN_NAMES = re.compile(r'[<>:"|?*%;\x00-\x1f\x7f]')
_DEVICES = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")
"""What Windows takes for a device, whatever its ending."""


class Sender(StrEnum):
    """Who a file came from."""

    REPORTER = "reporter"
    DEPARTMENT = "department"


class Problem(StrEnum):
    """Why a file was not taken."""

    TOO_LARGE = "too-large"
    TOO_MANY = "too-many"


def shown_name(given: str) -> str:
    """Return a safe name for a file that its sender called `given`; "" if nothing is left of it.

    The ending stays, because it says what opens the file; of a name that is too long its middle
    goes.
    """
    last = _PATHS.split(unicodedata.normalize("NFC", given))[-1]
    visible = "".join(c for c in last if unicodedata.category(c) not in _INVISIBLE)
    plain = " ".join(_NOT_IN_NAMES.sub("_", visible).split()).strip(" .")
    if _DEVICES.match(plain):
        plain = f"_{plain}"
    if len(plain) <= LONGEST_NAME:
        return plain
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 10:
        return plain[:LONGEST_NAME].strip(" .")
    return stem[: LONGEST_NAME - len(ending) - 1].rstrip(" .") + dot + ending
