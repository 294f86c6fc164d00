"""The demo books: hand-written stories about fictional enterprises, turned into acts.

A story file `stories/<place>/<theme>.toml` tells what happened to each enterprise; what a story
needn't say (ids, salts, credit codes, document numbers, when the information was formed) follows
from it here, always the same. `write_demo` makes the checked-in books again, byte for byte.

No name can be taken for a real firm's: every 字号 begins with one of `names.MARKS`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from register.acts import AnyAct
from register.canonical import encode
from register.working_days import is_working_day
from samples.credit_codes import SERIALS, fictional_code
from samples.identity import act_id, pick, salt

STORIES = Path(__file__).parent / "stories"
T = TypeVar("T")
ROLES = ("drafter", "approver")


class Laws(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Legal bases by short key, and the one each kind of follow-up usually rests on."""

    bases: dict[str, tuple[str, str]]
    usual: dict[str, str]


class Setting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What all stories of a place share."""

    code: str
    """GB/T 2260 code used where an area's id isn't one."""
    documents: dict[str, str]
    """Department id to the word its 文号 start with."""
    bases: dict[str, tuple[str, str]]


class Tale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One enterprise and what happened to it, oldest first."""

    id: str
    name: str
    area: str
    industry: str
    act: tuple[dict[str, Any], ...]
    uscc: str | None = None
    """Only where the published code is wrong or, as an empty text, missing."""


class Tales(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A story file."""

    enterprise: tuple[Tale, ...]


def demo_acts(place: str) -> list[AnyAct]:
    """Return every act of the demo book of `place`, in the order of approval.

    Raises:
        ValueError: a story refers to an act, a basis or a department that isn't there.
        msgspec.ValidationError: a story lacks a field of an act or has a wrong one.

    """
    folder = STORIES / place
    setting = _read(folder / "place.toml", Setting)
    laws = _read(STORIES / "laws.toml", Laws)
    files = sorted(path for path in folder.glob("*.toml") if path.name != "place.toml")
    tales = [tale for path in files for tale in _read(path, Tales).enterprise]
    teller = _Teller(setting, {**laws.bases, **setting.bases}, laws.usual)
    drafts = [draft for tale in tales for draft in teller.drafts(tale)]
    drafts.sort(key=lambda draft: str(draft["id"]))
    _number_documents(drafts, setting.documents)
    return msgspec.convert(drafts, list[AnyAct])


def write_demo(content: Path) -> list[Path]:
    """Write the demo books of both places below `content`; return the files written."""
    written = []
    for place in sorted(folder.name for folder in STORIES.iterdir() if folder.is_dir()):
        for year, acts in _by_year(demo_acts(place)).items():
            path = content / place / "acts" / f"{year}.jsonl"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"".join(encode(act) + b"\n" for act in acts))
            written.append(path)
    return written


class _Teller:
    """Fills in what the stories of one place leave unsaid."""

    def __init__(
        self, setting: Setting, bases: Mapping[str, tuple[str, str]], usual: Mapping[str, str]
    ) -> None:
        self._setting = setting
        self._bases = bases
        self._usual = usual

    def drafts(self, tale: Tale) -> Iterator[dict[str, Any]]:
        """Yield the acts of one enterprise as plain mappings, without document numbers."""
        told: dict[str, dict[str, Any]] = {}
        name = tale.name
        for said in tale.act:
            name = said.get("name", name)
            draft = self._draft(tale, name, said, told)
            told[draft["kind"]] = draft
            yield draft

    def _draft(
        self, tale: Tale, name: str, said: Mapping[str, Any], told: Mapping[str, dict[str, Any]]
    ) -> dict[str, Any]:
        own = {k: v for k, v in said.items() if k not in {"about", "basis", "department", "name"}}
        key = (tale.id, said["kind"], said["date"].isoformat())
        earlier = _earlier(tale, said, told)
        department = said.get("department") or earlier["department"]
        law, clause = self._basis(tale, said)
        return {
            "formed_on": _formed_on(said["date"], key),
            **({"refers_to": earlier["id"]} if earlier else {}),
            **own,
            "id": act_id(said["date"], *key),
            "enterprise": self._enterprise(tale, name),
            "department": department,
            "basis": {"law": law, "clause": clause},
            "by": [f"{department}-{role}" for role in ROLES],
            "salt": salt(*key),
        }

    def _enterprise(self, tale: Tale, name: str) -> dict[str, str]:
        known = {"id": tale.id, "name": name, "area": tale.area, "industry": tale.industry}
        if tale.uscc is None:
            district = tale.area if tale.area.isdigit() else self._setting.code
            return {**known, "uscc": fictional_code(district, pick(SERIALS, "uscc", tale.id))}
        return {**known, "uscc": tale.uscc} if tale.uscc else known

    def _basis(self, tale: Tale, said: Mapping[str, Any]) -> tuple[str, str]:
        key = said.get("basis") or self._usual.get(said["kind"], "")
        if key not in self._bases:
            raise ValueError(f"{tale.id}, {said['date']} {said['kind']}: no such basis {key!r}")
        return self._bases[key]


def _earlier(
    tale: Tale, said: Mapping[str, Any], told: Mapping[str, dict[str, Any]]
) -> dict[str, Any]:
    """Return the enterprise's latest act of the kind that `said` is about, or nothing."""
    about = said.get("about")
    if about is None:
        return {}
    if about not in told:
        raise ValueError(f"{tale.id}, {said['date']} {said['kind']}: no earlier {about!r}")
    return told[about]


def _formed_on(day: dt.date, key: tuple[str, ...]) -> dt.date:
    """Return a working day, some days before publication, within the 20 allowed."""
    for _ in range(3 + pick(10, "formed", *key)):
        day -= dt.timedelta(days=1)
        while not is_working_day(day):
            day -= dt.timedelta(days=1)
    return day


def _number_documents(drafts: Iterable[dict[str, Any]], prefixes: Mapping[str, str]) -> None:
    """Give each act its 文号: a department numbers its documents through the year.

    Acts of one kind that a department approves on one day stand in one document.
    """
    last: dict[tuple[str, int], int] = defaultdict(int)
    same: dict[tuple[str, str, dt.date], str] = {}
    for draft in drafts:
        department, day = draft["department"], draft["date"]
        decision = (department, draft["kind"], day)
        if decision not in same:
            series = (department, day.year)
            # Departments issue much that isn't in the register: about three documents a week.
            last[series] = max(last[series] + 1, day.timetuple().tm_yday * 3 // 7)
            same[decision] = f"{prefixes[department]}〔{day.year}〕{last[series]}号"
        draft["document"] = same[decision]


def _by_year(acts: Iterable[AnyAct]) -> dict[int, list[AnyAct]]:
    years: dict[int, list[AnyAct]] = defaultdict(list)
    for act in acts:
        years[act.date.year].append(act)
    return years


def _read(path: Path, kind: type[T]) -> T:
    try:
        return msgspec.toml.decode(path.read_bytes(), type=kind)
    except msgspec.DecodeError as error:
        raise ValueError(f"{path.parent.name}/{path.name}: {error}") from error
