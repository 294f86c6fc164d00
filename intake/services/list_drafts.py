"""A list brought in at the desk: its good rows become drafts of the officer's department.

The list and its drafts are stored in one transaction, or nothing is. Bringing it again adds
nothing: rows are known by their fingerprints.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from intake.db import act_drafts, drafts
from intake.db.engine import reading, writing
from intake.domain.access import Right, require
from intake.domain.deeds import Deed
from intake.domain.drafting import ActDraft, DraftState, NotReady
from intake.domain.errors import ActedOnMeanwhile, Incomplete, WrongState
from intake.domain.listed_acts import typed_from
from intake.services.draft_moves import LONGEST_ID, posts_now
from intake.services.drafting import checked, may_issue, submit_draft
from intake.services.drafts import Outcome, import_list, request_for
from intake.services.refusals import recorded
from intake.services.sessions import Officer
from intake.services.system import System
from publisher.fields import label
from register.importing.columns import Field
from register.importing.reading import Imported, read_list
from register.importing.tables import MAX_ROWS
from register.wording import gettext, language

RUNS_SHOWN = 50
ROWS_ON_A_PAGE = 200


@dataclass(frozen=True)
class ListedRow:
    """A row of a list and the draft it became, if it did."""

    stored: drafts.StoredDraft
    draft: ActDraft | None


@dataclass(frozen=True)
class Sent:
    """What came of sending all of a list's drafts for approval."""

    sent: int
    unready: int
    """Those in which something is missing or must be confirmed, or that someone else just moved."""


@dataclass(frozen=True)
class Brought:
    """A list as it was brought to the desk."""

    department: str
    kind: str
    file_name: str
    content: bytes = field(repr=False)
    given: Mapping[str, Field] = field(default_factory=dict)
    """Columns mapped by hand, by header."""
    common: Mapping[str, str] = field(default_factory=dict)
    """What rows leave open and all of them have in common, by the act's field."""


def judge_list(system: System, officer: Officer, brought: Brought) -> Imported:
    """Return the verdict on every row of a list; nothing is stored.

    Raises:
        NotAllowed: the officer may not draft for the department.
        Incomplete: the department may not issue acts of the kind.
        UnreadableTable: the file can't be read as a list.

    """
    with _recorded(system, officer, brought), reading(system.engine) as connection:
        _require_kind(system, connection, officer, brought)
    return read_list(brought.content, request_for(system, brought.kind, brought.given))


def import_as_drafts(system: System, officer: Officer, brought: Brought) -> Outcome:
    """Store a list and a draft for each of its good rows; raises as `judge_list`."""

    def take(connection: Connection, new: Sequence[drafts.StoredDraft]) -> None:
        _require_kind(system, connection, officer, brought)
        _add(system, connection, officer, shared, new)

    with _recorded(system, officer, brought):
        shared = replace(brought, common=checked(brought.common))
        with reading(system.engine) as connection:
            _require_kind(system, connection, officer, brought)
        return import_list(
            system,
            brought.content,
            brought.file_name,
            brought.kind,
            brought.given,
            take=take,
            member_id=officer.member_id,
        )


def adopt_rows(system: System, officer: Officer, department: str, import_id: str) -> int:
    """Make drafts of the rows of a list that have none yet, such as one imported by command.

    Raises as `judge_list`.
    """
    about = import_id[:LONGEST_ID]
    with (
        recorded(system, officer, Deed.IMPORT_LIST, about=about),
        writing(system.engine) as connection,
    ):
        run = drafts.import_by_id(connection, import_id)
        if run is None:
            raise Incomplete("kind", gettext("没有这次导入。"))
        whose = Brought(department, run.kind, run.file_name, b"")
        _require_kind(system, connection, officer, whose)
        rows = drafts.drafts_of(connection, import_id, size=MAX_ROWS)
        became = act_drafts.drafts_listed(connection, [row.id for row in rows])
        new = [row for row in rows if row.id not in became]
        _add(system, connection, officer, whose, new)
    return len(new)


def submit_all(system: System, officer: Officer, import_id: str) -> Sent:
    """Send those drafts of a list for approval that are ready, each by itself."""
    sent = unready = 0
    after = -1
    while rows := list_rows(system, officer, import_id, after):
        after = rows[-1].stored.place
        for row in rows:
            if row.draft is None or row.draft.state is not DraftState.DRAFTING:
                continue
            try:
                submit_draft(system, officer, row.draft.id, row.draft.version)
            except (NotReady, WrongState, ActedOnMeanwhile):
                unready += 1
            else:
                sent += 1
    return Sent(sent, unready)


def list_rows(system: System, officer: Officer, import_id: str, after: int = -1) -> list[ListedRow]:
    """Return some good rows of a list, in its order, with those drafts that the officer may see."""
    with reading(system.engine) as connection:
        seen = {
            department
            for right in (Right.DRAFT_ACTS, Right.APPROVE_ACTS)
            for department in officer.departments_where(right)
        }
        rows = drafts.drafts_of(connection, import_id, after=after, size=ROWS_ON_A_PAGE)
        became = act_drafts.drafts_listed(connection, [row.id for row in rows])
        return [
            ListedRow(row, draft if draft and draft.department in seen else None)
            for row in rows
            for draft in [became.get(row.id)]
        ]


def recent_imports(system: System) -> list[drafts.Import]:
    """Return the last lists that were brought in."""
    with reading(system.engine) as connection:
        return drafts.imports_newest_first(connection, RUNS_SHOWN)


def import_run(system: System, import_id: str) -> drafts.Import | None:
    """Return one list that was brought in."""
    with reading(system.engine) as connection:
        return drafts.import_by_id(connection, import_id)


def _recorded(system: System, officer: Officer, brought: Brought) -> AbstractContextManager[None]:
    """Write a refused list to the trail, with what it was to say; there is no import to name."""
    about = f"{brought.department} {brought.kind}"[:LONGEST_ID]
    return recorded(system, officer, Deed.IMPORT_LIST, about=about)


def _require_kind(
    system: System, connection: Connection, officer: Officer, brought: Brought
) -> None:
    require(posts_now(system, connection, officer), Right.DRAFT_ACTS, brought.department)
    if not may_issue(system, brought.department, brought.kind):
        raise Incomplete("kind", gettext("本单位没有公布这类事项的职责，请从列表中选择。"))


def _add(
    system: System,
    connection: Connection,
    officer: Officer,
    brought: Brought,
    rows: Sequence[drafts.StoredDraft],
) -> None:
    new = [(_draft_of(system.new_id(), row, brought), row.id) for row in rows]
    act_drafts.add_drafts(connection, new, at=system.now(), member_id=officer.member_id)


def _draft_of(draft_id: str, row: drafts.StoredDraft, brought: Brought) -> ActDraft:
    try:
        typed = checked(typed_from(row.draft, brought.common))
    except Incomplete as fault:  # of many rows one is at fault: which, and where in it?
        name = label(fault.field, language())
        where = gettext(
            "%(sheet)s第%(row)s行%(field)s：%(why)s",
            sheet=row.sheet,
            row=row.row,
            field=f"“{name}”" if name != fault.field else "",
            why=fault,
        )
        raise Incomplete(fault.field, where.strip()) from fault
    return ActDraft(
        id=draft_id,
        kind=row.draft.kind,
        department=brought.department,
        state=DraftState.DRAFTING,
        version=1,
        typed=typed,
    )
