"""From a place's book and texts to its site in the output folder."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

import msgspec

from publisher import precompressed, templates
from publisher.assets import find_assets
from publisher.families import FAMILIES, pages_of
from publisher.filling import bring, fill
from publisher.forking import beside, in_processes
from publisher.frame import Frames
from publisher.harvest import gather
from publisher.memory import Memory
from publisher.output import BuildResult, Changes, OutputFolder
from publisher.pages.enterprises import Press
from publisher.plan import Plan
from publisher.printing import Printer
from publisher.site_data import Page, Site
from publisher.sources import Request, profile_fingerprint, program_fingerprint
from publisher.texts import Texts
from publisher.trees import Families, Section, Sections
from register.jurisdiction import Profile
from register.lines import read_raw

WORK = {
    "digests",
    "lock",
    "memory",
    "old",
    "search",
    "spare",
    "tables",
    "templates",
    "texts",
    "topics",
}
"""What is of use in a build's work folder."""


@contextmanager
def _without_collector() -> Iterator[None]:
    """A build makes a few hundred thousand objects and no cycles worth looking for.

    Around the whole function: what it leaves, a collector would go through once it is on again.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_without_collector()
def publish(
    request: Request,
    folder: OutputFolder,
    profile: Profile,
    memory: Memory,
    texts: Callable[[], Texts],
    *,
    mark: str,
) -> BuildResult:
    """Put up the site that the request's sources make, or leave the old one untouched.

    `mark` is the fingerprint that the sources had before anything of them was read. `texts` answers
    when the enterprises have been gathered; what it raises is raised here, before what is wrong
    with the book.

    Raises:
        ProblemsFound: the book must be mended first.
        BuildFailed: a template is broken.

    """
    known = templates.keep_compiled(folder.work / "templates", program_fingerprint().hex())
    compiled = None if known else beside(templates.compile_all)
    names = memory.recall(b"assets", dict[str, str], lambda: dict(find_assets().paths))
    site = _gathered(request, folder, Frames(profile, names), memory, texts)
    _tidy(folder.work)
    if compiled:
        compiled()
    whole = cache(partial(_planned, site, FAMILIES, folder.listed.families))
    amended = site.harvest.amended and folder.count()
    target = _amended(site, folder) if amended else whole().target
    changes = _put_up(
        folder, target, lambda path: whole().page(path), mark, precompress=request.precompress
    )
    site.memory.keep(site.harvest.topics.chunks)
    folder.digests.keep()
    return BuildResult(changes.written, changes.removed, changes.unchanged)


def _gathered(
    request: Request,
    folder: OutputFolder,
    frames: Frames,
    memory: Memory,
    texts: Callable[[], Texts],
) -> Site:
    """Return everything the site shows, with the pages of enterprises written already."""
    base = profile_fingerprint(request)
    try:
        harvest = gather(
            read_raw(request.folder, folder.digests.read),
            frames.profile,
            request.as_of,
            folder.work / "topics",
            base,
            digest_of=folder.digests.of_book,
            beside=Printer(Press(frames, request.as_of), folder),
        )
    finally:
        read = texts()
    return Site(
        profile=frames.profile,
        as_of=request.as_of,
        base=base,
        folder=request.folder,
        work=folder.work,
        harvest=harvest,
        written_notices=read.notices,
        about=read.about,
        frames=frames,
        memory=memory,
    )


def _tidy(work: Path) -> None:
    """Remove what another version of the program kept: it may tell what ended since."""
    for entry in work.iterdir():
        if entry.name in WORK:
            continue
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _planned(site: Site, families: Iterable[str], up: Families) -> Plan:
    plan = Plan(up)
    # All are asked before any is gone through: the data and the search begin their files then.
    for family, made in [(family, pages_of(family, site)) for family in families]:
        plan.take(family, made)
    return plan


def _amended(site: Site, folder: OutputFolder) -> dict[str, Sections]:
    """Bring each family up to date in the process that plans it; return all files of the site."""
    folder.open_spare()

    def work(families: Iterable[str]) -> bytes:
        target: dict[str, Sections] = {}
        made: dict[str, bytes] = {}
        for family in families:
            plan = _planned(site, [family], folder.listed.families)
            made |= bring(folder, family, plan)
            target |= plan.target
        return msgspec.msgpack.encode((target, made, site.memory.asked))

    whole: dict[str, Sections] = {}
    # The last take longest: begun first, so that neither process waits for the other.
    for part in in_processes(work, FAMILIES[::-1], parallel=True):
        target, made, asked = _BROUGHT.decode(part)
        whole |= target
        folder.wrote(made)
        site.memory.take(asked)
    return whole


_BROUGHT = msgspec.msgpack.Decoder(tuple[dict[str, dict[bytes, Section]], dict[str, bytes], bytes])


def _put_up(
    folder: OutputFolder,
    target: dict[str, Sections],
    page: Callable[[str], Page | None],
    mark: str,
    *,
    precompress: bool,
) -> Changes:
    """Write what changed among the pages and put the site up; return what that took."""
    if precompress:
        target[precompressed.FAMILY] = precompressed.twins(target, folder.listed.families)
    changes = folder.changes(target)
    if changes.written or changes.removed:
        folder.prepare(changes)
        fill(folder, changes, page)
        folder.put_up(target, mark)
    else:
        folder.confirm(target, mark)
    return changes
