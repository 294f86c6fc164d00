"""Reports of the same thing: found by keyed marks, linked, and answered together.

At submission the features of a report are sealed under its case's key. Marks of them are made by
whoever of a department comes by next, under a key that only the department's private key makes: the
server alone can neither make a mark nor try a guess on one, and no more can whoever steals it. A
case is found alike within a department, and suggested only to who may look into it. Linking
is a move (`intake.services.handling.link`); each report keeps its own receipt, and `answer_linked`
gives every one of them the answer that one was given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b

import msgspec
from sqlalchemy import Connection

from intake.db.cases import case_by_id
from intake.db.engine import reading, writing
from intake.db.identity_requests import closed_to
from intake.db.likeness import (
    Unmarked,
    add_features,
    add_marks,
    forget_marks_before,
    sharing_marks,
    unmarked_cases,
)
from intake.db.queue import linked_to
from intake.db.schema import Purpose
from intake.domain.access import looks
from intake.domain.cases import Case
from intake.domain.likeness import WINDOW, Sign, Told, is_alike, signs, weight
from intake.domain.roles import READS_CONTENT
from intake.routing import Proposal
from intake.services.content import key_context
from intake.services.keyring import department_keys
from intake.services.moving import find
from intake.services.sessions import Officer
from intake.services.system import System
from intake.vault import CannotOpen
from intake.vault.keys import PrivateKey
from intake.vault.sealing import ContentKey, seal, unseal
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
Feature = tuple[Sign, str]

AT_ONCE = 500
"""Cases marked in one transaction; about a fifth of a second."""


def features_of(
    system: System, text: str, firm: str | None, proposal: Proposal
) -> tuple[Feature, ...]:
    """Return what is telling of a report."""
    key = system.derived_secret("likeness")
    places = (e for e in proposal.evidence if e.supports not in set(Matter))
    place = next((text[e.start : e.end] for e in places), "")
    told = Told(firm or "", place, _area_names(system.profile))
    return tuple(signs(text, told, lambda run: _hash(key, run)))


def seal_features(key: ContentKey, case_id: str, found: Collection[Feature]) -> bytes:
    """Return features sealed in their place."""
    return seal(key, msgspec.json.encode(found), _features_context(case_id))


def keep_features(
    connection: Connection, case: Case, sealed: bytes, holders: Collection[str]
) -> None:
    """Store a new case's features for its departments to mark; destroy what is past comparing."""
    add_features(connection, case.id, case.received_on, sealed, holders)
    forget_marks_before(connection, case.received_on - WINDOW)


def mark_waiting(system: System, officer: Officer) -> None:
    """Make the marks that the officer's departments have still to make."""
    for holder in sorted({p.department for p in officer.posts if p.role in READS_CONTENT}):
        while _mark_some(system, officer, holder) == AT_ONCE:
            pass


def _mark_some(system: System, officer: Officer, holder: str) -> int:
    with reading(system.engine) as connection:
        waiting = unmarked_cases(connection, holder, AT_ONCE)
        if not waiting:
            return 0
        try:
            privates = department_keys(connection, officer, holder)
        except CannotOpen:
            return 0  # appointed, and not let in yet
    key = privates[0].derived(b"mingjian-alike")
    made = [(case, _marks(key, privates, case)) for case in waiting]
    with writing(system.engine) as connection:
        for case, found in made:
            add_marks(connection, holder, case, found)
    return len(waiting)


def _marks(key: bytes, privates: Sequence[PrivateKey], case: Unmarked) -> frozenset[Mark]:
    for private in privates:
        with suppress(CannotOpen):
            content = private.take_key(case.key_box, key_context(case.case_id, Purpose.CONTENT))
            opened = unseal(content, case.sealed, _features_context(case.case_id))
            told = msgspec.json.decode(opened, type=list[Feature])
            return frozenset((_mark(key, sign, feature), sign) for sign, feature in told)
    return frozenset()


def suggestions(system: System, officer: Officer, number: str) -> tuple[Suggestion, ...]:
    """Return cases like this one that the officer may look into, the likest first.

    Raises:
        NoSuchCase: no such case, or the officer is nothing to it.

    """
    mark_waiting(system, officer)
    with reading(system.engine) as connection:
        case, _parties = find(connection, officer, number)
        linked = {one.id for one in linked_to(connection, case.id)}
        shared = _shared(connection, officer, case)
        ranked = sorted(shared.keys() - linked, key=lambda other: (-weight(shared[other]), other))
        found = _visible(connection, officer, ranked[:_LOOKED_INTO])
        alike = (
            Suggestion(other, tuple(sign for sign, _count in shared[other.id]))
            for other in found
            if is_alike(shared[other.id], same_matter=other.matter == case.matter)
        )
        return tuple(one for one, _place in zip(alike, range(_SHOWN), strict=False))


def _shared(
    connection: Connection, officer: Officer, case: Case
) -> dict[str, Collection[tuple[Sign, int]]]:
    """Return what other cases share with this one by the marks of the officer's departments."""
    found: dict[str, Collection[tuple[Sign, int]]] = {}
    for holder in sorted({p.department for p in officer.posts if p.role in READS_CONTENT}):
        found = {**sharing_marks(connection, case.id, holder), **found}
    return found


def _visible(connection: Connection, officer: Officer, ids: Collection[str]) -> Iterator[Case]:
    closed = closed_to(connection, officer.member_id)
    for one in ids:
        case = case_by_id(connection, one)
        if looks(officer.posts, case) and one not in closed:
            yield case


def _area_names(profile: Profile) -> frozenset[str]:
    names = {name for area in profile.areas for name in (area.name, *area.aliases)}
    return frozenset({*names, profile.place.name, profile.place.name.rstrip("市县")})


def _features_context(case_id: str) -> bytes:
    return f"case/{case_id}/features".encode()


def _mark(key: bytes, sign: Sign, feature: str) -> str:
    return blake2b(f"{sign}/{feature}".encode(), key=key, digest_size=12).hexdigest()


def _hash(key: bytes, run: bytes) -> int:
    return int.from_bytes(blake2b(run, key=key, digest_size=8, person=b"run").digest(), "big")
