"""The tables of logging in: sessions, second factors, and what was tried in vain."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Text

from intake.db.metadata import table
from intake.db.types import Bytes, Day, Flag, Moment, one_of


class Kind(StrEnum):
    """What a second factor is."""

    TOTP = "totp"
    WEBAUTHN = "webauthn"
    RECOVERY = "recovery"


sessions = table(
    "sessions",
    Column("name", Text, primary_key=True),
    Column("member_id", Text, ForeignKey("members.id"), nullable=False, index=True),
    Column("box", Bytes, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("idle_at", Moment, nullable=False),
    Column("passed", Flag, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("challenge", Bytes),
)
"""Who is logged in: half of an unlocked key, useless without the cookie. Until the second factor
was `passed` a session opens nothing but the page that asks for it."""

factors = table(
    "factors",
    Column("id", Text, primary_key=True),
    Column("member_id", Text, ForeignKey("members.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("sealed", Bytes, nullable=False),
    Column("used", Integer, nullable=False),
    Column("confirmed", Flag, nullable=False),
    Column("added_on", Day, nullable=False),
    CheckConstraint(one_of("kind", Kind), name="kind"),
)
"""Second factors. What is secret in one is sealed to its member's own key, so that a stolen
database makes no codes. `used` is the last time step or signature count that was accepted."""

failed_logins = table(
    "failed_logins",
    Column("mark", Text, primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
)
"""Tries in vain by name and network or known browser; `mark` is a keyed hash that is another one
every day, so that no address can be read from it."""
