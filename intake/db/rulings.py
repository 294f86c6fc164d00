"""Rulings on what the router proposed: put in, read, given an example."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Row, insert, select, update

from intake.db.routing_schema import rulings
from register.jurisdiction import Matter


@dataclass(frozen=True)
class Sent:
    """Where a text is sent: what it is taken for, who leads, in which area."""

    matter: Matter
    lead: str
    area: str | None


@dataclass(frozen=True)
class Ruling:
    """What the router proposed for one case, and what the dispatcher made of it."""

    id: str
    day: dt.date
    proposed: Sent
    ruled: Sent
    confidence: int
    """In percent, rounded to tens."""
    titles: tuple[str, ...] = ()
    """What the lexicon heard, by its own titles."""
    example: str | None = None
    """A sentence made up by the dispatcher."""

    @property
    def corrects(self) -> bool:
        """Whether the dispatcher decided otherwise than was proposed."""
        return self.proposed != self.ruled


def add_ruling(connection: Connection, ruling: Ruling) -> None:
    """Store a ruling."""
    proposed, ruled = ruling.proposed, ruling.ruled
    connection.execute(
        insert(rulings),
        {
            "id": ruling.id,
            "day": ruling.day,
            "confidence": ruling.confidence,
            "proposed_matter": proposed.matter,
            "proposed_lead": proposed.lead,
            "proposed_area": proposed.area,
            "matter": ruled.matter,
            "lead": ruled.lead,
            "area": ruled.area,
            "titles": json.dumps(ruling.titles, ensure_ascii=False),
            "example": ruling.example,
        },
    )


def all_rulings(connection: Connection, since: dt.date | None = None) -> Iterator[Ruling]:
    """Yield every ruling, or those since a day, the latest first."""
    query = select(rulings).order_by(rulings.c.day.desc(), rulings.c.id)
    if since is not None:
        query = query.where(rulings.c.day >= since)
    for row in connection.execute(query):
        yield _ruling(row)


def give_example(connection: Connection, ruling_id: str, example: str | None) -> bool:
    """Store the example of a ruling in place of any before; False if there is no such ruling."""
    changed = connection.execute(
        update(rulings).where(rulings.c.id == ruling_id).values(example=example)
    )
    return changed.rowcount == 1


def _ruling(row: Row[tuple[object, ...]]) -> Ruling:
    return Ruling(
        id=row.id,
        day=row.day,
        proposed=Sent(Matter(row.proposed_matter), row.proposed_lead, row.proposed_area),
        ruled=Sent(Matter(row.matter), row.lead, row.area),
        confidence=row.confidence,
        titles=tuple(json.loads(row.titles)),
        example=row.example,
    )
