"""A key, and trees hashed by the definition in RFC 6962, for the tests to compare with."""

from hashlib import sha256

import pytest

from tlog.hashing import leaf_hash
from tlog.log import Log
from tlog.notes import Signer


def root_by_definition(entries: list[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, word for word."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = 1
    while k * 2 < len(entries):
        k *= 2
    left, right = root_by_definition(entries[:k]), root_by_definition(entries[k:])
    return sha256(b"\x01" + left + right).digest()


class Leaves:
    """Perfect subtrees over entries held in memory, by the definition."""

    def __init__(self, entries: list[bytes]) -> None:
        self.entries = entries
        self._known: dict[tuple[int, int], bytes] = {}

    def __call__(self, level: int, index: int) -> bytes:
        if (level, index) not in self._known:
            if level:
                left, right = self(level - 1, index * 2), self(level - 1, index * 2 + 1)
                self._known[level, index] = sha256(b"\x01" + left + right).digest()
            else:
                self._known[level, index] = leaf_hash(self.entries[index])
        return self._known[level, index]


@pytest.fixture(scope="session")
def definition():
    return root_by_definition


@pytest.fixture(scope="session")
def leaves():
    return Leaves([f"entry {number}".encode() for number in range(400)])


@pytest.fixture(scope="session")
def signer() -> Signer:
    return Signer.generate("register.example/log")


@pytest.fixture
def log(tmp_path, signer) -> Log:
    return Log(tmp_path / "log", signer)
