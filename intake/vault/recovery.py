"""The offline recovery key: printed once at installation, kept in a safe, typed only in need.

Its public half stays with the system, and every department's private key is sealed to it. The
printed form is base 32 (RFC 4648) in groups of four, ending in a checksum that catches a
mistyped group.
"""

from __future__ import annotations

import re
from base64 import b32decode, b32encode
from binascii import Error as NotBase32
from hashlib import blake2b

from intake.vault.errors import CannotOpen
from intake.vault.keys import PrivateKey

_CHECKSUM_BYTES = 3


def to_paper(key: PrivateKey) -> str:
    """Return `key` as text to print once: 56 letters and digits in groups of four."""
    raw = key.reveal()
    letters = b32encode(raw + _checksum(raw)).decode()
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def from_paper(text: str) -> PrivateKey:
    """Read a printed recovery key, spaces and case as typed.

    Raises:
        CannotOpen: a letter is wrong, missing or too many.

    """
    letters = re.sub(r"[\s-]+", "", text).upper().replace("0", "O").replace("1", "I")
    try:
        raw = b32decode(letters)
    except NotBase32 as failure:
        raise CannotOpen from failure
    key, checksum = raw[:-_CHECKSUM_BYTES], raw[-_CHECKSUM_BYTES:]
    if checksum != _checksum(key):
        raise CannotOpen
    return PrivateKey(key)


def _checksum(raw: bytes) -> bytes:
    return blake2b(raw, digest_size=_CHECKSUM_BYTES, person=b"mingjian-paper").digest()
