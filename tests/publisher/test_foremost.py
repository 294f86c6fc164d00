"""The first of each group after an act are those that all who tell any would be asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import nlargest, nsmallest
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.firms import digest
from publisher.foremost import Foremost
from publisher.memory import Memory

AMOUNT = 3
NUMBERS = st.integers(0, 30)
TOLD = st.lists(st.tuples(st.sampled_from("ab"), NUMBERS), max_size=6)
"""What neighbours say: numbers, each in a group."""


class Site:
    """As much of a site as is asked, of neighbours who say these things."""

    def __init__(self, told: Sequence[Sequence[tuple[str, int]]], memory: Memory) -> None:
        marks = [digest(msgspec.msgpack.encode(own)) for own in told]
        chunks = [SimpleNamespace(digest=mark) for mark in marks]
        self.harvest = SimpleNamespace(topics={"numbers": SimpleNamespace(chunks=chunks)})
        self.marks = set(marks)
        self.memory = memory
        self.said_in = lambda _, at: told[at]


def grouped(told: Sequence[tuple[str, int]]) -> Mapping[str, Sequence[int]]:
    return {group: [it for own, it in told if own == group] for group, _ in told}


@pytest.mark.parametrize("pick", [nlargest, nsmallest])
@given(builds=st.lists(st.lists(TOLD, max_size=4), max_size=4))
def test_the_first_of_a_changed_book_are_those_of_one_never_seen(
    pick: Any, builds: Sequence[Sequence[Sequence[tuple[str, int]]]]
) -> None:
    with TemporaryDirectory() as folder:
        for told in builds:
            site: Any = Site(told, Memory(Path(folder) / "memory", b""))
            order = Foremost(site, "numbers", AMOUNT, grouped, lambda it: it, pick=pick)
            found = order.find(int)
            site.memory.keep(site.marks)
            whole = grouped([it for own in told for it in own])
            assert {group: list(it) for group, it in found.items() if it} == {
                group: pick(AMOUNT, own) for group, own in whole.items()
            }


def test_who_did_not_change_is_not_asked_again(tmp_path: Path) -> None:
    told = [[("a", number)] for number in range(5)]
    asked: list[object] = []

    def noted(own: Sequence[tuple[str, int]]) -> Mapping[str, Sequence[int]]:
        asked.append(own)
        return grouped(own)

    for now in (told, [*told[:4], [("a", 9)]]):
        asked.clear()
        site: Any = Site(now, Memory(tmp_path / "memory", b""))
        assert (
            Foremost(site, "numbers", AMOUNT, noted, lambda it: it).find(int)["a"][0]
            == now[4][0][1]
        )
        site.memory.keep(site.marks)
    assert asked == [[("a", 9)]]
