"""Verifying a published site: records and months against commitments, entries against the log.

Only what is published is read. What can be found wrong is said in `Fault`s by kind and name; the
words are the caller's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

from ledger import published
from ledger.month_audit import check_months
from ledger.place_log import parse_keys
from ledger.published import FOLDER, KEYS
from ledger.record_audit import check_records
from ledger.report import Fault, NoLog, Report, Source
from ledger.words import words_of
from register.acts import ActId
from register.commitments import Entry, EntryType, decode_entry
from register.wording import gettext
from tlog import checkpoints, verification
from tlog.checkpoints import Checkpoint, open_checkpoint
from tlog.keys import Verifier
from tlog.notes import BadNote
from tlog.tiles import Malformed, bundles_of, read_entries, tiles_of
from tlog.verification import Fault as Kind


class _InLog:
    """Reads the files below the log's folder."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def __call__(self, path: str) -> bytes:
        return self._source.read(f"{FOLDER}/{path}")


def audit(
    source: Source,
    kept: Sequence[bytes] = (),
    key: Verifier | None = None,
    only: ActId | None = None,
) -> Report:
    """Verify a whole site, or one record of it; `kept` are checkpoints saved before.

    `key` is the log's key where the reader knows it from elsewhere; otherwise the site's word is
    taken for it.

    Raises:
        NoLog: there is no log.
        BadNote: the checkpoint or the keys are malformed, unsigned, or not of the key given.
        NotARecord: what the site says of itself is malformed.
        OSError: one of these first files can't be read.

    """
    read = _InLog(source)
    report, keys = _opened(read, key)
    size = report.checkpoint.size
    source.expect(f"{FOLDER}/{tile.path}" for tile in (*tiles_of(size), *bundles_of(size)))
    for finding in verification.audit(read, report.key):
        if not finding.proven and finding.fault:
            where = f"{FOLDER}/{finding.where}"
            fault = Fault(finding.fault, finding.about, where, words_of(finding))
            report.faults.append(fault)
    _compare(report, read, keys, kept)
    entries = list(_entries(read, size))
    report.faults += _unannounced_keys(keys, entries)
    check_records(report, source, entries, only)
    if only is None:
        check_months(report, source, entries)
    return report


def _opened(read: _InLog, key: Verifier | None) -> tuple[Report, list[Verifier]]:
    try:
        note = read(checkpoints.PATH)
    except FileNotFoundError as error:
        raise NoLog from error
    keys = parse_keys(read(KEYS))
    if key and key not in keys:
        raise BadNote(f"the log is not signed with {key}")
    about = published.parse_about(read(published.ABOUT))
    checkpoint = open_checkpoint(note, keys[-1])
    return Report(checkpoint, keys[-1], about.get("as_of", ""), note), keys


def _compare(report: Report, read: _InLog, keys: list[Verifier], kept: Sequence[bytes]) -> None:
    """Compare the log with checkpoints kept before; two that disagree show a fork."""
    broken: list[Fault] = []
    for content in kept:
        checkpoint = _signed_by_any(content, keys)
        if checkpoint is None:
            words = gettext("保存的文件不是本日志的密钥签过的检查点")
            report.faults.append(Fault(Kind.UNSIGNED, "", "", words))
            continue
        finding = verification.history(read, report.checkpoint, checkpoint)
        if finding.proven:
            report.history.append(checkpoint.size)
        elif finding.fault:
            broken.append(Fault(finding.fault, str(checkpoint.size), "", words_of(finding)))
    for fault in broken:
        # Where an older checkpoint still fits, history is as it was up to there: then the log
        # has gone two ways since.
        older = any(0 < size < int(fault.what) for size in report.history)
        forked = older and fault.kind is Kind.REWRITTEN
        report.faults.append(fault._replace(kind=Kind.FORKED) if forked else fault)


def _signed_by_any(content: bytes, keys: list[Verifier]) -> Checkpoint | None:
    for key in keys:
        try:
            return open_checkpoint(content, key)
        except BadNote:
            continue
    return None


def _entries(read: _InLog, size: int) -> Iterator[Entry]:
    """Yield the entries that can be read; what can't is named by the log's own audit."""
    for bundle in bundles_of(size):
        try:
            for entry in read_entries(read, bundle):
                yield decode_entry(entry)
        except (Malformed, OSError, ValueError):
            continue


def _unannounced_keys(keys: list[Verifier], entries: list[Entry]) -> Iterator[Fault]:
    """Yield the keys after the first that no entry of the log handed it over to."""
    announced = {entry.commit for entry in entries if entry.type is EntryType.KEY}
    for key in keys[1:]:
        if sha256(str(key).encode()).hexdigest() not in announced:
            words = gettext("日志里没有换用这个密钥的记录")
            yield Fault(Kind.UNSIGNED, str(key), f"{FOLDER}/{KEYS}", words)
