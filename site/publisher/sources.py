"""What a build is made from, and fingerprints of it."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import blake2b
from itertools import chain
from pathlib import Path

import msgspec

from publisher.digests import Digests
from publisher.failures import BuildFailed

SITE = Path(__file__).resolve().parents[1]
THEME = SITE.parent / "themes" / "mingjian"
TIME_ZONE = dt.timezone(dt.timedelta(hours=8))
"""China's: one for the country, without summer time since 1992, so no table of zones is read."""


class Request(msgspec.Struct, frozen=True):
    """One build that is asked for."""

    content: Path
    place: str
    output: Path
    as_of: dt.date
    precompress: bool = False
    """Put compressed twins beside the files."""

    @property
    def folder(self) -> Path:
        """The place's folder.

        Raises:
            BuildFailed: there is no such place.

        """
        return place_folder(self.content, self.place)


def place_folder(content: Path, place: str) -> Path:
    """Return a place's folder; raises BuildFailed where there is no such place."""
    folder = content / place
    if not (folder / "profile.toml").is_file():
        known = sorted(path.parent.name for path in content.glob("*/profile.toml"))
        raise BuildFailed(
            f"{folder}: 没有这个地区（缺少 profile.toml）。"
            f"可用的地区：{'、'.join(known) or '无'}。请核对地区名称和内容目录。"
        )
    return folder


def today() -> dt.date:
    """Return the date in China."""
    return dt.datetime.now(TIME_ZONE).date()


@cache
def program_fingerprint() -> bytes:
    """Return a digest of all that turns a book into pages: code, theme and libraries."""
    code = (_below(str(SITE / part)) for part in ("publisher", "register", "ledger", "tlog"))
    files = (path for path in chain(*code) if not path.endswith(".pyc"))
    state = _digest_files((*files, *_below(str(THEME))))
    state.update(" ".join(_libraries()).encode())
    state.update(sys.version.encode())
    return state.digest()


def _below(folder: str) -> Iterator[str]:
    """Yield every file below a folder: `Path.rglob` takes three times as long."""
    for entry in os.scandir(folder):
        if entry.is_dir():
            yield from _below(entry.path)
        else:
            yield entry.path


def _libraries() -> list[str]:
    """Return what is installed, each with its version: `jinja2-3.1.6.dist-info`.

    By the names of the folders alone: reading what is in them would take an unchanged site as long
    as all the rest.
    """
    folders = (Path(entry) for entry in sys.path if entry)
    return sorted({path.name for folder in folders for path in folder.glob("*.dist-info")})


def profile_fingerprint(request: Request) -> bytes:
    """Return a digest of the place's profile and of the program."""
    state = _digest_files([request.folder / "profile.toml"])
    state.update(program_fingerprint())
    return state.digest()


def texts_fingerprint(request: Request) -> bytes:
    """Return a digest of all that the notices and pages are read from."""
    state = _digest_files(_texts(request))
    state.update(profile_fingerprint(request))
    return state.digest()


def fingerprint(request: Request, digests: Digests) -> str:
    """Return a digest of everything a build depends on: where it is the same, so is the site."""
    files = [*request.folder.glob("acts/*.jsonl*"), *_texts(request)]
    # A killed append that waits in its journal makes the site another one, too.
    files += request.folder.glob("acts/.pending*")
    # Releases, and the figures of each month; by their endings, since importing what knows their
    # names would take an unchanged site longer than all the rest.
    files += (*request.folder.glob("*.jsonl"), *request.folder.glob("*/*.json"))
    # A checkpoint stands for every tile below it.
    files += request.folder.glob("log/[!.t]*")
    state = blake2b(digest_size=16)
    for path in sorted(map(str, files)):
        state.update(f"{path}\0".encode() + digests.of(path))
    state.update(profile_fingerprint(request))
    state.update(f"{request.as_of.isoformat()} {request.precompress}".encode())
    return state.hexdigest()


def _texts(request: Request) -> list[Path]:
    found = (path for part in ("notices", "pages") for path in request.folder.glob(f"{part}/**/*"))
    return [path for path in found if path.is_file()]


def _digest_files(paths: Iterable[str | Path]) -> blake2b:
    state = blake2b(digest_size=16)
    for path in sorted(map(str, paths)):  # comparing path objects takes longer than reading them
        with open(path, "rb") as file:  # noqa: PTH123 - as above
            content = file.read()
        state.update(f"{path}\0{len(content)}\0".encode())
        state.update(content)
    return state
