"""A proof that a report was filed, checked by whoever is shown it, offline.

The file holds the log's entry with the way up to a signed checkpoint, and the statement with its
salt. It says place, day and lead department; of the report itself only a digest that means nothing
without the reporter's secret and the text.
"""

from __future__ import annotations

import msgspec

from register.commitments import Filing, commit, decode_entry
from tlog.keys import Verifier
from tlog.proof_files import ProofFile
from tlog.proofs import ProofFailed


class Proven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a proof file carries besides the proof (`extra`): all it takes to check it."""

    entry: msgspec.Raw
    """The log's entry."""
    key: str
    """The log's public key, to be compared with the one published elsewhere."""
    record: msgspec.Raw
    """The statement, in canonical JSON."""
    salt: str


class CheckedFiling(msgspec.Struct, frozen=True):
    """What a proof proves, and whose signature that rests on."""

    filing: Filing
    key: str


def check_filing(content: bytes, known: Verifier | None = None) -> CheckedFiling:
    """Check a `.tlog-proof` file of a report, against a key known from elsewhere if there is one.

    Raises:
        ProofFailed: it is no such file, or its statement is not what the log holds.
        BadNote: the checkpoint is not signed by the log's key.

    """
    proof = ProofFile.parse(content)
    try:
        told = msgspec.json.decode(proof.extra, type=Proven)
        filing = msgspec.json.decode(told.record, type=Filing)
        entry = decode_entry(bytes(told.entry))
        commitment = commit(bytes.fromhex(told.salt), bytes(told.record))
    except ValueError as failure:
        raise ProofFailed("no statement of a filing in it") from failure
    if (entry.commit, entry.day) != (commitment, filing.day):
        raise ProofFailed("the log's entry is of another statement")
    proof.check(bytes(told.entry), known or Verifier.parse(told.key))
    return CheckedFiling(filing, told.key)
