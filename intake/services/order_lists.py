"""Orders by the list: a platform's own, and any of Open311's by their case numbers."""

from __future__ import annotations

from collections.abc import Sequence

from intake.db.engine import reading
from intake.db.orders import Filter, orders_of_platform, orders_with_case_numbers
from intake.domain.work_orders import NoSuchOrder, Via
from intake.services.system import System
from intake.services.work_orders import Registered

__all__ = ["Filter", "listed", "numbered", "own"]


def listed(system: System, platform: str, wanted: Filter) -> list[Registered]:
    """Return the orders that a platform filed through Open311, the newest first."""
    with reading(system.engine) as connection:
        found = orders_of_platform(connection, platform, Via.OPEN311, wanted)
    return [Registered(order, case, repeated=True) for order, case in found]


def numbered(system: System, case_numbers: Sequence[str]) -> list[Registered]:
    """Return the orders filed through Open311 whose cases have these numbers."""
    with reading(system.engine) as connection:
        found = orders_with_case_numbers(connection, Via.OPEN311, case_numbers)
    return [Registered(order, case, repeated=True) for order, case in found]


def own(system: System, platform: str, case_number: str) -> Registered:
    """Return a platform's own Open311 order by its case number.

    Raises:
        NoSuchOrder: none has it, or another platform's.

    """
    for found in numbered(system, [case_number]):
        if found.order.platform == platform:
            return found
    raise NoSuchOrder(case_number)
