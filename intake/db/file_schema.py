"""The tables of attached files: which case, which day, from whom. All else is sealed.

Name, kind, true size and key of a file are sealed under its case's key; its bytes lie in the store
under its random id. What was found about a file when it was first opened at the desk, and the copy
without metadata that was made of it, are rows of their own.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text

from intake.db.metadata import table
from intake.db.types import Bytes, Day, one_of
from intake.domain.files import Sender

files = table(
    "files",
    Column("id", Text, primary_key=True),
    Column("case_id", Text, ForeignKey("cases.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("day", Day, nullable=False),
    Column("sender", Text, nullable=False),
    Column("department", Text),
    Column("sealed", Bytes, nullable=False),
    CheckConstraint(one_of("sender", Sender), name="sender"),
    Index("ix_files_case_id", "case_id", "day", "place"),
)
"""Files as they came; `place` is the order within one message."""

file_checks = table(
    "file_checks",
    Column("file_id", Text, ForeignKey("files.id"), primary_key=True),
    Column("copy_id", Text, unique=True),
    Column("sealed", Bytes, nullable=False),
)
"""What was found about a file, and the copy without metadata where one could be made."""
