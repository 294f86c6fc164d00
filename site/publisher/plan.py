"""Which files a site has, and which of them must be made: worked out for what changed alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from publisher.firms import digest
from publisher.site_data import Page, Part
from publisher.trees import Families, Section, Sections


class Plan:
    """The files of a site that is about to be put up."""

    def __init__(self, up: Families) -> None:
        """Begin a plan; a part whose section is up already has the same files again."""
        self.target: dict[str, Sections] = {}
        self._up = up
        self._pages: dict[str, Page] = {}
        self._idle: list[tuple[Section, Callable[[], Iterable[Page]]]] = []

    def take(self, family: str, made: Iterable[Page | Part]) -> None:
        """Take a family of pages into the plan."""
        sections: dict[bytes, Section] = {}
        single: list[Page] = []
        for each in made:
            if isinstance(each, Page):
                single.append(each)
            else:
                sections[each.key] = self._section(family, each)
        if single:
            rest = Section.of(self._added(single))
            sections[digest(rest.encoded)] = rest
        self.target[family] = sections

    def page(self, path: str) -> Page | None:
        """Return how a file is made; None where it is no page.

        Few are asked for of a part that did not change: those that were damaged, say.
        """
        if path not in self._pages:
            self._wake(path)
        return self._pages.get(path)

    def _wake(self, path: str) -> None:
        """Make the pages of the part that has a file."""
        for at, (section, pages) in enumerate(self._idle):
            if path in section.files:
                self._pages |= {page.path: page for page in pages()}
                del self._idle[at]
                return

    def _added(self, pages: Iterable[Page]) -> dict[str, bytes]:
        """Add pages; return their files, path to digest."""
        added = {page.path: page for page in pages}
        self._pages |= added
        return {path: page.digest for path, page in added.items()}

    def _section(self, family: str, part: Part) -> Section:
        """Return a part's files as they are up, or make its pages."""
        known = self._up.get(family, {}).get(part.key)
        if known is None and part.files:
            known = Section.of(part.files())
        if known is None:
            return Section.of(self._added(part.pages()))
        self._idle.append((known, part.pages))
        return known
