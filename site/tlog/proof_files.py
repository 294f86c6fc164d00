"""Proofs as files (https://c2sp.org/tlog-proof): all it takes to check one entry offline."""

from __future__ import annotations

import re

import msgspec

from tlog import base64s
from tlog.checkpoints import Checkpoint, open_checkpoint
from tlog.hashing import HASH_SIZE, leaf_hash
from tlog.keys import Verifier
from tlog.proofs import ProofFailed, check_inclusion

SUFFIX = ".tlog-proof"
_HEADER = "c2sp.org/tlog-proof@v1"
_HEAD = re.compile(
    rf"{re.escape(_HEADER)}\n"
    r"(?:extra (?P<extra>[A-Za-z0-9+/=]*)\n)?"
    r"index (?P<index>0|[1-9][0-9]*)\n"
    r"(?P<hashes>(?:[A-Za-z0-9+/]{43}=\n)*)"
)


class ProofFile(msgspec.Struct, frozen=True):
    """An entry's place in a log, with the way up to a signed checkpoint."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    """The signed note as the log published it."""
    extra: bytes = b""
    """Not proven: what a reader may need besides."""

    def __bytes__(self) -> bytes:
        extra = [f"extra {base64s.encode(self.extra)}"] if self.extra else []
        hashes = (base64s.encode(each) for each in self.hashes)
        lines = (_HEADER, *extra, f"index {self.index}", *hashes, "", "")
        return "\n".join(lines).encode() + self.checkpoint

    @classmethod
    def parse(cls, content: bytes) -> ProofFile:
        """Read a proof; raises ProofFailed where it is malformed."""
        head, separator, checkpoint = content.partition(b"\n\n")
        match = _HEAD.fullmatch(head.decode(errors="replace") + "\n")
        if not match or not separator:
            raise ProofFailed("not a tlog-proof@v1 file")
        try:
            extra = base64s.decode(match["extra"] or "")
            hashes = tuple(base64s.decode(line) for line in match["hashes"].split())
        except ValueError:
            raise ProofFailed("a line of the head is not base64") from None
        if any(len(each) != HASH_SIZE for each in hashes):
            raise ProofFailed("a hash has a wrong length")
        return cls(int(match["index"]), hashes, checkpoint, extra)

    def check(self, entry: bytes, *verifiers: Verifier) -> Checkpoint:
        """Check that the log whose key comes first holds the entry; return its checkpoint.

        Raises:
            ProofFailed: the entry is not at this place in that log.
            BadNote: the checkpoint is not that log's.

        """
        checkpoint = open_checkpoint(self.checkpoint, *verifiers)
        leaf = leaf_hash(entry)
        check_inclusion(leaf, self.index, checkpoint.size, self.hashes, checkpoint.root)
        return checkpoint
