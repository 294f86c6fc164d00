"""The tables of key pairs that were replaced because a member left."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Text

from intake.db.metadata import table
from intake.db.types import Bytes, Day

retired_keys = table(
    "retired_keys",
    Column("holder", Text, ForeignKey("holders.id"), primary_key=True),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("recovery_share", Bytes),
    Column("retired_on", Day, nullable=False),
)
"""A holder's earlier key pairs, counted from 0, each for as long as something is sealed to it."""

retired_shares = table(
    "retired_shares",
    Column("holder", Text, ForeignKey("holders.id"), primary_key=True),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("member_id", Text, ForeignKey("members.id"), primary_key=True),
    Column("sealed", Bytes, nullable=False),
)
"""An earlier private key, sealed to those members who stayed."""
