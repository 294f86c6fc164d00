"""Making the files that the spare tree lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from publisher.addresses import PREFIXES
from publisher.forking import in_processes
from publisher.output import Changes, OutputFolder
from publisher.plan import Plan
from publisher.precompressed import is_twin, original, press
from publisher.site_data import Page
from register.wording import use_language

PARALLEL_FROM = 40
"""Files to render; below, a second process costs more than it saves."""


def fill(folder: OutputFolder, changes: Changes, page: Callable[[str], Page | None]) -> None:
    """Bring the spare tree up to date, in as many processes as there are cores."""

    def work(share: Iterable[Page | str]) -> None:
        for item in share:
            _make(folder, item)

    twins = [path for path in changes.render if is_twin(path)]
    pages = (page(path) for path in _by_language(changes.render) if not is_twin(path))
    items: list[Page | str] = [*(it for it in pages if it), *_by_language(changes.link)]
    for _ in in_processes(work, items, parallel=len(items) >= PARALLEL_FROM):
        pass
    if twins:
        _press(folder, twins)


def bring(folder: OutputFolder, family: str, plan: Plan) -> dict[str, bytes]:
    """Make what is new in a family, in this process; return the files, path to digest."""
    news = folder.news(family, plan.target[family])
    folder.touch(news)
    for page in map(plan.page, _by_language(news)):
        if page:
            _make(folder, page)
    return news


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
