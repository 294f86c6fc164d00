"""Addresses of pages, and links between them.

Links are relative, so that the same files work from the root of a domain, from a folder below it
and behind any prefix. A page is named by its path without language, `/lists/yellow/`; the English
page of that name lies under `/en`.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from register.wording import SOURCE_LANGUAGE

PREFIXES = {"zh-CN": "", "en": "en/"}
OTHER = {"zh-CN": "en", "en": "zh-CN"}


def address(path: str, language: str) -> str:
    """Return the address below the site's root, without the leading slash: `en/lists/yellow/`."""
    return PREFIXES[language] + path[1:]


def file_of(path: str, language: str = SOURCE_LANGUAGE) -> str:
    """Return the file that answers for a page: `en/lists/yellow/index.html`."""
    place = address(path, language)
    return place if "." in place.rsplit("/", 1)[-1] else f"{place}index.html"


def root_from(path: str, language: str) -> str:
    """Return the way up from a page to the site's root: `../../`, at the root itself `./`."""
    return "../" * address(path, language).count("/") or "./"


class Links(msgspec.Struct, frozen=True):
    """Makes links from where a page lies."""

    root: str
    language: str
    assets: Mapping[str, str]

    def url(self, path: str) -> str:
        """Return the href of a page in the language of this one."""
        return self.root + address(path, self.language)

    def file(self, path: str) -> str:
        """Return the href of what is not in one language: data, feeds."""
        return self.root + path[1:]

    def asset(self, name: str) -> str:
        """Return the href of a file of the theme, its content hash in its name."""
        return self.root + self.assets[name]
