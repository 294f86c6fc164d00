"""What kinds of act, subjects, scopes and states are called on every page and in every message."""

from __future__ import annotations

from collections.abc import Mapping

from register.acts import AnyAct, Scope, Subject, kind_of
from register.standings import State
from register.wording import LazyText
from register.wording import lazy_gettext as _

KIND_LABELS: Mapping[str, LazyText] = {
    "yellow-card": _("列入黄牌名单"),
    "extension": _("延长整改期限"),
    "rectified": _("整改验收合格"),
    "red-card": _("列入红牌名单"),
    "over-limit": _("列入超标排放企业名单"),
    "over-limit-serious": _("列入超标排放情节严重企业名单"),
    "substandard-product": _("列入产品质量不合格名单"),
    "inspection": _("节能监察结果"),
    "closure": _("列入落后产能退出企业名单"),
    "sealed": _("封存设备（生产线）"),
    "dismantled": _("拆除"),
    "accepted": _("验收通过"),
    "licence-cancelled": _("注销或吊销证照"),
    "lookback": _("“回头看”复查"),
    "reply": _("企业申辩"),
    "objection": _("企业异议"),
    "corrected": _("更正"),
    "withdrawn": _("撤销公示"),
    "publicity-ended": _("终止公示"),
}

SUBJECT_LABELS: Mapping[Subject, LazyText] = {
    Subject.ENERGY: _("能耗"),
    Subject.EMISSIONS: _("环保"),
    Subject.QUALITY: _("质量"),
    Subject.SAFETY: _("安全"),
    Subject.TECHNOLOGY: _("技术"),
}

SCOPE_LABELS: Mapping[Scope, LazyText] = {
    Scope.ENTERPRISE: _("企业"),
    Scope.LINE: _("生产线（设备）"),
}

STATE_LABELS: Mapping[State, LazyText] = {
    State.OPEN: _("整改中"),
    State.OVERDUE: _("已逾期"),
    State.RECTIFIED: _("整改验收合格"),
    State.TURNED_RED: _("转入红牌名单"),
    State.DISMANTLED: _("已拆除"),
    State.ACCEPTED: _("验收通过"),
    State.RESTARTED: _("复查发现恢复生产"),
    State.CLOSED: _("已关停退出"),
    State.SEALED: _("封存待拆除"),
    State.LISTED: _("已列入"),
}


def kind_label(act: AnyAct | str) -> LazyText:
    """Return what an act's kind is called."""
    return KIND_LABELS[act if isinstance(act, str) else kind_of(act)]
