"""Which files a site has, and which of them must be made: worked out for what changed alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from publisher.memory import Memory
from publisher.site_data import Page, Part


class Plan:
    """The files of a site that is about to be put up."""

    def __init__(self, made: Iterable[Page | Part], memory: Memory) -> None:
        self.target: dict[str, bytes] = {}
        """Path to digest."""
        self._pages: dict[str, Page] = {}
        self._idle: list[tuple[dict[str, bytes], Callable[[], Iterable[Page]]]] = []
        self._memory = memory
        for each in made:
            if isinstance(each, Page):
                self._add(each)
            else:
                self._take(each)

    def page(self, path: str) -> Page | None:
        """Return how a file is made; None where it is no page.

        Few are asked for of a part that did not change: those that were damaged, say.
        """
        for at, (files, pages) in enumerate(self._idle):
            if path in files and path not in self._pages:
                self._pages |= {page.path: page for page in pages()}
                del self._idle[at]
                break
        return self._pages.get(path)

    def _add(self, page: Page) -> dict[str, bytes]:
        self._pages[page.path] = page
        self.target[page.path] = page.digest
        return {page.path: page.digest}

    def _take(self, part: Part) -> None:
        """Take a part's files as they were, or make its pages."""

        def files() -> dict[str, bytes]:
            return {path: mark for page in part.pages() for path, mark in self._add(page).items()}

        known = (
            part.files() if part.files else self._memory.recall(part.key, dict[str, bytes], files)
        )
        if not known.keys() <= self._pages.keys():
            self._idle.append((known, part.pages))
        self.target |= known
