"""A report made into a case: sealed in memory, then stored in a transaction that only writes."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from intake.db.cases import ReceiptLock, add_case
from intake.db.engine import reading
from intake.db.people import all_holders
from intake.db.schema import Purpose
from intake.db.sealed import REPORTER, Event, add_events, add_identity, add_keys
from intake.domain.cases import Case
from intake.domain.clocks import DISPATCH, clock_for, deadline
from intake.domain.lifecycle import Move, Party, State, step
from intake.domain.roles import CUSTODIANS
from intake.routing import Proposal
from intake.services.content import ReportContent, identity_context, key_context, seal_report
from intake.services.likeness import features_of, keep_features, seal_features
from intake.services.system import System
from intake.vault.keys import PublicKey
from intake.vault.sealing import ContentKey, seal
from register.jurisdiction import Matter


@dataclass(frozen=True)
class NewReport:
    """What a citizen sends; only the text is required. Never shown by `repr`."""

    text: str = field(repr=False)
    form_token: str = field(repr=False)
    matter: Matter | None = None
    area: str | None = None
    enterprise: str | None = field(default=None, repr=False)
    contact: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Terms:
    """The time limit that came with a work order: which clock, and from which day."""

    clock: str
    counts_from: dt.date


@dataclass(frozen=True)
class NewCase:
    """A case ready to be stored: nothing that is stored of it can be read without a key."""

    case: Case
    key: ContentKey
    """What its files are sealed under; never stored."""
    events: tuple[Event, ...]
    content_keys: Mapping[str, bytes]
    identity: bytes | None
    identity_keys: Mapping[str, bytes]
    features: bytes
    """By which cases like it are found, sealed; see `intake.services.likeness`."""


def prepare(
    system: System,
    report: NewReport,
    proposal: Proposal,
    reporter: PublicKey | None,
    terms: Terms | None = None,
) -> NewCase:
    """Seal a report to the departments its proposal names and to the reporter.

    There is no reporter's key where nobody is given a receipt, and there are terms where the
    report is a work order.
    """
    case = _new_case(system, proposal, terms)
    with reading(system.engine) as connection:
        pairs = all_holders(connection)
    public = {name: PublicKey(pair.public_key) for name, pair in pairs.items()}
    theirs = {REPORTER: reporter} if reporter else {}
    handlers = {name: public[name] for name in (case.lead, *case.co)} | theirs
    key, identity = ContentKey.generate(), ContentKey.generate()
    contact = (report.contact or "").strip()
    sealed = seal(identity, contact.encode(), identity_context(case.id)) if contact else None
    custodians = {CUSTODIANS: public[CUSTODIANS]} | theirs if contact else {}
    return NewCase(
        case=case,
        key=key,
        events=_first_events(case, seal_report(key, case.id, _content(report, proposal))),
        content_keys=_handed(case, Purpose.CONTENT, key, handlers),
        identity=sealed,
        identity_keys=_handed(case, Purpose.IDENTITY, identity, custodians),
        features=seal_features(
            key, case.id, features_of(system, report.text, report.enterprise, proposal)
        ),
    )


def store(connection: Connection, new: NewCase, lock: ReceiptLock) -> None:
    """Write a prepared case."""
    add_case(connection, new.case, lock, last_event=len(new.events))
    add_events(connection, new.case.id, new.events)
    add_keys(connection, new.case.id, Purpose.CONTENT, new.content_keys)
    if new.identity is not None:
        add_identity(connection, new.case.id, new.identity)
        add_keys(connection, new.case.id, Purpose.IDENTITY, new.identity_keys)
    keep_features(connection, new.case, new.features, new.content_keys.keys() - {REPORTER})


def _handed(
    case: Case, purpose: Purpose, key: ContentKey, to: Mapping[str, PublicKey]
) -> dict[str, bytes]:
    context = key_context(case.id, purpose)
    return {holder: public.hand_key(key, context) for holder, public in to.items()}


def _new_case(system: System, proposal: Proposal, terms: Terms | None) -> Case:
    today = system.today()
    dispatched = proposal.automatic
    running = terms or Terms(clock_for(proposal.matter), today)
    clock = system.profile.clock(running.clock if dispatched else DISPATCH)
    due = deadline(clock, running.counts_from if dispatched else today)
    return Case(
        id=system.new_id(),
        number=f"{today.year}-{secrets.randbelow(10**4):04d}-{secrets.randbelow(10**4):04d}",
        state=State.DISPATCHED if dispatched else State.REGISTERED,
        version=1,
        matter=proposal.matter,
        area=proposal.territorial,
        lead=proposal.first_desk,
        co=proposal.co if dispatched else (),
        clause=proposal.clause,
        ambiguous=proposal.ambiguous,
        received_on=today,
        dispatched_on=today if dispatched else None,
        with_lead_since=today if dispatched else None,
        clock=clock.id,
        due_on=due.date,
        due_provisional=due.provisional,
        unread=False,
        outcome=None,
        closed_on=None,
        clock_from=running.counts_from if dispatched else today,
    )


def _first_events(case: Case, sealed: bytes) -> tuple[Event, ...]:
    """A sure proposal is dispatched in the same breath; the table allows the router that."""
    row = step(Move.SUBMIT, None, frozenset({Party.REPORTER}))
    happened = [Event(1, case.received_on, row.move, row.by, None, row.end, sealed)]
    if case.state is State.DISPATCHED:
        row = step(Move.DISPATCH, row.end, frozenset({Party.ROUTER}))
        happened.append(Event(2, case.received_on, row.move, row.by, case.lead, row.end, body=None))
    return tuple(happened)


def _content(report: NewReport, proposal: Proposal) -> ReportContent:
    return ReportContent(
        text=report.text,
        matter=report.matter,
        area=report.area,
        enterprise=report.enterprise,
        lead=proposal.lead,
        co=proposal.co,
        reason=proposal.reason,
        danger=proposal.danger,
        evidence=tuple((e.start, e.end, e.says) for e in proposal.evidence),
        alternatives=tuple((a.matter, a.lead, a.confidence) for a in proposal.alternatives),
        areas=proposal.area_candidates,
        confidence=proposal.confidence,
    )
