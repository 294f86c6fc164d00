"""Build a place's site: the one function that `mingjian build` and the worker call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.opening import open_output
from publisher.output import BuildResult
from publisher.sources import (
    Request,
    fingerprint,
    profile_fingerprint,
    texts_fingerprint,
    today,
)

if TYPE_CHECKING:
    from publisher.texts import Texts
    from register.jurisdiction import Profile

BESIDE_FROM = 5_000_000
"""Bytes of the book, of some 2,000 enterprises; below, a second process costs more than it
saves."""


def build(
    content_folder: Path,
    place: str,
    output: Path,
    as_of: dt.date | None = None,
    *,
    precompress: bool = False,
) -> BuildResult:
    """Bring the site in `output` to the state of the book on a day, today in China by default.

    The old site stays up until the new one is whole, and stays where the build fails. Nothing is
    written where nothing changed. With `precompress`, compressed twins (.gz, .br) lie beside the
    files; without it, those of an earlier build go.

    Raises:
        ProblemsFound: profile, book, a notice or a page must be mended first.
        BuildFailed: a template or plugin is broken, or the output folder can't be used.

    """
    request = Request(
        content_folder.resolve(), place, output.absolute(), as_of or today(), precompress
    )
    with open_output(request.output) as folder:
        mark = fingerprint(request, folder.digests)
        if folder.is_made_from(mark):
            return BuildResult(0, 0, folder.count())
        # What makes pages is slow to import, and a site that is up to date needs none of it.
        from publisher.memory import Memory  # noqa: PLC0415 - as above
        from publisher.publishing import publish  # noqa: PLC0415 - as above
        from register.jurisdiction import Profile  # noqa: PLC0415 - as above

        memory = Memory(folder.work / "memory", profile_fingerprint(request))
        profile = memory.recall(b"profile", Profile, partial(_profile, request.folder))
        return publish(request, folder, profile, memory, _texts(request, folder.work), mark=mark)


def _profile(folder: Path) -> Profile:
    from register.profiles import load_profile  # noqa: PLC0415 - seldom needed

    return load_profile(folder)


def _texts(request: Request, work: Path) -> Callable[[], Texts]:
    """Return what answers with the place's texts: as kept, or else as Pelican reads them.

    Starting Pelican alone takes as long as a tenth of 10,000 enterprises, so for a large book it
    reads in a process of its own, meanwhile.
    """
    from publisher import texts  # noqa: PLC0415 - an unchanged site needs none of it
    from publisher.forking import beside  # noqa: PLC0415 - as above

    known = texts.kept(work, texts_fingerprint(request))
    if known:
        return lambda: known
    read = partial(_read_by_pelican, request, work)
    book = sum(path.stat().st_size for path in request.folder.glob("acts/*.jsonl"))
    return beside(read) if book >= BESIDE_FROM else read


def _read_by_pelican(request: Request, work: Path) -> Texts:
    from publisher.running_pelican import read_texts  # noqa: PLC0415 - takes as long as an act

    return read_texts(request, work)
