"""The tables of drafts: acts being written and approved; lists imported, and their rows.

A draft holds published facts only; nothing here comes from a reporter.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text

from intake.db.metadata import Part, table
from intake.db.types import Bytes, Day, Flag, Moment, one_of
from intake.domain.drafting import DraftMove, DraftState

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

act_drafts = table(
    "act_drafts",
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("department", Text, ForeignKey("holders.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("typed", Text, nullable=False),
    Column("case_number", Text),
    Column("listed_id", Text, ForeignKey("drafts.id"), unique=True),
    Column("act", Bytes),
    CheckConstraint(one_of("state", DraftState), name="state"),
    CheckConstraint(
        "(act IS NOT NULL) = (state IN ('approved', 'published'))", name="approved_with_act"
    ),
    Index("ix_act_drafts_desk", "department", "state", "changed_at", "id"),
)
"""Acts on their way to the book. `typed` is what was typed, by field, as a JSON object;
`listed_id` the row of a list it came from; `act` the approved act, in its canonical line."""


def done_to(drafts: str) -> tuple[Part, ...]:
    """Return what the history of a table of drafts is made of."""
    return (
        Column("draft_id", Text, ForeignKey(f"{drafts}.id"), primary_key=True),
        Column("seq", Integer, primary_key=True),
        Column("at", Moment, nullable=False),
        Column("member_id", Text, ForeignKey("members.id")),
        Column("move", Text, nullable=False),
        Column("words", Text, nullable=False),
        CheckConstraint(one_of("move", DraftMove), name="move"),
    )


draft_events = table("draft_events", *done_to("act_drafts"), Column("typed", Text))
"""What was done to a draft, in order, by whom (nobody: the system), and what was typed then. The
authors of a draft are read from here; no line is ever changed, but that its words go when the
publicity of the act ends (`intake.services.forgetting`)."""
