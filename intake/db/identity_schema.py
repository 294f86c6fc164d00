"""The tables of identities asked for and looked at, and of who must keep away from a case."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text

from intake.db.metadata import table
from intake.db.types import Bytes, Day, one_of


class Answer(StrEnum):
    """What became of a request."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"


identity_requests = table(
    "identity_requests",
    Column("id", Text, primary_key=True),
    Column("case_id", Text, ForeignKey("cases.id"), nullable=False, index=True),
    Column("department", Text, ForeignKey("holders.id"), nullable=False),
    Column("asked_by", Text, ForeignKey("members.id"), nullable=False),
    Column("asked_on", Day, nullable=False),
    Column("reason", Bytes, nullable=False),
    Column("reason_for_custodians", Bytes, nullable=False),
    Column("answer", Text, nullable=False),
    Column("decided_by", Text, ForeignKey("members.id")),
    Column("decided_on", Day),
    Column("words", Bytes),
    Column("handed", Bytes),
    Column("ends_on", Day),
    CheckConstraint(one_of("answer", Answer), name="answer"),
    CheckConstraint("(answer = 'granted') = (ends_on IS NOT NULL)", name="granted_for_a_time"),
    Index("ix_identity_requests_answer", "answer", "asked_on"),
)
"""Who asked a custodian for a reporter's contact details and why. The reason is sealed twice: under
the case's key, for the reporter and the handlers, and to the custodians, who hold no case. `handed`
is the identity's key sealed to the asker alone, until the last day."""

identity_looks = table(
    "identity_looks",
    Column("request_id", Text, ForeignKey("identity_requests.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("day", Day, nullable=False),
)
"""Each time that contact details were looked at."""

recusals = table(
    "recusals",
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("member_id", Text, ForeignKey("members.id"), primary_key=True),
    Column("since", Day, nullable=False),
    Column("reason", Bytes, nullable=False),
)
"""Members to whom a case is closed because of a conflict of interest; the reason is sealed under
the case's key."""

kept_away = table(
    "kept_away",
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("department", Text, ForeignKey("holders.id"), primary_key=True),
    Column("since", Day, nullable=False),
)
"""Departments that gave a case up for a conflict of interest and may not be given it again; the
reason is among the words of the move with which they gave it up."""
