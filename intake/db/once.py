"""Forms already posted; see `intake.vault.form_tokens` for why this keeps no secret open."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from intake.db.schema import posts_once


@dataclass(frozen=True)
class Posted:
    """The case that a form made or added to, and its receipt while that is kept."""

    case_id: str
    receipt_box: bytes | None


def remember_post(
    connection: Connection,
    fingerprint: str,
    case_id: str,
    day: dt.date,
    receipt_box: bytes | None = None,
) -> None:
    """Store that this form was posted; a second time violates the primary key."""
    connection.execute(
        insert(posts_once),
        {"fingerprint": fingerprint, "case_id": case_id, "day": day, "receipt_box": receipt_box},
    )


def posted_before(connection: Connection, fingerprint: str) -> Posted | None:
    """Return the case and the kept receipt of a form posted before."""
    row = connection.execute(
        select(posts_once.c.case_id, posts_once.c.receipt_box).where(
            posts_once.c.fingerprint == fingerprint
        )
    ).one_or_none()
    return Posted(row.case_id, row.receipt_box) if row else None


def forget_posts_before(connection: Connection, day: dt.date) -> None:
    """Destroy what was kept for forms of earlier days."""
    connection.execute(delete(posts_once).where(posts_once.c.day < day))
