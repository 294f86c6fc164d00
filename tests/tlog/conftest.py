"""A key, plain logs, and trees hashed by the definition in RFC 6962 to compare with."""

from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest

from tlog import checkpoints
from tlog.checkpoints import Checkpoint, open_checkpoint
from tlog.growing import grow
from tlog.hashing import EMPTY_ROOT, leaf_hash
from tlog.keys import Signer
from tlog.proof_files import ProofFile
from tlog.proofs import inclusion_proof
from tlog.tiles import TileReader


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


class PlainLog:
    """A folder with the files of a log and no thought for kills: what the format's tests need.

    The register's own logs change through `register.journal`; see tests/ledger.
    """

    def __init__(self, folder: Path, signer: Signer) -> None:
        self.folder = folder
        self._signer = signer
        self._write(checkpoints.PATH, self._signed(Checkpoint(signer.name, 0, EMPTY_ROOT)))

    @property
    def checkpoint(self) -> Checkpoint:
        return open_checkpoint(self.read(checkpoints.PATH), self._signer.verifier)

    @property
    def size(self) -> int:
        return self.checkpoint.size

    def read(self, path: str) -> bytes:
        return (self.folder / path).read_bytes()

    def append(self, entries: list[bytes]) -> None:
        files, after = grow(self.read, self.checkpoint, entries)
        for path, content in {**files, checkpoints.PATH: self._signed(after)}.items():
            self._write(path, content)

    def proof(self, index: int, extra: bytes = b"") -> ProofFile:
        hashes = inclusion_proof(index, self.size, TileReader(self.read, self.size))
        return ProofFile(index, tuple(hashes), self.read(checkpoints.PATH), extra)

    def _signed(self, checkpoint: Checkpoint) -> bytes:
        return str(checkpoint.signed(self._signer)).encode()

    def _write(self, path: str, content: bytes) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


@pytest.fixture(scope="session")
def definition():
    return root_by_definition


@pytest.fixture(scope="session")
def leaves():
    return Leaves([f"entry {number}".encode() for number in range(400)])


@pytest.fixture(scope="session")
def signer() -> Signer:
    return Signer.generate("register.example/log")


@pytest.fixture(scope="session")
def new_log(signer):
    """Begin a log, empty and signed, in the folder it is called with."""
    return partial(PlainLog, signer=signer)


@pytest.fixture
def log(tmp_path, new_log) -> PlainLog:
    return new_log(tmp_path / "log")
