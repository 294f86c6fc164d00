"""Who is what to a case, and who may look into it: the one place that decides, deny by default.

The keys say the same again: a department that is not on the case holds no key to it.
"""

from __future__ import annotations

from collections.abc import Iterable

from intake.domain.cases import Case
from intake.domain.errors import NoSuchCase
from intake.domain.lifecycle import STEPS, Party, State
from intake.domain.roles import COORDINATION, Post, Role

RULED_BY_DISPATCHER = frozenset(
    row.start for row in STEPS if row.by is Party.DISPATCHER and row.start
)
"""States in which a case waits for the dispatcher, who may look into it only then."""

_LOOKING = frozenset({Party.LEAD, Party.CO_HANDLER, Party.DISPATCHER})


def parties(posts: Iterable[Post], case: Case) -> frozenset[Party]:
    """Return what the holder of `posts` is to `case`; empty for a stranger to it."""
    held = frozenset(posts)
    found: set[Party] = set()
    if _handles(case) and Post(case.lead, Role.OFFICER) in held:
        found.add(Party.LEAD)
    if any(Post(department, Role.OFFICER) in held for department in case.co):
        found.add(Party.CO_HANDLER)
    if case.state in RULED_BY_DISPATCHER and Post(COORDINATION, Role.DISPATCHER) in held:
        found.add(Party.DISPATCHER)
    return frozenset(found)


def require_look(found: frozenset[Party], number: str) -> None:
    """Let only those look into a case who are something to it.

    Raises:
        NoSuchCase: to a stranger a case that exists and one that does not are the same.

    """
    if not found & _LOOKING:
        raise NoSuchCase(number)


def desk_of(case: Case) -> str:
    """Return the department on whose desk a case lies now."""
    return COORDINATION if case.state in RULED_BY_DISPATCHER else case.lead


def _handles(case: Case) -> bool:
    """A case that was never dispatched has no lead yet, only a desk where it waits."""
    return case.state is not State.REGISTERED
