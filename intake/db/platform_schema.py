"""The tables of the hotline platforms: keys, work orders, what is told back and delivered.

A key's secret is in no column: it is computed from the key's id and the instance's secret. What
callers said is sealed in the case; the platform's own bytes are sealed to the custodians.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Text,
)

from intake.db.metadata import table
from intake.db.types import Bytes, Day, Moment, one_of
from intake.domain.lifecycle import Move, State
from intake.domain.work_orders import Kind, Via


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


platforms = table(
    "platforms",
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("address", Text),
    Column("added_on", Day, nullable=False),
    Column("last_change", Integer, nullable=False),
)
"""Who sends work orders; `address` is where results are pushed to, if anywhere."""

platform_keys = table(
    "platform_keys",
    Column("id", Text, primary_key=True),
    Column("platform_id", Text, ForeignKey("platforms.id"), nullable=False, index=True),
    Column("scopes", Text, nullable=False),
    Column("per_minute", Integer, nullable=False),
    Column("made_on", Day, nullable=False),
    Column("revoked_on", Day),
    Column("minute", Integer, nullable=False),
    Column("used", Integer, nullable=False),
)
"""Keys by their public id. `used` counts the requests of `minute`, the last one with any."""

nonces = table(
    "nonces",
    Column("key_id", Text, ForeignKey("platform_keys.id"), primary_key=True),
    Column("nonce", Text, primary_key=True),
    Column("ends_at", Moment, nullable=False, index=True),
)
"""Signatures already seen, until they are too old to be accepted anyway."""

work_orders = table(
    "work_orders",
    Column("platform_id", Text, ForeignKey("platforms.id"), primary_key=True),
    Column("number", Text, primary_key=True),
    Column("case_id", Text, ForeignKey("cases.id"), nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("counts_from", Day, nullable=False),
    Column("flags", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("withdrawn_on", Day),
    CheckConstraint(one_of("kind", Kind), name="kind"),
    CheckConstraint(one_of("via", Via), name="via"),
)
"""Which case an order became; the key makes a number good for one case only."""

order_updates = table(
    "order_updates",
    Column("platform_id", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("update_id", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    ForeignKeyConstraint(
        ["platform_id", "number"], ["work_orders.platform_id", "work_orders.number"]
    ),
)
"""Updates already taken in, by the id that the platform gave them."""

originals = table(
    "originals",
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("sealed", Bytes, nullable=False),
    Column("key_box", Bytes, nullable=False),
)
"""What arrived, byte for byte, under a key of its own that only the custodians can take."""

dropped_words = table(
    "dropped_words",
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("holder", Text, ForeignKey("holders.id"), primary_key=True),
    Column("sealed", Bytes, nullable=False),
)
"""A case's letter box: words for its departments, until one of them opens the case."""

changes = table(
    "changes",
    Column("platform_id", Text, ForeignKey("platforms.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("number", Text, nullable=False),
    Column("case_id", Text, ForeignKey("cases.id"), nullable=False, index=True),
    Column("day", Day, nullable=False),
    Column("at", Moment),
    Column("move", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("body", Bytes, nullable=False),
    CheckConstraint(one_of("move", Move), name="move"),
    CheckConstraint(one_of("state", State), name="state"),
)
"""What a platform is told, in the order in which it was committed. `at` is set for what staff
did; what a caller did has its day only."""

deliveries = table(
    "deliveries",
    Column("id", Text, primary_key=True),
    Column("platform_id", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease", Text),
    Column("problem", Text),
    ForeignKeyConstraint(["platform_id", "seq"], ["changes.platform_id", "changes.seq"]),
    CheckConstraint(one_of("state", DeliveryState), name="state"),
    Index("ix_deliveries_due", "state", "due_at"),
)
"""The outbox. A claimed delivery has a `lease`, and is due again when the lease ends."""
