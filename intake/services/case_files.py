"""A case's files at the desk: the copy without metadata first, the original behind a warning.

A file is cleaned and scanned when someone on the case first opens it, and not before: bogus reports
cost nobody a decoder's time, and the scanner knows by then what it did not know when the file came.
Every look and every download is on the audit trail.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec
from sqlalchemy.exc import IntegrityError

from intake.cleaning import sandbox
from intake.cleaning.clamav import Verdict, scan
from intake.cleaning.findings import Finding
from intake.db.engine import reading, writing
from intake.db.files import StoredCheck, add_check, check_of
from intake.domain.cases import Case
from intake.domain.deeds import Deed
from intake.domain.errors import NotAllowed
from intake.domain.files import Sender
from intake.domain.lifecycle import Party
from intake.services import attachments
from intake.services.attachments import (
    CaseFile,
    Download,
    FileGone,
    case_file,
    case_files,
    content_of,
)
from intake.services.case_lines import note_on_case
from intake.services.moving import find, open_key
from intake.services.refusals import recorded
from intake.services.sessions import Officer
from intake.services.system import System
from intake.services.uploads import FileFacts, Upload, check
from intake.vault.sealing import ContentKey, seal, unseal
from register.wording import gettext


class FileCheck(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was found about a file when it was first opened, and the copy's key if there is one."""

    finding: Finding
    verdict: Verdict
    malware: str = ""
    scanned_on: dt.date | None = None
    copy: FileFacts | None = None


@dataclass(frozen=True)
class FileView:
    """A file as an officer sees it before choosing copy or original."""

    case: Case
    file: CaseFile
    check: FileCheck = field(repr=False)
    copy_id: str | None


def files_on_case(system: System, officer: Officer, number: str) -> tuple[CaseFile, ...]:
    """Return a case's files for its page, whose look is on the trail already.

    Raises:
        NoSuchCase: no such case, or the officer is nothing to it.

    """
    with reading(system.engine) as connection:
        case, _found = find(connection, officer, number)
        return case_files(connection, case.id, open_key(connection, officer, case))


def look_at(system: System, officer: Officer, number: str, file_id: str) -> FileView:
    """Return what is known of a file; finds it out first if nobody has looked at it.

    Raises:
        NoSuchCase: no such case, or the officer is nothing to it.
        FileGone: the case has no such file.

    """
    case, key, file = _open(system, officer, number, file_id, Deed.LOOK_AT_FILE)
    with reading(system.engine) as connection:
        found = check_of(connection, file_id)
    if found is None:
        _examine(system, case, key, file)
        with reading(system.engine) as connection:
            found = check_of(connection, file_id)
    if found is None:
        raise FileGone
    return FileView(case, file, open_check(key, case.id, found), found.copy_id)


def fetch_copy(system: System, officer: Officer, number: str, file_id: str) -> Download:
    """Return the copy without metadata; raises as `look_at`, and `FileGone` if there is none."""
    view = look_at(system, officer, number, file_id)
    if view.check.copy is None or view.copy_id is None:
        raise FileGone
    facts = view.check.copy
    return Download(facts.name, facts.size, content_of(system, view.copy_id, facts))


def fetch_original(system: System, officer: Officer, number: str, file_id: str) -> Download:
    """Return the file as it came; raises as `look_at`."""
    _case, _key, file = _open(system, officer, number, file_id, Deed.FETCH_ORIGINAL)
    return Download(file.facts.name, file.facts.size, content_of(system, file.id, file.facts))


def send_files(system: System, officer: Officer, number: str, uploads: Sequence[Upload]) -> None:
    """Send files to the reporter, who fetches them with the receipt.

    Raises:
        NoSuchCase: no such case, or the officer is nothing to it.
        NotAllowed: the officer's department does not lead the case.
        Incomplete: no file was chosen, or one cannot be taken.

    """
    with recorded(system, officer, Deed.SEND_FILES, number):
        check(uploads, required=True)
        attachments.finish(uploads)
        with writing(system.engine) as connection:
            case, found = find(connection, officer, number)
            if Party.LEAD not in found:
                raise NotAllowed(gettext("只有主办单位可以向举报人发送文件。"))
            key = open_key(connection, officer, case)
            attachments.attach(connection, system, case.id, key, uploads, department=case.lead)
            note_on_case(system, connection, officer, Deed.SEND_FILES, case.id)
    attachments.keep(uploads)


def _open(
    system: System, officer: Officer, number: str, file_id: str, action: str
) -> tuple[Case, ContentKey, CaseFile]:
    with recorded(system, officer, action, number), writing(system.engine) as connection:
        case, _found = find(connection, officer, number)
        key = open_key(connection, officer, case)
        file = case_file(connection, case.id, key, file_id)
        note_on_case(system, connection, officer, action, case.id)
    return case, key, file


def _examine(system: System, case: Case, key: ContentKey, file: CaseFile) -> None:
    """Scan and clean a file and keep what came of it; of two at once the first one's counts."""
    finding, content = sandbox.clean(content_of(system, file.id, file.facts))
    address = system.settings.clamav
    verdict, malware = scan(address, content_of(system, file.id, file.facts) if address else ())
    if verdict is Verdict.INFECTED:
        content = b""  # what a copy would still carry, nobody can say
    copy = _stored_copy(system, file, finding, content) if content else None
    found = FileCheck(
        finding=finding,
        verdict=verdict,
        malware=malware,
        scanned_on=system.today(),
        copy=copy.facts() if copy else None,
    )
    sealed = seal(key, msgspec.msgpack.encode(found), _check_context(case.id, file.id))
    try:
        with writing(system.engine) as connection:
            add_check(connection, StoredCheck(file.id, copy.id if copy else None, sealed))
    except IntegrityError:
        attachments.discard([copy] if copy else [])
        return
    attachments.keep([copy] if copy else [])


def _stored_copy(system: System, file: CaseFile, finding: Finding, content: bytes) -> Upload:
    """Store a copy under a name that tells nothing of the sender's."""
    sent_by = gettext("附件") if file.stored.sender is Sender.REPORTER else gettext("发出文件")
    copy = Upload(system.store, f"{sent_by}{file.stored.place}.{finding.ending}", "")
    copy.write(content)
    copy.finish()
    return copy


def open_check(key: ContentKey, case_id: str, stored: StoredCheck) -> FileCheck:
    """Return what was found about a file."""
    opened = unseal(key, stored.sealed, _check_context(case_id, stored.file_id))
    return msgspec.msgpack.decode(opened, type=FileCheck)


def _check_context(case_id: str, file_id: str) -> bytes:
    return f"case/{case_id}/file/{file_id}/check".encode()
