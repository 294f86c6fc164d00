"""Argon2id: what a person remembers, or a receipt, made into a key.

RFC 9106's second recommended option is 64 MiB and 3 passes; that is the least this module accepts
for anything a person chooses. Derivations run at most two at a time in a process, so that a rush
of logins cannot exhaust the machine's memory; libsodium lets other threads run meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import BoundedSemaphore

from nacl.pwhash import argon2id
from nacl.utils import random

from intake.vault.errors import CannotOpen
from intake.vault.keys import PrivateKey
from intake.vault.sealing import ContentKey, seal, unseal

SALT_BYTES = argon2id.SALTBYTES
LEAST_PASSPHRASE = 12
_AT_ONCE = BoundedSemaphore(2)


_NOBODYS_BOX = seal(ContentKey.generate(), bytes(32), b"member/nobody")
"""As long as any member's box; its key is thrown away."""


@dataclass(frozen=True)
class Cost:
    """How much work one guess is: passes over `memory` bytes."""

    passes: int
    memory: int


RECOMMENDED = Cost(passes=3, memory=64 * 1024 * 1024)
"""RFC 9106 section 4, the memory-constrained option, with one lane."""


@dataclass(frozen=True)
class LockedKey:
    """A private key under a passphrase: safe to store, opens with nothing else."""

    salt: bytes
    cost: Cost
    box: bytes


def new_salt() -> bytes:
    """Return a random salt for one derivation."""
    return random(SALT_BYTES)


def derive(secret: str, salt: bytes, cost: Cost) -> bytes:
    """Return 32 bytes that take one Argon2id computation of `cost` to guess at."""
    with _AT_ONCE:
        derived: bytes = argon2id.kdf(
            32,
            secret.encode("utf-8", "surrogatepass"),
            salt,
            opslimit=cost.passes,
            memlimit=cost.memory,
        )
    return derived


def lock(key: PrivateKey, passphrase: str, context: bytes, cost: Cost = RECOMMENDED) -> LockedKey:
    """Return `key` locked by `passphrase`, for the member that `context` names."""
    salt = new_salt()
    box = seal(ContentKey(derive(passphrase, salt, cost)), key.reveal(), context)
    return LockedKey(salt=salt, cost=cost, box=box)


def unlock(locked: LockedKey, passphrase: str, context: bytes) -> PrivateKey:
    """Return the key.

    Raises:
        CannotOpen: a wrong passphrase, or a lock made for someone else.

    """
    key = ContentKey(derive(passphrase, locked.salt, locked.cost))
    return PrivateKey(unseal(key, locked.box, context))


def spend_an_unlock(passphrase: str, cost: Cost = RECOMMENDED) -> None:
    """Do the work of `unlock` for nobody, so that an unknown name takes as long as a known one.

    Raises:
        CannotOpen: always.

    """
    key = ContentKey(derive(passphrase, bytes(SALT_BYTES), cost))
    unseal(key, _NOBODYS_BOX, b"member/nobody")
    raise CannotOpen
