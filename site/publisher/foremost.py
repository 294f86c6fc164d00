"""The newest of what the book says, say, in groups, without looking at all of it after each act.

What came first last time still does, but for neighbours of whom any says something else now: those
are asked anew. Where they lost one, one of others may take its place, and all are asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from heapq import nlargest
from itertools import chain
from typing import Any, Generic, TypeVar

from publisher.firms import digest
from publisher.site_data import Site
from register.acts import EnterpriseId

T = TypeVar("T")
Groups = Mapping[str, Sequence[T]]
Pick = Callable[[int, Iterable[Any], Callable[[Any], Any]], list[Any]]
"""`nlargest` or `nsmallest`."""
Told = tuple[int, T]
"""What is told, after the place of those who tell it among all neighbours."""


class Foremost(Generic[T]):
    """The first of each group of what is said to a topic, in some order."""

    def __init__(
        self,
        site: Site,
        topic: str,
        amount: int,
        grouped: Callable[[Any], Groups[T]],
        rank: Callable[[T], Any],
        *,
        pick: Pick = nlargest,
    ) -> None:
        """Take how what neighbours say is grouped, by what it is ranked and which way."""
        self._site = site
        self._topic = topic
        self._amount = amount
        self._rank_of = rank
        self._pick = pick
        self._parts = [chunk.digest for chunk in site.harvest.topics[topic].chunks]
        self._said = lru_cache(maxsize=None)(lambda at: grouped(site.said_in(topic, at)))

    def find(self, kind: Any) -> Groups[T]:
        """Return so many of each group, in their order; `kind` is the type of what is grouped."""
        what = digest(b"foremost", self._topic.encode(), str(self._amount).encode())
        remembered = dict[str, list[tuple[int, kind]]]
        found = self._site.memory.amend(what, self._parts, remembered, self._amended, {})
        return {group: [each for _, each in told] for group, told in found.items()}

    def _amended(
        self, before: Sequence[bytes], last: Mapping[str, Sequence[Told[T]]]
    ) -> dict[str, list[Told[T]]]:
        here = range(len(self._parts))
        changed = [at for at in here if before[at : at + 1] != [self._parts[at]]]
        unchanged = set(here).difference(changed)
        groups = dict.fromkeys([*last, *(group for at in changed for group in self._said(at))])
        found = {}
        for group in groups:
            kept = (told for told in last.get(group, ()) if told[0] in unchanged)
            found[group] = self._best([*kept, *self._told(group, changed)])
            if self._lost(last.get(group, ()), found[group]):
                found[group] = self._best(self._told(group, here))
        return found

    def _lost(self, last: Sequence[Told[T]], found: Sequence[Told[T]]) -> bool:
        """Tell whether one that was not among the first may be now."""
        if len(last) < self._amount:
            return False
        return len(found) < self._amount or self._pick(1, [found[-1], last[-1]], self._rank) != [
            found[-1]
        ]

    def _told(self, group: str, places: Iterable[int]) -> Iterable[Told[T]]:
        return ((at, each) for at in places for each in self._said(at).get(group, ()))

    def _best(self, told: Iterable[Told[T]]) -> list[Told[T]]:
        return self._pick(self._amount, told, self._rank)

    def _rank(self, told: Told[T]) -> Any:
        return self._rank_of(told[1])


def together(said: Mapping[EnterpriseId, Iterable[T]]) -> Groups[T]:
    """Return all that is said as one group, without a name."""
    return {"": list(chain.from_iterable(said.values()))}
