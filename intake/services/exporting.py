"""A case as one ZIP for a court, an auditor or another system: streamed, never a file in between.

It holds what the officer may read: the report, the history, each file as it came and its copy where
one was made, and a manifest with the SHA-256 of everything. With a passphrase the entries are
encrypted (WinZip AE-2, AES-256), which 7-Zip, WinZip and others open. Contact details are left
out, unless a custodian has opened them to this very officer, who asks for them to be in it: then it
is encrypted, and the reporter is told of it as of any other look.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator

import msgspec
from stream_zip import ZIP_64, Method, stream_zip

from intake.db.engine import reading, writing
from intake.db.files import check_of
from intake.db.sealed import events_of
from intake.domain.cases import Case
from intake.domain.deeds import Deed
from intake.domain.errors import Incomplete
from intake.domain.lifecycle import MOVE_NAMES
from intake.services.attachments import CaseFile, Download, case_files, content_of
from intake.services.case_files import open_check
from intake.services.case_lines import note_on_case
from intake.services.content import ReportContent
from intake.services.history import Entry, report_of
from intake.services.identities import open_identity
from intake.services.moving import find, open_key
from intake.services.refusals import recorded
from intake.services.seeing import history_seen
from intake.services.sessions import Officer
from intake.services.system import System
from intake.services.uploads import FileFacts
from intake.vault.sealing import ContentKey
from register.wording import gettext

LEAST_PASSPHRASE = 8
FORMAT = "mingjian-case/1"

Member = tuple[str, Iterator[bytes]]


def export_case(
    system: System,
    officer: Officer,
    number: str,
    passphrase: str = "",
    *,
    with_contact: bool = False,
) -> Download:
    """Return a case as a ZIP, encrypted if there is a passphrase; the export is on the trail.

    Raises:
        NoSuchCase: no such case, or the officer is nothing to it.
        NotOpened: the contact details are asked for and not open to this officer today.
        NoIdentity: they are asked for, and there are none any more.
        Incomplete: the passphrase is too short to protect anything, has characters that programs
            encode differently, or is missing where contact details go along.

    """
    _check_passphrase(passphrase, needed=with_contact)
    action = Deed.EXPORT_ENCRYPTED if passphrase else Deed.EXPORT
    with recorded(system, officer, action, number), writing(system.engine) as connection:
        case, _found = find(connection, officer, number)
        key = open_key(connection, officer, case)
        contact = None
        if with_contact:
            contact = open_identity(connection, system, officer, case, Deed.EXPORT_IDENTITY)
        note_on_case(system, connection, officer, action, case.id)
        happened = events_of(connection, case.id)
        history = history_seen(connection, officer, case.id, key, happened)
        report = report_of(happened, key, case.id)
        files = case_files(connection, case.id, key)
    facts = msgspec.json.encode(_facts(system, case, report, history, contact))
    members = _members(system, case, key, facts, files)
    pieces = _zipped(system, members, passphrase or None)
    return Download(f"{number}.zip", 0, iter(pieces))


def _check_passphrase(passphrase: str, *, needed: bool) -> None:
    if needed and not passphrase:
        raise Incomplete("passphrase", gettext("带举报人联系方式的导出必须加密，请填写导出口令。"))
    if passphrase and (len(passphrase) < LEAST_PASSPHRASE or not passphrase.isascii()):
        raise Incomplete(
            "passphrase",
            gettext(
                "导出口令至少%(least)s个字符，只能用字母、数字和符号；不加密请留空。",
                least=LEAST_PASSPHRASE,
            ),
        )


def _facts(
    system: System,
    case: Case,
    report: ReportContent,
    history: Iterable[Entry],
    contact: str | None,
) -> dict[str, object]:
    revealed = {} if contact is None else {"contact": contact}
    return revealed | {
        "format": FORMAT,
        "exported_on": system.today(),
        "number": case.number,
        "state": case.state,
        "matter": case.matter,
        "area": case.area,
        "lead": case.lead,
        "co": case.co,
        "clause": case.clause,
        "received_on": case.received_on,
        "due_on": case.due_on,
        "outcome": case.outcome,
        "closed_on": case.closed_on,
        "report": {"text": report.text, "enterprise": report.enterprise},
        "history": [
            {
                "day": entry.day,
                "move": entry.move,
                "title": str(MOVE_NAMES[entry.move]),
                "by": entry.by,
                "department": entry.department,
                "text": entry.text,
                "basis": entry.basis,
            }
            for entry in history
        ],
    }


def _members(
    system: System, case: Case, key: ContentKey, facts: bytes, files: Iterable[CaseFile]
) -> Iterator[Member]:
    yield "case.json", iter((msgspec.json.format(facts, indent=2),))
    for place, file in enumerate(files, start=1):
        folder = f"files/{place:02d}"
        yield f"{folder}/original/{file.facts.name}", content_of(system, file.id, file.facts)
        copy = _copy_of(system, case, key, file)
        if copy:
            name, facts_of_copy = copy
            yield (
                f"{folder}/copy/{facts_of_copy.name}",
                content_of(system, name, facts_of_copy),
            )


def _copy_of(
    system: System, case: Case, key: ContentKey, file: CaseFile
) -> tuple[str, FileFacts] | None:
    with reading(system.engine) as connection:
        found = check_of(connection, file.id)
    if found is None or found.copy_id is None:
        return None
    facts = open_check(key, case.id, found).copy
    return (found.copy_id, facts) if facts else None


def _zipped(system: System, members: Iterator[Member], passphrase: str | None) -> Iterable[bytes]:
    """Zip members as they come, and last the manifest of what they were."""
    listed: list[dict[str, object]] = []
    day = dt.datetime.combine(system.today(), dt.time())

    def entries() -> Iterator[tuple[str, dt.datetime, int, Method, Iterable[bytes]]]:
        for name, pieces in members:
            yield name, day, 0o600, ZIP_64, _counted(name, pieces, listed)
        manifest = msgspec.json.format(msgspec.json.encode(listed), indent=2)
        yield "manifest.json", day, 0o600, ZIP_64, (manifest,)

    return stream_zip(entries(), extended_timestamps=False, password=passphrase)


def _counted(
    name: str, pieces: Iterator[bytes], listed: list[dict[str, object]]
) -> Iterator[bytes]:
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
        yield piece
    listed.append({"name": name, "size": size, "sha256": digest.hexdigest()})
