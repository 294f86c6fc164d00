"""Verifying what a site publishes of its records against the entries of its log."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from ledger import published
from ledger.published import BOOK_YEAR, FOLDER, NotARecord, Published, bucket_of, path_of
from ledger.report import Fault, Report, Source
from ledger.steps import salted
from ledger.words import why_unread
from register.acts import ActId
from register.commitments import Entry, EntryType, commit
from register.lines import TOMBSTONE, act_ids
from register.wording import gettext
from tlog.verification import Fault as Kind

_YEAR = re.compile(rb'"date":"([0-9]{4})-')


class _BookYear(msgspec.Struct):
    acts: list[msgspec.Raw]


def check_records(
    report: Report, source: Source, entries: Iterable[Entry], only: ActId | None
) -> None:
    """Check every published record, or one, against its entry, and every entry for its record."""
    newest = _newest(report, entries, only)
    if only and only not in newest:
        report.faults.append(Fault(Kind.DROPPED, only, "", gettext("日志里没有这个编号")))
    shown: dict[ActId, bytes] = {}
    buckets = sorted({bucket_of(id_) for id_ in newest})
    source.expect(f"{FOLDER}/{path_of(bucket)}" for bucket in buckets)
    for bucket in buckets:
        for line in _lines(report, source, bucket):
            _take(report, line, newest, only, shown)
    _check_all_there(report, newest, shown)
    if only is None:
        report.faults += _wrong_data(source, shown)


def _newest(report: Report, entries: Iterable[Entry], only: ActId | None) -> dict[ActId, Entry]:
    """Return each record's newest entry; count the receipts on the way."""
    newest: dict[ActId, Entry] = {}
    for entry in entries:
        if entry.type is EntryType.RECEIPT:
            report.receipts += 1
        elif entry.type is EntryType.RECORD and only in (None, entry.record):
            known = newest.get(entry.record)
            if known is None or known.rev <= entry.rev:
                newest[entry.record] = entry
    return newest


def _lines(report: Report, source: Source, bucket: str) -> list[Published]:
    where = f"{FOLDER}/{path_of(bucket)}"
    try:
        return list(published.parse(source.read(where)))
    except FileNotFoundError:
        return []  # each record that should be in it is named as dropped
    except (NotARecord, OSError) as error:
        kind = Kind.CHANGED if isinstance(error, NotARecord) else Kind.UNREADABLE
        report.faults.append(Fault(kind, bucket, where, why_unread(error)))
        return []


def _take(
    report: Report,
    line: Published,
    newest: Mapping[ActId, Entry],
    only: ActId | None,
    shown: dict[ActId, bytes],
) -> None:
    """Judge one published line, and note what it shows."""
    if line.pending:
        report.pending += only in (None, line.pending.id)
        shown[line.pending.id] = shown[line.pending.ended_by] = b""
        return
    ids = act_ids(line.record)
    id_ = ids[0] if ids else ""
    if only in (None, id_):
        report.faults += _wrong_record(line, id_, newest.get(id_))
        shown[id_] = line.record


def _wrong_record(line: Published, id_: ActId, entry: Entry | None) -> Iterator[Fault]:
    where = f"{FOLDER}/{path_of(bucket_of(id_))}"
    if entry is None:
        yield Fault(Kind.CHANGED, id_, where, gettext("没有记入过日志"))
        return
    try:
        fits = commit(*salted(line.record)) == entry.commit
    except ValueError:
        fits = False
    if not fits:
        words = gettext("与日志第%(seq)s项的承诺值不符", seq=entry.seq)
        yield Fault(Kind.CHANGED, id_, where, words)
    elif line.seq != entry.seq:
        words = gettext("是日志的第%(seq)s项，网站写的不是", seq=entry.seq)
        yield Fault(Kind.CHANGED, id_, where, words)


def _check_all_there(
    report: Report, newest: Mapping[ActId, Entry], shown: Mapping[ActId, bytes]
) -> None:
    for id_, entry in newest.items():
        if id_ in shown:
            gone = TOMBSTONE in shown[id_]
            report.tombstones += gone
            report.records += bool(shown[id_]) and not gone
        elif entry.day > _day(report.as_of):
            report.later += 1
        else:
            where = f"{FOLDER}/{path_of(bucket_of(id_))}"
            words = gettext("日志第%(seq)s项记有这一条，网站上没有", seq=entry.seq)
            report.faults.append(Fault(Kind.DROPPED, id_, where, words))


def _wrong_data(source: Source, shown: Mapping[ActId, bytes]) -> Iterator[Fault]:
    """Compare the open data's years with the records."""
    years: defaultdict[str, dict[ActId, bytes]] = defaultdict(dict)
    for id_, record in shown.items():
        found = _YEAR.search(record)
        if found and TOMBSTONE not in record:
            years[found[1].decode()][id_] = record
    files = {year: BOOK_YEAR.format(year=year) for year in years}
    source.expect(files.values())
    for year, records in years.items():
        yield from _wrong_year(source, files[year], records)


def _wrong_year(source: Source, where: str, records: Mapping[ActId, bytes]) -> Iterator[Fault]:
    try:
        content = source.read(where)
        acts = [bytes(raw) for raw in msgspec.json.decode(content, type=_BookYear).acts]
    except FileNotFoundError:
        yield Fault(Kind.DROPPED, "", where, gettext("开放数据缺少这一年"))
        return
    except OSError as error:
        yield Fault(Kind.UNREADABLE, "", where, why_unread(error))
        return
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        yield Fault(Kind.CHANGED, "", where, why_unread(error))
        return
    there = {id_: act for act in acts for id_ in act_ids(act)[:1]}
    for id_, record in records.items():
        if id_ not in there:
            yield Fault(Kind.DROPPED, id_, where, gettext("开放数据里没有这一条"))
        elif there[id_] != record:
            yield Fault(Kind.CHANGED, id_, where, gettext("开放数据中的内容与原文不同"))
    for id_ in there.keys() - records.keys():
        yield Fault(Kind.CHANGED, id_, where, gettext("开放数据里的这一条没有记入过日志"))


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise NotARecord(f"{published.ABOUT}: as_of is no day") from None
