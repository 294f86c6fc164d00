"""What is sealed under a case's key, and how: each piece opens only in its own place.

The piece's case and place in the history are part of what is authenticated, so that nobody who
can write to the database can move words from one case, or one event, to another.
"""

from __future__ import annotations

import msgspec

from intake.vault.sealing import ContentKey, seal, unseal

LONGEST_WORDS = 5_000
LONGEST_BASIS = 200
"""Characters, of what staff write about a case and of a clause they name."""


class Words(msgspec.Struct, frozen=True, omit_defaults=True):
    """What someone wrote at one moment of a case."""

    text: str = ""
    basis: str = ""
    """The clause a department names when it returns a case; the day more time is asked until."""
    outcome: str = ""
    """The result put up for review."""


class ReportContent(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the reporter sent, and what the router made of it; evidence quotes the reporter."""

    text: str
    matter: str | None = None
    area: str | None = None
    enterprise: str | None = None
    lead: str = ""
    """The lead the router proposed, and its co-handlers, sure or not."""
    co: tuple[str, ...] = ()
    reason: str = ""
    danger: bool = False
    evidence: tuple[tuple[int, int, str], ...] = ()
    """Words the router went by: `text[start:end]` and what they were understood as."""
    alternatives: tuple[tuple[str, str, float], ...] = ()
    """Matter, lead and confidence of the router's other guesses, for the dispatcher."""
    areas: tuple[str, ...] = ()
    """Areas a named place may lie in where it lies in several."""
    confidence: float = 0.0


def seal_words(key: ContentKey, case_id: str, seq: int, words: Words) -> bytes:
    """Return `words` sealed for event `seq` of a case."""
    return seal(key, msgspec.json.encode(words), event_context(case_id, seq))


def open_words(key: ContentKey, case_id: str, seq: int, sealed: bytes) -> Words:
    """Return the words of event `seq`; raises `CannotOpen` if they are not its own."""
    return msgspec.json.decode(unseal(key, sealed, event_context(case_id, seq)), type=Words)


def seal_report(key: ContentKey, case_id: str, content: ReportContent) -> bytes:
    """Return a report sealed as the first event of its case."""
    return seal(key, msgspec.json.encode(content), event_context(case_id, 1))


def open_report(key: ContentKey, case_id: str, sealed: bytes) -> ReportContent:
    """Return the report of a case; raises `CannotOpen` if it is not its own."""
    return msgspec.json.decode(unseal(key, sealed, event_context(case_id, 1)), type=ReportContent)


def event_context(case_id: str, seq: int) -> bytes:
    """Name the place of one event's words."""
    return f"case/{case_id}/event/{seq}".encode()


def identity_context(case_id: str) -> bytes:
    """Name the place of a case's contact details."""
    return f"case/{case_id}/identity".encode()


def key_context(case_id: str, purpose: str) -> bytes:
    """Name a case's key, for handing it to someone."""
    return f"case/{case_id}/key/{purpose}".encode()
