"""The end of publicity: content leaves the files for good, a tombstone stays.

An act that ends another is published like any act; then the content of what it ended, of what was
said about that, and its own are erased from the book, and their salts with them; notices that cite
it no longer name the enterprise (`intake.services.redacting`). The transparency
log keeps its commitments, which tell nothing any more, and gets an entry for each tombstone.
"""

from __future__ import annotations

import datetime as dt
import secrets

from ulid import ULID

from intake.services.log_keys import growing_log
from intake.services.redacting import redactions
from intake.services.system import System
from ledger.steps import erasing
from register import journal
from register.acts import Basis, EnterpriseId, PublicityEnded, Withdrawn, kind_of
from register.canonical import decode
from register.commitments import new_salt
from register.files import load_book
from register.histories import History, erasures
from register.lines import RawBook, amending, raw_of
from register.publicity import WARNING_DAYS, Running, running
from register.wording import SOURCE_LANGUAGE, gettext, use_language

_ENDS = tuple(f'"kind":"{kind_of(kind)}"'.encode() for kind in (Withdrawn, PublicityEnded))


def erase_ended(system: System) -> int:
    """Erase everything whose publicity has ended by today; return how many acts that were.

    Ending and erasing are two steps; a kill between them is made good here, by whoever publishes
    next and by the worker.
    """
    place = system.settings.place_folder
    with amending(place):
        raw, today = raw_of(place), system.today()
        ending = [
            History(firm, map(decode, (raw.histories or {})[firm]))
            for firm in _firms_with_endings(raw)
        ]
        stones = [stone for one in ending for stone in erasures(one, today, new_salt)]
        if stones:
            with growing_log(system.settings) as (log, signer):
                changes = erasing(log, signer, raw, stones, today)
            gone = {stone.id for stone in stones}
            journal.commit(place, changes | redactions(place, ending, gone, today))
    return len(stones)


def running_out(system: System, within: int = WARNING_DAYS) -> list[Running]:
    """Return the acts whose publicity ends within so many days, or should have, soonest first."""
    last = system.today() + dt.timedelta(days=within)
    book = load_book(system.settings.place_folder, system.profile)
    views = (history.on(system.today()) for history in book.histories.values())
    found = (one for view in views for one in running(view, system.profile))
    return sorted(
        (one for one in found if one.ends_on <= last), key=lambda one: (one.ends_on, one.act.id)
    )


def endings_due(system: System) -> list[PublicityEnded]:
    """Return the acts that end what has been public for its full term, to be published.

    Nobody decides here: the profile's term does, which a clerk drafted and an approver put there.
    """
    with use_language(SOURCE_LANGUAGE):  # the book is in Chinese, whoever starts the worker
        return [_ending(system, one) for one in running_out(system, within=0)]


def _ending(system: System, one: Running) -> PublicityEnded:
    act, term, today = one.act, one.term, system.today()
    moment = int(system.now().timestamp() * 1000).to_bytes(6)
    return PublicityEnded(
        id=str(ULID.from_bytes(moment + secrets.token_bytes(10))),
        date=today,
        formed_on=today,
        enterprise=act.enterprise,
        department=act.department,
        basis=Basis(term.document, term.clause),
        document=gettext("公示期满自动终止"),
        by=("publicity-term", "publicity-clock"),
        salt=new_salt(),
        refers_to=act.id,
        ground=gettext(
            "公示期满%(months)s个月（%(document)s）", months=term.months, document=term.document
        ),
    )


def _firms_with_endings(raw: RawBook) -> list[EnterpriseId]:
    """Return the enterprises whose lines still hold an act that ends another."""
    if not any(end in file.content for file in raw.files for end in _ENDS):
        return []
    lines = raw.histories or {}
    return [
        firm for firm, told in lines.items() if any(end in line for line in told for end in _ENDS)
    ]
