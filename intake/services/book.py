"""The place's book as the desk needs it: read again only after it has changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from intake.services.system import System
from register.book import Book
from register.files import decode_book
from register.identity import Firms
from register.jurisdiction import Profile
from register.lines import FOLDER, read_raw


@dataclass(frozen=True)
class ReadBook:
    """A book and the enterprises in it."""

    book: Book
    firms: Firms


def current_book(system: System) -> ReadBook:
    """Return the book as it is in its files now.

    Raises:
        ProblemsFound: it is not in order.

    """
    folder = system.settings.place_folder
    return _read(folder, system.profile, _state(folder))


def _state(place_folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what changes whenever a file of the book does."""
    files = sorted((place_folder / FOLDER).glob("*"))
    stats = [(path.name, path.stat()) for path in files]
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)


@lru_cache(maxsize=2)
def _read(folder: Path, profile: Profile, _state: tuple[tuple[str, int, int], ...]) -> ReadBook:
    book = decode_book(read_raw(folder), profile)
    return ReadBook(book, Firms(book.acts))
