"""Every family of pages, in the order in which they are rendered."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import cast

from publisher.site_data import Page, Part, Site

FAMILIES: tuple[str, ...] = (
    "assets",
    "pages.enterprises",
    "pages.lists",
    "pages.catalogue",
    "pages.home",
    "pages.notices",
    "pages.offices",
    "pages.duties",
    "pages.statistics",
    "feeds.offer",
    "pages.technical",
    "pages.transparency",
    "pages.downloads",
    "pages.search",
)
"""Enterprises early: their many small pages are the bulk of the work. The data and the search last:
their files are made meanwhile. By their modules' names, since a process that brings some of them up
to date after an act need not import the others."""


def pages_of(family: str, site: Site) -> Iterable[Page | Part]:
    """Return the pages of a family."""
    pages = import_module(f"publisher.{family}").pages
    return cast("Iterable[Page | Part]", pages(site))
