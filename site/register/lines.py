"""The book as bytes: which lines belong to which enterprise, without decoding any.

The rules of the book are local to one enterprise's history, but for the ids. So a build that knows
the digest of each history from last time (`line_index`) decodes and checks only the histories that
changed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import msgspec

from register import journal
from register.acts import EnterpriseId
from register.file_stamps import NEVER_ON_DISK, FileStamp, stamp_of
from register.locking import reading, writing
from register.problems import Problem, ProblemsFound
from register.wording import gettext

FOLDER = "acts"
LOG = "log"
"""The transparency log's folder, beside `FOLDER`."""
SUFFIX = ".jsonl"

_YEAR = re.compile(rf"[0-9]{{4}}{re.escape(SUFFIX)}")
# Canonical lines only. No string can hold these bytes, since a quote inside one is escaped.
_ENTERPRISE = re.compile(rb'"enterprise":\{(?:"area":"[^"]*",)?"id":"([a-z0-9-]+)"')
_ACT = re.compile(rb'"id":"([0-7][0-9A-HJKMNP-TV-Z]{25})"')
_DATE = re.compile(rb'"date":"(\d{4}-\d\d-\d\d)"')


class ActsFile:
    """One year's file as it was at one moment: since then lines may have been added, none changed.

    It is read when somebody asks for its content: a build that knows what is in it does not.
    """

    def __init__(self, name: str, content: bytes, stamp: FileStamp = NEVER_ON_DISK) -> None:
        """Take a file that was read."""
        self.name = name
        """Relative to the place's folder: `acts/2021.jsonl`."""
        self.stamp = stamp
        """The file's at that moment."""
        self.size = len(content)
        """Bytes."""
        self._content: bytes | None = content
        self._open: int | None = None
        """A descriptor: unlike a file object, it may be left to us to close."""

    @classmethod
    def opened(cls, path: Path, read: Mapping[FileStamp, bytes]) -> ActsFile:
        """Take a file as it is on the disk now, or the content that was read of it; see `read_raw`.

        Kept open, it stays the same file where another takes its place.
        """
        with path.open("rb") as file:
            stamp = stamp_of(file)
            taken = cls(f"{FOLDER}/{path.name}", read.get(stamp, b""), stamp)
            if stamp not in read:
                taken.size, taken._content, taken._open = stamp.size, None, os.dup(file.fileno())
        return taken

    def __del__(self) -> None:
        if self._open is not None:
            os.close(self._open)

    @property
    def year(self) -> str:
        """The year the file's name says."""
        return Path(self.name).stem

    @property
    def content(self) -> bytes:
        """All that was in it at the moment."""
        if self._content is None:
            self._content = self.cut(0, self.size)
        return self._content

    def cut(self, start: int, end: int) -> bytes:
        """Return some of its bytes."""
        if self._content is None and self._open is not None:
            return os.pread(self._open, end - start, start)
        return self.content[start:end]


class RawBook(msgspec.Struct, frozen=True, dict=True):
    """Every file of a book, read at one moment."""

    files: tuple[ActsFile, ...]
    checkpoint: bytes = b""
    """The transparency log's at that moment; empty where the place keeps no log."""

    @cached_property
    def histories(self) -> Mapping[EnterpriseId, tuple[bytes, ...]] | None:
        """Each enterprise's lines in book order, or None where some file isn't well formed.

        None means: load the book whole, which tells what is wrong.
        """
        grouped: dict[bytes, list[bytes]] = {}
        for file in self.files:
            whose = owners(file.year, file.content)
            if whose is None:
                return None
            for owner, line in zip(whose, file.content.split(b"\n")[:-1], strict=True):
                grouped.setdefault(owner, []).append(line)
        return {owner.decode(): tuple(lines) for owner, lines in grouped.items()}


TOMBSTONE = b'"kind":"tombstone"'
"""In a canonical line: what stays of an act that was erased."""


def owners(year: str, content: bytes) -> list[bytes] | None:
    """Return whose each line is, in order; None where these are no canonical lines of that year."""
    if content and not content.endswith(b"\n"):
        return None
    lines, found = content.count(b"\n"), _ENTERPRISE.findall(content)
    dated = content.count(b'"date":"%s-' % year.encode())
    return found if len(found) == lines == dated and b"\r" not in content else None


def act_ids(content: bytes) -> list[str]:
    """Return the ids of the acts that canonical lines say, in order."""
    return [id_.decode() for id_ in _ACT.findall(content)]


def dates(content: bytes) -> list[str]:
    """Return the dates of what canonical lines say, in order, as `2021-05-13`."""
    return [date.decode() for date in _DATE.findall(content)]


def read_raw(place_folder: Path, read: Mapping[FileStamp, bytes] = {}) -> RawBook:
    """Read a book's files, never in the middle of an append.

    An append that a killed process left is carried out first. Where the caller read a file
    already, it may give the content by the stamp that the file had before.

    Raises:
        ProblemsFound: such an append can't be carried out, the folder holds something that is
            not a year's file with acts in it, or the log's checkpoint can't be read.

    """
    folder = place_folder / FOLDER
    while True:
        with reading(folder):
            if not journal.unfinished(place_folder):
                return raw_of(place_folder, read)
        finish_interrupted(place_folder)


def raw_of(place_folder: Path, read: Mapping[FileStamp, bytes] = {}) -> RawBook:
    """Read a book's files; the caller holds its lock and finished what was interrupted.

    Raises:
        ProblemsFound: as `read_raw`.

    """
    files = tuple(_year_files(place_folder / FOLDER, read))
    return RawBook(files, _checkpoint(place_folder))


def _checkpoint(place_folder: Path) -> bytes:
    name = f"{LOG}/checkpoint"
    try:
        return (place_folder / name).read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise ProblemsFound([_unreadable(name, error)]) from error


@contextmanager
def amending(place_folder: Path) -> Iterator[None]:
    """Hold a place's files alone, with what a killed step left carried out; see `journal`.

    Raises:
        ProblemsFound: it can't be carried out.

    """
    with writing(place_folder / FOLDER):
        try:
            journal.finish(place_folder)
        except journal.Interference as error:
            raise ProblemsFound([_interference(error.name)]) from error
        yield


def finish_interrupted(place_folder: Path) -> None:
    """Carry out what a killed step left in a place's files; raises as `amending`."""
    try:
        with amending(place_folder):
            pass
    except OSError as error:
        raise ProblemsFound([_unwritable(error)]) from error


def _year_files(folder: Path, read: Mapping[FileStamp, bytes]) -> Iterator[ActsFile]:
    """Read every year's file; a name that is not a year's would silently be left out of the book.

    What begins with a dot belongs to programs: our own lock and journal, an editor's swap file.
    """
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    visible = [path for path in paths if not path.name.startswith(".")]
    problems = [_stray(path) for path in visible if not _is_of_a_year(path)]
    files = [ActsFile.opened(path, read) for path in visible if _is_of_a_year(path)]
    problems += (_empty(file) for file in files if not file.size)
    if problems:
        raise ProblemsFound(problems)
    return iter(files)


def _is_of_a_year(path: Path) -> bool:
    return _YEAR.fullmatch(path.name) is not None and path.is_file()


def _stray(path: Path) -> Problem:
    return Problem(
        file=f"{FOLDER}/{path.name}",
        line=0,
        field="",
        reason=gettext("不是年度登记文件，其中的内容不会进入登记簿"),
        remedy=gettext("请移出本文件夹；年度文件须以四位年份命名，例如 2026.jsonl"),
    )


def _empty(file: ActsFile) -> Problem:
    return Problem(
        file=file.name,
        line=0,
        field="",
        reason=gettext("文件是空的，内容可能已丢失"),
        remedy=gettext("请从备份恢复；本年度确无登记事项的，请删去该文件"),
    )


def _interference(name: str) -> Problem:
    return Problem(
        file=name,
        line=0,
        field="",
        reason=gettext("上次登记中断后，文件又被改动"),
        remedy=gettext("请从备份恢复该文件，再运行 mingjian check"),
    )


def _unreadable(name: str, error: OSError) -> Problem:
    return Problem(
        file=name,
        line=0,
        field="",
        reason=gettext("没能读取这个文件（%(error)s）", error=error.strerror),
        remedy=gettext("请从备份恢复整个 log 文件夹，再运行 mingjian check"),
    )


def _unwritable(error: OSError) -> Problem:
    return Problem(
        file=journal.JOURNAL,
        line=0,
        field="",
        reason=gettext("上次登记中断，尚未写完（%(error)s）", error=error.strerror),
        remedy=gettext("请用有写入权限的账户运行 mingjian check"),
    )
