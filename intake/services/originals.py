"""What a platform sent, byte for byte: to hold what was understood against it."""

from __future__ import annotations

from sqlalchemy import Connection

from intake.db.orders import Original
from intake.db.people import all_holders
from intake.domain.roles import CUSTODIANS
from intake.vault.keys import PublicKey
from intake.vault.sealing import ContentKey, seal


def seal_original(connection: Connection, case_id: str, seq: int, original: bytes) -> Original:
    """Seal what arrived under a key of its own that only the custodians can take."""
    custodians = PublicKey(all_holders(connection)[CUSTODIANS].public_key)
    key = ContentKey.generate()
    context = original_context(case_id, seq)
    return Original(seal(key, original, context), custodians.hand_key(key, context))


def original_context(case_id: str, seq: int) -> bytes:
    """Name the place of what arrived for one event of a case."""
    return f"case/{case_id}/original/{seq}".encode()
