"""An edition's tables as a page lists them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from publisher.downloads.editions import ENDED, MONTHS, Edition
from publisher.downloads.files import Fact
from publisher.downloads.tables import Table


class Offer(msgspec.Struct, frozen=True):
    """One table as the page offers it: its files with their facts."""

    table: Table
    files: Sequence[tuple[str, str, Fact]]
    """Format in capitals, address, what it weighs."""

    @property
    def fact(self) -> Fact:
        """What is said of the table itself."""
        return self.files[0][2]


class Shelf(msgspec.Struct, frozen=True):
    """Everything the page of one edition lists."""

    lists: Sequence[Offer]
    years: Sequence[Offer]
    """Newest first."""
    ended: Offer
    months: Offer | None
    """Casework by month; None where no month was published, and in releases."""

    @staticmethod
    def of(edition: Edition, facts: Mapping[str, Fact]) -> Shelf:
        """Sort an edition's tables as its page shows them."""
        offers = [
            Offer(
                table,
                [(file.format.upper(), f"/{file.path}", facts[file.path]) for file in table.files],
            )
            for table in edition.tables
        ]
        return Shelf(
            [offer for offer in offers if offer.table.slug],
            [offer for offer in reversed(offers) if offer.table.year],
            next(offer for offer in offers if offer.table.id == ENDED),
            next((offer for offer in offers if offer.table.id == MONTHS), None),
        )

    @property
    def offers(self) -> Iterator[Offer]:
        """Every table."""
        yield from (*self.lists, *self.years, self.ended)
        if self.months:
            yield self.months

    @property
    def facts(self) -> list[tuple[str, Fact]]:
        """What the page says of every file."""
        return [(path, fact) for offer in self.offers for _, path, fact in offer.files]

    @property
    def acts(self) -> int:
        """How many entries of the book it holds."""
        return sum(offer.fact.rows for offer in self.years)
