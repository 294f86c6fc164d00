"""The theme's stylesheet, scripts and pictures, published under names that change with them.

They are published without the comments and spaces that only people need: on an old phone a third
of what a page costs is the stylesheet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from hashlib import blake2b
from pathlib import PurePosixPath

import msgspec

from publisher.site_data import Page, Site
from publisher.templates import THEME
from register.wording import SOURCE_LANGUAGE

FOLDER = "static"
BUNDLES: Mapping[str, tuple[str, ...]] = {
    "enterprise.js": ("site.js", "enterprise.js"),
    "list.js": ("site.js", "list.js"),
    "search.js": ("site.js", "search.js"),
    "verify.js": ("site.js", "verify.js"),
}
"""Files published as one, since a page has one script at most."""


class Assets(msgspec.Struct, frozen=True):
    """The files of `static/`, name to the path they are published at."""

    paths: Mapping[str, str]
    contents: Mapping[str, bytes]


def pages(site: Site) -> list[Page]:
    """Return them as files of the site."""
    return [
        Page(path, path.encode(), SOURCE_LANGUAGE, partial(_content, name))
        for name, path in site.frames.assets.items()
    ]


def _content(name: str) -> bytes:
    return find_assets().contents[name]


@cache
def find_assets() -> Assets:
    """Read the theme's `static/` folder."""
    root = THEME / "static"
    files = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }
    contents = {
        name: _pressed(name, b"".join(files[part] for part in BUNDLES.get(name, (name,))))
        for name in files
    }
    return Assets({name: _hashed(name, content) for name, content in contents.items()}, contents)


def _pressed(name: str, content: bytes) -> bytes:
    from rcssmin import cssmin  # noqa: PLC0415 - builds remember the names
    from rjsmin import jsmin  # noqa: PLC0415 - as above

    presses: Mapping[str, Callable[[str], str]] = {".css": cssmin, ".js": jsmin}
    press = presses.get(PurePosixPath(name).suffix)
    return press(content.decode()).encode() if press else content


def _hashed(name: str, content: bytes) -> str:
    mark = blake2b(content, digest_size=5).hexdigest()
    path = PurePosixPath(name)
    return f"{FOLDER}/{path.with_name(f'{path.stem}.{mark}{path.suffix}')}"
