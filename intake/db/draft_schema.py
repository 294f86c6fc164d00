"""The tables of drafts: what lists were imported, what came of their rows, which columns are what.

A draft holds published facts only; nothing here comes from a reporter.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Text

from intake.db.metadata import table
from intake.db.types import Day, Flag, Moment

imports = table(
    "imports",
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("flagged", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("added", Integer, nullable=False),
)
"""Each run: the file by name and SHA-256, how its rows were judged, how many drafts were new."""

drafts = table(
    "drafts",
    Column("id", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False, unique=True),
    Column("import_id", Text, ForeignKey("imports.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("sheet", Text, nullable=False),
    Column("row", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("flagged", Flag, nullable=False),
    Column("body", Text, nullable=False),
    Index("ix_drafts_import_id", "import_id", "place"),
)
"""`place` is the draft's among its import's, in the list's order; `body` is the draft as JSON."""

column_maps = table(
    "column_maps",
    Column("signature", Text, primary_key=True),
    Column("columns", Text, nullable=False),
    Column("set_on", Day, nullable=False),
)
"""Columns mapped by hand, by what lists with the same header share; `columns` is a JSON array."""
