"""From a place's book and texts to its site in the output folder."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from publisher import templates
from publisher.addresses import PREFIXES
from publisher.assets import find_assets
from publisher.families import FAMILIES
from publisher.forking import beside, in_processes
from publisher.frame import Frames
from publisher.harvest import gather
from publisher.memory import Memory
from publisher.output import BuildResult, Changes, OutputFolder
from publisher.pages.enterprises import Press
from publisher.plan import Plan
from publisher.precompressed import original, press, twins
from publisher.printing import Printer
from publisher.site_data import Page, Site
from publisher.sources import Request, profile_fingerprint, program_fingerprint
from publisher.texts import Texts
from register.jurisdiction import Profile
from register.lines import read_raw
from register.wording import use_language

WORK = {
    "digests",
    "lock",
    "memory",
    "old",
    "search",
    "spare",
    "data",
    "templates",
    "texts",
    "topics",
}
"""What is of use in a build's work folder."""
PARALLEL_FROM = 40
"""Files to render; below, a second process costs more than it saves."""


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
    texts: Callable[[], Texts],
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
    assets = find_assets()
    site = _gathered(request, folder, Frames(profile, assets.paths), texts)
    _tidy(folder.work)
    if compiled:
        compiled()
    plan = Plan(chain(assets.pages(), *(family(site) for family in FAMILIES)), site.memory)
    changes = _put_up(folder, plan, mark, precompress=request.precompress)
    site.memory.keep()
    folder.digests.keep()
    return BuildResult(changes.written, changes.removed, changes.unchanged)


def _gathered(
    request: Request, folder: OutputFolder, frames: Frames, texts: Callable[[], Texts]
) -> Site:
    """Return everything the site shows, with the pages of enterprises written already."""
    base = profile_fingerprint(request)
    try:
        harvest = gather(
            read_raw(request.folder),
            frames.profile,
            request.as_of,
            folder.work / "topics",
            base,
            digest_of=folder.digests.of_read,
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
        memory=Memory(folder.work / "memory"),
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


def _put_up(folder: OutputFolder, plan: Plan, mark: str, *, precompress: bool) -> Changes:
    """Write what changed among the pages and put the site up; return what that took."""
    target = plan.target
    if precompress:
        target |= twins(target)
    changes = folder.changes(target)
    if changes.written or changes.removed:
        folder.prepare(changes)
        _fill(folder, changes, plan)
        folder.put_up(target, mark)
    else:
        folder.confirm(target, mark)
    return changes


def _fill(folder: OutputFolder, changes: Changes, plan: Plan) -> None:
    """Bring the spare tree up to date, in as many processes as there are cores."""

    def work(share: Iterable[Page | str]) -> None:
        for item in share:
            if isinstance(item, str):
                folder.link(item)
            else:
                with use_language(item.language):
                    folder.write(item.path, item.render())

    render = [page for path in _by_language(changes.render) if (page := plan.page(path))]
    items: list[Page | str] = [*render, *_by_language(changes.link)]
    for _ in in_processes(work, items, parallel=len(items) >= PARALLEL_FROM):
        pass
    if len(render) < len(changes.render):
        made = {page.path for page in render}
        _press(folder, [path for path in changes.render if path not in made])


def _press(folder: OutputFolder, paths: Sequence[str]) -> None:
    """Make the compressed twins, of files that are all in the spare tree by now."""

    def work(share: Iterable[str]) -> None:
        for path in share:
            folder.write(path, press(path, (folder.spare / original(path)).read_bytes()))

    for _ in in_processes(work, paths, parallel=len(paths) >= PARALLEL_FROM):
        pass


def _by_language(paths: Iterable[str]) -> list[str]:
    """Sort by language: pages of one language share what a process has made for another of them."""
    return sorted(paths, key=lambda path: path.startswith(PREFIXES["en"]))
