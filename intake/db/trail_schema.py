"""The tables of the audit trail: its lines, where they end, what was signed of them."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, Text

from intake.db.metadata import table
from intake.db.types import Bytes, Moment

Number = BigInteger().with_variant(Integer, "sqlite")

audit = table(
    "audit",
    Column("id", Number, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("member_id", Text),
    Column("action", Text, nullable=False),
    Column("case_id", Text),
    Column("about", Text),
    Column("refused", Text),
    Column("link", Bytes),
    Column("seal", Bytes),
    Index("ix_audit_case_id", "case_id", "id"),
    Index("ix_audit_member_id", "member_id", "id"),
    Index("ix_audit_at", "at", "id"),
)
"""What staff did, saw, and were refused, to the moment. Never what a reporter did.

Lines are numbered from 1 without a gap. `about` is the id of what else a line concerns, such as
another member. A line without a link was written before there was a chain: `mingjian init` links
it."""

audit_end = table(
    "audit_end",
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Number, nullable=False),
    Column("link", Bytes, nullable=False),
    Column("seal", Bytes, nullable=False),
    CheckConstraint("id = 1", name="only_one"),
)
"""One row: the number and the link of the last line. Writers of lines take turns at it."""

audit_checkpoints = table(
    "audit_checkpoints",
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("note", Text, nullable=False),
)
"""Signed notes, each saying which link a line had at that moment."""
