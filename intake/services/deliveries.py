"""The outbox: what a worker may take to a platform now, and how it went.

At least once: a delivery is settled only after the platform's answer, so a worker that dies in
between leaves it to be sent again, under the same Idempotency-Key. A claim is a lease: nobody
else takes the delivery until it ends, and nobody is needed to end it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from intake.db import changes as db
from intake.db import outbox
from intake.db.changes import Delivery
from intake.db.engine import reading, writing
from intake.db.platform_schema import DeliveryState, deliveries
from intake.domain.errors import Incomplete
from intake.services.changes import News, open_change
from intake.services.retrying import PLAN, Plan, claimed
from intake.services.system import System
from register.wording import gettext


@dataclass(frozen=True)
class Parcel:
    """A claimed delivery, opened: what to send, where."""

    delivery: Delivery
    lease: str
    news: News = field(repr=False)


def claim(system: System, most: int, plan: Plan = PLAN) -> list[Parcel]:
    """Take what is due, the longest waiting first."""
    lease, taken = claimed(system, deliveries, db.take_deliveries, most, plan)
    return [Parcel(one, lease, open_change(system, one.change)) for one in taken]


def settle(system: System, parcel: Parcel, problem: str | None, plan: Plan = PLAN) -> None:
    """Note whether the platform has it; `problem` names why not, and it is tried again later.

    A platform that did not say so does not have it.
    """
    delivery = parcel.delivery
    verdict = plan.verdict(problem, tried=delivery.attempts, now=system.now())
    with writing(system.engine) as connection:
        outbox.settle(connection, deliveries, delivery.id, parcel.lease, verdict)


def dead_letters(system: System) -> list[Delivery]:
    """Return what was given up on, for a person to act on."""
    with reading(system.engine) as connection:
        return db.in_state(connection, DeliveryState.DEAD)


def waiting(system: System) -> list[Delivery]:
    """Return what is still to be delivered, the longest due first."""
    with reading(system.engine) as connection:
        return db.in_state(connection, DeliveryState.WAITING)


def try_again(system: System, delivery_id: str | None = None) -> int:
    """Put a dead letter, or all of them, back into the outbox; return how many those were.

    Raises:
        Incomplete: no dead letter has this id.

    """
    with writing(system.engine) as connection:
        revived = db.revive(connection, delivery_id, system.now())
    if delivery_id is not None and not revived:
        raise Incomplete(
            "delivery", gettext("没有未送达记录“%(id)s”，可能已经重发。", id=delivery_id[:64])
        )
    return revived
