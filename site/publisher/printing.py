"""Prints enterprises' pages in the processes that work the enterprises out.

There their histories are decoded already, and doing it again for each page would cost a third of
making the page. The few that have pages of older entries get those later: which such pages the
spare tree holds would have to be known before the enterprise is worked out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from publisher.addresses import file_of
from publisher.firms import Firm
from publisher.harvest import FEW
from publisher.output import OutputFolder
from publisher.pages.enterprises import Press
from publisher.volumes import path_of, volumes
from register.acts import EnterpriseId
from register.histories import View
from register.wording import LANGUAGES, use_language


class Printer:
    """Writes the pages of enterprises to the spare tree, as far as no tree has them."""

    def __init__(self, press: Press, folder: OutputFolder) -> None:
        self._press = press
        self._folder = folder
        self._few = False

    def expect(self, enterprises: Sequence[EnterpriseId]) -> None:
        """Make ready to print the pages of these enterprises."""
        # What an act changed no tree has yet; to look takes longer than to print a few in vain.
        self._few = len(enterprises) <= FEW
        self._folder.open_spare()
        self._folder.touch(_file(id_, language) for id_ in enterprises for language in LANGUAGES)

    def print(self, firm: Firm, view: View) -> None:
        """Write the pages of an enterprise; in whichever process this happens."""
        for language in LANGUAGES:
            if self._lacks(_file(view.id, language), firm.page):
                with use_language(language):
                    page = self._press.own(view, volumes(view, firm.cuts), language)
                self._folder.write(_file(view.id, language), page)

    def printed(self, pages: Mapping[EnterpriseId, bytes]) -> None:
        """Take note of the enterprises that were printed, maybe by another process."""
        marks = (
            (_file(id_, language), mark) for id_, mark in pages.items() for language in LANGUAGES
        )
        self._folder.wrote({path: mark for path, mark in marks if self._lacks(path, mark)})

    def _lacks(self, path: str, mark: bytes) -> bool:
        return self._few or self._folder.lacks(path, mark)


def _file(enterprise: EnterpriseId, language: str) -> str:
    return file_of(path_of(enterprise), language)
