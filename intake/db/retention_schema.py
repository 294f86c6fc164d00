"""What outlives a report: the proof that it was filed, the count that it was there."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Text

from intake.db.metadata import table
from intake.db.types import Bytes, Day, Flag

filings = table(
    "filings",
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("day", Day, nullable=False, index=True),
    Column("commitment", Text, nullable=False),
    Column("logged", Flag, nullable=False, index=True),
    Column("sealed", Bytes, nullable=False),
)
"""What is put in the public log for a report; statement and salt are sealed with the case."""

destroyed_cases = table(
    "destroyed_cases",
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("day", Day, nullable=False, index=True),
    Column("outcome", Text, nullable=False),
    Column("events", Integer, nullable=False),
    Column("files", Integer, nullable=False),
)
"""Cases whose keys and words were destroyed when their time was over, and how much that was."""
