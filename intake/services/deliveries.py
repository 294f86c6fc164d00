"""The outbox: what a worker may take to a platform now, and how it went.

At least once: a delivery is settled only after the platform's answer, so a worker that dies in
between leaves it to be sent again, under the same Idempotency-Key. A claim is a lease: nobody
else takes the delivery until it ends, and nobody is needed to end it.
"""

from __future__ import annotations

import datetime as dt
import random
import secrets
from dataclasses import dataclass, field

from intake.db import changes as db
from intake.db.changes import Delivery
from intake.db.engine import reading, writing
from intake.db.platform_schema import DeliveryState
from intake.domain.errors import Incomplete
from intake.services.changes import News, open_change
from intake.services.system import System
from register.wording import gettext


@dataclass(frozen=True)
class Plan:
    """How long a worker may hold a delivery, and when a failed one is tried again."""

    lease: dt.timedelta = dt.timedelta(minutes=2)
    first_pause: dt.timedelta = dt.timedelta(seconds=30)
    longest_pause: dt.timedelta = dt.timedelta(hours=6)
    attempts: int = 20
    """After so many the delivery is dead, about three days after the first."""

    def pause(self, failed: int) -> dt.timedelta:
        """Return how long to wait after `failed` attempts, doubled each time.

        Half of it is drawn by lot, so that what failed together is not tried together.
        """
        doubled = self.first_pause * (1 << min(failed - 1, 20))
        whole = min(doubled, self.longest_pause)
        return whole * random.uniform(0.5, 1)  # noqa: S311 - spreads load, hides nothing


PLAN = Plan()


@dataclass(frozen=True)
class Parcel:
    """A claimed delivery, opened: what to send, where."""

    delivery: Delivery
    lease: str
    news: News = field(repr=False)


def claim(system: System, most: int, plan: Plan = PLAN) -> list[Parcel]:
    """Take what is due, the longest waiting first."""
    lease, now = secrets.token_hex(16), system.now()
    with reading(system.engine) as connection:
        if not db.any_due(connection, now):
            return []
    with writing(system.engine) as connection:
        taken = db.claim(connection, lease=lease, now=now, until=now + plan.lease, most=most)
    return [Parcel(one, lease, open_change(system, one.change)) for one in taken]


def delivered(system: System, parcel: Parcel) -> None:
    """The platform has it."""
    _settle(system, parcel, DeliveryState.DELIVERED, system.now(), None)


def failed(system: System, parcel: Parcel, problem: str, plan: Plan = PLAN) -> None:
    """The platform does not have it, or did not say so; `problem` names why, no more."""
    tried = parcel.delivery.attempts + 1
    if tried >= plan.attempts:
        _settle(system, parcel, DeliveryState.DEAD, system.now(), problem)
    else:
        again = system.now() + plan.pause(tried)
        _settle(system, parcel, DeliveryState.WAITING, again, problem)


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


def _settle(
    system: System, parcel: Parcel, state: DeliveryState, due_at: dt.datetime, problem: str | None
) -> None:
    with writing(system.engine) as connection:
        db.settle(
            connection,
            parcel.delivery.id,
            lease=parcel.lease,
            state=state,
            due_at=due_at,
            problem=problem,
        )
