"""The tables of casework numbers: counts kept by day of receipt, months on their way to the public.

Neither holds a word of a report: days, departments and counts alone.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, Text

from intake.db.draft_schema import done_to
from intake.db.metadata import table
from intake.db.types import Day, Moment, one_of
from intake.domain.drafting import DraftState

day_counts = table(
    "day_counts",
    Column("received_on", Day, primary_key=True),
    Column("mark", Text, nullable=False),
    Column("counts", Text, nullable=False),
)
"""What was counted of the cases received on a day, as JSON, and `mark`: what those cases were like
then. Where they are like that still, the counts are, too."""

month_drafts = table(
    "month_drafts",
    Column("id", Text, primary_key=True),
    Column("month", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("body", Text, nullable=False),
    CheckConstraint(one_of("state", DraftState), name="state"),
    Index("ix_month_drafts_month", "month", "revision"),
    Index("ix_month_drafts_state", "state"),
)
"""A month's numbers as prepared, suppression included: `body` is the file that approval publishes,
but for who approved it and when."""

month_events = table("month_events", *done_to("month_drafts"))
"""What was done to a month, in order, by whom (nobody: the system); who prepared it is read from
here, and may not approve it. No line is ever changed."""
