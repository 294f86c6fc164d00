"""The life of a draft act: written by one officer, approved by another, never by an author.

拟稿 → 送审 → 审核通过并公示, or 退回修改. Whoever wrote, changed or sent a draft, on whatever day,
is one of its authors for good; none of them may approve it or send it back, whatever their posts.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from intake.domain.access import Right
from intake.domain.errors import NotAllowed, Refused, WrongState
from register.findings import Finding
from register.wording import LazyText, gettext, lazy_gettext


class DraftState(StrEnum):
    """Where a draft stands."""

    DRAFTING = "drafting"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    """Approved, and on its way into the book."""
    PUBLISHED = "published"
    DISCARDED = "discarded"


STATE_NAMES: Mapping[DraftState, LazyText] = {
    DraftState.DRAFTING: lazy_gettext("拟稿中"),
    DraftState.SUBMITTED: lazy_gettext("待审核"),
    DraftState.RETURNED: lazy_gettext("退回修改"),
    DraftState.APPROVED: lazy_gettext("已审核，正在公示"),
    DraftState.PUBLISHED: lazy_gettext("已公示"),
    DraftState.DISCARDED: lazy_gettext("已作废"),
}


class DraftMove(StrEnum):
    """What may be done to a draft."""

    START = "start"
    EDIT = "edit"
    SUBMIT = "submit"
    RECALL = "recall"
    DISCARD = "discard"
    RETURN = "return"
    APPROVE = "approve"
    PUBLISH = "publish"
    REFUSE = "refuse"
    """The book refused what was approved: another act came first."""


MOVE_NAMES: Mapping[DraftMove, LazyText] = {
    DraftMove.START: lazy_gettext("拟稿"),
    DraftMove.EDIT: lazy_gettext("修改"),
    DraftMove.SUBMIT: lazy_gettext("送审"),
    DraftMove.RECALL: lazy_gettext("撤回送审"),
    DraftMove.DISCARD: lazy_gettext("作废"),
    DraftMove.RETURN: lazy_gettext("退回修改"),
    DraftMove.APPROVE: lazy_gettext("审核通过"),
    DraftMove.PUBLISH: lazy_gettext("公示"),
    DraftMove.REFUSE: lazy_gettext("未能公示，退回修改"),
}

FIRM = "enterprise.id"
"""Where a draft says which enterprise of the book it means; nothing there: a new one."""
CONFIRMED = "confirmed"
"""Where a draft keeps the keys of the questions about its enterprise that an author confirmed."""

_IN_HAND = frozenset({DraftState.DRAFTING, DraftState.RETURNED})


@dataclass(frozen=True)
class Step:
    """One move: where it may start, where it ends, which right it takes; None: the system's own."""

    starts: frozenset[DraftState]
    end: DraftState | None
    """None: the draft stays where it is."""
    right: Right | None
    by_author: bool = True
    """Whether an author of the draft may make it."""


STEPS: Mapping[DraftMove, Step] = {
    DraftMove.EDIT: Step(_IN_HAND, None, Right.DRAFT_ACTS),
    DraftMove.SUBMIT: Step(_IN_HAND, DraftState.SUBMITTED, Right.DRAFT_ACTS),
    DraftMove.RECALL: Step(
        frozenset({DraftState.SUBMITTED}), DraftState.DRAFTING, Right.DRAFT_ACTS
    ),
    DraftMove.DISCARD: Step(_IN_HAND, DraftState.DISCARDED, Right.DRAFT_ACTS),
    DraftMove.RETURN: Step(
        frozenset({DraftState.SUBMITTED}),
        DraftState.RETURNED,
        Right.APPROVE_ACTS,
        by_author=False,
    ),
    DraftMove.APPROVE: Step(
        frozenset({DraftState.SUBMITTED}),
        DraftState.APPROVED,
        Right.APPROVE_ACTS,
        by_author=False,
    ),
    DraftMove.PUBLISH: Step(frozenset({DraftState.APPROVED}), DraftState.PUBLISHED, None),
    DraftMove.REFUSE: Step(frozenset({DraftState.APPROVED}), DraftState.RETURNED, None),
}
"""The whole life of a draft after it was started."""

AUTHORING = frozenset({DraftMove.START, DraftMove.EDIT, DraftMove.SUBMIT})
"""Moves that make whoever makes them an author, for good."""


class NoSuchDraft(Refused):
    """No draft has this id, or none that the person may know of: to them it is the same."""

    def __init__(self) -> None:
        super().__init__(gettext("没有找到这份稿件，或您无权查看。"))


class OwnDraft(NotAllowed):
    """An author tried to approve, or to send back, what they wrote themselves."""

    def __init__(self) -> None:
        super().__init__(
            gettext(
                "拟稿人不能审核自己的稿件。您拟写、修改或送审过这份稿件，请由另一位审核人员审核。"
            )
        )


class NotReady(Refused):
    """The draft breaks rules of the book; `findings` says which, where, and how to mend it."""

    def __init__(self, findings: Collection[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(
            gettext("稿件还不能办理：%(first)s", first=self.findings[0].reason)
            if self.findings
            else gettext("稿件还不能办理。")
        )


@dataclass(frozen=True)
class Drafted:
    """Anything that one officer of a department drafts and another approves."""

    id: str
    department: str
    state: DraftState
    version: int
    """One higher after every move."""

    def moved_to(self, state: DraftState) -> Self:
        """Return the draft as a move leaves it."""
        return dataclasses.replace(self, state=state, version=self.version + 1)


@dataclass(frozen=True)
class ActDraft(Drafted):
    """An act on its way to the book."""

    kind: str
    typed: Mapping[str, str]
    """What was typed, by the path of the act's field: `enterprise.name`, `lines.0.count`."""
    case_number: str | None = None
    """The case whose finding it publishes; nothing of the case is copied."""
    act: bytes | None = None
    """The approved act, in its canonical line."""

    @property
    def name(self) -> str:
        """The enterprise's name as typed so far."""
        return self.typed.get("enterprise.name", "").strip()


def open_moves(state: DraftState, rights: Collection[Right], *, author: bool) -> list[DraftMove]:
    """Return the moves that someone with `rights` in the draft's department may make."""
    return [
        move
        for move, step in STEPS.items()
        if state in step.starts and step.right in rights and (step.by_author or not author)
    ]


def end_of(draft: Drafted, move: DraftMove, *, author: bool) -> DraftState:
    """Return where a move takes a draft; rights are asked for before this.

    Raises:
        WrongState: no such move from where the draft stands.
        OwnDraft: the move is not for the draft's authors.

    """
    step = STEPS[move]
    if author and not step.by_author:
        raise OwnDraft
    if draft.state not in step.starts:
        raise WrongState(
            gettext(
                "稿件现在的状态是“%(state)s”，不能%(move)s。请刷新页面查看最新情况。",
                state=STATE_NAMES[draft.state],
                move=MOVE_NAMES[move],
            )
        )
    return step.end or draft.state
