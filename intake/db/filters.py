"""Saved filters: a member's own ways to narrow the queue."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from intake.db.queue_schema import saved_filters


def filters_of(connection: Connection, member_id: str) -> dict[str, str]:
    """Return a member's filters, by name."""
    found = connection.execute(
        select(saved_filters.c.name, saved_filters.c.query)
        .where(saved_filters.c.member_id == member_id)
        .order_by(saved_filters.c.name)
    )
    return {row.name: row.query for row in found}


def save_filter(connection: Connection, member_id: str, name: str, query: str) -> None:
    """Store a filter; one of the same name gives way."""
    forget_filter(connection, member_id, name)
    connection.execute(
        insert(saved_filters), {"member_id": member_id, "name": name, "query": query}
    )


def forget_filter(connection: Connection, member_id: str, name: str) -> None:
    """Delete a filter, if there is one."""
    connection.execute(
        delete(saved_filters).where(
            saved_filters.c.member_id == member_id, saved_filters.c.name == name
        )
    )
