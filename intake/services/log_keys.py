"""The transparency log's signing key: made once, handed over, witnessed.

It signs every checkpoint, so it lives on the machine that publishes, in a file that only its owner
may read; it is no secret of any reporter. Handing over: the old key signs an entry that names the
new one, and both sign that checkpoint, so whoever trusted the old key can go on to the new.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
from tlog.keys import Signer, Verifier
from tlog.notes import BadNote
from tlog.proofs import ProofFailed
from tlog.tiles import Malformed


class LogUnusable(Exception):
    """The log's key or files don't fit each other; the text says how to mend it."""


def log_of(settings: Settings) -> PlaceLog:
    """Return the log of the instance's place."""
    return PlaceLog(settings.place_folder)


@contextmanager
def growing_log(settings: Settings) -> Iterator[tuple[PlaceLog, Signer]]:
    """Give the log of the instance's place, and the key that signs it, to work out how it grows.

    Raises:
        LogUnusable: as `signer_of`, or a file of the log is damaged or gone. Nothing was signed:
            what is signed once binds us.

    """
    with damage_told():
        yield log_of(settings), signer_of(settings)


@contextmanager
def damage_told() -> Iterator[None]:
    """Tell by LogUnusable that a file of the log, read meanwhile, is damaged or gone."""
    try:
        yield
    except (BadNote, ProofFailed, Malformed, FileNotFoundError) as fault:
        raise LogUnusable(
            gettext(
                "公开日志的文件已损坏或者缺失，没有写入任何内容。"
                "请运行 mingjian check 查明是哪个文件，再从备份恢复整个 log 文件夹。"
            )
        ) from fault


def signer_of(settings: Settings) -> Signer:
    """Return the key that signs the log.

    Raises:
        LogUnusable: it is missing, the log is, or the log is another key's.

    """
    log = log_of(settings)
    if not log.kept:
        wrong, mend = _lost(log)
        raise LogUnusable(gettext("%(wrong)s。%(mend)s。", wrong=wrong, mend=mend))
    newest = log.keys[-1]
    for path in (settings.log_key_file, _next(settings)):
        with suppress(FileNotFoundError, ValueError):  # a damaged key is none
            signer = Signer.parse(path.read_text("ascii"))
            if signer.verifier == newest:
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
        BadSetting: the log was lost, if only its checkpoint, or a real book came with one that
            another instance signs.

    """
    log = log_of(settings)
    if not settings.log_key_file.exists() and not _next(settings).exists():
        if log.kept:
            _refuse_or_drop(log, profile)
        _refuse_to_forget(log, profile)
        write_once(_next(settings), Signer.generate(_origin(profile)).secret)
    if not log.kept:
        if settings.log_key_file.exists() and not profile.place.demo:
            raise BadSetting("MINGJIAN_CONTENT", *_lost(log))
        key = _next(settings) if _next(settings).exists() else settings.log_key_file
        with amending(settings.place_folder):
            if not log.kept:  # else a beginning that was killed has just been carried out
                _begin(log, Signer.parse(key.read_text("ascii")), profile)
        key.replace(settings.log_key_file)


def _begin(log: PlaceLog, signer: Signer, profile: Profile) -> None:
    _refuse_to_forget(log, profile)
    raw, day = raw_of(log.place), china_today()
    journal.commit(log.place, logging_whole(log, signer, raw, day))


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
        LogUnusable: see `growing_log`.

    """
    settings = system.settings
    with amending(settings.place_folder):
        with growing_log(settings) as (log, old):
            new = Signer.generate(old.name)
            entry = key_entry(new.verifier, log.checkpoint.size, system.today())
            changes = log.rotation(old, new, entry)
        _next(settings).unlink(missing_ok=True)
        write_once(_next(settings), new.secret)
        journal.commit(settings.place_folder, changes)
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
    _drop(log)


def _refuse_to_forget(log: PlaceLog, profile: Profile) -> None:
    """Begin no log among the files of one that lost its checkpoint, which hides what they say."""
    if log.lost_its_checkpoint:
        if not profile.place.demo:
            raise BadSetting("MINGJIAN_CONTENT", *_lost(log))
        _drop(log)


def _drop(log: PlaceLog) -> None:
    aside = log.folder.with_name(".log.dropped")
    shutil.rmtree(aside, ignore_errors=True)
    log.folder.rename(aside)
    shutil.rmtree(aside)
