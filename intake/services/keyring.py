"""From a person's key to a department's key to a case's key.

Nothing opens a case but this chain, so a mistake in a permission check shows a stranger nothing.
"""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import Connection

from intake.db.likeness import await_marks
from intake.db.people import all_holders, share_of
from intake.db.rotation import earlier_shares
from intake.db.schema import Purpose
from intake.db.sealed import add_keys, key_holders, key_of
from intake.domain.cases import Case
from intake.domain.roles import READS_CONTENT
from intake.services.content import key_context
from intake.services.sessions import Officer
from intake.vault import CannotOpen
from intake.vault.keys import PrivateKey, PublicKey
from intake.vault.sealing import ContentKey


def department_key(connection: Connection, officer: Officer, department: str) -> PrivateKey:
    """Return a department's private key, from the officer's sealed copy.

    Raises:
        CannotOpen: the officer was given none.

    """
    share = share_of(connection, officer.member_id, department)
    if share is None:
        raise CannotOpen
    return PrivateKey(officer.key.take(share, share_context(department, officer.member_id)))


def department_keys(
    connection: Connection, officer: Officer, department: str
) -> tuple[PrivateKey, ...]:
    """Return a department's present private key and its earlier ones, the latest first.

    Raises:
        CannotOpen: the officer was given none.

    """
    present = department_key(connection, officer, department)
    return (present, *earlier_keys(connection, officer, department).values())


def earlier_keys(
    connection: Connection, officer: Officer, department: str
) -> dict[int, PrivateKey]:
    """Return a department's earlier private keys that the officer holds, the latest first."""
    context = share_context(department, officer.member_id)
    earlier = earlier_shares(connection, officer.member_id, department)
    return {n: PrivateKey(officer.key.take(share, context)) for n, share in earlier.items()}


def take_as(
    connection: Connection, officer: Officer, holder: str, handed: bytes, context: bytes
) -> bytes:
    """Return what was handed to a holder, to its present key pair or to an earlier one.

    Raises:
        CannotOpen: it was handed to none of those the officer holds.

    """
    for private in department_keys(connection, officer, holder):
        with suppress(CannotOpen):
            return private.take(handed, context)
    raise CannotOpen


def content_key(connection: Connection, officer: Officer, case: Case) -> ContentKey:
    """Return a case's key through any department that holds it and that the officer works in.

    Raises:
        CannotOpen: none of the officer's departments holds the case's key.

    """
    for department in sorted({p.department for p in officer.posts if p.role in READS_CONTENT}):
        sealed = key_of(connection, case.id, Purpose.CONTENT, department)
        if sealed is not None:
            context = key_context(case.id, Purpose.CONTENT)
            return ContentKey(take_as(connection, officer, department, sealed, context))
    raise CannotOpen


def give_key(
    connection: Connection, case: Case, key: ContentKey, departments: tuple[str, ...]
) -> None:
    """Seal a case's key to departments that do not hold it yet."""
    missing = set(departments) - key_holders(connection, case.id, Purpose.CONTENT)
    if not missing:
        return
    pairs = all_holders(connection)
    context = key_context(case.id, Purpose.CONTENT)
    sealed = {
        name: PublicKey(pairs[name].public_key).hand_key(key, context) for name in sorted(missing)
    }
    add_keys(connection, case.id, Purpose.CONTENT, sealed)
    await_marks(connection, case.id, sorted(missing))


def share_context(holder: str, member_id: str) -> bytes:
    """Name a member's copy of a department's private key."""
    return f"holder/{holder}/member/{member_id}".encode()


def recovery_context(holder: str) -> bytes:
    """Name the recovery key's copy of a department's private key."""
    return f"holder/{holder}/recovery".encode()
