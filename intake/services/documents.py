"""What platforms are answered and sent: one order, one change."""

from __future__ import annotations

from typing import TypeAlias

from intake.domain.lifecycle import MOVE_NAMES, STATE_NAMES
from intake.domain.outcomes import OUTCOME_NAMES
from intake.domain.work_orders import FLAG_NAMES, KIND_NAMES
from intake.services.changes import News
from intake.services.system import System
from intake.services.work_orders import Registered
from register.jurisdiction import Department
from register.wording import SOURCE_LANGUAGE, language

Document: TypeAlias = "dict[str, str | bool | list[dict[str, str]] | None]"


def order_document(system: System, made: Registered) -> Document:
    """Return an order as its platform sees it: where it stands, never what was said."""
    order, case = made.order, made.case
    due = made.due(system)
    lead = system.profile.department(case.lead)
    return {
        "number": order.number,
        "case": case.number,
        "kind": order.kind.value,
        "kind_name": str(KIND_NAMES[order.kind]),
        "state": case.state.value,
        "state_name": str(STATE_NAMES[case.state]),
        "lead": case.lead,
        "lead_name": _name(lead),
        "received_on": case.received_on.isoformat(),
        "due_on": due.date.isoformat(),
        "due_provisional": due.provisional,
        "limit_provisional": system.profile.clock(order.clock).provisional,
        "flags": [{"code": flag.value, "message": str(FLAG_NAMES[flag])} for flag in order.flags],
        "outcome": case.outcome.value if case.outcome else None,
        "closed_on": case.closed_on.isoformat() if case.closed_on else None,
        "withdrawn_on": order.withdrawn_on.isoformat() if order.withdrawn_on else None,
    }


def change_document(system: System, news: News) -> Document:
    """Return a change as it is listed and pushed; `id` is its Idempotency-Key."""
    told = news.told
    return {
        "id": news.id,
        "number": news.number,
        "case": news.case_number,
        "day": news.day.isoformat(),
        "at": news.at.isoformat(timespec="seconds") if news.at else None,
        "move": news.move.value,
        "move_name": str(MOVE_NAMES[news.move]),
        "state": news.state.value,
        "state_name": str(STATE_NAMES[news.state]),
        "department": told.department,
        "department_name": _name(system.profile.department(told.department)),
        "due_on": told.due_on.isoformat(),
        "due_provisional": told.due_provisional,
        "outcome": told.outcome.value if told.outcome else None,
        "outcome_name": str(OUTCOME_NAMES[told.outcome]) if told.outcome else None,
        "text": told.text,
    }


def _name(department: Department) -> str:
    return department.name if language() == SOURCE_LANGUAGE else department.name_en
