"""How a case ends: the words of the office, no others."""

from __future__ import annotations

from enum import StrEnum

from register.wording import LazyText, lazy_gettext


class Outcome(StrEnum):
    """What the department found."""

    SUBSTANTIATED = "substantiated"
    PARTLY_SUBSTANTIATED = "partly-substantiated"
    UNSUBSTANTIATED = "unsubstantiated"
    INSUFFICIENT = "insufficient"


OUTCOME_NAMES: dict[Outcome, LazyText] = {
    Outcome.SUBSTANTIATED: lazy_gettext("属实，已依法处理"),
    Outcome.PARTLY_SUBSTANTIATED: lazy_gettext("部分属实"),
    Outcome.UNSUBSTANTIATED: lazy_gettext("不属实"),
    Outcome.INSUFFICIENT: lazy_gettext("线索不足，暂无法查实"),
}


MUST_BE_ACCOUNTED_FOR = frozenset({Outcome.SUBSTANTIATED, Outcome.PARTLY_SUBSTANTIATED})
"""Outcomes with which a case ends only if it says what was published, or why not."""


class Publication(StrEnum):
    """What the public learns of a substantiated case, or the ground on which it learns nothing."""

    DRAFT = "draft"
    PUBLISHED = "published"
    UNDER_INVESTIGATION = "under-investigation"
    TOO_SLIGHT = "too-slight"
    CONFIDENTIAL = "confidential"
    NOT_OURS = "not-ours"


PUBLICATION_NAMES: dict[Publication, LazyText] = {
    Publication.DRAFT: lazy_gettext("拟稿公示：已开立登记事项草稿，经审核后公示"),
    Publication.PUBLISHED: lazy_gettext("已公示"),
    Publication.UNDER_INVESTIGATION: lazy_gettext("暂不公示：已立案，作出决定后公示"),
    Publication.TOO_SLIGHT: lazy_gettext("不公示：违法行为轻微并及时改正，依法不予处罚"),
    Publication.CONFIDENTIAL: lazy_gettext("不公示：涉及国家秘密、商业秘密或者个人隐私"),
    Publication.NOT_OURS: lazy_gettext("不公示：不属于本平台公示范围，已移送有权机关处理"),
}
