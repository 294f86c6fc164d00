"""Checkpoints (https://c2sp.org/tlog-checkpoint): what a log says of itself in a signed note."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tlog import base64s
from tlog.hashing import HASH_SIZE
from tlog.notes import BadNote, Note, parse_note

if TYPE_CHECKING:
    from tlog.keys import Signer, Verifier

PATH = "checkpoint"
_TEXT = re.compile(
    r"(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]*)\n(?P<root>[A-Za-z0-9+/]{43}=)\n(?:[^\n]+\n)*"
)


class Checkpoint(NamedTuple):
    """A log's size and root at one moment."""

    origin: str
    """Names the log: its address without `https://`."""
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64s.encode(self.root)}\n"

    def signed(self, signer: Signer) -> Note:
        """Return the checkpoint as a note signed by the log's key."""
        return Note(str(self), (signer.sign(str(self)),))

    @classmethod
    def of(cls, text: str) -> Checkpoint:
        """Read a note's text; raises BadNote. Extension lines are passed over."""
        match = _TEXT.fullmatch(text)
        try:
            root = base64s.decode(match["root"]) if match else b""
        except ValueError:
            root = b""
        if not match or len(root) != HASH_SIZE:
            raise BadNote("not a checkpoint: expected origin, size and root")
        return cls(match["origin"], int(match["size"]), root)


def open_checkpoint(content: bytes, *verifiers: Verifier) -> Checkpoint:
    """Read a checkpoint that the first key, the log's own, has signed.

    Further keys are witnesses': theirs need not be there, but must be right where they are.

    Raises:
        BadNote: malformed, not signed by the log, or for another log than the key's.

    """
    note = parse_note(content)
    if verifiers[0] not in note.signed_by(verifiers):
        raise BadNote("the log's own key has not signed")
    checkpoint = Checkpoint.of(note.text)
    if checkpoint.origin != verifiers[0].name:
        raise BadNote(f"this is the log {checkpoint.origin}, not {verifiers[0].name}")
    return checkpoint
