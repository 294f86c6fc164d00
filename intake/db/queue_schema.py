"""The tables of the queue: how many cases lie where, kept by the database itself; saved filters.

Counts are kept by triggers, so that no statement that touches a case, whoever wrote it, can leave
them wrong. Each count is spread over a few rows, so that reports arriving at once in the same
department do not wait for each other; a change of two counts takes them in one fixed order.
"""

from __future__ import annotations

from sqlalchemy import DDL, Column, ForeignKey, Integer, Table, Text, event

from intake.db.metadata import table
from intake.db.types import Day, Flag

SHARDS = 8

case_counts = table(
    "case_counts",
    Column("desk", Text, primary_key=True),
    Column("open", Flag, primary_key=True),
    Column("due_on", Day, primary_key=True),
    Column("state", Text, primary_key=True),
    Column("shard", Integer, primary_key=True, autoincrement=False),
    Column("n", Integer, nullable=False),
)
"""How many cases lie at a desk in a state, by the day they are due; a count is the sum over its
shards. A few rows for each day on which anything is due, however many cases there are."""

saved_filters = table(
    "saved_filters",
    Column("member_id", Text, ForeignKey("members.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("query", Text, nullable=False),
)
"""A member's own ways to narrow the queue, as the query of its address."""

_KEY = "desk, open, due_on, state, shard"
_CHANGED = (
    "OLD.desk <> NEW.desk OR OLD.open <> NEW.open OR OLD.due_on <> NEW.due_on "
    "OR OLD.state <> NEW.state"
)
_INTO = "INSERT INTO case_counts"
_ADD = f"ON CONFLICT ({_KEY}) DO UPDATE SET n = case_counts.n + excluded.n"


def _one(row: str, sign: int, shard: str) -> str:
    return f"SELECT {row}.desk, {row}.open, {row}.due_on, {row}.state, {shard}, {sign}"


def _sqlite(name: str, timing: str, *changes: tuple[str, int]) -> str:
    shard = f"abs(random() % {SHARDS})"
    body = " ".join(f"{_INTO} {_one(row, sign, shard)} WHERE true {_ADD};" for row, sign in changes)
    return f"CREATE TRIGGER {name} AFTER {timing} BEGIN {body} END"


def _postgresql() -> tuple[str, ...]:
    shard = f"floor(random() * {SHARDS})::integer"
    both = " UNION ALL ".join((_one("OLD", -1, shard), _one("NEW", 1, shard)))
    bodies = (
        f"IF TG_OP = 'INSERT' THEN {_INTO} {_one('NEW', 1, shard)} {_ADD};",
        f"ELSIF TG_OP = 'DELETE' THEN {_INTO} {_one('OLD', -1, shard)} {_ADD};",
        f"ELSE {_INTO} ({both}) ORDER BY 1, 2, 3, 4, 5 {_ADD}; END IF;",
    )
    function = "CREATE FUNCTION count_cases() RETURNS trigger LANGUAGE plpgsql AS $count$ BEGIN "
    function += " ".join(bodies) + " RETURN NULL; END $count$"
    each = "FOR EACH ROW"
    run = "EXECUTE FUNCTION count_cases()"
    return (
        function,
        f"CREATE TRIGGER cases_counted AFTER INSERT OR DELETE ON cases {each} {run}",
        f"CREATE TRIGGER cases_recounted AFTER UPDATE ON cases {each} WHEN ({_CHANGED}) {run}",
    )


TRIGGERS: dict[str, tuple[str, ...]] = {
    "sqlite": (
        _sqlite("cases_counted_in", "INSERT ON cases", ("NEW", 1)),
        _sqlite("cases_counted_out", "DELETE ON cases", ("OLD", -1)),
        _sqlite("cases_recounted", f"UPDATE ON cases WHEN {_CHANGED}", ("OLD", -1), ("NEW", 1)),
    ),
    "postgresql": _postgresql(),
}
"""By dialect, the statements that keep `case_counts`."""


def keep_counts(cases: Table) -> None:
    """Let the database keep `case_counts` wherever `cases` is created."""
    for dialect, statements in TRIGGERS.items():
        for statement in statements:
            ddl = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]  # SQLAlchemy's
            made = ddl.execute_if(dialect=dialect)
            event.listen(cases, "after_create", made)
