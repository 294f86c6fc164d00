"""Acts, rows and endings of the register told as entries of feeds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publisher.addresses import address
from publisher.feeds.calendar import Due
from publisher.feeds.entries import Entry
from publisher.fields import facts
from publisher.firms import Event, ListRow
from publisher.labels import Labels
from publisher.site_data import Site
from register.acts import ActId, AnyAct, EnterpriseId
from register.histories import Entry as Told
from register.histories import Tombstone
from register.lists import LISTS, Row
from register.wording import gettext


class Teller:
    """Tells what enterprises' acts say, decoding each enterprise's history once."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._told: dict[EnterpriseId, dict[ActId, Told[AnyAct]]] = {}

    def events(
        self, events: Iterable[tuple[EnterpriseId, Event]], language: str
    ) -> Iterator[Entry]:
        """Yield acts as entries."""
        labels = self._site.labels[language]
        for id_, event in events:
            told = self._entry(id_, event.act)
            name = self._site.card(id_).name
            kind = labels.kinds[event.kind]
            yield Entry(
                id=event.act,
                title=gettext("%(kind)s：%(name)s", kind=kind, name=name),
                text="\n".join(_lines(told, labels)),
                published=event.date,
                updated=event.updated,
                author=labels.departments.get(event.department, event.department),
                tags=(kind, labels.areas.get(event.area, event.area)),
                path=_path(id_, event.act),
            )

    def rows(self, rows: Iterable[ListRow], language: str) -> Iterator[Entry]:
        """Yield rows of a list as entries: where each stands now."""
        labels = self._site.labels[language]
        for kept in rows:
            row = kept.row()
            state = labels.states[row.standing.state]
            name = row.act.enterprise.name
            yield Entry(
                id=row.act.id,
                title=gettext("%(name)s（%(state)s）", name=name, state=state),
                text="\n".join(_row_lines(row, labels)),
                published=kept.date,
                updated=kept.updated,
                author=labels.departments.get(kept.department, kept.department),
                tags=(state, labels.areas.get(kept.area, kept.area)),
                path=_path(kept.enterprise, kept.act),
            )

    def dues(self, rows: Iterable[ListRow], language: str) -> Iterator[Due]:
        """Yield deadlines."""
        labels, site = self._site.labels[language], self._site
        for kept in rows:
            row = kept.row()
            day = row.standing.deadline
            if day is None:
                continue
            what = gettext("整改期限") if row.list == "yellow" else gettext("拆除期限")
            name, path = row.act.enterprise.name, _path(kept.enterprise, kept.act)
            yield Due(
                act=kept.act,
                day=day,
                title=gettext("%(what)s：%(name)s", what=what, name=name),
                text="\n".join([str(LISTS[row.list].title), *_common(row.act, labels)]),
                url=f"{site.profile.site.url}/{address(path, language)}",
                changed=kept.updated,
            )

    def endings(self, stones: Iterable[Tombstone], language: str) -> Iterator[Entry]:
        """Yield what left the site: ids and grounds only."""
        labels = self._site.labels[language]
        for stone in stones:
            kind = labels.kinds[stone.kind]
            yield Entry(
                id=stone.id,
                title=gettext("%(kind)s：%(id)s", kind=kind, id=stone.id),
                text=gettext(
                    "登记编号%(id)s的内容不再公示，请停止使用。依据或者理由：%(ground)s",
                    id=stone.id,
                    ground=stone.ground,
                ),
                published=stone.date,
                updated=stone.date,
                author=labels.name(self._site.profile.site, "host_unit"),
                tags=(kind,),
            )

    def _entry(self, enterprise: EnterpriseId, act: ActId) -> Told[AnyAct]:
        if enterprise not in self._told:
            view = self._site.harvest.history(enterprise).on(self._site.as_of)
            self._told[enterprise] = {entry.act.id: entry for entry in view.entries}
        return self._told[enterprise][act]


def _row_lines(row: Row, labels: Labels) -> Iterator[str]:
    yield from _facts(row.act, labels)
    if row.standing.deadline:
        what = gettext("拆除期限") if row.list == "sealed" else gettext("整改期限")
        yield gettext("%(label)s：%(value)s", label=what, value=row.standing.deadline)
    yield from _common(row.act, labels)
    yield from _beside(replied=bool(row.replies), corrected=bool(row.corrected))


def _facts(act: AnyAct, labels: Labels) -> Iterator[str]:
    for fact in facts(act, labels):
        yield gettext("%(label)s：%(value)s", label=fact.label, value=fact.value)


def _beside(*, replied: bool, corrected: bool) -> Iterator[str]:
    if replied:
        yield gettext("企业已作申辩，见企业页面。")
    if corrected:
        yield gettext("本条内容已经更正，见企业页面。")


def _lines(told: Told[AnyAct], labels: Labels) -> Iterator[str]:
    yield from _facts(told.shown, labels)
    yield from _common(told.shown, labels)
    yield from _beside(replied=bool(told.replies), corrected=bool(told.corrections))


def _common(act: AnyAct, labels: Labels) -> Iterator[str]:
    firm = act.enterprise
    area, industry = labels.areas.get(firm.area, firm.area), labels.industry(firm.industry)
    yield gettext("所在地区：%(area)s；行业：%(industry)s", area=area, industry=industry)
    yield gettext(
        "依据：%(law)s%(clause)s；文号：%(document)s",
        law=act.basis.law,
        clause=act.basis.clause,
        document=act.document,
    )


def _path(enterprise: EnterpriseId, act: ActId) -> str:
    return f"/enterprises/{enterprise}/#{act}"
