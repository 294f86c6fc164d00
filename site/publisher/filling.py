"""Making the files that the spare tree lacks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from publisher.addresses import PREFIXES
from publisher.forking import in_processes
from publisher.output import Changes, OutputFolder
from publisher.plan import Plan
from publisher.precompressed import original, press
from publisher.site_data import Page
from register.wording import use_language

PARALLEL_FROM = 40
"""Files to render; below, a second process costs more than it saves."""


def fill(folder: OutputFolder, changes: Changes, plan: Plan) -> None:
    """Bring the spare tree up to date, in as many processes as there are cores."""

    def work(share: Iterable[Page | str]) -> None:
        for item in share:
            _make(folder, item)

    items, others = _items(plan, changes.link, changes.render)
    for _ in in_processes(work, items, parallel=len(items) >= PARALLEL_FROM):
        pass
    if others:
        _press(folder, others)


def bring(folder: OutputFolder, plan: Plan) -> dict[str, bytes]:
    """Bring the plan's files up to date in this process; return those that were touched."""
    link, render = folder.lacking(plan.target)
    folder.touch((*link, *render))
    items, _ = _items(plan, link, render)
    for item in items:
        _make(folder, item)
    return {path: plan.target[path] for path in (*link, *render)}


def _items(
    plan: Plan, link: Iterable[str], render: Iterable[str]
) -> tuple[list[Page | str], list[str]]:
    """Return pages to render and files to link, and the files that are no pages."""
    pages = {path: plan.page(path) for path in _by_language(render)}
    made = [page for page in pages.values() if page]
    return [*made, *_by_language(link)], [path for path, page in pages.items() if not page]


def _make(folder: OutputFolder, item: Page | str) -> None:
    if isinstance(item, str):
        folder.link(item)
    else:
        with use_language(item.language):
            folder.write(item.path, item.render())


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
