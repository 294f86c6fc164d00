"""Work shared out among processes: everything once, nobody idle, faults told."""

from __future__ import annotations

import os
import select
from collections.abc import Iterable

import pytest

from publisher import forking
from publisher.failures import BuildFailed

SECONDS = 60


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forking, "cores", lambda: 2)


@pytest.mark.parametrize("count", [1, 2, 3, 511, 512, 513, 5000])
def test_every_item_is_worked_on_once(count: int) -> None:
    def work(share: Iterable[int]) -> list[int]:
        return list(share)

    done = list(forking.in_processes(work, range(count), parallel=True))
    assert sorted(item for share in done for item in share) == list(range(count))


def test_a_process_that_is_done_takes_over_what_another_has_not_begun() -> None:
    items = range(20)
    begun, begin = os.pipe()
    heard, tell = os.pipe()
    here = os.getpid()

    def slow(share: Iterable[int]) -> list[int]:
        taken = []
        for item in share:
            taken.append(item)
            if len(taken) == 1:
                os.write(begin, b".")
                wait_for(heard, len(items) - 1)
        return taken

    def quick(share: Iterable[int]) -> list[int]:
        wait_for(begun, 1)  # else it may have taken everything before the slow one was scheduled
        taken = []
        for item in share:
            taken.append(item)
            os.write(tell, b".")
        return taken

    def work(share: Iterable[int]) -> list[int]:
        return slow(share) if os.getpid() == here else quick(share)

    mine, theirs = forking.in_processes(work, items, parallel=True)
    assert (len(mine), len(theirs)) == (1, 19)


def wait_for(pipe: int, count: int) -> None:
    for _ in range(count):
        assert select.select([pipe], [], [], SECONDS)[0], "the other process did nothing"
        os.read(pipe, 1)


@pytest.mark.parametrize("faulty", [0, 19])
def test_a_fault_in_any_process_is_raised(faulty: int) -> None:
    def work(share: Iterable[int]) -> None:
        if faulty in list(share):
            raise BuildFailed(f"fault at {faulty}")

    with pytest.raises(BuildFailed, match=f"fault at {faulty}"):
        list(forking.in_processes(work, range(20), parallel=True))


def test_a_process_that_dies_is_told_as_such() -> None:
    heard, tell = os.pipe()
    here = os.getpid()

    def work(share: Iterable[int]) -> None:
        for _ in share:
            if os.getpid() != here:
                os.write(tell, b".")
                os._exit(9)
            wait_for(heard, 1)
            return

    with pytest.raises(BuildFailed, match="子进程被中断"):
        list(forking.in_processes(work, range(20), parallel=True))
