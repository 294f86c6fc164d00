"""A reporter's own proof that a report was filed: stated at submission, logged after the day.

The statement names place, day, lead department and a digest of the text with a secret; statement,
salt and secret are sealed with the case, so that they come back with the receipt and go with the
case. The day's commitments are logged together once the day is over, which is all that the public
log ever tells of when a report came.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

import msgspec

from intake.db.engine import reading, writing
from intake.db.retention import StoredFiling, filing_of, mark_logged, unlogged_days
from intake.services.filings import filing_proof, log_filings
from intake.services.new_cases import NewCase
from intake.services.receipts import open_with
from intake.services.system import System
from intake.vault.receipts import Receipt
from intake.vault.sealing import ContentKey, seal, unseal
from register.commitments import Filing, commit, new_salt


class Statement(msgspec.Struct, frozen=True):
    """What is sealed with the case."""

    filing: Filing
    salt: str
    secret: str
    """Hashed with the text into the filing's `content`; shown to whom the text may be shown."""


@dataclass(frozen=True)
class FilingProof:
    """What the holder of a receipt gets."""

    statement: Statement = field(repr=False)
    file: bytes | None = field(repr=False)
    """The `.tlog-proof` file; None until the day of the report is over and logged."""


def state_filing(system: System, new: NewCase, text: str) -> StoredFiling:
    """Return what is stored for a new report, sealed with its key.

    It speaks of the text without the space around it, which nobody can copy from a page.
    """
    secret = new_salt()
    filing = Filing(
        place=system.settings.place,
        day=new.case.received_on,
        lead=new.case.lead if new.case.dispatched_on else "",
        content=content_digest(secret, text.strip()),
    )
    statement = Statement(filing, new_salt(), secret)
    sealed = seal(new.key, msgspec.json.encode(statement), _context(new.case.id))
    commitment = commit(bytes.fromhex(statement.salt), filing.encoded())
    return StoredFiling(new.case.id, filing.day, commitment, sealed)


def content_digest(secret: str, text: str) -> str:
    """Return what a statement says of a text: SHA-256 of the secret's bytes and the text's."""
    return sha256(bytes.fromhex(secret) + text.encode()).hexdigest()


def proof_with_receipt(system: System, text: str) -> FilingProof | None:
    """Return the proof that the report of a receipt was filed; None for one that has none.

    Raises:
        ReceiptTypo, UnknownReceipt, TooManyGuesses: as `read_with_receipt`.

    """
    opened = open_with(system, Receipt.parse(text))
    with reading(system.engine) as connection:
        stored = filing_of(connection, opened.case.id)
    if stored is None:
        return None
    statement = _opened(opened.key, stored)
    return FilingProof(statement, filing_proof(system, statement.filing, statement.salt))


def log_past_filings(system: System) -> int:
    """Put the reports of days that are over in the public log; return how many.

    Raises:
        LogUnusable: see `log_keys.growing_log`; nothing is logged then.

    """
    with reading(system.engine) as connection:
        days = unlogged_days(connection, system.today())
    logged = 0
    for day, commitments in days.items():
        logged += log_filings(system, commitments, day)
        with writing(system.engine) as connection:
            mark_logged(connection, day, commitments)
    return logged


def _opened(key: ContentKey, stored: StoredFiling) -> Statement:
    opened = unseal(key, stored.sealed, _context(stored.case_id))
    return msgspec.json.decode(opened, type=Statement)


def _context(case_id: str) -> bytes:
    return f"case/{case_id}/filing".encode()
