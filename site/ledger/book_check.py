"""A place's own book and months against its own log: none changed, added or taken out by hand.

`mingjian verify` asks this of what a site publishes; here it is asked of the files themselves,
before anything is built of them, and each answer names file and line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ledger.month_entries import fits, newest_of_months
from ledger.place_log import PlaceLog
from ledger.steps import salted
from ledger.words import words_of
from register.commitments import Entry, EntryType, commit, decode_entry
from register.lines import LOG, RawBook, act_ids
from register.numbers import FOLDER as MONTHS
from register.numbers import Month, how_to_restore
from register.problems import Problem
from register.wording import gettext
from tlog import checkpoints, verification
from tlog.checkpoints import open_checkpoint
from tlog.notes import BadNote
from tlog.tiles import Malformed


def compared(
    place_folder: Path, raw: RawBook, months: Iterable[Month], *, log_expected: bool
) -> Iterator[Problem]:
    """Yield what of a well-formed book, its months and its log doesn't agree.

    A place may keep no log at all, unless `log_expected`: then one was begun, and is gone.
    """
    log = PlaceLog(place_folder)
    if not raw.checkpoint:
        if any(log.folder.glob("*")):  # a log whose checkpoint is gone is no place without a log
            yield _of_log(checkpoints.PATH, gettext("没能读取这个文件"))
        elif log_expected:
            yield _of_log("", gettext("公开日志不见了，登记以后的改动无从核对"))
        return
    try:
        size = open_checkpoint(raw.checkpoint, log.keys[-1]).size
    except (BadNote, OSError):
        yield _of_log(checkpoints.PATH, gettext("检查点不是本日志的密钥签的，或者不合格式"))
        return
    faults = [one for one in verification.audit(log.read, log.keys[-1]) if not one.proven]
    yield from (_of_log(fault.where, words_of(fault)) for fault in faults)
    try:
        entries = list(map(decode_entry, log.entries(size)))
    except (Malformed, ValueError, OSError):
        return  # named by the audit of the log
    yield from _compared_acts(raw, entries)
    yield from _compared_months(months, entries)


def _compared_acts(raw: RawBook, entries: Iterable[Entry]) -> Iterator[Problem]:
    newest = _newest(entries)
    for file in raw.files:
        for number, line in enumerate(file.content.split(b"\n")[:-1], 1):
            entry = newest.pop(act_ids(line)[0], None)
            if words := _fault(line, entry):
                yield Problem(file.name, number, "", *words)
    yield from map(_missing, newest.values())


def _compared_months(months: Iterable[Month], entries: Iterable[Entry]) -> Iterator[Problem]:
    newest = newest_of_months(entries)
    for month in months:
        entry = newest.pop(month.month, None)
        if entry is None:
            yield _of_month(month.file, gettext("本月数字没有记入公开日志"))
        elif not fits(month, entry):
            reason = gettext("本月数字与公开日志第%(seq)s项不符，发布以后被改动过", seq=entry.seq)
            yield _of_month(month.file, reason)
    for entry in newest.values():
        reason = gettext("公开日志第%(seq)s项记有本月数字，文件不见了", seq=entry.seq)
        yield _of_month(f"{MONTHS}/{entry.record}.json", reason)


def _newest(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Return what the log says last of each record; the last entry of a record is its newest."""
    return {entry.record: entry for entry in entries if entry.type is EntryType.RECORD}


def _fault(line: bytes, entry: Entry | None) -> tuple[str, str] | None:
    if entry is None:
        return (
            gettext("本行没有记入公开日志"),
            gettext("登记事项须经工作台审核公示，才会记入日志；人工添加的，请删去本行再拟稿送审"),
        )
    try:
        fits = commit(*salted(line)) == entry.commit
    except ValueError:
        fits = False
    if fits:
        return None
    return (
        gettext("本行与公开日志第%(seq)s项不符，登记以后被改动过", seq=entry.seq),
        gettext("请从备份恢复本行；内容有误的，在工作台更正或者撤销公示"),
    )


def _missing(entry: Entry) -> Problem:
    return Problem(
        "acts",
        0,
        "",
        gettext(
            "公开日志第%(seq)s项记有登记事项%(id)s，登记簿里没有", seq=entry.seq, id=entry.record
        ),
        gettext("请从备份恢复该行；结束公示的应留有记录，不能直接删行"),
    )


def _of_month(name: str, reason: str) -> Problem:
    return Problem(name, 1, "", reason, how_to_restore())


def _of_log(path: str, reason: str) -> Problem:
    return Problem(
        f"{LOG}/{path}" if path else LOG,
        0,
        "",
        reason,
        gettext("请从备份恢复整个 log 文件夹，再运行 mingjian check"),
    )
