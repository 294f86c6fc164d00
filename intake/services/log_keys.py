"""The transparency log's signing key: made once, handed over, witnessed.

It signs every checkpoint, so it lives on the machine that publishes, in a file that only its owner
may read; it is no secret of any reporter. Handing over: the old key signs an entry that names the
new one, and both sign that checkpoint, so whoever trusted the old key can go on to the new.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from intake.services.secret_files import write_once
from intake.services.system import System, china_today
from intake.settings import BadSetting, Settings
from ledger.place_log import PlaceLog, key_entry
from ledger.steps import logging_whole
from register import journal
from register.jurisdiction import Profile
from register.lines import amending, raw_of
from register.wording import gettext
from tlog.notes import BadNote, Signer, Verifier


class LogUnusable(Exception):
    """The log's key or files don't fit each other; the text says how to mend it."""


def log_of(settings: Settings) -> PlaceLog:
    """Return the log of the instance's place."""
    return PlaceLog(settings.place_folder)


def signer_of(settings: Settings) -> Signer:
    """Return the key that signs the log.

    Raises:
        LogUnusable: it is missing, the log is, or the log is another key's.

    """
    log = log_of(settings)
    if not log.kept:
        wrong, mend = _lost(log)
        raise LogUnusable(gettext("%(wrong)s。%(mend)s。", wrong=wrong, mend=mend))
    for path in (settings.log_key_file, _next(settings)):
        if path.exists():
            signer = Signer.parse(path.read_text("ascii"))
            if signer.verifier == log.keys[-1]:
                path.replace(settings.log_key_file)  # a handing over that was killed ends here
                return signer
    raise LogUnusable(
        gettext(
            "缺少本站公开日志的签名密钥，或密钥与日志不符：%(file)s。"
            "请从备份恢复该文件，再运行一次。",
            file=settings.log_key_file,
        )
    )


def begin_log(settings: Settings, profile: Profile) -> None:
    """Make the key, and a log over the book as it is, unless they are there.

    The key takes its place once there is a log: where it is, a log that isn't was lost. It is not
    begun anew, since that would hide what was changed meanwhile; only that of a fictional book is,
    and that of one that came with another key.

    Raises:
        BadSetting: the log was lost, or a real book came with one that another instance signs.

    """
    log = log_of(settings)
    if not settings.log_key_file.exists() and not _next(settings).exists():
        if log.kept:
            _refuse_or_drop(log, profile)
        write_once(_next(settings), Signer.generate(_origin(profile)).secret)
    if not log.kept:
        if settings.log_key_file.exists() and not profile.place.demo:
            raise BadSetting("MINGJIAN_CONTENT", *_lost(log))
        key = _next(settings) if _next(settings).exists() else settings.log_key_file
        with amending(settings.place_folder):
            raw, day = raw_of(settings.place_folder), china_today()
            signer = Signer.parse(key.read_text("ascii"))
            journal.commit(settings.place_folder, logging_whole(log, signer, raw, day))
        key.replace(settings.log_key_file)


def _origin(profile: Profile) -> str:
    """Return what the log is called for good: where it is, or a name where that isn't settled yet.

    A demonstration is served on one port today and on another tomorrow.
    """
    site = profile.site
    if "url" in site.placeholders:
        return f"{profile.place.id}.demo.invalid/log"
    address = site.url.split("://", 1)[-1].rstrip("/") + "/log"
    return re.sub(r"[\s+]", "-", address)  # what a signed note's key may be called


def rotate(system: System) -> Verifier:
    """Hand the log over to a new key; the old one is destroyed. Return the new public key.

    Raises:
        LogUnusable: see `signer_of`.

    """
    settings = system.settings
    with amending(settings.place_folder):
        old = signer_of(settings)
        log = log_of(settings)
        new = Signer.generate(old.name)
        _next(settings).unlink(missing_ok=True)
        write_once(_next(settings), new.secret)
        entry = key_entry(new.verifier, log.checkpoint.size, system.today())
        journal.commit(settings.place_folder, log.rotation(old, new, entry))
        signer_of(settings)
    return new.verifier


def cosign(system: System, line: str, witness: str) -> None:
    """Put a witness's signature line beside the log's own on the present checkpoint.

    Raises:
        LogUnusable: the line isn't that witness's (given as `name+id+key`), or not of this
            checkpoint.

    """
    settings = system.settings
    try:
        verifier = Verifier.parse(witness)
        with amending(settings.place_folder):
            changes = log_of(settings).cosigned(line, verifier)
            journal.commit(settings.place_folder, changes)
    except BadNote as fault:
        raise LogUnusable(
            gettext(
                "这一行不是该见证方对当前检查点的签名（%(fault)s）。"
                "请让见证方对 log/checkpoint 的最新内容重新签名。",
                fault=fault,
            )
        ) from fault


def _lost(log: PlaceLog) -> tuple[str, str]:
    """Say that a log was begun and is gone, and what to do."""
    return (
        gettext("%(folder)s的公开日志不见了", folder=log.place),
        gettext("请从备份恢复其中的 log 文件夹，再运行一次"),
    )


def _next(settings: Settings) -> Path:
    return settings.log_key_file.with_name("log-key.next")


def _refuse_or_drop(log: PlaceLog, profile: Profile) -> None:
    if not profile.place.demo:
        raise BadSetting(
            "MINGJIAN_CONTENT",
            gettext("%(folder)s的公开日志由另一实例签名", folder=log.place),
            gettext("请把原实例的log-key文件一并复制到实例文件夹"),
        )
    aside = log.folder.with_name(".log.dropped")
    shutil.rmtree(aside, ignore_errors=True)
    log.folder.rename(aside)
    shutil.rmtree(aside)
