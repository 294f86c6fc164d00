"""The name of a listed enterprise, for a form that was opened from its page."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from register.files import decode_histories
from register.jurisdiction import Profile
from register.lines import FOLDER, SUFFIX, RawBook, read_raw
from register.problems import ProblemsFound

Signature = tuple[tuple[str, int, int], ...]


class EnterpriseNames:
    """Looks names up in the instance's book, which is read again only after it has changed."""

    def __init__(self, place_folder: Path, profile: Profile) -> None:
        self._folder = place_folder
        self._profile = profile
        self._read: tuple[Signature, RawBook] | None = None

    def name(self, enterprise: str, today: dt.date) -> str | None:
        """Return the name that the public site shows today; None if it shows no such enterprise.

        A book that cannot be read gives no names: that must not keep anyone from reporting.
        """
        if not enterprise:
            return None
        try:
            book = self._book()
            lines = (book.histories or {}).get(enterprise)
            own = {enterprise: lines} if lines else {}
            histories = decode_histories(book, own, self._profile)
        except ProblemsFound:
            return None
        history = histories.get(enterprise)
        shown = history.on(today).enterprise if history else None
        return shown.name if shown else None

    def _book(self) -> RawBook:
        signature = self._signature()
        if self._read is None or self._read[0] != signature:
            self._read = (signature, read_raw(self._folder))
        return self._read[1]

    def _signature(self) -> Signature:
        files = sorted((self._folder / FOLDER).glob(f"*{SUFFIX}"))
        return tuple(_state(file) for file in files)


def _state(file: Path) -> tuple[str, int, int]:
    found = file.stat()
    return file.name, found.st_size, found.st_mtime_ns
