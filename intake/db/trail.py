"""The audit trail: what staff did, saw and were refused."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, insert

from intake.db.schema import audit


def add_to_trail(
    connection: Connection,
    *,
    at: dt.datetime,
    member_id: str | None,
    action: str,
    case_id: str | None = None,
    refused: str | None = None,
) -> None:
    """Write one line; `refused` names the kind of refusal, never what was typed."""
    connection.execute(
        insert(audit),
        {
            "at": at,
            "member_id": member_id,
            "action": action,
            "case_id": case_id,
            "refused": refused,
        },
    )
