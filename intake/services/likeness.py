"""Reports of the same thing: found by keyed marks, linked, and answered together.

The marks are made in memory at submission, beside the sealing, and stored in the same transaction;
what they were made of is never stored. A case is suggested only to who may look into it. Linking
is a move (`intake.services.handling.link`); each report keeps its own receipt, and `answer_linked`
gives every one of them the answer that one was given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import blake2b

from sqlalchemy import Connection

from intake.db.cases import case_by_id
from intake.db.engine import reading
from intake.db.likeness import add_marks, forget_marks_before, sharing_marks
from intake.db.queue import linked_to
from intake.domain.access import looks
from intake.domain.cases import Case
from intake.domain.likeness import WINDOW, Sign, Told, is_alike, signs, weight
from intake.routing import Proposal
from intake.services.moving import find
from intake.services.sessions import Officer
from intake.services.system import System
from register.jurisdiction import Matter, Profile

_SHOWN = 5
_LOOKED_INTO = 50
"""So many of the likest are tried for whether the officer may look into them."""


@dataclass(frozen=True)
class Suggestion:
    """A case that may be about the same thing, and what it shares."""

    case: Case
    shares: tuple[Sign, ...]


Mark = tuple[str, Sign]


def marks_of(system: System, text: str, firm: str | None, proposal: Proposal) -> frozenset[Mark]:
    """Return the keyed marks of a report; none can be turned back, or guessed without the key."""
    key = system.derived_secret("likeness")
    places = (e for e in proposal.evidence if e.supports not in set(Matter))
    place = next((text[e.start : e.end] for e in places), "")
    told = Told(firm or "", place, _area_names(system.profile))
    return frozenset(
        (_mark(key, sign, feature), sign)
        for sign, feature in signs(text, told, lambda run: _hash(key, run))
    )


def keep_marks(connection: Connection, case: Case, found: Collection[Mark]) -> None:
    """Store a new case's marks, and destroy those that are past comparing."""
    add_marks(connection, case.id, case.received_on, found)
    forget_marks_before(connection, case.received_on - WINDOW)


def suggestions(system: System, officer: Officer, number: str) -> tuple[Suggestion, ...]:
    """Return cases like this one that the officer may look into, the likest first.

    Raises:
        NoSuchCase: no such case, or the officer is nothing to it.

    """
    with reading(system.engine) as connection:
        case, _parties = find(connection, officer, number)
        linked = {one.id for one in linked_to(connection, case.id)}
        shared = sharing_marks(connection, case.id)
        ranked = sorted(shared.keys() - linked, key=lambda other: (-weight(shared[other]), other))
        found = _visible(connection, officer, ranked[:_LOOKED_INTO])
        alike = (
            Suggestion(other, tuple(sign for sign, _count in shared[other.id]))
            for other in found
            if is_alike(shared[other.id], same_matter=other.matter == case.matter)
        )
        return tuple(one for one, _place in zip(alike, range(_SHOWN), strict=False))


def _visible(connection: Connection, officer: Officer, ids: Collection[str]) -> Iterator[Case]:
    for one in ids:
        case = case_by_id(connection, one)
        if looks(officer.posts, case):
            yield case


def _area_names(profile: Profile) -> frozenset[str]:
    names = {name for area in profile.areas for name in (area.name, *area.aliases)}
    return frozenset({*names, profile.place.name, profile.place.name.rstrip("市县")})


def _mark(key: bytes, sign: Sign, feature: str) -> str:
    return blake2b(f"{sign}/{feature}".encode(), key=key, digest_size=12).hexdigest()


def _hash(key: bytes, run: bytes) -> int:
    return int.from_bytes(blake2b(run, key=key, digest_size=8, person=b"run").digest(), "big")
