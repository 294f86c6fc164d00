"""Ids and salts that come out the same every time, for fictional acts only.

A real act takes its salt from the system's random source: the salt keeps a destroyed record from
being guessed back from the log. Here it follows from a public key, so that a sample is
byte-identical for a seed and the demo books can be checked in. Never use it for a real book.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from ulid import ULID

CHINA = dt.timezone(dt.timedelta(hours=8))
OFFICE_OPENS = dt.time(9, tzinfo=CHINA)
OFFICE_MILLISECONDS = 8 * 3600 * 1000


def act_id(day: dt.date, *key: str) -> str:
    """Return the ULID of the act approved on `day`, in office hours, that `key` names."""
    digest = _digest("act", *key)
    opened = int(dt.datetime.combine(day, OFFICE_OPENS).timestamp() * 1000)
    moment = opened + int.from_bytes(digest[:4]) % OFFICE_MILLISECONDS
    return str(ULID.from_bytes(moment.to_bytes(6) + digest[4:14]))


def salt(*key: str) -> str:
    """Return 64 hexadecimal digits that only `key` decides: see the warning above."""
    return _digest("salt", *key).hex()


def pick(choices: int, *key: str) -> int:
    """Return a number in `range(choices)` that only `key` decides."""
    return int.from_bytes(_digest("pick", *key)[:8]) % choices


def _digest(*parts: str) -> bytes:
    return hashlib.sha256("\x1f".join(parts).encode()).digest()
