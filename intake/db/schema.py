"""The tables. No column holds a word that a reporter wrote: those are sealed, in `events.body`.

What is plain is what the desk must sort and count by: place of the matter, departments, state,
days. Ids are random, so that nothing is read, added to and written back (GlobaLeaks #3390). What
a reporter did carries its day only, and no address of any kind.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text, text

from intake.db import (
    draft_schema,
    file_schema,
    identity_schema,
    key_schema,
    notice_schema,
    number_schema,
    platform_schema,
    queue_schema,
    retention_schema,
    routing_schema,
)
from intake.db.login_schema import sessions
from intake.db.metadata import metadata, table
from intake.db.trail_schema import audit
from intake.db.types import Bytes, Day, Flag, one_of
from intake.domain.outcomes import Outcome, Publication
from intake.domain.roles import Role
from intake.domain.stages import Move, Party, State
from intake.domain.standing import Extension, Satisfaction
from register.jurisdiction import Matter

__all__ = [
    "audit",
    "draft_schema",
    "file_schema",
    "identity_schema",
    "key_schema",
    "metadata",
    "notice_schema",
    "number_schema",
    "platform_schema",
    "queue_schema",
    "retention_schema",
    "routing_schema",
    "sessions",
]


class Purpose(StrEnum):
    """What a case's key opens: the report and its messages, or who reported."""

    CONTENT = "content"
    IDENTITY = "identity"


installation = table(
    "installation",
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("place", Text, nullable=False),
    Column("installed_on", Day, nullable=False),
    Column("recovery_key", Bytes, nullable=False),
    CheckConstraint("id = 1", name="only_one"),
)
"""One row: which place this database serves, and the public half of its recovery key."""

holders = table(
    "holders",
    Column("id", Text, primary_key=True),
    Column("public_key", Bytes, nullable=False),
    Column("recovery_share", Bytes, nullable=False),
)
"""Key pairs that cases are sealed to: one a department, and the identity custodians'."""

members = table(
    "members",
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("public_key", Bytes, nullable=False),
    Column("locked_key", Bytes, nullable=False),
    Column("lock_salt", Bytes, nullable=False),
    Column("lock_passes", Integer, nullable=False),
    Column("lock_memory", Integer, nullable=False),
    Column("added_on", Day, nullable=False),
    Column("disabled_on", Day),
)
"""People who log in at the desk. There is no password column: the passphrase opens the key."""

posts = table(
    "posts",
    Column("id", Text, primary_key=True),
    Column("member_id", Text, ForeignKey("members.id"), nullable=False, index=True),
    Column("department", Text, ForeignKey("holders.id"), nullable=False),
    Column("role", Text, nullable=False),
    Column("starts_on", Day, nullable=False),
    Column("ends_on", Day),
    Column("stands_in_for", Text, ForeignKey("members.id")),
    CheckConstraint(one_of("role", Role), name="role"),
    CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    CheckConstraint("stands_in_for IS NULL OR ends_on IS NOT NULL", name="deputies_end"),
)
"""Which roles a member holds in which departments, from the first to the last day included."""

key_shares = table(
    "key_shares",
    Column("holder", Text, ForeignKey("holders.id"), primary_key=True),
    Column("member_id", Text, ForeignKey("members.id"), primary_key=True),
    Column("sealed", Bytes, nullable=False),
)
"""A department's private key, sealed to one of its members."""

cases = table(
    "cases",
    Column("id", Text, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("last_event", Integer, nullable=False),
    Column("matter", Text, nullable=False),
    Column("area", Text),
    Column("lead", Text, ForeignKey("holders.id"), nullable=False),
    Column("desk", Text, ForeignKey("holders.id"), nullable=False),
    Column("clause", Text, nullable=False),
    Column("ambiguous", Flag, nullable=False),
    Column("received_on", Day, nullable=False),
    Column("dispatched_on", Day),
    Column("with_lead_since", Day),
    Column("clock", Text, nullable=False),
    Column("clock_from", Day, nullable=False),
    Column("due_on", Day, nullable=False),
    Column("due_provisional", Flag, nullable=False),
    Column("unread", Flag, nullable=False),
    Column("open", Flag, nullable=False),
    Column("outcome", Text),
    Column("closed_on", Day),
    Column("publication", Text),
    Column("act", Text),
    Column("assignee", Text, ForeignKey("members.id")),
    Column("proposed_by", Text, ForeignKey("members.id")),
    Column("returns", Integer, nullable=False),
    Column("transferred", Flag, nullable=False),
    Column("extension", Text, nullable=False),
    Column("review", Flag, nullable=False),
    Column("satisfaction", Text),
    Column("objected", Flag, nullable=False),
    Column("locator", Text, nullable=False, unique=True),
    Column("receipt_salt", Bytes, nullable=False),
    Column("receipt_passes", Integer, nullable=False),
    Column("receipt_memory", Integer, nullable=False),
    CheckConstraint(one_of("state", State), name="state"),
    CheckConstraint(one_of("matter", Matter), name="matter"),
    CheckConstraint(one_of("outcome", Outcome), name="outcome"),
    CheckConstraint(one_of("publication", Publication), name="publication"),
    CheckConstraint(one_of("extension", Extension), name="extension"),
    CheckConstraint(one_of("satisfaction", Satisfaction), name="satisfaction"),
    CheckConstraint("(state = 'closed') = (outcome IS NOT NULL)", name="closed_with_outcome"),
    CheckConstraint(
        "(state IN ('closed', 'declined')) = (closed_on IS NOT NULL)", name="ended_on_a_day"
    ),
    Index("ix_cases_queue", "desk", "open", "due_on", "id"),
    Index("ix_cases_queue_state", "desk", "open", "state", "due_on", "id"),
    Index("ix_cases_queue_matter", "desk", "open", "matter", "due_on", "id"),
    Index("ix_cases_queue_area", "desk", "open", "area", "due_on", "id"),
    Index("ix_cases_queue_assignee", "desk", "open", "assignee", "due_on", "id"),
    Index(
        "ix_cases_queue_unread",
        "desk",
        "open",
        "due_on",
        "id",
        sqlite_where=text("unread = 1"),
        postgresql_where=text("unread"),
    ),
    Index("ix_cases_due", "open", "due_on", "id"),
    Index("ix_cases_ended", "lead", "closed_on"),
    Index("ix_cases_received", "received_on", "version", "last_event", "due_on"),
)
"""`desk` is where the case lies now: with the dispatcher, or with its lead. `open` means that
someone there still has something to do. Each index serves one way to narrow the queue; the last
one tells which days' cases changed since they were counted (`intake.db.figures`)."""

queue_schema.keep_counts(cases)

co_handlers = table(
    "co_handlers",
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("department", Text, ForeignKey("holders.id"), primary_key=True),
    Column("place", Integer, nullable=False),
    Column("open", Flag, nullable=False),
    Column("due_on", Day, nullable=False),
    Index("ix_co_handlers_queue", "department", "open", "due_on", "case_id"),
)
"""协办 departments, in the order the plan names them. `open` and `due_on` are the case's own, so
that what a department helps with is read in order of its deadline along one index."""

case_links = table(
    "case_links",
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("other_id", Text, ForeignKey("cases.id"), primary_key=True),
)
"""Cases that belong together; each pair stands here in both orders."""

case_keys = table(
    "case_keys",
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("purpose", Text, primary_key=True),
    Column("holder", Text, primary_key=True),
    Column("sealed", Bytes, nullable=False),
    Column("checked", Integer, nullable=False, server_default="0"),
    CheckConstraint(one_of("purpose", Purpose), name="purpose"),
    Index("ix_case_keys_holder", "holder", "checked"),
)
"""A case's key, sealed to each who may open it: departments, custodians, or `reporter`.

`checked` counts the holder's earlier key pairs, as of when the copy was last known to open with the
present one; see `intake.services.rotation`."""

identities = table(
    "identities",
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("sealed", Bytes, nullable=False),
)
"""Contact details under their own key, which no handling department holds."""

events = table(
    "events",
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("day", Day, nullable=False),
    Column("move", Text, nullable=False),
    Column("party", Text, nullable=False),
    Column("department", Text),
    Column("end_state", Text, nullable=False),
    Column("body", Bytes),
    CheckConstraint(one_of("move", Move), name="move"),
    CheckConstraint(one_of("party", Party), name="party"),
    CheckConstraint(one_of("end_state", State), name="end_state"),
)
"""What happened to a case, in order; `body` is sealed under the case's content key."""

posts_once = table(
    "posts_once",
    Column("fingerprint", Text, primary_key=True),
    Column("case_id", Text, ForeignKey("cases.id"), nullable=False),
    Column("day", Day, nullable=False, index=True),
    Column("receipt_box", Bytes),
)
"""Forms already posted, so that a second click finds the first; see `intake.vault.form_tokens`."""
