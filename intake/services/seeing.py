"""What an officer sees of other cases on a case's page and in its export: those open to them.

A number tells nothing by itself; whose case it is, and that there is one, is for who may look.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from sqlalchemy import Connection

from intake.db.cases import case_by_number
from intake.db.identity_requests import is_recused
from intake.db.queue import linked_to
from intake.db.sealed import Event
from intake.domain.access import looks
from intake.domain.cases import Case
from intake.domain.lifecycle import Move
from intake.services.history import Entry, entry_of
from intake.services.sessions import Officer
from intake.vault.sealing import ContentKey
from register.wording import gettext


def sees(connection: Connection, officer: Officer, case: Case) -> bool:
    """Tell whether a case is open to an officer: by their posts, and not closed to them by name."""
    return looks(officer.posts, case) and not is_recused(connection, case.id, officer.member_id)


def linked_seen(connection: Connection, officer: Officer, case_id: str) -> tuple[Case, ...]:
    """Return the cases that belong together with one, by number, as far as they are open."""
    linked = linked_to(connection, case_id)
    return tuple(one for one in linked if sees(connection, officer, one))


def history_seen(
    connection: Connection,
    officer: Officer,
    case_id: str,
    key: ContentKey,
    happened: Iterable[Event],
) -> tuple[Entry, ...]:
    """Open what happened to a case since it came; no number of a case that is closed is told."""
    entries = (entry_of(e, key, case_id) for e in happened if e.move is not Move.SUBMIT)
    return tuple(_as_seen(connection, officer, entry) for entry in entries)


def _as_seen(connection: Connection, officer: Officer, entry: Entry) -> Entry:
    other = case_by_number(connection, entry.basis) if entry.move is Move.LINK else None
    if other is None or sees(connection, officer, other):
        return entry
    return dataclasses.replace(entry, basis=gettext("另一件（无权查看）"))
