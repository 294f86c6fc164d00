"""What an enterprise's page tells: facts, events, corrections, in the words of one language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from publisher.fields import Fact, facts, label, say
from publisher.firms import standing_of
from publisher.labels import STATE_TONES, TONES, Labels
from register.acts import AnyAct, Inspection, Objection, Sealed, kind_of
from register.histories import Entry, View
from register.standings import Standing
from register.uscc import check as check_code
from register.wording import gettext, long_date

STOPPED = frozenset({"sealed", "closure", "red-card", "dismantled", "accepted"})


class Correction(msgspec.Struct, frozen=True):
    """What was put right, with both values."""

    date: dt.date
    reason: str
    changes: list[tuple[str, str, str]]
    """Label, value as first published, value now."""


class Event(msgspec.Struct, frozen=True):
    """One act as the page tells it."""

    id: str
    date: dt.date
    title: str
    tone: str
    facts: list[Fact]
    state: str
    state_tone: str
    deadline: dt.date | None
    days_left: int | None
    extended: bool
    department: str
    stopped: bool
    """Something stands still by it that must not run again."""
    replies: list[tuple[dt.date, str]]
    objections: list[tuple[dt.date, Objection]]
    corrections: list[Correction]


def facts_of(view: View, labels: Labels) -> list[Fact]:
    """Return what the page says of the enterprise itself."""
    if view.enterprise is None:
        return []
    known = view.enterprise
    code = known.uscc or gettext("未公布")
    if known.uscc and not _sound(known.uscc):
        code += gettext("（校验未通过，按公布原文保留）")
    found = [
        Fact(gettext("统一社会信用代码"), code, raw=False),
        Fact(gettext("所在地区"), labels.areas.get(known.area, known.area), raw=False),
        Fact(gettext("行业"), labels.industry(known.industry), raw=False),
    ]
    if len(view.names) > 1:
        earlier = labels.list_comma.join(name.name for name in view.names[:-1])
        found.append(Fact(gettext("曾用名称"), earlier, raw=True))
    return found


@lru_cache(maxsize=64)
def _sound(code: str) -> bool:
    """Check a code once for both languages."""
    return check_code(code).ok


def event_of(entry: Entry[AnyAct], labels: Labels, as_of: dt.date) -> Event:
    """Return one act as the page tells it, in the language in use."""
    act = entry.shown
    kind = kind_of(act)
    standing = standing_of(entry, as_of)
    tone = TONES.get(kind, "neutral")
    if isinstance(act, Inspection):
        tone = "done" if act.compliant else "over"
    return Event(
        id=act.id,
        date=act.date,
        title=labels.kinds[kind],
        tone=tone,
        facts=[*facts(act, labels), *_common(act, standing, labels)],
        state=labels.states[standing.state] if standing else "",
        state_tone=STATE_TONES[standing.state] if standing else "",
        deadline=standing.deadline if standing else None,
        days_left=standing.days_left if standing else None,
        extended=standing.extended if standing else False,
        department=labels.departments.get(act.department, act.department),
        stopped=kind in STOPPED,
        replies=[(reply.act.date, reply.shown.text) for reply in entry.replies],
        objections=[(objection.act.date, objection.shown) for objection in entry.objections],
        corrections=list(_corrections(entry, labels)),
    )


def _common(act: AnyAct, standing: Standing | None, labels: Labels) -> Iterator[Fact]:
    """Yield what is said of every act: a deadline it set, who issued it, and on what ground."""
    if standing and standing.deadline:
        name = "dismantle_by" if isinstance(act, Sealed) else "deadline"
        extended = gettext("（已延期一次）") if standing.extended else ""
        day = f"{long_date(standing.deadline)}{extended}"
        yield Fact(label(name, labels.language), day, raw=False)
    department = labels.departments.get(act.department, act.department)
    yield Fact(label("department", labels.language), department, raw=False)
    yield Fact(label("basis", labels.language), f"{act.basis.law}{act.basis.clause}", raw=True)
    yield Fact(label("document", labels.language), act.document, raw=True)


def _corrections(entry: Entry[AnyAct], labels: Labels) -> Iterable[Correction]:
    if not entry.corrections:
        return
    values = msgspec.to_builtins(entry.act)
    for correction in entry.corrections:
        changes = []
        for path, value in correction.act.changes.items():
            changes.append((label(path, labels.language), say(_at(values, path), labels), value))
            _put(values, path, value)
        yield Correction(correction.act.date, correction.act.reason, changes)


def _at(values: Mapping[str, Any], path: str) -> object:
    found: Any = values
    for key in path.split("."):
        found = found[int(key)] if isinstance(found, list | tuple) else found.get(key, "")
    return found


def _put(values: dict[str, Any], path: str, value: str) -> None:
    *parents, last = path.split(".")
    target = _at(values, ".".join(parents)) if parents else values
    if isinstance(target, dict):
        target[last] = value
