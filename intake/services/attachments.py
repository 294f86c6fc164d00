"""Attached files: named in a case's transaction, read with its key.

A file's own key (`intake.services.uploads`), with its name and true size, is sealed under the
case's key, so that destroying the case's key destroys every file with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import Connection

from intake.db.engine import reading
from intake.db.files import StoredFile, add_files, count_files, file_named, files_of, names_in_store
from intake.domain.errors import Incomplete, Refused
from intake.domain.files import Sender
from intake.files import NoSuchFile
from intake.services.system import System
from intake.services.uploads import FileFacts, Upload, stream_context
from intake.vault.sealing import ContentKey, seal, unseal
from intake.vault.streams import open_stream
from register.wording import gettext

MOST_IN_A_CASE = 50
"""Files from one side of a case, over all its messages."""


class FileGone(Refused):
    """No such file in this case, or its bytes were destroyed."""

    def __init__(self) -> None:
        super().__init__(gettext("没有这个文件，或者它已按保存期限销毁。"))


@dataclass(frozen=True)
class CaseFile:
    """One file of a case, as someone with the case's key sees it."""

    stored: StoredFile
    facts: FileFacts = field(repr=False)

    @property
    def id(self) -> str:
        """Its name in the store."""
        return self.stored.id


@dataclass(frozen=True)
class Download:
    """A file on its way out; `size` is 0 where it is not known before the end."""

    name: str = field(repr=False)
    size: int
    pieces: Iterator[bytes] = field(repr=False)


def finish(uploads: Iterable[Upload]) -> None:
    """Make the files durable, before the transaction that will name them."""
    for upload in uploads:
        upload.finish()


def attach(
    connection: Connection,
    system: System,
    case_id: str,
    key: ContentKey,
    uploads: Sequence[Upload],
    *,
    department: str | None = None,
) -> None:
    """Name finished files in a case; `department` is who sent them, None for the reporter.

    Raises:
        Incomplete: the case has as many files from this side as it may have.

    """
    sender = Sender.DEPARTMENT if department else Sender.REPORTER
    before = count_files(connection, case_id, sender) if uploads else 0
    if before + len(uploads) > MOST_IN_A_CASE:
        raise Incomplete(
            "files", gettext("一个案件最多附%(most)s个文件，不能再添加。", most=MOST_IN_A_CASE)
        )
    add_files(
        connection,
        [
            StoredFile(
                id=upload.id,
                case_id=case_id,
                place=before + number,
                day=system.today(),
                sender=sender,
                department=department,
                sealed=seal_facts(key, case_id, upload.id, upload.facts()),
            )
            for number, upload in enumerate(uploads, start=1)
        ],
    )


def keep(uploads: Iterable[Upload]) -> None:
    """Let files stay, after the transaction that named them was committed."""
    for upload in uploads:
        upload.keep()


def discard(uploads: Iterable[Upload]) -> None:
    """Remove files that no transaction came to name."""
    for upload in uploads:
        upload.discard()


def case_files(connection: Connection, case_id: str, key: ContentKey) -> tuple[CaseFile, ...]:
    """Return a case's files in the order in which they came."""
    return tuple(
        CaseFile(stored, open_facts(key, stored)) for stored in files_of(connection, case_id)
    )


def case_file(connection: Connection, case_id: str, key: ContentKey, file_id: str) -> CaseFile:
    """Return one file of a case; raises `FileGone`."""
    stored = file_named(connection, case_id, file_id)
    if stored is None:
        raise FileGone
    return CaseFile(stored, open_facts(key, stored))


def content_of(system: System, name: str, facts: FileFacts) -> Iterator[bytes]:
    """Yield a stored file's plain bytes, piece by piece.

    Raises:
        FileGone: the store has it no more; said before the first byte.
        CannotOpen: its bytes were altered.

    """
    sealed = system.store.read(name)
    try:
        first = next(sealed)
    except (NoSuchFile, StopIteration) as failure:
        raise FileGone from failure
    return open_stream(
        ContentKey(facts.key), _chained(first, sealed), facts.size, stream_context(name)
    )


def known_names(system: System, names: Iterable[str]) -> frozenset[str]:
    """Return which of `names` are files or copies of some case."""
    with reading(system.engine) as connection:
        return names_in_store(connection, list(names))


def sweep_store(system: System) -> int:
    """Finish or remove what killed processes left on its way in; return how many were removed."""
    return system.store.sweep(lambda names: known_names(system, names))


def seal_facts(key: ContentKey, case_id: str, file_id: str, facts: FileFacts) -> bytes:
    """Return what is known of a file, sealed in its place."""
    return seal(key, msgspec.msgpack.encode(facts), _facts_context(case_id, file_id))


def open_facts(key: ContentKey, stored: StoredFile) -> FileFacts:
    """Return what is known of a file."""
    opened = unseal(key, stored.sealed, _facts_context(stored.case_id, stored.id))
    return msgspec.msgpack.decode(opened, type=FileFacts)


def _facts_context(case_id: str, file_id: str) -> bytes:
    return f"case/{case_id}/file/{file_id}".encode()


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
