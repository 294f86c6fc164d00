"""The theme's stylesheet, script and pictures, published under names that change with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from pathlib import Path

from publisher.site_data import Page
from publisher.templates import THEME
from register.wording import SOURCE_LANGUAGE

FOLDER = "static"


@dataclass(frozen=True)
class Assets:
    """The files of `static/`, name to the path they are published at."""

    paths: Mapping[str, str]
    sources: Mapping[str, Path]

    def pages(self) -> list[Page]:
        """Return them as files of the site."""
        return [
            Page(path, path.encode(), SOURCE_LANGUAGE, partial(Path.read_bytes, self.sources[name]))
            for name, path in self.paths.items()
        ]


def find_assets() -> Assets:
    """Read the theme's `static/` folder."""
    root = THEME / "static"
    sources = {
        path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()
    }
    return Assets({name: _hashed(name, path) for name, path in sources.items()}, sources)


def _hashed(name: str, path: Path) -> str:
    mark = blake2b(path.read_bytes(), digest_size=5).hexdigest()
    stem, dot, suffix = name.rpartition(".")
    return f"{FOLDER}/{stem}.{mark}{dot}{suffix}"
