"""What is due to be sent is claimed; what could not be sent is tried again, or given up."""

from __future__ import annotations

import datetime as dt
import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Table

from intake.db.engine import reading, writing
from intake.db.outbox import Verdict, any_due
from intake.db.platform_schema import DeliveryState
from intake.services.system import System

T = TypeVar("T")


@dataclass(frozen=True)
class Plan:
    """How long a worker may hold what it sends, and when a failed attempt is repeated."""

    lease: dt.timedelta = dt.timedelta(minutes=2)
    first_pause: dt.timedelta = dt.timedelta(seconds=30)
    longest_pause: dt.timedelta = dt.timedelta(hours=6)
    attempts: int = 20
    """After so many it is dead, about three days after the first."""

    def pause(self, failed: int) -> dt.timedelta:
        """Return how long to wait after `failed` attempts, doubled each time.

        Half of it is drawn by lot, so that what failed together is not tried together.
        """
        doubled = self.first_pause * (1 << min(failed - 1, 20))
        whole = min(doubled, self.longest_pause)
        return whole * random.uniform(0.5, 1)  # noqa: S311 - spreads load, hides nothing

    def verdict(self, problem: str | None, *, tried: int, now: dt.datetime) -> Verdict:
        """Judge an attempt that `tried` others went before; `problem` names why it failed."""
        if problem is None:
            return Verdict(DeliveryState.DELIVERED, now, None)
        failed = tried + 1
        if failed >= self.attempts:
            return Verdict(DeliveryState.DEAD, now, problem)
        return Verdict(DeliveryState.WAITING, now + self.pause(failed), problem)


PLAN = Plan()


def claimed(
    system: System, outbox: Table, take: Callable[..., list[T]], most: int, plan: Plan
) -> tuple[str, list[T]]:
    """Take up to `most` of what is due, under a lease that is returned with it.

    `take` is the outbox's own. Where nothing is due no other writer is kept waiting.
    """
    lease, now = secrets.token_hex(16), system.now()
    with reading(system.engine) as connection:
        if not any_due(connection, outbox, now):
            return lease, []
    with writing(system.engine) as connection:
        return lease, take(connection, lease=lease, now=now, until=now + plan.lease, most=most)
