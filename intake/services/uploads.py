"""Files coming in: each sealed under a random key of its own before its first byte is stored.

What is too large or too many is let run out and thrown away, so that the page that says so can
still show everything else that was typed.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from hashlib import blake2b

import msgspec

from intake.domain.errors import Incomplete
from intake.domain.files import LARGEST_FILE, MOST_FILES, Problem, shown_name
from intake.files import Incoming, Store
from intake.services.system import System
from intake.vault.sealing import ContentKey
from intake.vault.streams import StreamSealer
from register.wording import gettext

LARGEST_UPLOAD = MOST_FILES * LARGEST_FILE + 8 * 1024 * 1024
"""Bytes of a form with as many files as it may have, each as large as it may be, and its text."""


class FileFacts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is sealed about a file, and the key to its bytes."""

    name: str
    size: int
    key: bytes
    claimed: str = ""
    """The media type that the sender's browser claimed; nothing is decided by it."""


class Upload(io.RawIOBase):
    """One file coming in: what is written to it is sealed and stored, or thrown away."""

    def __init__(self, store: Store, name: str, claimed: str) -> None:
        super().__init__()
        self._store = store
        self._key = ContentKey.generate()
        self._digest = blake2b(digest_size=32)
        self._incoming: Incoming | None = None
        self._sealer: StreamSealer | None = None
        self.given = name
        self.name = shown_name(name)
        self.claimed = claimed[:100]
        self.size = 0
        self.problem: Problem | None = None

    @property
    def id(self) -> str:
        """Its name in the store."""
        if self._incoming is None:
            raise AssertionError("a file without bytes or with a problem has no place in the store")
        return self._incoming.name

    @property
    def digest(self) -> bytes:
        """What tells its content from another's, for recognising a form posted twice."""
        return self._digest.digest()

    def write(self, content: bytes) -> int:  # type: ignore[override]  # buffers are bytes here
        """Take what came; keeps nothing once there is a problem."""
        self.size += len(content)
        if self.problem is None and self.size > LARGEST_FILE:
            self._give_up(Problem.TOO_LARGE)
        if self.problem is None:
            self._digest.update(content)
            sealer, incoming = self._begun()
            incoming.write(sealer.add(content))
        return len(content)

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Mark its end: the form's parser rewinds a file when it has all of it."""
        del offset, whence
        return 0

    def finish(self) -> None:
        """Make it durable; call once, before the transaction that names it."""
        sealer, incoming = self._begun()
        incoming.write(sealer.end())
        incoming.finish()

    def facts(self) -> FileFacts:
        """Return what is to be sealed about it."""
        return FileFacts(self.name, self.size, self._key.reveal(), self.claimed)

    def keep(self) -> None:
        """Let it stay: the transaction that names it is committed."""
        if self._incoming:
            self._incoming.keep()

    def discard(self) -> None:
        """Remove it, unless it was kept."""
        if self._incoming:
            self._incoming.discard()

    def _begun(self) -> tuple[StreamSealer, Incoming]:
        if self._sealer is None or self._incoming is None:
            self._incoming = self._store.receive()
            self._sealer = StreamSealer(self._key, stream_context(self._incoming.name))
            self._incoming.write(self._sealer.start())
        return self._sealer, self._incoming

    def _give_up(self, problem: Problem) -> None:
        self.problem = problem
        self.discard()


class Uploads:
    """The files of one request."""

    def __init__(self, system: System) -> None:
        self._store = system.store
        self._all: list[Upload] = []

    def begin(self, name: str, claimed: str) -> Upload:
        """Return where the next file of the form is to be written."""
        upload = Upload(self._store, name, claimed)
        if name and len(self.given()) >= MOST_FILES:
            upload.problem = Problem.TOO_MANY
        self._all.append(upload)
        return upload

    def given(self) -> list[Upload]:
        """Return the files that were chosen: a form with none sends one without name or bytes."""
        return [upload for upload in self._all if upload.given or upload.size]

    def discard(self) -> None:
        """Remove what was not kept."""
        for upload in self._all:
            upload.discard()


def check(uploads: Sequence[Upload], *, required: bool = False) -> None:
    """Refuse files of which one is too large or empty, or too many, or none where one must be.

    Raises:
        Incomplete: at the field `files`, naming the file.

    """
    if required and not uploads:
        raise Incomplete("files", gettext("请选择文件。"))
    for upload in uploads:
        if upload.problem is Problem.TOO_MANY:
            raise Incomplete(
                "files", gettext("一次最多%(most)s个文件，请分几次提交。", most=MOST_FILES)
            )
        if upload.problem is Problem.TOO_LARGE:
            raise Incomplete(
                "files",
                gettext(
                    "文件“%(name)s”超过%(most)s MB，请压缩、截取后重新选择。",
                    name=upload.name,
                    most=LARGEST_FILE // 1024**2,
                ),
            )
        if not upload.size:
            raise Incomplete(
                "files", gettext("文件“%(name)s”是空的，请重新选择。", name=upload.name)
            )


def stream_context(name: str) -> bytes:
    """Name the place of a file's bytes."""
    return f"file/{name}".encode()
