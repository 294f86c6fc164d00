"""Lists brought in as drafts: read, judged and stored, all of a file or nothing of it.

Importing a file again adds nothing: a row is known by its fingerprint. Drafts wait at the desk,
where an officer completes each into an act and another approves it; nothing here publishes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from intake.db import drafts as stored
from intake.db.engine import reading, writing
from intake.db.trail import add_to_trail
from intake.domain.deeds import Deed
from intake.services.book import current_book
from intake.services.system import System
from register.importing.columns import Columns, Field
from register.importing.known import KnownFirms
from register.importing.reading import Imported, Request, read_list
from register.importing.remarks import Verdict

Taking = Callable[[Connection, Sequence[stored.StoredDraft]], None]
"""What is done with new drafts in the transaction that stores them."""


@dataclass(frozen=True)
class Outcome:
    """What an import made of a file."""

    import_id: str
    imported: Imported
    added: int
    """New drafts."""
    known: int
    """Rows that an earlier import had brought already."""


def import_list(
    system: System,
    content: bytes,
    file_name: str,
    kind: str,
    given: Mapping[str, Field] | None = None,
    *,
    inspect: Callable[[Imported], None] = lambda _imported: None,
    take: Taking = lambda _connection, _new: None,
    member_id: str | None = None,
) -> Outcome:
    """Read a list and store its drafts in one transaction.

    Columns mapped by hand (`given`) are remembered for lists with the same header. `inspect` gets
    every verdict before anything is stored, `take` the new drafts as they are stored; if one of
    them fails, nothing is.

    Raises:
        UnreadableTable: the file can't be read as a list.
        ProblemsFound: the place's book, against which names are matched, is not in order.

    """
    imported = read_list(content, request_for(system, kind, given or {}))
    inspect(imported)
    run = stored.Import(
        id=system.new_id(),
        kind=kind,
        file_name=file_name,
        digest=hashlib.sha256(content).hexdigest(),
        at=system.now(),
        accepted=imported.count(Verdict.ACCEPTED),
        flagged=imported.count(Verdict.FLAGGED),
        refused=imported.count(Verdict.REFUSED),
        added=0,
    )
    return _store(system, imported, run, take, member_id, remember=bool(given))


def request_for(system: System, kind: str, given: Mapping[str, Field]) -> Request:
    """Return what to ask of a reading: the place's areas, its book's firms, remembered columns."""
    known = KnownFirms(current_book(system).book.acts)

    def recall(signature: str) -> Columns | None:
        with reading(system.engine) as connection:
            return stored.remembered_columns(connection, signature)

    return Request(kind, given, recall, known, system.profile.areas)


def _store(
    system: System,
    imported: Imported,
    run: stored.Import,
    take: Taking,
    member_id: str | None,
    *,
    remember: bool,
) -> Outcome:
    judged = [(row, row.draft) for row in imported.rows if row.draft]
    with writing(system.engine) as connection:
        prints = [draft.fingerprint for _row, draft in judged]
        known = stored.known_fingerprints(connection, prints)
        new = [
            stored.StoredDraft(system.new_id(), run.id, place, row.sheet, row.row.number, draft)
            for place, (row, draft) in enumerate(judged)
            if draft.fingerprint not in known
        ]
        stored.add_import(connection, replace(run, added=len(new)))
        stored.add_drafts(connection, new)
        take(connection, new)
        if remember:
            for sheet in imported.sheets:
                if sheet.header:
                    stored.remember_columns(
                        connection, sheet.signature, sheet.columns, system.today()
                    )
        add_to_trail(
            connection,
            at=system.now(),
            member_id=member_id,
            action=Deed.IMPORT_LIST,
            about=run.id,
        )
    return Outcome(run.id, imported, len(new), len(judged) - len(new))
