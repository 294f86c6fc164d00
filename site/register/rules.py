"""The rules of the book: everything that must hold before a place is built.

Rules are local to an enterprise's history, see `register.history_rules`; only ids are judged
across the book.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from register import uscc
from register.act_rules import ActRules
from register.acts import ActId, AnyAct, Corrected
from register.book import Book
from register.corrections import corrected
from register.erased import BookLine, Erased
from register.findings import Finding
from register.history_rules import Replay
from register.jurisdiction import Profile
from register.oddities import oddities
from register.problems import Problem
from register.wording import gettext

Locate = Callable[[BookLine], tuple[str, int]]
"""Tells a line's file and number."""


def file_of(act: BookLine) -> tuple[str, int]:
    """Locate an act that isn't in a file yet: the file it belongs in, no line."""
    return f"acts/{act.date.year}.jsonl", 0


def check(lines: Iterable[BookLine], profile: Profile, locate: Locate = file_of) -> list[Problem]:
    """Return every rule that lines, in the order of the book, break; empty where all is well.

    To judge an act before it is approved, pass the enterprise's history and the act.
    """
    return check_book(Book(lines), profile, locate)


def check_book(book: Book, profile: Profile, locate: Locate = file_of) -> list[Problem]:
    """Return every rule a book breaks, as `check`."""
    problems = list(_doubles(book.lines, locate))
    problems += check_histories(
        (history.lines for history in book.histories.values()), profile, locate
    )
    return problems


def check_histories(
    histories: Iterable[Iterable[BookLine]], profile: Profile, locate: Locate = file_of
) -> Iterator[Problem]:
    """Yield the rules each enterprise's acts break, oldest act first; ids aren't compared."""
    alone = ActRules(profile)
    for lines in map(tuple, histories):
        replay = Replay(profile, alone, {line.id for line in lines})
        for act in lines:
            if isinstance(act, Erased):
                replay.pass_over(act)
                continue
            # A correction may break a rule both by itself and by what it makes of its act.
            for finding in dict.fromkeys(replay.check(act)):
                yield _problem(act, finding, locate)


def warnings(acts: Iterable[AnyAct], locate: Locate = file_of) -> Iterator[Problem]:
    """Yield what is kept as published but flagged: bad credit codes, figures hardly anybody means.

    Figures are judged as corrected.
    """
    acts = tuple(acts)
    corrections: defaultdict[ActId, list[Corrected]] = defaultdict(list)
    for act in acts:
        if isinstance(act, Corrected):
            corrections[act.refers_to].append(act)
    for act in acts:
        verdict = uscc.check(act.enterprise.uscc)
        if not verdict.ok and verdict.fault is not uscc.Fault.MISSING:
            yield _problem(act, _flag(verdict), locate)
        for odd in oddities(corrected(act, corrections.get(act.id, ()))):
            yield _problem(
                act, Finding(odd.field, odd.reason, gettext("请核对；已保留原文并标记")), locate
            )


def _flag(verdict: uscc.Verdict) -> Finding:
    return Finding(
        "enterprise.uscc",
        verdict.message,
        gettext("请对照营业执照核对；已保留原文并标记"),
    )


def _doubles(acts: Sequence[BookLine], locate: Locate) -> Iterator[Problem]:
    if len({act.id for act in acts}) == len(acts):
        return
    seen: set[ActId] = set()
    for act in acts:
        if act.id in seen:
            yield _problem(act, _double(act), locate)
        seen.add(act.id)


def _double(act: BookLine) -> Finding:
    return Finding(
        "id",
        gettext("编号%(id)s重复", id=act.id),
        gettext("每个登记事项的编号须唯一；若为重复登记，请删去后一行"),
    )


def _problem(act: BookLine, finding: Finding, locate: Locate) -> Problem:
    return Problem(*locate(act), *finding)
