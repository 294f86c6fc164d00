"""Who has a case, why and until when, in the words of a reference a citizen can check."""

from __future__ import annotations

from dataclasses import dataclass

from intake.domain.cases import Case
from intake.domain.lifecycle import Move
from register.jurisdiction import Profile
from register.wording import SOURCE_LANGUAGE, LazyText, language, lazy_gettext, long_date
from register.wording import gettext as _


@dataclass(frozen=True)
class Routed:
    """What a reporter is told about who answers."""

    sentence: str
    expected: str


def routed(profile: Profile, case: Case) -> Routed:
    """Say who has `case`; one that nobody has been given yet names the day it will be."""
    chinese = language() == SOURCE_LANGUAGE
    names = {d.id: d.name if chinese else d.name_en for d in profile.departments}
    day = long_date(case.due_on)
    co = ("、" if chinese else ", ").join(names[department] for department in case.co)
    if case.dispatched_on is None:
        return Routed(
            sentence=_("暂不能确定承办单位，由协调小组办公室在1个工作日内人工分办。"),
            expected=_("预计%(day)s前确定承办单位。", day=day),
        )
    basis = profile.place.plan.citation + case.clause
    if co:
        sentence = _(
            "已转交%(lead)s承办，%(co)s协办；依据：%(basis)s。",
            lead=names[case.lead],
            co=co,
            basis=basis,
        )
    else:
        sentence = _("已转交%(lead)s承办；依据：%(basis)s。", lead=names[case.lead], basis=basis)
    return Routed(sentence, _("预计%(day)s前答复。", day=day))


REPORTER_TITLES: dict[Move, LazyText] = {
    Move.SUBMIT: lazy_gettext("您的举报"),
    Move.ACCEPT: lazy_gettext("已受理"),
    Move.DECLINE: lazy_gettext("不予受理"),
    Move.DISPATCH: lazy_gettext("转交承办单位"),
    Move.SIGN: lazy_gettext("承办单位已签收"),
    Move.CONSULT: lazy_gettext("请其他单位会办"),
    Move.TRANSFER: lazy_gettext("转交其他单位承办"),
    Move.GRANT_EXTENSION: lazy_gettext("办理期限延长"),
    Move.REPLY: lazy_gettext("承办单位答复"),
    Move.SEND_BACK: lazy_gettext("退回承办单位重办"),
    Move.FOLLOW_UP: lazy_gettext("回访"),
    Move.CLOSE: lazy_gettext("办结"),
    Move.REOPEN: lazy_gettext("重新办理"),
    Move.SUPERVISE: lazy_gettext("协调小组办公室督办"),
    Move.WRITE: lazy_gettext("您的补充"),
}
"""What each move is called to the reporter."""
