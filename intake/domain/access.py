"""Who may do what here, now: the one place that decides, deny by default.

- What concerns a case goes by what the officer is to it: `parties`, then `intake.domain.lifecycle`.
- Everything else goes by a `Right`, which a role gives in its own department: `may`, `require`.

`posts` are always those held today; whoever loads them has dropped the others (`held_on`). The
keys say the same again: a department that is not on the case holds no key to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from intake.domain.cases import Case
from intake.domain.errors import NoSuchCase, NotAllowed
from intake.domain.lifecycle import STEPS, Party, State
from intake.domain.roles import COORDINATION, Post, Role
from register.wording import LazyText, gettext, lazy_gettext


class Right(StrEnum):
    """Something a member may do in a department, besides moving cases."""

    HANDLE_CASES = "handle-cases"
    DISPATCH_CASES = "dispatch-cases"
    SUPERVISE_CASES = "supervise-cases"
    DRAFT_ACTS = "draft-acts"
    APPROVE_ACTS = "approve-acts"
    OPEN_IDENTITIES = "open-identities"
    READ_TRAIL = "read-trail"
    MANAGE_MEMBERS = "manage-members"
    LET_IN = "let-in"
    READ_NUMBERS = "read-numbers"


RIGHT_NAMES: dict[Right, LazyText] = {
    Right.HANDLE_CASES: lazy_gettext("办理案件"),
    Right.DISPATCH_CASES: lazy_gettext("分办案件"),
    Right.SUPERVISE_CASES: lazy_gettext("督办案件"),
    Right.DRAFT_ACTS: lazy_gettext("拟稿"),
    Right.APPROVE_ACTS: lazy_gettext("审核公示内容"),
    Right.OPEN_IDENTITIES: lazy_gettext("提供举报人联系方式"),
    Right.READ_TRAIL: lazy_gettext("查看审计记录"),
    Right.MANAGE_MEMBERS: lazy_gettext("管理人员"),
    Right.LET_IN: lazy_gettext("添加人员"),
    Right.READ_NUMBERS: lazy_gettext("查看统计数字"),
}

GIVEN_BY: dict[Right, frozenset[Role]] = {
    Right.HANDLE_CASES: frozenset({Role.OFFICER, Role.HEAD}),
    Right.DISPATCH_CASES: frozenset({Role.DISPATCHER}),
    Right.SUPERVISE_CASES: frozenset({Role.DISPATCHER, Role.HEAD}),
    Right.DRAFT_ACTS: frozenset({Role.OFFICER, Role.HEAD}),
    Right.APPROVE_ACTS: frozenset({Role.APPROVER}),
    Right.OPEN_IDENTITIES: frozenset({Role.CUSTODIAN}),
    Right.READ_TRAIL: frozenset({Role.AUDITOR}),
    Right.MANAGE_MEMBERS: frozenset({Role.ADMINISTRATOR}),
    Right.LET_IN: frozenset({Role.HEAD}),
    Right.READ_NUMBERS: frozenset({Role.OFFICER, Role.HEAD, Role.DISPATCHER, Role.APPROVER}),
}
"""Which roles give a right in their department. A role that is not named gives nothing."""

REACHES_EVERY_DEPARTMENT = frozenset({Right.READ_TRAIL, Right.MANAGE_MEMBERS, Right.READ_NUMBERS})
"""Rights that, held at the coordination office, hold in every department."""


def may(posts: Iterable[Post], right: Right, department: str) -> bool:
    """Tell whether the holder of `posts` has `right` in `department`."""
    return any(
        gives(post, right)
        and (
            post.department == department
            or (right in REACHES_EVERY_DEPARTMENT and post.department == COORDINATION)
        )
        for post in posts
    )


def gives(post: Post, right: Right) -> bool:
    """Tell whether a post gives `right`, in its own department at least."""
    return post.role in GIVEN_BY[right]


def require(posts: Iterable[Post], right: Right, department: str) -> None:
    """Let pass who has `right` in `department`; raises `NotAllowed` for anyone else."""
    if not may(posts, right, department):
        raise NotAllowed(gettext("您在该单位没有“%(right)s”的权限。", right=RIGHT_NAMES[right]))


RULED_BY_DISPATCHER = frozenset(
    row.start for row in STEPS if row.by is Party.DISPATCHER and row.start
)
"""States in which a case waits for the dispatcher, who may look into it only then."""

RULED_BY_ARBITER = frozenset(row.start for row in STEPS if row.by is Party.ARBITER and row.start)
"""States in which a case waits for the coordination group's own ruling."""

AT_ITS_DESK = frozenset({Party.LEAD, Party.DISPATCHER, Party.ARBITER})
"""Those on whose desk a case lies: once one of them looked, what the reporter wrote is read."""

_LOOKING = AT_ITS_DESK | {Party.HEAD, Party.CO_HANDLER}


def parties(posts: Iterable[Post], case: Case) -> frozenset[Party]:
    """Return what the holder of `posts` is to `case`; empty for a stranger to it."""
    held = frozenset(posts)
    found: set[Party] = set()
    if _handles(case) and may(held, Right.HANDLE_CASES, case.lead):
        found.add(Party.LEAD)
    if any(may(held, Right.HANDLE_CASES, department) for department in case.co):
        found.add(Party.CO_HANDLER)
    if _handles(case) and Post(case.lead, Role.HEAD) in held:
        found.add(Party.HEAD)
    if case.state in RULED_BY_DISPATCHER and may(held, Right.DISPATCH_CASES, COORDINATION):
        found.add(Party.DISPATCHER)
    if case.state in RULED_BY_ARBITER and Post(COORDINATION, Role.HEAD) in held:
        found.add(Party.ARBITER)
    return frozenset(found)


def supervision(posts: Iterable[Post]) -> frozenset[Party]:
    """Return whether the holder of `posts` may press any department on, without a look inside."""
    presses = may(frozenset(posts), Right.SUPERVISE_CASES, COORDINATION)
    return frozenset({Party.SUPERVISOR}) if presses else frozenset()


def require_look(found: frozenset[Party], number: str) -> None:
    """Let only those look into a case who are something to it.

    Raises:
        NoSuchCase: to a stranger a case that exists and one that does not are the same.

    """
    if not found & _LOOKING:
        raise NoSuchCase(number)


def looks(posts: Iterable[Post], case: Case) -> bool:
    """Tell whether the holder of `posts` may look into a case."""
    return bool(parties(posts, case) & _LOOKING)


def desk_of(case: Case) -> str:
    """Return the department on whose desk a case lies now."""
    waits = case.state in RULED_BY_DISPATCHER | RULED_BY_ARBITER
    return COORDINATION if waits else case.lead


def _handles(case: Case) -> bool:
    """A case that was never dispatched has no lead yet, only a desk where it waits."""
    return case.state not in {State.REGISTERED, State.ACCEPTED, State.DECLINED}
