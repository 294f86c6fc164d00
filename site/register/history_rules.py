"""The rules an act keeps among the earlier acts of the same enterprise.

A history is replayed act by act; each is judged by what was in the book before it. Nothing here
looks at another enterprise, so a build need not judge a history again that hasn't changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Mapping
from typing import Any, ClassVar, TypeVar

from msgspec import structs

from register import references
from register.act_rules import ActRules, not_after
from register.acts import (
    Act,
    ActId,
    AnyAct,
    Corrected,
    Extension,
    FollowUp,
    Overrule,
    PublicityEnded,
    Rectified,
    RedCard,
    Withdrawn,
    YellowCard,
    kind_of,
)
from register.corrections import BadCorrection, corrected
from register.erased import Erased
from register.explain import explain_typed
from register.findings import Finding, Findings
from register.jurisdiction import Profile
from register.labels import SUBJECT_LABELS, kind_label
from register.naming import ground_field, naming_so_far
from register.wording import gettext
from register.working_days import add_months

EXTENSION_MONTHS = 3
"""延期: at most three months beyond the deadline (工信部联产业〔2017〕30号; Z 二（一）3)."""

K = TypeVar("K", bound=AnyAct)
_CHANGES = "changes."


def _of_the_act(overrule: Overrule) -> Overrule:
    """Return what a correction overrules in its own words as said of the act it corrects."""
    return structs.replace(overrule, field=overrule.field.removeprefix(_CHANGES))


class Replay:
    """The acts of one enterprise so far, as the next one finds them."""

    def __init__(self, profile: Profile, alone: ActRules, ids: Container[ActId]) -> None:
        """`ids` are those of the whole history: they tell a later act from none at all."""
        self._profile = profile
        self._alone = alone
        self._ids = ids
        self._acts: dict[ActId, AnyAct] = {}
        self._about: defaultdict[ActId, list[AnyAct]] = defaultdict(list)
        self._gone: set[ActId] = set()
        self._erased: dict[ActId, Erased] = {}

    def check(self, act: AnyAct) -> Findings:
        """Yield every rule the act breaks, and take it into the history."""
        yield from self._alone.check(act)
        if isinstance(act, FollowUp):
            yield from self._check_follow_up(act)
            self._about[act.refers_to].append(act)
        elif not self._profile.may_issue(act.department, kind_of(act)):
            yield self._not_its_duty(act)
        self._acts[act.id] = act

    def _check_follow_up(self, act: FollowUp) -> Findings:
        target = self._acts.get(act.refers_to)
        if act.refers_to in self._erased:
            yield from self._check_after_erasure(act, self._erased[act.refers_to])
        elif target is None:
            yield references.later(act) if act.refers_to in self._ids else references.absent(act)
        elif type(target) not in references.FITTING[type(act)]:
            yield references.unfitting(act, target)
        elif target.id in self._gone:
            yield references.gone(act)
        else:
            if not self._may_follow_up(act, target):
                yield self._not_its_duty(act)
            judge = self._judges.get(type(act))
            if judge:
                yield from judge(self, act, target)

    def pass_over(self, erased: Erased) -> None:
        """Take a tombstone into the history: what it stood for was judged when it was approved."""
        self._erased[erased.id] = erased

    def _check_after_erasure(self, act: FollowUp, erased: Erased) -> Findings:
        """A red card outlives the yellow one it rests on; nothing new is said of what is gone."""
        if not isinstance(act, RedCard) or act.date > erased.ended_on:
            yield references.gone(act)
        elif not self._profile.may_issue(act.department, kind_of(act)):
            yield self._not_its_duty(act)

    def _may_follow_up(self, act: FollowUp, target: AnyAct) -> bool:
        """Who issued an act may follow it up; a red card is a listing and needs its own duty."""
        own = act.department == target.department and not isinstance(act, RedCard)
        return own or self._profile.may_issue(act.department, kind_of(act))

    def _check_extension(self, act: Extension, card: YellowCard) -> Findings:
        settled = list(self._check_unmet(card))
        if settled:
            yield from settled
            return
        if self._standing(card, Extension):
            yield Finding(
                "refers_to",
                gettext("该黄牌已延期一次"),
                gettext("整改期限只能延长一次；逾期未整改的，依法关停退出"),
            )
            return
        former = self._shown(card).deadline
        latest = add_months(former, EXTENSION_MONTHS)
        if not card.date <= act.requested_on <= former:
            yield Finding(
                "requested_on",
                gettext("延期申请日期%(day)s不在整改期限内", day=act.requested_on),
                gettext("申请须在%(start)s至%(end)s之间提出", start=card.date, end=former),
            )
        if act.deadline <= former:
            yield not_after("deadline", act.deadline, gettext("原期限"), former)
        if act.deadline > latest:
            yield Finding(
                "deadline",
                gettext("延期至%(deadline)s，超过3个月", deadline=act.deadline),
                gettext("最晚可延至%(latest)s", latest=latest),
            )

    def _check_rectified(self, act: Rectified, target: AnyAct) -> Findings:
        yield from self._check_unmet(target)

    def _check_red_card(self, act: RedCard, card: YellowCard) -> Findings:
        settled = list(self._check_unmet(card))
        if settled:
            yield from settled
            return
        shown = self._shown(card)
        if act.subject is not shown.subject:
            yield Finding(
                "subject",
                gettext("红牌与所依据的黄牌不属同一方面"),
                gettext(
                    "应为“%(subject)s”，或改为引用相应的黄牌",
                    subject=SUBJECT_LABELS[shown.subject],
                ),
            )
        extension = self._standing(card, Extension)
        deadline = self._shown(extension).deadline if extension else shown.deadline
        if act.date <= deadline:
            yield Finding(
                "date",
                gettext("整改期限%(deadline)s尚未届满", deadline=deadline),
                gettext("期满仍未整改或经整改仍未达标的，方可列入红牌名单"),
            )

    def _check_unmet(self, target: AnyAct) -> Findings:
        if self._standing(target, Rectified):
            yield Finding(
                "refers_to",
                gettext("所引用的事项已整改验收合格"),
                gettext("请核对编号；再次不达标的，应重新登记"),
            )
        if self._standing(target, RedCard):
            yield Finding(
                "refers_to",
                gettext("所引用的黄牌已转入红牌名单"),
                gettext("请核对编号，不得重复处理"),
            )

    def _check_correction(self, act: Corrected, target: AnyAct) -> Findings:
        earlier = self._standing_all(target, Corrected)
        try:
            right = corrected(target, [*earlier, act])
        except BadCorrection as bad:
            yield _bad_correction(bad)
            return
        allowed = [one for one in act.overruled if one.field.startswith(_CHANGES)]
        right = structs.replace(right, overruled=(*right.overruled, *map(_of_the_act, allowed)))
        for finding in self._alone.check(right):
            if finding.field in act.changes:
                yield finding._replace(field=_CHANGES + finding.field)

    def _end(self, act: Withdrawn | PublicityEnded, target: AnyAct) -> Findings:
        """What stays on the tombstone must not name the firm it took off the site."""
        self._bury(target)
        field = ground_field(act)
        known = naming_so_far((*self._acts.values(), act), self._profile)
        if known.named_in(getattr(act, field)):
            yield Finding(
                field,
                gettext("撤下后仍会公开的理由中写有企业名称、曾用名、简称或者代码"),
                gettext("请改写理由，不提企业"),
            )

    def _bury(self, act: AnyAct) -> None:
        """What is said about a hidden act is hidden with it; a red card stands for itself."""
        self._gone.add(act.id)
        for said in self._about[act.id]:
            if not isinstance(said, RedCard):
                self._bury(said)

    def _standing_all(self, target: AnyAct, kind: type[K]) -> list[K]:
        return [
            act
            for act in self._about[target.id]
            if isinstance(act, kind) and act.id not in self._gone
        ]

    def _standing(self, target: AnyAct, kind: type[K]) -> K | None:
        return next(iter(self._standing_all(target, kind)), None)

    def _shown(self, act: K) -> K:
        return corrected(act, self._standing_all(act, Corrected))

    def _not_its_duty(self, act: AnyAct | FollowUp) -> Finding:
        names = {one.id: one.name for one in self._profile.departments}
        return Finding(
            "department",
            gettext(
                "“%(department)s”没有公布“%(kind)s”的职责",
                department=names.get(act.department, act.department),
                kind=kind_label(kind_of(act)),
            ),
            gettext("请由负有此项公开职责的部门登记，或请系统管理员核对本地配置中的公开职责"),
        )

    _judges: ClassVar[Mapping[type[Act], Callable[[Any, Any, Any], Findings]]] = {
        Extension: _check_extension,
        Rectified: _check_rectified,
        RedCard: _check_red_card,
        Corrected: _check_correction,
        Withdrawn: _end,
        PublicityEnded: _end,
    }


def _bad_correction(bad: BadCorrection) -> Finding:
    if bad.error is None:
        return Finding(
            f"changes.{bad.field}",
            gettext("没有这一项，或该项不能更正"),
            gettext("请核对项目名称；编号、部门等有误的，应撤销后重新登记"),
        )
    why = explain_typed(bad.error)
    return Finding(f"changes.{bad.field}", why.reason, why.remedy)
