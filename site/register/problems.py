"""What is wrong with a book or a profile, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from register.wording import gettext, ngettext


class Problem(msgspec.Struct, frozen=True, order=True):
    """One thing that must be mended before a place can be built."""

    file: str
    """Relative to the place's folder, for example `acts/2021.jsonl`."""
    line: int
    """Counted from 1; 0 where the problem is not of one line."""
    field: str
    """As in `enterprise.name`; empty where the problem is not of one field."""
    reason: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        field = f"{self.field}: " if self.field else ""
        sentences = gettext("%(reason)s。%(remedy)s", reason=self.reason, remedy=self.remedy)
        return f"{place}: {field}{sentences}"


class ProblemsFound(Exception):
    """A place's files can't be used as they are; `problems` says why, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(*self.problems)

    def __reduce__(self) -> tuple[type[ProblemsFound], tuple[tuple[Problem, ...]]]:
        """Travel whole from one process to another."""
        return type(self), (self.problems,)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


SHOWN = 100
"""How many problems are worth showing at once; a broken file has one on every line."""


def first_problems(problems: Iterable[Problem]) -> list[Problem]:
    """Return the first `SHOWN` problems in file order, and one that counts the rest."""
    ordered = sorted(problems)
    rest = len(ordered) - SHOWN
    if rest <= 0:
        return ordered
    return [*ordered[:SHOWN], _and_more(ordered[SHOWN].file, rest)]


def _and_more(file: str, count: int) -> Problem:
    reason = ngettext("另有%(num)s个问题未列出", "另有%(num)s个问题未列出", count)
    return Problem(file, 0, "", reason, gettext("请先更正以上问题，再检查一次"))
