"""The audit trail for those who watch: searched, signed, exported, verified."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import msgspec

from intake.db.engine import reading, writing
from intake.db.trail import Stored, add_to_trail, checkpoints, lines_in_order, trail_end
from intake.db.trail_search import Found, Wanted, actions_in_use, find_lines
from intake.domain.access import Right, require
from intake.domain.deeds import Deed
from intake.domain.errors import Incomplete
from intake.domain.roles import COORDINATION
from intake.services.checkpoints import open_checkpoint, sign_checkpoint, signed_end
from intake.services.sessions import Officer
from intake.services.system import System
from intake.services.trail_check import Check, Fault, Kind

PAGE = 100


@dataclass(frozen=True)
class TrailPage:
    """Some lines, the latest first; `before` continues, None at the end."""

    lines: tuple[Found, ...]
    before: int | None


@dataclass(frozen=True)
class Verdict:
    """What a check of the whole trail found."""

    lines: int
    faults: tuple[Fault, ...]
    checkpoint: str
    """A newly signed note of where the trail ends, to keep elsewhere; "" if it has faults."""


def read_trail(
    system: System, officer: Officer, wanted: Wanted, before: int | None = None, size: int = PAGE
) -> TrailPage:
    """Return lines that the officer may read: of their departments, or all at coordination.

    Raises:
        NotAllowed: the officer is no auditor.

    """
    wanted = _within_reach(officer, wanted)
    with reading(system.engine) as connection:
        found = find_lines(connection, wanted, before=before, size=size + 1)
    shown = found[:size]
    more = len(found) > size
    return TrailPage(tuple(shown), shown[-1].stored.number if more else None)


def known_actions(system: System) -> list[str]:
    """Return the actions that occur on the trail."""
    with reading(system.engine) as connection:
        return actions_in_use(connection)


def export_found(system: System, officer: Officer, wanted: Wanted) -> Iterator[Found]:
    """Give every line that matches, the latest first; the export is itself on the trail.

    Raises:
        NotAllowed: the officer is no auditor.

    """
    _within_reach(officer, wanted)
    _note(system, officer.member_id, Deed.EXPORT_TRAIL)

    def pages() -> Iterator[Found]:
        before: int | None = None
        while True:
            page = read_trail(system, officer, wanted, before, size=1000)
            yield from page.lines
            if page.before is None:
                return
            before = page.before

    return pages()


def export_chain(system: System, officer: Officer | None = None) -> Iterator[str]:
    """Give the whole chain as JSON Lines, then its signed end: links can be followed by anyone.

    Raises:
        NotAllowed: the officer is no auditor of the coordination office. Who runs the command on
            the server, where no officer is, has the database anyway.

    """
    if officer:
        require(officer.posts, Right.READ_TRAIL, COORDINATION)
    _note(system, officer.member_id if officer else None, Deed.EXPORT_TRAIL)
    return _chain(system)


def _chain(system: System) -> Iterator[str]:
    with reading(system.engine) as connection:
        for stored in lines_in_order(connection):
            yield msgspec.json.encode(_exported(stored)).decode() + "\n"
        end = trail_end(connection)
    if end:
        note = signed_end(system, end)
        yield msgspec.json.encode({"checkpoint": str(note)}).decode() + "\n"


def verify_trail(system: System, kept: str = "", by: str | None = None) -> Verdict:
    """Check every line, every signed checkpoint, and one that was `kept` elsewhere.

    Raises:
        Incomplete: `kept` is not a checkpoint that this instance signed.

    """
    check = Check(system.trail_key)
    if kept.strip():
        known = open_checkpoint(system, kept)
        check.known[known.number] = known.link
    bad_notes = []
    with reading(system.engine) as connection:
        for note in checkpoints(connection):
            try:
                known = open_checkpoint(system, note)
            except Incomplete:
                bad_notes.append(Fault(Kind.CHECKPOINT, 0, 0))
                continue
            check.known.setdefault(known.number, known.link)
        end = trail_end(connection)
        check.walk(lines_in_order(connection), end)
    faults = tuple(bad_notes + check.faults)
    _note(system, by, Deed.VERIFY_TRAIL, refused="Faults" if faults else None)
    return Verdict(check.lines, faults, "" if faults else sign_checkpoint(system))


def _within_reach(officer: Officer, wanted: Wanted) -> Wanted:
    departments = officer.departments_where(Right.READ_TRAIL)
    require(officer.posts, Right.READ_TRAIL, departments[0] if departments else COORDINATION)
    return wanted if COORDINATION in departments else replace(wanted, departments=departments)


def _exported(stored: Stored) -> dict[str, object]:
    return {
        "number": stored.number,
        **{name: value for name, value in vars(stored.line).items() if value is not None},
        "link": (stored.link or b"").hex(),
    }


def _note(system: System, by: str | None, deed: Deed, refused: str | None = None) -> None:
    with writing(system.engine) as connection:
        add_to_trail(connection, at=system.now(), member_id=by, action=deed, refused=refused)
