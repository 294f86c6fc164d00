"""A log in a folder of static files, appended to so that a kill at any point loses nothing.

Appending goes: write what is to be appended to `.pending`; write bundles and tiles; replace
`checkpoint`; remove `.pending`. Only the checkpoint says what the log holds. Whoever opens the log
next finishes what `.pending` still tells, so an append has either not begun or will be complete,
with the same tiles and root as if nobody had been killed.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tlog import checkpoints
from tlog.checkpoints import Checkpoint, open_checkpoint
from tlog.growing import grow
from tlog.hashing import EMPTY_ROOT
from tlog.notes import BadNote, Signature, Signer, Verifier, parse_note
from tlog.proof_files import ProofFile
from tlog.proofs import consistency_proof, inclusion_proof
from tlog.tiles import TileReader, decode_bundle, encode_bundle

PENDING = ".pending"
LOCK = ".lock"


class WrongSize(ValueError):
    """An append expected the log to hold another number of entries."""


class Log:
    """A log that its owner can append to."""

    def __init__(self, folder: Path, signer: Signer) -> None:
        """Open the log in `folder`, or begin an empty one, and finish an interrupted append.

        Raises:
            BadNote: the checkpoint is not signed by this signer's key, or is gone.

        """
        self.folder = folder
        self._signer = signer
        folder.mkdir(parents=True, exist_ok=True)
        with self._alone():
            if not (folder / checkpoints.PATH).exists():
                self._refuse_to_forget()
                self._publish(Checkpoint(signer.name, 0, EMPTY_ROOT))
            self._finish()
            _ = self.checkpoint  # raises where another key began the log

    @property
    def checkpoint(self) -> Checkpoint:
        """The log as published; raises BadNote where somebody else wrote it."""
        return open_checkpoint(self.read(checkpoints.PATH), self._signer.verifier)

    @property
    def size(self) -> int:
        """How many entries it holds."""
        return self.checkpoint.size

    def read(self, path: str) -> bytes:
        """Return the content of one of the log's files."""
        return (self.folder / path).read_bytes()

    def append(self, entries: Sequence[bytes], *, at: int | None = None) -> Checkpoint:
        """Add entries, all or none, durably; return the new checkpoint.

        `at` is the size at which the caller believes the log to be, so that work repeated after a
        kill isn't appended twice.

        Raises:
            WrongSize: the log holds another number of entries than `at`.
            Malformed: an entry is too long; nothing is appended.
            ProofFailed: tiles were changed under the checkpoint. Nothing is signed for; once they
                are restored, the log goes on with these entries when it is next opened.

        """
        with self._alone():
            self._finish()
            size = self.size
            if at not in (None, size):
                raise WrongSize(f"the log holds {size} entries, not {at}")
            if entries:
                pending = size.to_bytes(8, "big") + encode_bundle(entries)
                self._write(PENDING, pending)
                self._sync_folders([PENDING])
                self._finish()
            return self.checkpoint

    def add_cosignature(self, cosignature: Signature, witness: Verifier) -> None:
        """Put a witness's cosignature of the present checkpoint beside our own.

        Raises:
            BadNote: it is not that witness's, or of another checkpoint.

        """
        with self._alone():
            note = parse_note(self.read(checkpoints.PATH)).with_signature(cosignature)
            note.signed_by([witness])
            self._write(checkpoints.PATH, str(note).encode())
            self._sync_folders([checkpoints.PATH])

    def proof(self, index: int, extra: bytes = b"") -> ProofFile:
        """Return the proof, for the present checkpoint, that the log holds entry `index`."""
        note = self.read(checkpoints.PATH)
        size = open_checkpoint(note, self._signer.verifier).size
        hashes = inclusion_proof(index, size, TileReader(self.read, size))
        return ProofFile(index, tuple(hashes), note, extra)

    def consistency(self, old: int) -> list[bytes]:
        """Return the proof that the log of `old` entries is the beginning of this one."""
        size = self.size
        return consistency_proof(old, size, TileReader(self.read, size))

    def _refuse_to_forget(self) -> None:
        """A log is born with its checkpoint: tiles without one are a log that lost it."""
        if (self.folder / "tile").exists():
            raise BadNote(f"{self.folder} has tiles but no checkpoint: restore it from a backup")

    def _finish(self) -> None:
        """Carry out what `.pending` tells; again, where a kill came in between."""
        try:
            pending = self.read(PENDING)
        except FileNotFoundError:
            return
        before = self.checkpoint
        size, entries = int.from_bytes(pending[:8], "big"), decode_bundle(pending[8:])
        if size == before.size:
            self._extend(before, entries)
        (self.folder / PENDING).unlink()
        self._sync_folders([PENDING])

    def _extend(self, before: Checkpoint, entries: Sequence[bytes]) -> None:
        files, after = grow(self.read, before, entries)
        for path, content in files.items():
            self._write(path, content)
        self._sync_folders(files)
        self._publish(after)

    def _publish(self, checkpoint: Checkpoint) -> None:
        self._write(checkpoints.PATH, str(checkpoint.signed(self._signer)).encode())
        self._sync_folders([checkpoints.PATH])

    def _write(self, path: str, content: bytes) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".{target.name}.tmp")
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)

    def _sync_folders(self, paths: Iterable[str]) -> None:
        """Make new names durable, in every folder between them and the log's own."""
        folders = {self.folder / parent for path in paths for parent in Path(path).parents}
        for folder in sorted(folders, reverse=True):
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder / LOCK).open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
