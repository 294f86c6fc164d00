"""The end of publicity: content leaves the files for good, a tombstone stays.

An act that ends another is published like any act; then the content of what it ended, of what was
said about that, and its own are erased from the book, and their salts with them. The transparency
log keeps its commitments, which tell nothing any more, and gets an entry for each tombstone.
"""

from __future__ import annotations

from collections.abc import Iterable

from intake.services.log_keys import log_of, signer_of
from intake.services.system import System
from ledger.steps import erasing
from register import journal
from register.acts import EnterpriseId, PublicityEnded, Withdrawn, kind_of
from register.canonical import decode
from register.commitments import new_salt
from register.erased import Erased
from register.histories import History, erasures
from register.lines import RawBook, amending, raw_of

_ENDS = tuple(f'"kind":"{kind_of(kind)}"'.encode() for kind in (Withdrawn, PublicityEnded))


def erase_ended(system: System) -> int:
    """Erase everything whose publicity has ended by today; return how many acts that were.

    Ending and erasing are two steps; a kill between them is made good here, by whoever publishes
    next and by the worker.
    """
    place = system.settings.place_folder
    with amending(place):
        raw = raw_of(place)
        stones = list(_due(system, raw, _firms_with_endings(raw)))
        if stones:
            log, signer = log_of(system.settings), signer_of(system.settings)
            journal.commit(place, erasing(log, signer, raw, stones, system.today()))
    return len(stones)


def _due(system: System, raw: RawBook, firms: Iterable[EnterpriseId]) -> Iterable[Erased]:
    for firm in firms:
        history = History(firm, map(decode, (raw.histories or {})[firm]))
        yield from erasures(history, system.today(), new_salt)


def _firms_with_endings(raw: RawBook) -> list[EnterpriseId]:
    """Return the enterprises whose lines still hold an act that ends another."""
    if not any(end in file.content for file in raw.files for end in _ENDS):
        return []
    lines = raw.histories or {}
    return [
        firm for firm, told in lines.items() if any(end in line for line in told for end in _ENDS)
    ]
