"""Checkpoints of the audit trail: signed notes of where it ended, for keeping elsewhere.

A note is a C2SP signed note (https://c2sp.org/signed-note) of four lines: the name of the key, the
number of the last line, its link in base64, the moment of signing. Once a day a login signs one,
and every check of the trail does; an auditor who keeps one can later tell a trail that was written
anew, even by someone who had all of the server's keys.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection

from intake.db.engine import writing
from intake.db.trail import End, add_checkpoint, last_checkpoint_at, trail_end
from intake.domain.errors import Incomplete
from intake.services.system import System, china_today
from intake.services.trail_check import Known
from intake.vault.notes import note_signer
from register.wording import gettext
from tlog import base64s
from tlog.keys import Signer
from tlog.notes import BadNote, Note, parse_note


def sign_checkpoint(system: System) -> str:
    """Sign where the trail ends now; the note is kept here, and returned to be kept elsewhere."""
    with writing(system.engine) as connection:
        return _sign(connection, system)


def sign_daily(connection: Connection, system: System) -> None:
    """Sign where the trail ends, unless that was done today; waits for its turn at the end."""
    trail_end(connection, lock=True)
    last = last_checkpoint_at(connection)
    if last is None or china_today(last) < system.today():
        _sign(connection, system)


def signed_end(system: System, end: End) -> Note:
    """Return the note that says where the trail ends."""
    signer = signer_of(system)
    moment = system.now().astimezone(dt.UTC).isoformat(timespec="seconds")
    text = f"{signer.name}\n{end.number}\n{base64s.encode(end.link)}\n{moment}\n"
    return Note(text, (signer.sign(text),))


def open_checkpoint(system: System, note: str) -> Known:
    """Return what a note says that this instance signed.

    Raises:
        Incomplete: it is no note, or another's, or was altered.

    """
    try:
        read = parse_note(note.replace("\r\n", "\n").strip().encode() + b"\n")
        read.signed_by([signer_of(system).verifier])
        _name, number, link, _at = read.text.splitlines()
        return Known(int(number), base64s.decode(link))
    except (BadNote, ValueError) as failure:
        raise Incomplete(
            "kept", gettext("这不是本系统签名的检查点。请粘贴完整的检查点，包括末尾的签名行。")
        ) from failure


def signer_of(system: System) -> Signer:
    """Return the key that signs this instance's checkpoints."""
    name = f"mingjian-audit.{system.settings.place}"
    return note_signer(name, system.derived_secret("audit-notes"))


def _sign(connection: Connection, system: System) -> str:
    end = trail_end(connection, lock=True)
    if end is None or end.number == 0:
        return ""
    note = str(signed_end(system, end))
    add_checkpoint(connection, end.number, system.now(), note)
    return note
