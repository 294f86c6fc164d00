"""Acts: approved, published facts about one enterprise each, one class a kind.

An act is never edited; it is only followed by another act that `refers_to` it. In the book
(`content/<place>/acts/<year>.jsonl`) an act is one line of canonical JSON whose `kind` names its
class. Unknown fields, missing fields and wrong types are refused when a line is decoded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, get_args

from msgspec import Meta

from register.act_parts import (
    ActId,
    Basis,
    Enterprise,
    EnterpriseId,
    Line,
    Overrule,
    Period,
    Personal,
    ProductionLine,
    Quantity,
    Salt,
    Scope,
    Struct,
    Subject,
    Text,
)

__all__ = ["ActId", "Basis", "Enterprise", "EnterpriseId", "Overrule", "Period", "Personal"]
__all__ += ["ProductionLine", "Scope", "Struct", "Subject"]


class Act(Struct, frozen=True, tag_field="kind", kw_only=True):
    """What every act says."""

    id: ActId
    date: dt.date
    enterprise: Enterprise
    department: str
    basis: Basis
    document: Line
    """文号, for example 湛工信〔2021〕5号."""
    by: tuple[str, str]
    """Role ids of drafter and approver, never names."""
    salt: Salt
    formed_on: dt.date
    """When the information was formed or changed; the 20 working days to publish run from it."""
    overruled: tuple[Overrule, ...] = ()
    """Alarms of the privacy gate that the approver overruled: kept, and published with the act."""


class FollowUp(Act, frozen=True):
    """An act that speaks about an earlier act of the same enterprise."""

    refers_to: ActId


class YellowCard(Act, frozen=True, tag="yellow-card"):
    """列入黄牌名单: must rectify by the deadline."""

    subject: Subject
    problem: Text
    deadline: dt.date


class Extension(FollowUp, frozen=True, tag="extension"):
    """延长整改期限: asked for before the deadline, at most once."""

    requested_on: dt.date
    deadline: dt.date
    reason: Text


class Rectified(FollowUp, frozen=True, tag="rectified"):
    """整改验收合格，移出黄牌名单."""

    finding: Text


class RedCard(FollowUp, frozen=True, tag="red-card"):
    """列入红牌名单: still failing after the yellow card it refers to, closed by law."""

    subject: Subject
    finding: Text
    measure: Text


class OverLimit(Act, frozen=True, tag="over-limit"):
    """列入超标排放企业名单."""

    pollutant: Line
    limit: Quantity
    measured: Quantity
    unit: Line
    period: Period
    explanation: Text | None = None
    """What the enterprise or the monitor's log says about it, where verified."""


class OverLimitSerious(OverLimit, frozen=True, tag="over-limit-serious"):
    """列入超标排放情节严重企业名单."""


class SubstandardProduct(Act, frozen=True, tag="substandard-product"):
    """列入产品质量不合格名单."""

    product: Line
    problem: Text
    batch: Line | None = None


class Inspection(Act, frozen=True, tag="inspection"):
    """节能监察结果."""

    compliant: bool
    finding: Text


class Closure(Act, frozen=True, tag="closure"):
    """列入年度落后产能退出企业名单."""

    year: Annotated[int, Meta(ge=1990, le=2100)]
    scope: Scope
    lines: Annotated[tuple[ProductionLine, ...], Meta(min_length=1)]
    method: Text


class Sealed(Act, frozen=True, tag="sealed"):
    """封存主体设备（生产线）: not yet dismantled, with the enterprise's public promise."""

    line: ProductionLine
    reason: Text
    promise: Text
    dismantle_by: dt.date


class Dismantled(FollowUp, frozen=True, tag="dismantled"):
    """已拆除: answers a `sealed` or `closure` act."""

    finding: Text


class Accepted(FollowUp, frozen=True, tag="accepted"):
    """验收通过."""

    finding: Text


class LicenceCancelled(Act, frozen=True, tag="licence-cancelled"):
    """注销生产许可证或吊销证照."""

    licence: Line
    number: Line
    reason: Text


class Lookback(FollowUp, frozen=True, tag="lookback"):
    """“回头看”复查: whether what was closed or sealed runs again."""

    resumed: bool
    finding: Text


class Reply(FollowUp, frozen=True, tag="reply"):
    """企业申辩, shown beside the entry it refers to."""

    text: Text


class Objection(FollowUp, frozen=True, tag="objection"):
    """企业异议 and what became of it."""

    text: Text
    upheld: bool
    outcome: Text


class Corrected(FollowUp, frozen=True, tag="corrected"):
    """更正: names what was wrong; lists show the corrected values, the page shows both."""

    changes: Annotated[dict[str, str], Meta(min_length=1)]
    """Field name (of the act referred to) to the corrected value, both as text."""
    reason: Text


class Withdrawn(FollowUp, frozen=True, tag="withdrawn"):
    """撤销公示 (行政处罚法 art. 48): off the site within 3 days, a tombstone stays."""

    reason: Text


class PublicityEnded(FollowUp, frozen=True, tag="publicity-ended"):
    """终止公示 (信用修复管理办法): content leaves every page and file; a tombstone stays."""

    ground: Line


AnyAct = (
    YellowCard
    | Extension
    | Rectified
    | RedCard
    | OverLimit
    | OverLimitSerious
    | SubstandardProduct
    | Inspection
    | Closure
    | Sealed
    | Dismantled
    | Accepted
    | LicenceCancelled
    | Lookback
    | Reply
    | Objection
    | Corrected
    | Withdrawn
    | PublicityEnded
)
"""Every kind of act, decoded by its `kind` tag."""


def kind_of(act: Act | type[Act]) -> str:
    """Return the `kind` by which an act, or a class of acts, goes in the book."""
    return str(act.__struct_config__.tag)


KINDS: Mapping[str, type[AnyAct]] = {kind_of(cls): cls for cls in get_args(AnyAct)}
"""Every class of act by its `kind`."""
