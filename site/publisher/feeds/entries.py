"""What a feed says, whatever its format."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID, uuid5

import msgspec

from publisher.addresses import address
from publisher.sources import TIME_ZONE
from register.acts import ActId
from register.place import SiteSettings
from register.wording import SOURCE_LANGUAGE

NAMESPACE = UUID("6d696e67-6a69-414e-8000-666565647321")
"""Of the ids of feeds: ours alone, and never to be changed."""


_FROM_CROCKFORD = str.maketrans("ABCDEFGHJKMNPQRSTVWXYZ", "ABCDEFGHIJKLMNOPQRSTUV")
"""The digits after 9 of Crockford's base 32, which leaves out I, L, O and U, to those of `int`."""


class Entry(msgspec.Struct, frozen=True):
    """One thing that happened."""

    id: ActId
    """Of the act."""
    title: str
    text: str
    published: dt.date
    updated: dt.date
    """When something was last said about it: a correction, a reply, a new state."""
    author: str
    tags: Sequence[str] = ()
    path: str = ""
    """Of the page that shows it; empty for what is shown no more."""


class Gone(msgspec.Struct, frozen=True):
    """An entry that left the site: nothing but its id and the day."""

    id: ActId
    left: dt.date


class Feed(msgspec.Struct, frozen=True):
    """One feed in one language."""

    place: str
    """Its id."""
    path: str
    """Without the format: `/feeds/lists/yellow`."""
    home: str
    """Of the page it follows."""
    title: str
    language: str
    site: SiteSettings
    entries: Sequence[Entry]
    since: dt.date
    """What it says of itself when it is empty."""
    gone: Sequence[Gone] = ()

    @property
    def name(self) -> str:
        """The site's name in the feed's language."""
        return self.site.name if self.language == SOURCE_LANGUAGE else self.site.name_en

    @property
    def host_unit(self) -> str:
        """Who publishes, in the feed's language."""
        return self.site.host_unit if self.language == SOURCE_LANGUAGE else self.site.host_unit_en

    @property
    def updated(self) -> dt.date:
        """The day of the newest change."""
        days = [entry.updated for entry in self.entries] + [stone.left for stone in self.gone]
        return max(days, default=self.since)

    @property
    def urn(self) -> str:
        """Its permanent id."""
        return f"urn:uuid:{uuid5(NAMESPACE, f'{self.place}{self.path}.{self.language}')}"

    def url(self, path: str) -> str:
        """Return the full address of a page in the feed's language."""
        return f"{self.site.url}/{address(path, self.language)}"


@lru_cache(maxsize=4096)  # an act is in several feeds, each in two formats and two languages
def urn_of(act: ActId) -> str:
    """Return an act's permanent id for feed readers, whatever address the site moves to.

    An act's own id is a ULID: 128 bits, as many as a UUID has (RFC 9562), in Crockford's base 32.
    """
    return f"urn:uuid:{UUID(int=int(act.translate(_FROM_CROCKFORD), 32))}"


def moment(day: dt.date) -> dt.datetime:
    """Return a day as feeds want it: the register tells days, and a day begins at midnight."""
    return dt.datetime.combine(day, dt.time(), TIME_ZONE)
