"""What a profile must agree with: itself, and the matters, lists and kinds the code knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from register.acts import KINDS
from register.jurisdiction import Area, Department, Matter, Profile
from register.lists import LISTS
from register.place import SiteSettings
from register.publicity import LIMITS
from register.wording import gettext

COORDINATION = "coordination"
"""Who dispatches by hand what nobody else clearly answers for."""

CLOCKS = (
    "enquiry",
    "help",
    "report",
    "dispatch",
    "return",
    "publication",
    "withdrawal",
    "energy-rectification",
    "energy-extension",
)
"""The time limits the code asks a profile for."""


class Fault(NamedTuple):
    """One thing wrong with a profile, by its path in the file."""

    path: tuple[str, ...]
    reason: str
    remedy: str


def check(profile: Profile, folder: str) -> Iterator[Fault]:
    """Yield every disagreement in a profile read from the folder of that name."""
    for rule in _RULES:
        yield from rule(profile)
    if profile.place.id != folder:
        yield Fault(
            ("place", "id"),
            gettext(
                "地区编号“%(id)s”与目录名“%(folder)s”不一致", id=profile.place.id, folder=folder
            ),
            gettext("请改为同一个名称"),
        )


def _ids_are_unique(profile: Profile) -> Iterator[Fault]:
    for section in ("departments", "areas", "channels", "clocks", "duties"):
        yield from _repeated(section, "id", [entry.id for entry in getattr(profile, section)])
    matters = [entry.matter for entry in profile.responsibilities]
    yield from _repeated("responsibilities", "matter", matters)


def _repeated(section: str, field: str, values: Iterable[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for position, value in enumerate(values):
        if value in seen:
            yield Fault(
                (section, str(position), field),
                gettext("“%(value)s”重复", value=value),
                gettext("请改用另一个编号，或合并为一项"),
            )
        seen.add(value)


def _every_matter_is_answered(profile: Profile) -> Iterator[Fault]:
    answered = {entry.matter for entry in profile.responsibilities}
    for matter in Matter:
        if matter not in answered:
            yield Fault(
                ("responsibilities",),
                gettext("事项“%(matter)s”没有主办单位", matter=matter.value),
                gettext("请加一节 [[responsibilities]]，写明该事项的 lead 和 clause"),
            )


def _departments_are_known(profile: Profile) -> Iterator[Fault]:
    known = {department.id for department in profile.departments}
    for path, name in _departments_named(profile):
        if name not in known:
            yield Fault(
                path,
                gettext("没有编号为“%(id)s”的单位", id=name),
                gettext("请核对拼写，已有的编号：%(known)s", known="、".join(sorted(known))),
            )
    if COORDINATION not in known:
        yield Fault(
            ("departments",),
            gettext("没有编号为“%(id)s”的单位", id=COORDINATION),
            gettext("请加上协调小组办公室：不能确定承办单位的举报由它人工分办"),
        )


def _departments_named(profile: Profile) -> Iterator[tuple[tuple[str, ...], str]]:
    for position, entry in enumerate(profile.responsibilities):
        yield ("responsibilities", str(position), "lead"), entry.lead
        for name in entry.co:
            yield ("responsibilities", str(position), "co"), name
    for position, duty in enumerate(profile.duties):
        for name in duty.departments:
            yield ("duties", str(position), "departments"), name
    for position, milestone in enumerate(profile.calendar):
        for name in milestone.who:
            yield ("calendar", str(position), "who"), name


def _leads_do_not_assist_themselves(profile: Profile) -> Iterator[Fault]:
    for position, entry in enumerate(profile.responsibilities):
        if entry.lead in entry.co:
            yield Fault(
                ("responsibilities", str(position), "co"),
                gettext("“%(id)s”既是主办又是协办", id=entry.lead),
                gettext("请从 co 中删去主办单位"),
            )


def _names_mean_one_thing(profile: Profile) -> Iterator[Fault]:
    yield from _shared_names("departments", profile.departments)
    yield from _shared_names("areas", profile.areas)


def _shared_names(section: str, entries: Iterable[Department | Area]) -> Iterator[Fault]:
    owners: defaultdict[str, str] = defaultdict(str)
    for position, entry in enumerate(entries):
        for name in (entry.name, *entry.aliases):
            owner = owners[name] or entry.id
            owners[name] = owner
            if owner != entry.id:
                yield Fault(
                    (section, str(position), "aliases"),
                    gettext("名称“%(name)s”已属于“%(owner)s”", name=name, owner=owner),
                    gettext("一个名称只能指一处，请从其中一处删去"),
                )


def _duties_name_known_things(profile: Profile) -> Iterator[Fault]:
    for position, duty in enumerate(profile.duties):
        for kind in duty.kinds:
            if kind not in KINDS:
                yield Fault(
                    ("duties", str(position), "kinds"),
                    gettext("没有“%(kind)s”这种登记事项", kind=kind),
                    gettext("请核对拼写，可用的有：%(known)s", known="、".join(KINDS)),
                )
        if duty.list and duty.list not in LISTS:
            yield Fault(
                ("duties", str(position), "list"),
                gettext("没有“%(list)s”这个名单", list=duty.list),
                gettext("请核对拼写，可用的有：%(known)s", known="、".join(LISTS)),
            )


def _everything_published_is_a_duty(profile: Profile) -> Iterator[Fault]:
    kinds = {kind for duty in profile.duties for kind in duty.kinds}
    for kind in KINDS.keys() - kinds:
        yield Fault(
            ("duties",),
            gettext("登记事项“%(kind)s”没有单位可以发布", kind=kind),
            gettext("请在负责该事项的 [[duties]] 的 kinds 中加上它"),
        )
    lists = {duty.list for duty in profile.duties}
    for slug in LISTS.keys() - lists:
        yield Fault(
            ("duties",),
            gettext("名单“%(list)s”没有对应的公开职责", list=slug),
            gettext("请加一节 [[duties]]，写明该名单的 list、departments 和 clause"),
        )


def _clocks_are_there(profile: Profile) -> Iterator[Fault]:
    known = {clock.id for clock in profile.clocks}
    for name in CLOCKS:
        if name not in known:
            yield Fault(
                ("clocks",),
                gettext("缺少时限“%(id)s”", id=name),
                gettext("请加一节 [[clocks]]，写明天数、依据和施行日期"),
            )


def _clauses_say_something(profile: Profile) -> Iterator[Fault]:
    for section in ("responsibilities", "channels", "clocks", "duties", "calendar"):
        for position, entry in enumerate(getattr(profile, section)):
            if not entry.clause.strip():
                yield Fault(
                    (section, str(position), "clause"),
                    gettext("没有写依据的条款"),
                    gettext("请写明条款，例如“二（五）2”"),
                )


def _notes_are_in_both_languages(profile: Profile) -> Iterator[Fault]:
    for section in ("departments", "areas", "responsibilities", "clocks", "duties", "calendar"):
        for position, entry in enumerate(getattr(profile, section)):
            if bool(entry.note) != bool(entry.note_en):
                yield Fault(
                    (section, str(position), "note"),
                    gettext("说明只有一种文字"),
                    gettext("请同时填写 note 和 note-en"),
                )


def _placeholders_exist(profile: Profile) -> Iterator[Fault]:
    known = [name.replace("_", "-") for name in SiteSettings.__struct_fields__]
    for name in profile.site.placeholders:
        if name not in known:
            yield Fault(
                ("site", "placeholders"),
                gettext("[site] 中没有“%(name)s”这一项", name=name),
                gettext("请核对拼写，可用的有：%(known)s", known="、".join(known)),
            )


def _publicity_ends_as_the_law_has_it(profile: Profile) -> Iterator[Fault]:
    yield from _repeated("publicity", "kinds", [k for it in profile.publicity for k in it.kinds])
    for position, term in enumerate(profile.publicity):
        shortest, longest = LIMITS[term.gravity]
        if not shortest <= term.months <= longest:
            yield Fault(
                ("publicity", str(position), "months"),
                gettext("公示期限%(months)s个月不在该类的范围内", months=term.months),
                gettext(
                    "应在%(shortest)s至%(longest)s个月之间", shortest=shortest, longest=longest
                ),
            )
        for kind in term.kinds:
            if kind not in KINDS:
                yield Fault(
                    ("publicity", str(position), "kinds"),
                    gettext("没有“%(kind)s”这种登记事项", kind=kind),
                    gettext("可用的有：%(known)s", known="、".join(KINDS)),
                )


_RULES: tuple[Callable[[Profile], Iterator[Fault]], ...] = (
    _ids_are_unique,
    _every_matter_is_answered,
    _departments_are_known,
    _leads_do_not_assist_themselves,
    _names_mean_one_thing,
    _duties_name_known_things,
    _everything_published_is_a_duty,
    _clocks_are_there,
    _clauses_say_something,
    _notes_are_in_both_languages,
    _placeholders_exist,
    _publicity_ends_as_the_law_has_it,
)
