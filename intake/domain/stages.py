"""The words of a case's life: where it stands, what can be done to it, who is what to it."""

from __future__ import annotations

from enum import StrEnum

from register.wording import LazyText, lazy_gettext


class State(StrEnum):
    """Where a case stands."""

    REGISTERED = "registered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DISPATCHED = "dispatched"
    SIGNED = "signed"
    RETURNED = "returned"
    DISPUTED = "disputed"
    ANSWERED = "answered"
    REVIEWING = "reviewing"
    FOLLOWING_UP = "following-up"
    CLOSED = "closed"


STATE_NAMES: dict[State, LazyText] = {
    State.REGISTERED: lazy_gettext("待分办"),
    State.ACCEPTED: lazy_gettext("已受理，待派单"),
    State.DECLINED: lazy_gettext("不予受理"),
    State.DISPATCHED: lazy_gettext("已派单"),
    State.SIGNED: lazy_gettext("已签收"),
    State.RETURNED: lazy_gettext("已退单，待裁定"),
    State.DISPUTED: lazy_gettext("再次退单，待协调小组裁定"),
    State.ANSWERED: lazy_gettext("已反馈"),
    State.REVIEWING: lazy_gettext("待审核"),
    State.FOLLOWING_UP: lazy_gettext("待回访"),
    State.CLOSED: lazy_gettext("已办结"),
}

ENDED = frozenset({State.DECLINED, State.CLOSED})
"""States in which nobody owes the reporter anything more."""


class Move(StrEnum):
    """What can be done to a case; also the kind of the event that records it."""

    SUBMIT = "submit"
    ACCEPT = "accept"
    DECLINE = "decline"
    DISPATCH = "dispatch"
    SIGN = "sign"
    RETURN = "return"
    CONSULT = "consult"
    TRANSFER = "transfer"
    ASK_EXTENSION = "ask-extension"
    GRANT_EXTENSION = "grant-extension"
    REFUSE_EXTENSION = "refuse-extension"
    REPLY = "reply"
    PROPOSE = "propose"
    APPROVE = "approve"
    SEND_BACK = "send-back"
    FOLLOW_UP = "follow-up"
    CLOSE = "close"
    REOPEN = "reopen"
    SUPERVISE = "supervise"
    ASSIGN = "assign"
    NOTE = "note"
    LINK = "link"
    WRITE = "write"


MOVE_NAMES: dict[Move, LazyText] = {
    Move.SUBMIT: lazy_gettext("登记"),
    Move.ACCEPT: lazy_gettext("受理"),
    Move.DECLINE: lazy_gettext("不予受理"),
    Move.DISPATCH: lazy_gettext("派单"),
    Move.SIGN: lazy_gettext("签收"),
    Move.RETURN: lazy_gettext("退单"),
    Move.CONSULT: lazy_gettext("会办"),
    Move.TRANSFER: lazy_gettext("转办"),
    Move.ASK_EXTENSION: lazy_gettext("申请延期"),
    Move.GRANT_EXTENSION: lazy_gettext("批准延期"),
    Move.REFUSE_EXTENSION: lazy_gettext("不予延期"),
    Move.REPLY: lazy_gettext("反馈"),
    Move.PROPOSE: lazy_gettext("送审"),
    Move.APPROVE: lazy_gettext("审核通过"),
    Move.SEND_BACK: lazy_gettext("退回重办"),
    Move.FOLLOW_UP: lazy_gettext("回访"),
    Move.CLOSE: lazy_gettext("办结"),
    Move.REOPEN: lazy_gettext("重新办理"),
    Move.SUPERVISE: lazy_gettext("督办"),
    Move.ASSIGN: lazy_gettext("交办"),
    Move.NOTE: lazy_gettext("内部备注"),
    Move.LINK: lazy_gettext("关联案件"),
    Move.WRITE: lazy_gettext("补充"),
}

TOLD_TO_REPORTER = frozenset(Move) - {
    Move.RETURN,
    Move.ASK_EXTENSION,
    Move.REFUSE_EXTENSION,
    Move.PROPOSE,
    Move.APPROVE,
    Move.ASSIGN,
    Move.NOTE,
    Move.LINK,
}
"""Moves the reporter sees with their day. The others are between colleagues and departments; a
return is told by the dispatch that follows it."""

WORDS_FOR_REPORTER = frozenset(
    {
        Move.DECLINE,
        Move.GRANT_EXTENSION,
        Move.REPLY,
        Move.FOLLOW_UP,
        Move.CLOSE,
        Move.WRITE,
    }
)
"""Moves whose words the reporter reads. What else is written is meant for the departments."""


class Party(StrEnum):
    """What someone is to one case; from posts and case, by `intake.domain.access`."""

    REPORTER = "reporter"
    ROUTER = "router"
    LEAD = "lead"
    HEAD = "head"
    CO_HANDLER = "co-handler"
    DISPATCHER = "dispatcher"
    ARBITER = "arbiter"
    SUPERVISOR = "supervisor"


PARTY_NAMES: dict[Party, LazyText] = {
    Party.REPORTER: lazy_gettext("举报人"),
    Party.ROUTER: lazy_gettext("系统自动"),
    Party.LEAD: lazy_gettext("主办单位"),
    Party.HEAD: lazy_gettext("主办单位负责人"),
    Party.CO_HANDLER: lazy_gettext("协办单位"),
    Party.DISPATCHER: lazy_gettext("分办人员"),
    Party.ARBITER: lazy_gettext("协调小组"),
    Party.SUPERVISOR: lazy_gettext("督办人员"),
}
