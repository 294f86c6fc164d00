"""Which earlier acts a follow-up may speak about, and what is said where it may not."""

from __future__ import annotations

from collections.abc import Mapping

from register.acts import (
    KINDS,
    Accepted,
    Act,
    AnyAct,
    Closure,
    Corrected,
    Dismantled,
    Extension,
    FollowUp,
    Inspection,
    Lookback,
    Objection,
    OverLimit,
    OverLimitSerious,
    PublicityEnded,
    Rectified,
    RedCard,
    Reply,
    Sealed,
    SubstandardProduct,
    Withdrawn,
    YellowCard,
    kind_of,
)
from register.findings import Finding
from register.labels import kind_label
from register.wording import gettext

_ENDINGS = (Withdrawn, PublicityEnded)
_SAID = (Reply, Objection, Corrected)
_ANY = tuple(kind for kind in KINDS.values() if kind not in _ENDINGS)
_EVENTS = tuple(kind for kind in _ANY if kind not in _SAID)

FITTING: Mapping[type[Act], tuple[type[AnyAct], ...]] = {
    Extension: (YellowCard,),
    Rectified: (YellowCard, OverLimit, OverLimitSerious, SubstandardProduct, Inspection),
    RedCard: (YellowCard,),
    Dismantled: (Sealed, Closure, RedCard),
    Accepted: (Closure, Sealed, RedCard, Dismantled, Rectified),
    Lookback: (Closure, Sealed, RedCard, Dismantled, Accepted),
    Reply: _EVENTS,
    Objection: _EVENTS,
    Corrected: tuple(kind for kind in _ANY if kind is not Corrected),
    Withdrawn: _ANY,
    PublicityEnded: _ANY,
}
"""What each kind of follow-up may speak about."""


def later(act: FollowUp) -> Finding:
    """Say that an act speaks about one that comes after it."""
    return Finding(
        "refers_to",
        gettext("引用了此后才登记的事项%(id)s", id=act.refers_to),
        gettext("只能引用同一企业此前登记的事项，请核对编号和日期"),
    )


def absent(act: FollowUp) -> Finding:
    """Say that its enterprise has no such act."""
    return Finding(
        "refers_to",
        gettext("该企业没有编号为%(id)s的登记事项", id=act.refers_to),
        gettext("只能引用同一企业此前登记的事项，请核对编号"),
    )


def unfitting(act: FollowUp, target: AnyAct) -> Finding:
    """Say that an act of this kind does not speak about one of that."""
    fitting = gettext("、").join(str(kind_label(kind_of(kind))) for kind in FITTING[type(act)])
    return Finding(
        "refers_to",
        gettext(
            "“%(kind)s”不能引用“%(target)s”",
            kind=kind_label(kind_of(act)),
            target=kind_label(kind_of(target)),
        ),
        gettext("只能引用：%(fitting)s", fitting=fitting),
    )


def gone(act: FollowUp) -> Finding:
    """Say that what an act speaks about is off the site."""
    return Finding(
        "refers_to",
        gettext("所引用的事项%(id)s已撤销或终止公示", id=act.refers_to),
        gettext("对已撤下的事项不得再作登记"),
    )
