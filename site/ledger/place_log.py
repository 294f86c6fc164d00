"""The log of one place: the folder `log/` beside its book.

It holds `checkpoint`, the tiles, and `keys`: the log's public keys, oldest first, one a line. It is
changed only together with the book, in one step of `register.journal`, so neither is ever ahead
of the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from ledger.published import KEYS
from register.commitments import VERSION, Entry, EntryType
from register.journal import Change, replacement
from register.lines import LOG
from tlog import checkpoints
from tlog.checkpoints import Checkpoint, open_checkpoint
from tlog.growing import Growth, grow
from tlog.hashing import EMPTY_ROOT
from tlog.keys import Signer, Verifier
from tlog.notes import BadNote, Note, parse_note, parse_signature
from tlog.proof_files import ProofFile
from tlog.proofs import inclusion_proof
from tlog.tiles import ENTRIES, WIDTH, Tile, TileReader, bundles_of, read_entries


class OutOfPlace(ValueError):
    """An entry was made for another place in the log than the next: work repeated, for instance."""


class PlaceLog:
    """A place's log as it is on the disk."""

    def __init__(self, place_folder: Path) -> None:
        self.place = place_folder
        self.folder = place_folder / LOG

    @property
    def kept(self) -> bool:
        """Whether the place keeps a log at all."""
        return (self.folder / checkpoints.PATH).exists()

    @property
    def lost_its_checkpoint(self) -> bool:
        """Whether files of a log are there without the checkpoint that says what it holds."""
        return not self.kept and any(self.folder.glob("*"))

    def read(self, path: str) -> bytes:
        """Return one of the log's files."""
        return (self.folder / path).read_bytes()

    @property
    def keys(self) -> list[Verifier]:
        """The log's public keys, oldest first; the last one signs."""
        return parse_keys(self.read(KEYS))

    @property
    def checkpoint(self) -> Checkpoint:
        """What the log says of itself; raises BadNote where its newest key has not signed it."""
        return open_checkpoint(self.read(checkpoints.PATH), self.keys[-1])

    def entries(self, size: int) -> Iterator[bytes]:
        """Yield the entries of the log of that size, in order."""
        for bundle in bundles_of(size):
            yield from read_entries(self.read, bundle)

    def entry(self, seq: int) -> bytes:
        """Return one entry."""
        bundle, within = divmod(seq, WIDTH)
        width = min(WIDTH, self.checkpoint.size - bundle * WIDTH)
        return read_entries(self.read, Tile(ENTRIES, bundle, width))[within]

    def proof(self, seq: int, extra: bytes = b"") -> ProofFile:
        """Return the proof, for the present checkpoint, that the log holds an entry."""
        size = self.checkpoint.size
        hashes = inclusion_proof(seq, size, TileReader(self.read, size))
        return ProofFile(seq, tuple(hashes), self.read(checkpoints.PATH), extra)

    def changes(self, signer: Signer, entries: Sequence[Entry]) -> dict[str, Change]:
        """Return what adding entries changes in the place's files, a new log's birth included.

        Raises:
            BadNote: the log is another key's, or lost its checkpoint.
            OutOfPlace: the entries are not the log's next ones.
            Malformed, ProofFailed: an entry is too long, or the tiles contradict the checkpoint.
            OSError: a tile can't be read.

        """
        if not entries and self.kept:
            return {}
        files, after = self._grown(signer, entries)
        note = str(after.signed(signer)).encode()
        born = {} if self.kept else {KEYS: f"{signer.verifier}\n".encode()}
        return self._replacing({**files, **born, checkpoints.PATH: note})

    def rotation(self, old: Signer, new: Signer, entry: Entry) -> dict[str, Change]:
        """Return what handing the log over to a new key changes; both sign the checkpoint.

        The entry, of type `KEY`, says under the old key's signature which key comes next. Raises
        as `changes`.
        """
        files, after = self._grown(old, [entry])
        text = str(after)
        note = Note(text, (new.sign(text), old.sign(text)))
        keys = self.read(KEYS) + f"{new.verifier}\n".encode()
        return self._replacing({**files, KEYS: keys, checkpoints.PATH: str(note).encode()})

    def cosigned(self, line: str, witness: Verifier) -> dict[str, Change]:
        """Return what putting a witness's signature line on the checkpoint changes.

        Raises:
            BadNote: it is not that witness's, or of another checkpoint.

        """
        cosignature = parse_signature(line)
        note = parse_note(self.read(checkpoints.PATH))
        Note(note.text, (cosignature,)).signed_by([witness])  # by this line, not by one before
        cosigned = note.with_signature(cosignature)
        return self._replacing({checkpoints.PATH: str(cosigned).encode()})

    def forget_old_partials(self, size: int) -> None:
        """Remove partial tiles whose full tile the log of that size had already.

        Call it with the size of some steps ago: a build may be reading the newest.
        """
        for folder in list(self.folder.glob("tile/**/*.p")):
            full = folder.relative_to(self.folder).as_posix().removesuffix(".p")
            if Tile.at(full).within(size):
                for partial in folder.iterdir():
                    partial.unlink()
                folder.rmdir()

    def _grown(self, signer: Signer, entries: Sequence[Entry]) -> Growth:
        if self.lost_its_checkpoint:
            raise BadNote(f"{self.folder} lost its checkpoint: restore it from a backup")
        if self.kept and signer.verifier != self.keys[-1]:
            raise BadNote(f"the log is signed with another key than {signer.verifier}")
        before = self.checkpoint if self.kept else Checkpoint(signer.name, 0, EMPTY_ROOT)
        for seq, entry in enumerate(entries, before.size):
            if entry.seq != seq:
                raise OutOfPlace(f"entry {entry.seq} can't be the log's entry {seq}")
        return grow(self.read, before, [entry.encoded() for entry in entries])

    def _replacing(self, files: dict[str, bytes]) -> dict[str, Change]:
        return {
            f"{LOG}/{path}": replacement(self.folder / path, content)
            for path, content in files.items()
        }


def parse_keys(content: bytes) -> list[Verifier]:
    """Return the keys that a `keys` file lists; raises BadNote where one is malformed or none."""
    try:
        lines = content.decode().splitlines()
    except UnicodeDecodeError:
        raise BadNote("the list of keys is not UTF-8") from None
    if not lines:
        raise BadNote("the list of keys is empty")
    return [Verifier.parse(line) for line in lines]


def key_entry(new: Verifier, seq: int, day: dt.date) -> Entry:
    """Return the entry that names the log's next key."""
    digest = sha256(str(new).encode()).hexdigest()
    return Entry(VERSION, seq, EntryType.KEY, new.key_id.hex(), 0, day, digest)
