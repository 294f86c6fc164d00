"""What routing keeps: marks by which cases alike are found, and what dispatchers made of proposals.

No table holds a word of a reporter in clear. What marks are made from is sealed under its case's
key; a mark is a hash of it under a key that a department's private key makes, so that it confirms
no guess to whoever has stolen database and server secret. A ruling names matters, departments and
areas, which are plain in `cases` too, and titles of the lexicon; it does not name its case.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text

from intake.db.metadata import table
from intake.db.types import Bytes, Day, one_of
from intake.domain.likeness import Sign
from register.jurisdiction import Matter

marks = table(
    "marks",
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("mark", Text, primary_key=True),
    Column("holder", Text, ForeignKey("holders.id"), nullable=False, index=True),
    Column("sign", Text, nullable=False),
    Column("day", Day, nullable=False, index=True),
    CheckConstraint(one_of("sign", Sign), name="sign"),
    Index("ix_marks_mark", "mark", "case_id"),
)
"""Keyed hashes of what a case tells: its firm, its place, bands of its wording; by whose key."""

features = table(
    "features",
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("day", Day, nullable=False, index=True),
    Column("sealed", Bytes, nullable=False),
)
"""What a case's marks are made from, sealed under the case's key."""

unmarked = table(
    "unmarked",
    Column("holder", Text, ForeignKey("holders.id"), primary_key=True),
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
)
"""Cases whose marks a department has still to make; whoever works there does it in passing."""

rulings = table(
    "rulings",
    Column("id", Text, primary_key=True),
    Column("day", Day, nullable=False, index=True),
    Column("confidence", Integer, nullable=False),
    Column("proposed_matter", Text, nullable=False),
    Column("proposed_lead", Text, nullable=False),
    Column("proposed_area", Text),
    Column("matter", Text, nullable=False),
    Column("lead", Text, nullable=False),
    Column("area", Text),
    Column("titles", Text, nullable=False),
    Column("example", Text),
    CheckConstraint(one_of("proposed_matter", Matter), name="proposed_matter"),
    CheckConstraint(one_of("matter", Matter), name="matter"),
    CheckConstraint("confidence BETWEEN 0 AND 100", name="confidence"),
)
"""What the router proposed and what the dispatcher ruled; `confidence` in percent, by tens.

`example` is a sentence the dispatcher made up, never the reporter's.
"""
