"""Writing drafts of acts: start, change, send for approval, call back, discard; and reading them.

Every function is one transaction, and every move goes the one way of `intake.services.draft_moves`,
which raises `NoSuchDraft`, `NotAllowed`, `OwnDraft`, `WrongState` or `ActedOnMeanwhile`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from intake.db import act_drafts as stored
from intake.db.act_drafts import ACTS
from intake.db.engine import reading, writing
from intake.domain.access import Right, require
from intake.domain.act_forms import is_follow_up
from intake.domain.drafting import ActDraft, DraftMove, DraftState, NotReady
from intake.domain.errors import ActedOnMeanwhile, Incomplete
from intake.services.draft_moves import SEEING, Seen, look, moving, note, posts_now, recorded
from intake.services.drafted_acts import Readiness, readiness
from intake.services.sessions import Officer
from intake.services.system import System
from register.acts import KINDS
from register.wording import gettext

DRAFTS_ON_A_PAGE = 50
LONGEST_FIELD = 4_000
MOST_FIELDS = 600


@dataclass(frozen=True)
class DraftView(Seen[ActDraft]):
    """A draft of an act as an officer sees it."""

    readiness: Readiness
    """The act it would become today, and what is still wrong with it."""


def kinds_open_to(system: System, officer: Officer) -> dict[str, list[str]]:
    """Return the kinds of act that each of the officer's departments may issue, by department."""
    return {
        department: [kind for kind in KINDS if may_issue(system, department, kind)]
        for department in officer.departments_where(Right.DRAFT_ACTS)
    }


def may_issue(system: System, department: str, kind: str) -> bool:
    """Tell whether a department may draft a kind: its duties say so, or it follows up its own."""
    return system.profile.may_issue(department, kind) or (
        is_follow_up(kind)
        and kind != "red-card"
        and any(department in duty.departments for duty in system.profile.duties)
    )


def start_draft(
    system: System,
    officer: Officer,
    kind: str,
    department: str,
    typed: Mapping[str, str],
    *,
    draft_id: str = "",
    case_number: str | None = None,
) -> str:
    """Begin a draft of an act; return its id. What is missing may be added later.

    `typed` maps paths of the act's fields to text, such as `enterprise.name`; `enterprise.id`
    is one of the book's, or absent for a new enterprise. A `draft_id` made beforehand lets a second
    click find the draft of the first.

    Raises:
        NotAllowed: the officer may not draft for the department.
        Incomplete: no such kind, or the department's duties don't allow it, or a text is too long.
        ActedOnMeanwhile: the draft of this id was begun, with something else typed.

    """
    draft_id = draft_id or system.new_id()
    with recorded(system, officer, DraftMove.START, draft_id), writing(system.engine) as connection:
        require(posts_now(system, connection, officer), Right.DRAFT_ACTS, department)
        if kind not in KINDS or not may_issue(system, department, kind):
            raise Incomplete("kind", gettext("本单位没有公布这类事项的职责，请从列表中选择。"))
        if (begun := ACTS.by_id(connection, draft_id)) is not None:
            return _same(begun, typed)
        draft = ActDraft(
            id=draft_id,
            kind=kind,
            department=department,
            state=DraftState.DRAFTING,
            version=1,
            typed=checked(typed),
            case_number=case_number,
        )
        add_started(system, connection, officer, draft)
    return draft_id


def _same(begun: ActDraft, typed: Mapping[str, str]) -> str:
    """Return the id of a draft begun by an earlier click; who typed on meanwhile is told."""
    if begun.typed != checked(typed):
        raise ActedOnMeanwhile(gettext("这份稿件已经建立。请核对后再次保存，就存进同一份稿件。"))
    return begun.id


def add_started(
    system: System,
    connection: Connection,
    officer: Officer,
    draft: ActDraft,
    listed_id: str | None = None,
) -> None:
    """Store a new draft with its first event, in a transaction under way."""
    ACTS.add(connection, draft, at=system.now(), listed_id=listed_id)
    note(system, connection, officer, ACTS, draft.id, move=DraftMove.START, typed=draft.typed)


def change_draft(
    system: System, officer: Officer, draft_id: str, version: int, typed: Mapping[str, str]
) -> ActDraft:
    """Put what was typed in place of what a draft said; whoever does is an author from then on."""
    with moving(system, officer, ACTS, draft_id, version, move=DraftMove.EDIT) as under_way:
        kept = checked(typed)
        return under_way.finish(dataclasses.replace(under_way.draft, typed=kept), typed=kept)


def submit_draft(system: System, officer: Officer, draft_id: str, version: int) -> ActDraft:
    """Send a draft for approval.

    Raises:
        NotReady: it is not a whole act yet, or breaks a rule of the book; personal data that only
            an approver may judge doesn't hold it up.

    """
    with moving(system, officer, ACTS, draft_id, version, move=DraftMove.SUBMIT) as under_way:
        found = readiness(system, under_way.draft)
        if found.findings:
            raise NotReady(found.findings)
        return under_way.finish(under_way.draft)


def recall_draft(system: System, officer: Officer, draft_id: str, version: int) -> ActDraft:
    """Take a draft back from approval, to change it."""
    with moving(system, officer, ACTS, draft_id, version, move=DraftMove.RECALL) as under_way:
        return under_way.finish(under_way.draft)


def discard_draft(
    system: System, officer: Officer, draft_id: str, version: int, *, reason: str
) -> ActDraft:
    """Give a draft up; it stays readable, with the reason."""
    with moving(system, officer, ACTS, draft_id, version, move=DraftMove.DISCARD) as under_way:
        words = reason_given(reason, gettext("请写明作废的理由。"))
        return under_way.finish(under_way.draft, words=words)


def look_at_draft(system: System, officer: Officer, draft_id: str) -> DraftView:
    """Return a draft to read, with what this officer may do to it.

    Raises:
        NoSuchDraft: there is none, or the officer has nothing to do with its department.

    """
    seen = look(system, officer, ACTS, draft_id)
    return DraftView(**vars(seen), readiness=readiness(system, seen.draft))


@dataclass(frozen=True)
class DraftPage:
    """One page of drafts; `after` names the next one, empty for the last."""

    drafts: tuple[stored.ListedDraft, ...]
    after: str


def list_drafts(
    system: System, officer: Officer, states: Collection[DraftState], after: str | None = None
) -> DraftPage:
    """Return a page of the drafts of the officer's departments.

    What has waited longest comes first; where nothing waits any more, the latest does.
    """
    departments = {d for right in SEEING for d in officer.departments_where(right)}
    ended = {DraftState.PUBLISHED, DraftState.DISCARDED}
    with reading(system.engine) as connection:
        place = None
        if after:
            end = stored.changed_at(connection, after)
            place = stored.DraftPlace(end, after) if end else None
        found = stored.drafts_page(
            connection,
            sorted(departments),
            states,
            newest_first=set(states) <= ended,
            after=place,
            size=DRAFTS_ON_A_PAGE + 1,
        )
    shown = tuple(found[:DRAFTS_ON_A_PAGE])
    return DraftPage(shown, shown[-1].draft.id if len(found) > len(shown) else "")


def checked(typed: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed without what is empty; raises `Incomplete` for what no form sends."""
    kept = {path: text.strip() for path, text in typed.items() if text.strip()}
    if len(kept) > MOST_FIELDS:
        raise Incomplete("fields", gettext("填写的项目太多，请分成几份稿件。"))
    for path, text in kept.items():
        if len(text) > LONGEST_FIELD:
            raise Incomplete(
                path,
                gettext(
                    "这一项最多%(most)s字，现在有%(given)s字，请删减或分几次提交。",
                    most=LONGEST_FIELD,
                    given=len(text),
                ),
            )
    return kept


def reason_given(typed: str, missing: str) -> str:
    """Return a reason that was typed; raises `Incomplete` saying `missing` where none was."""
    if not typed.strip():
        raise Incomplete("reason", missing)
    return checked({"reason": typed})["reason"]
