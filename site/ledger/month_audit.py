"""Verifying the published months of casework numbers against the entries of the log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from ledger.month_entries import fits, newest_of_months
from ledger.report import Fault, Report, Source
from ledger.words import why_unread
from register.commitments import Entry
from register.numbers import decode_month
from register.wording import gettext
from tlog.verification import Fault as Kind

MONTH = "data/numbers/{month}.json"
"""A month as it was approved; the commitment is over its one line."""
TABLE = "data/numbers.json"
"""All months in one table of the open data."""


class _Row(msgspec.Struct):
    month: str


class _Table(msgspec.Struct):
    rows: list[_Row]


def check_months(report: Report, source: Source, entries: Iterable[Entry]) -> None:
    """Check every logged month against its file, and that no other month is published."""
    newest = newest_of_months(entries)
    source.expect(MONTH.format(month=month) for month in newest)
    for _, entry in sorted(newest.items()):
        found = list(_wrong(source, entry))
        if not found:
            report.months += 1
        elif entry.day.isoformat() > report.as_of:
            report.later += 1
        else:
            report.faults += found
    report.faults += _never_logged(source, newest.keys())


def _wrong(source: Source, entry: Entry) -> Iterator[Fault]:
    where = MONTH.format(month=entry.record)
    try:
        month = decode_month(source.read(where))
    except FileNotFoundError:
        words = gettext("日志第%(seq)s项记有这一条，网站上没有", seq=entry.seq)
        yield Fault(Kind.DROPPED, entry.record, where, words)
    except OSError as error:
        yield Fault(Kind.UNREADABLE, entry.record, where, why_unread(error))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        yield Fault(Kind.CHANGED, entry.record, where, why_unread(error))
    else:
        if not fits(month, entry):
            words = gettext("与日志第%(seq)s项的承诺值不符", seq=entry.seq)
            yield Fault(Kind.CHANGED, entry.record, where, words)


def _never_logged(source: Source, logged: Iterable[str]) -> Iterator[Fault]:
    try:
        table = msgspec.json.decode(source.read(TABLE), type=_Table)
    except FileNotFoundError:
        return  # the site shows no month at all: each that is logged was named as dropped
    except OSError as error:
        yield Fault(Kind.UNREADABLE, "", TABLE, why_unread(error))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        yield Fault(Kind.CHANGED, "", TABLE, why_unread(error))
    else:
        for month in sorted({row.month for row in table.rows} - set(logged)):
            yield Fault(Kind.CHANGED, month, TABLE, gettext("没有记入过日志"))
