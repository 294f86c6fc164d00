"""The table of notices: what a department is told by e-mail or messenger; no case's content."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, Index, Integer, Text, UniqueConstraint

from intake.db.metadata import table
from intake.db.platform_schema import DeliveryState
from intake.db.types import Moment, one_of


class NoticeKind(StrEnum):
    """What a notice is about."""

    CASE = "case"
    DIGEST = "digest"
    ESCALATION = "escalation"


notices = table(
    "notices",
    Column("id", Text, primary_key=True),
    Column("department", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease", Text),
    Column("problem", Text),
    CheckConstraint(one_of("kind", NoticeKind), name="kind"),
    CheckConstraint(one_of("state", DeliveryState), name="state"),
    UniqueConstraint("department", "kind", "subject", "target"),
    Index("ix_notices_due", "state", "due_at"),
)
"""The outbox of notices. `subject` is a day, or a case's number and version: with `target`, the
name of one address, it makes a notice one that is sent once. `body` holds counts and days, as JSON;
the words are made when it is sent."""
