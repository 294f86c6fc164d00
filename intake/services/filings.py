"""Proof that a report was filed: the day's commitments in the public log, one proof file for each.

A reporter's statement (`register.commitments.Filing`) is committed to with a salt; only the
commitment is logged, together with all others of its day and in an order that tells nothing of the
hours. Whoever is shown statement, salt and proof can check them without us.

    salt = new_salt()
    commitment = commit(bytes.fromhex(salt), filing.encoded())    # stored with the case
    log_filings(system, commitments_of_the_day, day)              # the worker, after the day
    filing_proof(system, filing, salt)                            # on the receipt page
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

import msgspec

from intake.services.log_keys import growing_log, log_of
from intake.services.system import System
from ledger.filings import Proven
from ledger.place_log import PlaceLog
from register import journal
from register.commitments import Commitment, Filing, commit, receipt_entries
from register.lines import amending
from tlog.tiles import bundles_of

_RECEIPT = re.compile(
    rb'"commit":"([0-9a-f]{64})","day":"[0-9-]{10}","record":"","rev":0,"seq":(\d+)'
)


def log_filings(system: System, commitments: Iterable[Commitment], day: dt.date) -> int:
    """Put the commitments of a day's reports in the log; return how many were new there.

    Call it once the day is over. Those that are logged already are passed over, so it may be
    called again after a kill.

    Raises:
        LogUnusable: see `log_keys.growing_log`; nothing is logged then.
        ValueError: the day isn't over; a batch that grows would tell when a report came in.

    """
    if day >= system.today():
        raise ValueError(f"{day} is not over")
    place = system.settings.place_folder
    with amending(place):
        with growing_log(system.settings) as (log, signer):
            new = set(commitments) - set(_logged(log))
            changes = log.changes(signer, receipt_entries(new, day, log.checkpoint.size))
        journal.commit(place, changes)
    return len(new)


def filing_proof(system: System, filing: Filing, salt: str) -> bytes | None:
    """Return the `.tlog-proof` file that shows a report was filed; None before it is logged.

    The file holds the statement and its salt: whoever gets it learns place, day and lead
    department, and nothing of the report.
    """
    log = log_of(system.settings)
    record = filing.encoded()
    seq = _logged(log).get(commit(bytes.fromhex(salt), record))
    if seq is None:
        return None
    proven = Proven(
        entry=msgspec.Raw(log.entry(seq)),
        key=str(log.keys[-1]),
        record=msgspec.Raw(record),
        salt=salt,
    )
    return bytes(log.proof(seq, msgspec.json.encode(proven)))


def _logged(log: PlaceLog) -> dict[Commitment, int]:
    """Return where each receipt's commitment is in the log."""
    return {
        found[1].decode(): int(found[2])
        for bundle in bundles_of(log.checkpoint.size)
        for found in _RECEIPT.finditer(log.read(bundle.path))
    }
