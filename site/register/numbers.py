"""Monthly casework numbers as the public gets them: `content/<place>/numbers/<year>-<month>.json`.

One officer prepares a month, another approves it; the file is what was approved. Counts below
`SMALLEST` are left out, and so are as many others as it takes that no left-out count can be worked
out from what stays: sums over departments, over areas, and of the parts of a row. Left out is
`null`; zero is said.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from register.explain import explain
from register.jurisdiction import Profile
from register.problems import Problem, ProblemsFound
from register.wording import LazyText, gettext, lazy_gettext

FOLDER = "numbers"
SMALLEST = 5
"""The smallest count, above none, that is told: fewer cases could be somebody's."""
UNTOLD = ""
"""The area of reports that name no place."""
_NAME = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])\.json")
_ENCODER = msgspec.json.Encoder(order="sorted")

Count = Annotated[int, Meta(ge=0)] | None
"""A count, or None where it is left out."""


class Rate(msgspec.Struct, frozen=True):
    """So many of so many."""

    n: int
    of: int

    @property
    def percent(self) -> str:
        """To one decimal, never rounded up to a hundred or down to none; empty of nothing."""
        if not self.of:
            return ""
        tenths = round(1000 * self.n / self.of)
        if 0 < self.n < self.of:
            tenths = min(max(tenths, 1), 999)
        return f"{tenths // 10}.{tenths % 10}%"


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Cases received, and what became of the answer; the last three add up to the first."""

    received: Count
    answered: Count
    """In time."""
    late: Count
    """Answered after the deadline, or still owed beyond it."""
    waiting: Count
    """Not answered and not yet due."""

    @property
    def rate(self) -> Rate | None:
        """Answered in time, of what is decided; None where a count it needs is left out."""
        if self.answered is None or self.late is None:
            return None
        return Rate(self.answered, self.answered + self.late)


class Part(Line, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A department's or an area's line."""

    id: str


class Steps(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was done in time in the whole place, and what had to be done again."""

    closed: Count
    closed_late: Count
    unclosed: Count
    """These three add up to the cases received."""
    assigned: Count
    """How often a case was sent to a department."""
    signed: Count
    signed_late: Count
    unsigned: Count
    """These three add up to `assigned`, where the place sets a limit for signing."""
    returned: Count
    """Of `assigned`."""
    reviewed: Count
    sent_back: Count
    """Of `reviewed`."""


class Satisfaction(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What those said who were asked afterwards."""

    satisfied: Count
    partly: Count
    dissatisfied: Count
    not_reached: Count


class Month(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One month of a place: the cases received in it, as they stood on the day of counting."""

    month: Annotated[str, Meta(pattern="^[0-9]{4}-(0[1-9]|1[0-2])$")]
    revision: Annotated[int, Meta(ge=1)]
    """How often the month was published; a later one corrects an earlier one."""
    counted_on: dt.date
    approved_on: dt.date
    by: Annotated[tuple[str, ...], Meta(min_length=2, max_length=2)]
    """Roles of who prepared and who approved it, never names."""
    salt: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    """Of its commitment in the public log."""
    total: Line
    steps: Steps
    enforcement: Satisfaction
    """Of reports; apart from the others, and never ranked."""
    service: Satisfaction
    departments: tuple[Part, ...]
    areas: tuple[Part, ...]

    @property
    def first_day(self) -> dt.date:
        """The month as a date."""
        return dt.date.fromisoformat(f"{self.month}-01")

    @property
    def file(self) -> str:
        """Where it is kept, below the place's folder."""
        return f"{FOLDER}/{self.month}.json"

    def encoded(self) -> bytes:
        """Return its canonical bytes, without a newline: sorted keys, no insignificant space."""
        return _ENCODER.encode(self)


def decode_month(content: bytes) -> Month:
    """Return the month that a file's line says; raises `msgspec.MsgspecError`."""
    return msgspec.json.decode(content, type=Month)


def read_months(place_folder: Path, profile: Profile) -> tuple[Month, ...]:
    """Return a place's published months, oldest first; none where none was published.

    Raises:
        ProblemsFound: a file is not a month's, was changed by hand, or does not add up.

    """
    found: list[Month] = []
    problems: list[Problem] = []
    folder = place_folder / FOLDER
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name.startswith("."):
            continue
        try:
            month = _read(path)
        except ProblemsFound as fault:
            problems += fault.problems
            continue
        problems += _contradictions(month, profile)
        found.append(month)
    if problems:
        raise ProblemsFound(problems)
    return tuple(found)


def _read(path: Path) -> Month:
    name = f"{FOLDER}/{path.name}"
    if not _NAME.fullmatch(path.name):
        remedy = gettext("请移出本文件夹；每月一个文件，以月份命名，例如 2026-09.json")
        raise ProblemsFound([Problem(name, 0, "", gettext("不是月度数字的文件"), remedy)])
    content = path.read_bytes()
    try:
        month = decode_month(content)
    except msgspec.ValidationError as error:
        told = explain(error)
        raise ProblemsFound([Problem(name, 1, told.field, told.reason, told.remedy)]) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        reason = gettext("无法读取（%(error)s）", error=error)
        raise ProblemsFound([Problem(name, 1, "", reason, how_to_restore())]) from error
    if content != month.encoded() + b"\n":
        reason = gettext("内容被改动过：写法与发布时不同")
        raise ProblemsFound([Problem(name, 1, "", reason, how_to_restore())])
    if path.stem != month.month:
        reason = gettext("文件名与其中的月份%(month)s不符", month=month.month)
        raise ProblemsFound([Problem(name, 1, "month", reason, how_to_restore())])
    return month


def how_to_restore() -> str:
    """Return the remedy for a month's file that was changed or lost."""
    return gettext("请从备份恢复该文件；数字有误的，在工作台重新统计、审核后发布")


def _contradictions(month: Month, profile: Profile) -> Iterator[Problem]:
    """Yield what cannot be true: sums that do not add up, departments that do not exist."""
    departments = {one.id for one in profile.departments}
    areas = {one.id for one in profile.areas} | {UNTOLD}
    parts = (("departments", month.departments, departments), ("areas", month.areas, areas))
    for field, lines, known in parts:
        ids = [line.id for line in lines]
        if len(set(ids)) != len(ids) or not known.issuperset(ids):
            yield _wrong(month, field, gettext("有重复的，或者本地没有的编号"))
        for name in Line.__struct_fields__:
            counts = [getattr(line, name) for line in lines]
            if not _adds_up(getattr(month.total, name), counts):
                yield _wrong(month, f"{field}.{name}", gettext("各行之和与合计不符"))
    for line in (month.total, *month.departments, *month.areas):
        if not _adds_up(line.received, [line.answered, line.late, line.waiting]):
            yield _wrong(month, "received", gettext("收到的件数与各项之和不符"))
    if any(count is not None and 0 < count < SMALLEST for count in _counts(month)):
        yield _wrong(month, "", gettext("有小于%(least)s的件数，不得公布", least=SMALLEST))
    steps = month.steps
    if not _adds_up(month.total.received, [steps.closed, steps.closed_late, steps.unclosed]):
        yield _wrong(month, "steps.closed", gettext("收到的件数与各项之和不符"))
    if month.approved_on < month.counted_on:
        yield _wrong(month, "approved_on", gettext("审核日期早于统计日期"))


def _counts(month: Month) -> Iterator[Count]:
    """Yield every count of a month."""
    lines = (month.total, *month.departments, *month.areas)
    for line in lines:
        yield from (getattr(line, name) for name in Line.__struct_fields__)
    for counts in (month.steps, month.enforcement, month.service):
        yield from (getattr(counts, name) for name in counts.__struct_fields__)


def _adds_up(whole: Count, parts: Sequence[Count]) -> bool:
    """Tell whether parts may make up a whole; what is left out may be anything."""
    told = sum(part for part in parts if part is not None)
    if whole is None:
        return True
    return told <= whole if None in parts else told == whole


def _wrong(month: Month, field: str, reason: str) -> Problem:
    return Problem(month.file, 1, field, reason, how_to_restore())


DEFINITIONS: tuple[tuple[LazyText, LazyText], ...] = (
    (
        lazy_gettext("统计口径"),
        lazy_gettext(
            "按收到的月份统计；同一行的各项数字说的是同一批案件。逾期仍未完成的按逾期计算，"
            "还没有到期的不计入比率，另列“未到期”。"
        ),
    ),
    (
        lazy_gettext("按时签收率"),
        lazy_gettext(
            "在规定时间内签收或者说明理由退单的次数，占应当签收次数的比例；按派到的单位计算。"
        ),
    ),
    (
        lazy_gettext("按时答复率"),
        lazy_gettext(
            "期限内第一次答复举报人（包括告知不予受理）的案件，占应当答复案件的比例。"
            "经批准延期的，按延长后的期限；重新办理的，按重新办理后的期限。"
        ),
    ),
    (
        lazy_gettext("按时办结率"),
        lazy_gettext("期限内办结（包括不予受理）的案件，占应当办结案件的比例；期限同上。"),
    ),
    (
        lazy_gettext("退单率"),
        lazy_gettext("派到该单位后被退回的次数，占派到该单位次数的比例。"),
    ),
    (
        lazy_gettext("发回重办率"),
        lazy_gettext("审核或者回访后被退回重办的案件，占办理结果送审案件的比例。"),
    ),
    (
        lazy_gettext("满意率"),
        lazy_gettext(
            "回访中“满意”和“基本满意”的，占表示意见的比例；未联系上的不计入，另行列出。"
            "举报（执法类）单列，不用于排名。"
        ),
    ),
)
"""What each figure means, as the desk and the public page say it."""
