"""The chain of the audit trail: what makes a line that was tampered with show.

Each line has a link, SHA-256 over the link before it and the line itself: anyone who is given the
lines can follow it, up to a link that a signed checkpoint names. Each line also has a seal, its
link under a key that the database does not hold: who can write to the database alone can make
new links, but no seal. A chain, not a tree, because an auditor reads every line anyway and nobody
is shown one line by itself; it costs one hash a line.
"""

from __future__ import annotations

from hashlib import blake2b, sha256
from hmac import compare_digest

LINK_BYTES = 32
SEAL_BYTES = 16
FIRST_LINK = bytes(LINK_BYTES)
"""What stands before the first line."""


def next_link(before: bytes, line: bytes) -> bytes:
    """Return the link of a line that follows the link `before`."""
    return sha256(b"mingjian-trail\0" + before + line).digest()


def seal_of(key: bytes, link: bytes) -> bytes:
    """Return the seal of a line by its link."""
    return blake2b(link, key=key, digest_size=SEAL_BYTES, person=b"mingjian-line").digest()


def seal_of_end(key: bytes, number: int, link: bytes) -> bytes:
    """Return the seal on where the chain ends: with line `number`, whose link is given."""
    told = number.to_bytes(8, "big") + link
    return blake2b(told, key=key, digest_size=SEAL_BYTES, person=b"mingjian-end").digest()


def same(one: bytes | None, other: bytes) -> bool:
    """Compare two links or seals in constant time; None equals nothing."""
    return one is not None and compare_digest(one, other)
