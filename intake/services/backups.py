"""One file with all that an instance is, and an instance made of such a file.

The database is copied as of one moment while everything runs, and the files after it: they are in
the store before their rows are, so that none can be missing. What is sealed stays sealed; but the
file holds the instance's secret and the log's key, so it is a secret itself. The built site is left
out: it is made from the content.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
from sqlalchemy.engine import make_url

from intake.db.engine import reading
from intake.db.files import every_name
from intake.files import NoSuchFile, open_store
from intake.services.system import System
from intake.settings import Settings
from register.wording import gettext

FORMAT = "mingjian-backup/1"
_MANIFEST = "manifest.json"
_DATABASE = "database"
_LEFT_OUT = frozenset({"site", "files", "tmp"})


class NotRestorable(Exception):
    """The file is no backup of this place, is damaged, or there is an instance already."""


class Manifest(msgspec.Struct, frozen=True):
    """What is in a backup: the place, the kind of database, and SHA-256 of every member."""

    format: str
    place: str
    database: str
    members: dict[str, str]


def back_up(system: System, target: Path) -> int:
    """Write a backup to a new file that only its owner may read; return how many members it has.

    Raises:
        FileExistsError: the file exists; nothing is ever written over.
        OSError: it cannot be written; nothing is left of it.

    """
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w|") as archive:
            members = _write(system, archive, target.parent)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return members


def restore(settings: Settings, source: Path) -> int:
    """Make the instance that `settings` name out of a backup; return how many members it had.

    The instance's folder must be new or empty; a PostgreSQL database must be empty.

    Raises:
        NotRestorable: see there; nothing is left of a restore that fails.

    """
    if settings.instance.exists() and any(settings.instance.iterdir()):
        raise NotRestorable(gettext("%(folder)s不是空文件夹，不会覆盖。", folder=settings.instance))
    settings.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return _read(settings, source)
    except subprocess.CalledProcessError as failure:
        _empty(settings.instance)
        raise NotRestorable(
            gettext("pg_restore没有成功，原因见上面的输出；数据库必须是空的。")
        ) from failure
    except (tarfile.TarError, msgspec.MsgspecError, KeyError, EOFError) as failure:
        _empty(settings.instance)
        raise NotRestorable(gettext("这不是完整的备份文件。")) from failure
    except BaseException:
        _empty(settings.instance)
        raise


def _write(system: System, archive: tarfile.TarFile, beside: Path) -> int:
    digests: dict[str, str] = {}
    with tempfile.TemporaryDirectory(dir=beside, prefix=".backup-") as folder:
        copy = Path(folder) / _DATABASE
        kind = _copy_database(system.settings.database_url, copy)
        _add(archive, _DATABASE, copy, digests)
    for path in _instance_files(system.settings):
        _add(archive, f"instance/{path.relative_to(system.settings.instance)}", path, digests)
    with reading(system.engine) as connection:
        names = every_name(connection)
    for name in names:
        _add_stored(system, archive, name, digests)
    manifest = Manifest(FORMAT, system.settings.place, kind, digests)
    _add_bytes(archive, _MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
    return len(digests)


def _copy_database(url: str, copy: Path) -> str:
    """Copy the database as of now; return its kind."""
    address = make_url(url)
    kind = address.get_backend_name()
    if kind == "sqlite":
        with (
            closing(sqlite3.connect(str(address.database))) as found,
            closing(sqlite3.connect(copy)) as made,
        ):
            found.backup(made)
        return kind
    command = ["pg_dump", "--format=custom", "--no-owner", f"--file={copy}", _libpq(url)]
    subprocess.run(command, check=True)  # noqa: S603 - our own arguments
    return kind


def _instance_files(settings: Settings) -> Iterator[Path]:
    database = Path(str(make_url(settings.database_url).database)).name
    for path in sorted(settings.instance.rglob("*")):
        first = path.relative_to(settings.instance).parts[0]
        if path.is_file() and first not in _LEFT_OUT and not first.startswith((database, ".")):
            yield path


def _add(archive: tarfile.TarFile, name: str, path: Path, digests: dict[str, str]) -> None:
    with path.open("rb") as file:
        digests[name] = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = path.stat().st_size, 0o600
        archive.addfile(entry, file)


def _add_stored(
    system: System, archive: tarfile.TarFile, name: str, digests: dict[str, str]
) -> None:
    """Add a sealed file; one whose case ended meanwhile is rightly missing."""
    with tempfile.TemporaryFile() as aside:
        digest = hashlib.sha256()
        try:
            for part in system.store.read(name):
                digest.update(part)
                aside.write(part)
        except NoSuchFile:
            return
        entry = tarfile.TarInfo(f"files/{name}")
        entry.size, entry.mode = aside.tell(), 0o600
        aside.seek(0)
        archive.addfile(entry, aside)
        digests[entry.name] = digest.hexdigest()


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    archive.addfile(entry, io.BytesIO(content))


def _read(settings: Settings, source: Path) -> int:
    aside = settings.instance / ".restoring"
    with tarfile.open(source, mode="r|") as archive:
        archive.extractall(aside, filter="data")
    manifest = msgspec.json.decode((aside / _MANIFEST).read_bytes(), type=Manifest)
    _check(settings, manifest, aside)
    kind = make_url(settings.database_url).get_backend_name()
    if kind == "sqlite":
        (aside / _DATABASE).rename(str(make_url(settings.database_url).database))
    else:
        command = ["pg_restore", "--no-owner", "--exit-on-error", "--single-transaction"]
        address = f"--dbname={_libpq(settings.database_url)}"
        subprocess.run([*command, address, aside / _DATABASE], check=True)  # noqa: S603 - as above
    for path in sorted((aside / "instance").iterdir()):
        path.rename(settings.instance / path.name)
    _restore_files(settings, aside / "files")
    shutil.rmtree(aside)
    return len(manifest.members)


def _check(settings: Settings, manifest: Manifest, aside: Path) -> None:
    """Refuse another place's, another kind's, an incomplete or altered backup."""
    if manifest.format != FORMAT or manifest.place != settings.place:
        raise NotRestorable(
            gettext("这是%(found)s的备份，设置的却是%(given)s。", found=manifest.place,
                    given=settings.place)
        )  # fmt: skip
    if manifest.database != make_url(settings.database_url).get_backend_name():
        raise NotRestorable(
            gettext("备份来自%(found)s数据库，请用同一种数据库恢复。", found=manifest.database)
        )
    for name, digest in manifest.members.items():
        with (aside / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                raise NotRestorable(gettext("备份中的%(name)s已损坏。", name=name))


def _restore_files(settings: Settings, folder: Path) -> None:
    store = open_store(settings.files or str(settings.files_folder), settings.files_folder)
    for path in sorted(folder.glob("*")):
        store.put(path.name, path)


def _libpq(url: str) -> str:
    """Return an address without the driver's name, as PostgreSQL's own programs take it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
