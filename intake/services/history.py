"""A case's history, opened: what each event says to someone who holds the case's key."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from intake.db.sealed import Event
from intake.domain.cases import Case
from intake.domain.lifecycle import (
    TOLD_TO_REPORTER,
    WORDS_FOR_REPORTER,
    Move,
    Party,
    State,
)
from intake.domain.outcomes import Outcome
from intake.services.content import ReportContent, Words, open_report, open_words
from intake.vault.sealing import ContentKey


@dataclass(frozen=True)
class Entry:
    """One line of a case's history; `text` is what was written then, if anything was."""

    day: dt.date
    move: Move
    by: Party
    department: str | None
    """Who did it; for a dispatch, who it went to."""
    state: State
    """Where the case stood afterwards."""
    text: str = field(default="", repr=False)
    basis: str = field(default="", repr=False)
    """The clause named for a return or a dispatch by hand."""


def entry_of(event: Event, key: ContentKey, case_id: str) -> Entry:
    """Open one event that is not the submission itself."""
    words = Words() if event.body is None else open_words(key, case_id, event.seq, event.body)
    return Entry(
        day=event.day,
        move=event.move,
        by=event.by,
        department=event.department,
        state=event.end_state,
        text=words.text,
        basis=words.basis,
    )


def told_to_reporter(happened: Iterable[Event], key: ContentKey, case_id: str) -> tuple[Entry, ...]:
    """Open what the reporter may know: some moves not at all, some by their day alone."""
    told = (e for e in happened if e.move in TOLD_TO_REPORTER and e.move is not Move.SUBMIT)
    return tuple(
        entry_of(event if event.move in WORDS_FOR_REPORTER else _wordless(event), key, case_id)
        for event in told
    )


def _wordless(event: Event) -> Event:
    return dataclasses.replace(event, body=None)


@dataclass(frozen=True)
class Proposed:
    """A result put up for review."""

    outcome: Outcome
    text: str = field(repr=False)


def proposed_in(happened: Iterable[Event], key: ContentKey, case: Case) -> Proposed | None:
    """Open the result that was put up last."""
    put_up = [event for event in happened if event.move is Move.PROPOSE and event.body]
    if not put_up:
        return None
    words = open_words(key, case.id, put_up[-1].seq, put_up[-1].body or b"")
    return Proposed(Outcome(words.outcome), words.text)


def report_of(happened: Iterable[Event], key: ContentKey, case_id: str) -> ReportContent:
    """Open the report a case began with."""
    first = next(event for event in happened if event.move is Move.SUBMIT)
    return open_report(key, case_id, first.body or b"")
