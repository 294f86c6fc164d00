"""What is remembered from build to build, and what must be forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.firms import digest
from publisher.memory import Memory

ALL, LESS = digest(b"all"), digest(b"less")
SUM = digest(b"sum")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "memory"


def never() -> int:
    raise AssertionError("asked though it is known")


def remembers(file: Path, validity: bytes = b"program") -> bool:
    try:
        Memory(file, validity).recall_sum(SUM, [ALL, LESS], int, never)
    except AssertionError:
        return False
    return True


def test_a_sum_is_known_as_long_as_all_its_parts_are_there_asked_for_or_not(file: Path) -> None:
    memory = Memory(file, b"program")
    memory.recall_sum(SUM, [ALL, LESS], int, lambda: 7)
    memory.keep({ALL, LESS})
    Memory(file, b"program").keep({ALL, LESS})
    assert remembers(file)
    Memory(file, b"program").keep({ALL})
    assert not remembers(file)


def test_another_program_remembers_nothing(file: Path) -> None:
    memory = Memory(file, b"program")
    memory.recall_sum(SUM, [ALL, LESS], int, lambda: 7)
    memory.keep({ALL, LESS})
    assert not remembers(file, b"another")


def test_what_is_no_sum_is_forgotten_by_a_build_that_did_not_ask(file: Path) -> None:
    memory = Memory(file, b"program")
    memory.recall(SUM, int, lambda: 7)
    memory.keep(set())
    Memory(file, b"program").keep(set())
    with pytest.raises(AssertionError):
        Memory(file, b"program").recall(SUM, int, never)


def test_what_came_of_parts_is_amended_from_what_came_of_them_last(file: Path) -> None:
    def made(before: list[bytes], last: int) -> int:
        return last + 10 * len(before) + 1

    memory = Memory(file, b"program")
    assert memory.amend(SUM, [ALL], int, made, 0) == 1
    memory.keep({ALL})
    assert Memory(file, b"program").amend(SUM, [ALL, LESS], int, made, 0) == 12
