"""From a year's file to its acts, or to everything that is wrong with the file."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from register.canonical import NotCanonical, decode, decode_lines
from register.erased import BookLine
from register.explain import explain
from register.lines import ActsFile
from register.problems import Problem, ProblemsFound
from register.wording import gettext

BOM = b"\xef\xbb\xbf"
UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, NotCanonical)


def decode_file(file: ActsFile) -> list[BookLine]:
    """Return what the lines of one file say, in its order.

    Raises:
        ProblemsFound: some line can't be read, or belongs in another file.

    """
    try:
        acts = decode_lines(file.content)
    except UNREADABLE:
        # Only a file with something wrong is read line by line: a build reads 100,000 good ones.
        raise ProblemsFound(_problems(file)) from None
    if {str(act.date.year) for act in acts} - {file.year}:
        raise ProblemsFound(_problems(file))
    return acts


def _problems(file: ActsFile) -> Iterator[Problem]:
    yield from _byte_order_mark(file)
    yield from _carriage_returns(file)
    lines = file.content.removeprefix(BOM).split(b"\n")
    tail = lines.pop()
    for number, line in enumerate(lines, 1):
        yield from _line_problems(file, number, line.removesuffix(b"\r"))
    if tail:
        yield from _tail_problems(file, len(lines) + 1, tail)


def _byte_order_mark(file: ActsFile) -> Iterator[Problem]:
    if file.content.startswith(BOM):
        yield Problem(file.name, 1, "", gettext("文件以BOM开头"), gettext("请另存为UTF-8（无BOM）"))


def _carriage_returns(file: ActsFile) -> Iterator[Problem]:
    before, found, _ = file.content.partition(b"\r\n")
    if found:
        yield Problem(
            file.name,
            before.count(b"\n") + 1,
            "",
            gettext("换行符是CRLF"),
            gettext("请将全文换行符改为LF"),
        )


def _line_problems(file: ActsFile, number: int, line: bytes) -> Iterator[Problem]:
    if not line.strip():
        yield Problem(file.name, number, "", gettext("空行"), gettext("请删去空行"))
        return
    try:
        act = decode(line)
    except UNREADABLE as error:
        why = explain(error)
        yield Problem(file.name, number, why.field, why.reason, why.remedy)
    else:
        if str(act.date.year) != file.year:
            yield _wrong_year(file, number, act)


def _tail_problems(file: ActsFile, number: int, tail: bytes) -> Iterator[Problem]:
    try:
        decode(tail)
    except UNREADABLE:
        reason = gettext("末行被截断")
        remedy = gettext("请从备份恢复本行，或删去这半行后重新登记")
    else:
        reason, remedy = gettext("末行缺少换行符"), gettext("请在末行后补一个换行符（LF）")
    yield Problem(file.name, number, "", reason, remedy)


def _wrong_year(file: ActsFile, number: int, act: BookLine) -> Problem:
    return Problem(
        file.name,
        number,
        "date",
        gettext("日期%(date)s不属于本文件的年度", date=act.date),
        gettext("请将本行移到 acts/%(year)s.jsonl", year=act.date.year),
    )
