"""When what could not be sent is tried again, and when it is given up."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from intake.db.outbox import Verdict
from intake.db.platform_schema import DeliveryState


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
