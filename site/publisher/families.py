"""Every family of pages, in the order in which they are rendered."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from publisher.feeds import offer as feeds
from publisher.pages import (
    catalogue,
    downloads,
    duties,
    enterprises,
    home,
    lists,
    notices,
    offices,
    search,
    statistics,
    technical,
    transparency,
)
from publisher.site_data import Page, Part, Site

FAMILIES: tuple[Callable[[Site], Iterable[Page | Part]], ...] = (
    enterprises.pages,
    lists.pages,
    catalogue.pages,
    home.pages,
    notices.pages,
    offices.pages,
    duties.pages,
    statistics.pages,
    feeds.pages,
    technical.pages,
    transparency.pages,
    downloads.pages,
    search.pages,
)
"""Enterprises first: their many small pages are the bulk of the work. The data and the search last:
their files are made meanwhile."""
