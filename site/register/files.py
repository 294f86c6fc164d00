"""Loading a place's book from its files, and appending to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path

from register import journal, rules
from register.acts import ActId, AnyAct, EnterpriseId
from register.book import Book
from register.canonical import decode, decode_lines, encode
from register.decoding import UNREADABLE, decode_file
from register.erased import BookLine
from register.explain import explain
from register.histories import History
from register.journal import Change
from register.jurisdiction import Profile
from register.lines import FOLDER, SUFFIX, RawBook, act_ids, amending, read_raw
from register.problems import Problem, ProblemsFound, first_problems
from register.rules import Locate
from register.wording import gettext


def load_book(place_folder: Path, profile: Profile) -> Book:
    """Read, decode and check a place's whole book; a place without acts has an empty one.

    Raises:
        ProblemsFound: something in it must be mended first.

    """
    return decode_book(read_raw(place_folder), profile)


def decode_book(raw: RawBook, profile: Profile) -> Book:
    """Decode and check a book already read; raises as `load_book`."""
    lines: list[BookLine] = []
    problems: list[Problem] = []
    for file in raw.files:
        try:
            lines += decode_file(file)
        except ProblemsFound as found:
            problems += found.problems
    # References are judged only where every line could be read: a lost line would be missed twice.
    _stop_on(problems)
    book = Book(lines)
    _stop_on(rules.check_book(book, profile, _Positions(raw)))
    return book


def decode_histories(
    raw: RawBook, lines: Mapping[EnterpriseId, Sequence[bytes]], profile: Profile
) -> dict[EnterpriseId, History]:
    """Decode and check some enterprises' lines in a well-formed book; raises as `load_book`.

    The rest of the book is not looked at: see `register.line_index`.
    """
    try:
        acts = iter(decode_lines(b"".join([it + b"\n" for own in lines.values() for it in own])))
        histories = {id_: History(id_, islice(acts, len(own))) for id_, own in lines.items()}
    except UNREADABLE:
        # Loading it whole names file and line.
        whole = decode_book(raw, profile).histories
        return {id_: whole[id_] for id_ in lines}
    positions = _Positions(raw)
    told = (history.lines for history in histories.values())
    _stop_on(rules.check_histories(told, profile, positions))
    return histories


def append_acts(place_folder: Path, acts: Iterable[AnyAct]) -> None:
    """Append acts to their years' files: all of them, durably, or none, even when killed.

    Whether the rules of the book allow them is for `register.rules` to say, before.

    Raises:
        ProblemsFound: an act isn't well formed, its id is in the book already, or a file is
            damaged.

    """
    lines = lines_by_file(acts)
    if not lines:
        return
    with amending(place_folder):
        journal.commit(place_folder, additions(place_folder, lines))


def additions(place_folder: Path, lines: Mapping[str, list[bytes]]) -> dict[str, Change]:
    """Return what adding lines (see `lines_by_file`) changes; raises as `append_acts`."""
    _stop_on(_appending_problems(place_folder / FOLDER, lines))
    return {
        f"{FOLDER}/{name}": journal.addition(place_folder / FOLDER / name, b"".join(added))
        for name, added in lines.items()
    }


def lines_by_file(acts: Iterable[AnyAct]) -> Mapping[str, list[bytes]]:
    """Return the canonical lines of acts by the year's file they go in; raises as `append_acts`."""
    lines: defaultdict[str, list[bytes]] = defaultdict(list)
    for act in acts:
        line = encode(act)
        name = f"{act.date.year:04}{SUFFIX}"
        try:
            decode(line)  # an act built in the program has not been validated yet
        except UNREADABLE as error:
            why = explain(error)
            problem = Problem(f"{FOLDER}/{name}", 0, why.field, why.reason, why.remedy)
            raise ProblemsFound([problem]) from error
        lines[name].append(line + b"\n")
    return lines


def _appending_problems(folder: Path, lines: Mapping[str, list[bytes]]) -> Iterable[Problem]:
    present: set[ActId] = set()
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        content = path.read_bytes()
        present.update(act_ids(content))
        if content and not content.endswith(b"\n") and path.name in lines:
            yield Problem(
                f"{FOLDER}/{path.name}",
                content.count(b"\n") + 1,
                "",
                gettext("末行被截断"),
                gettext("请先运行 mingjian check 并更正，再登记新的事项"),
            )
    for name, added in lines.items():
        for id_ in act_ids(b"".join(added)):
            if id_ in present:
                yield Problem(
                    f"{FOLDER}/{name}",
                    0,
                    "id",
                    gettext("编号%(id)s已在登记簿中", id=id_),
                    gettext("同一事项不得重复登记；新的事项请使用新编号"),
                )
            present.add(id_)


def positions(raw: RawBook) -> Locate:
    """Return what finds an act's file and line."""
    return _Positions(raw)


def _stop_on(problems: Iterable[Problem]) -> None:
    found = first_problems(problems)
    if found:
        raise ProblemsFound(found)


class _Positions:
    """Finds an act's file and line; the index is made once something is wrong."""

    def __init__(self, raw: RawBook) -> None:
        self._raw = raw

    def __call__(self, act: BookLine) -> tuple[str, int]:
        return self._by_line[encode(act)]

    @cached_property
    def _by_line(self) -> Mapping[bytes, tuple[str, int]]:
        # Of two equal lines the later stays: it is the one too many.
        return {
            line: (file.name, number)
            for file in self._raw.files
            for number, line in enumerate(file.content.split(b"\n"), 1)
        }
