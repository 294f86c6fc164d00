"""The book: every act of a place, in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from register.acts import ActId, AnyAct, EnterpriseId
from register.erased import BookLine, Erased
from register.histories import History


class Book:
    """All acts of a place and the history of each enterprise.

    It holds everything ever approved. What the public may see on a day, without what was withdrawn
    or whose publicity ended, is said by `History.on(day)` and the lists alone.
    """

    def __init__(self, lines: Iterable[BookLine]) -> None:
        self.lines: tuple[BookLine, ...] = tuple(lines)
        """Acts, and tombstones in the place of acts that were erased."""

    @cached_property
    def acts(self) -> tuple[AnyAct, ...]:
        """Every act whose content is still there, in the order of the book."""
        return tuple(line for line in self.lines if not isinstance(line, Erased))

    @cached_property
    def histories(self) -> Mapping[EnterpriseId, History]:
        """Each enterprise's history, in the order in which they entered the book."""
        grouped: dict[EnterpriseId, list[BookLine]] = {}
        for line in self.lines:
            grouped.setdefault(line.enterprise.id, []).append(line)
        return {id_: History(id_, lines) for id_, lines in grouped.items()}

    def act(self, name: ActId) -> AnyAct:
        """Return the act with this id.

        Raises:
            KeyError: there is none.

        """
        return self._by_id[name]

    @cached_property
    def _by_id(self) -> Mapping[ActId, AnyAct]:
        return {act.id: act for act in self.acts}
