"""Signing what leaves the house, with a key made from the instance's secret."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tlog.keys import Signer


def note_signer(name: str, seed: bytes) -> Signer:
    """Return the Ed25519 key of 32 secret bytes; `name` goes with its signatures."""
    return Signer(name, Ed25519PrivateKey.from_private_bytes(seed))
