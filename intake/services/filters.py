"""Saved filters: kept for the member who made them, seen by nobody else."""

from __future__ import annotations

from intake.db import filters
from intake.db.engine import reading, writing
from intake.domain.checks import required
from intake.domain.errors import Incomplete
from intake.services.sessions import Officer
from intake.services.system import System
from register.wording import gettext

LONGEST_NAME = 20
LONGEST_QUERY = 300
MOST = 20


def my_filters(system: System, officer: Officer) -> dict[str, str]:
    """Return the officer's filters: the query of the queue's address, by name."""
    with reading(system.engine) as connection:
        return filters.filters_of(connection, officer.member_id)


def save(system: System, officer: Officer, name: str, query: str) -> None:
    """Keep a filter under a name; one of the same name gives way.

    Raises:
        Incomplete: no name, one too long, or too many filters.

    """
    named = required("name", name, gettext("请给筛选条件起个名称。"), LONGEST_NAME)
    kept = query[:LONGEST_QUERY]
    with writing(system.engine) as connection:
        have = filters.filters_of(connection, officer.member_id)
        if named not in have and len(have) >= MOST:
            raise Incomplete(
                "name", gettext("最多保存%(most)s个筛选条件，请先删去不用的。", most=MOST)
            )
        filters.save_filter(connection, officer.member_id, named, kept)


def forget(system: System, officer: Officer, name: str) -> None:
    """Delete a filter of the officer's, if there is one of this name."""
    with writing(system.engine) as connection:
        filters.forget_filter(connection, officer.member_id, name)
