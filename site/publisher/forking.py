"""Use every core: the same work on shares of a list, in forked copies of this process.

A fork shares all that was loaded, so only results travel. Each process has a share of its own and,
when that is done, takes from the others' what nobody has begun: none waits while there is work.
Without `os.fork`, or for little work, everything happens here.
"""

from __future__ import annotations

import gc
import os
import pickle
import sys
import traceback
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

from publisher.failures import BuildFailed

T = TypeVar("T")
R = TypeVar("R")

BLOCKS = 256
"""A share is taken in this many blocks at most: neighbours share work, and a block is soon done."""
_TICKET = array("H").itemsize


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_processes(
    work: Callable[[Iterable[T]], R], items: Sequence[T], *, parallel: bool
) -> Iterator[R]:
    """Yield the result of `work` for the items each process took, raising what any raised.

    What `work` is given is taken while it is gone through, so it must not be gone through ahead.
    """
    count = cores() if parallel and hasattr(os, "fork") else 1
    if count == 1:
        yield work(items)
        return
    gc.freeze()  # a collector that touches shared pages would copy them all
    shares = _shares(items, count)
    children = [_fork(partial(_at_work, work, shares, own)) for own in range(1, count)]
    try:
        yield _at_work(work, shares, 0)
        for child in children:
            yield child.result()
    finally:
        for child in children:
            child.end()
        for share in shares:
            os.close(share.tickets)
        gc.unfreeze()


def beside(work: Callable[[], R]) -> Callable[[], R]:
    """Begin `work` in a forked copy; what is returned waits for its result, or raises its error."""
    if cores() == 1 or not hasattr(os, "fork"):
        return work
    return _fork(work).result


class _Share(NamedTuple, Generic[T]):
    """Neighbouring items, and a pipe that holds the number of each block not yet begun."""

    items: Sequence[T]
    block: int
    tickets: int


def _shares(items: Sequence[T], count: int) -> list[_Share[T]]:
    size = -(-len(items) // count)
    parts = (items[start : start + size] for start in range(0, len(items), size))
    return [_share(part) for part in parts]


def _share(items: Sequence[T]) -> _Share[T]:
    block = -(-len(items) // BLOCKS)
    read, write = os.pipe()
    os.write(write, array("H", range(-(-len(items) // block))).tobytes())
    os.close(write)  # so that who finds the pipe empty need not wait
    return _Share(items, block, read)


def _at_work(work: Callable[[Iterable[T]], R], shares: Sequence[_Share[T]], own: int) -> R:
    try:
        return work(_taken(shares, own))
    except BaseException:
        for share in shares:  # what is left is of no use to anybody
            while os.read(share.tickets, BLOCKS * _TICKET):
                pass
        raise


def _taken(shares: Sequence[_Share[T]], own: int) -> Iterator[T]:
    """Yield the items of a process's own share, then of the others', that no other has taken."""
    for share in (*shares[own:], *shares[:own]):
        while ticket := os.read(share.tickets, _TICKET):
            start = array("H", ticket)[0] * share.block
            yield from share.items[start : start + share.block]


class _Child:
    """A forked copy at work; its result comes through a pipe."""

    def __init__(self, pid: int, pipe: int) -> None:
        self._pid = pid
        self._pipe = os.fdopen(pipe, "rb")
        self._ended = False

    def result(self) -> Any:
        answer = self._pipe.read()
        self.end()
        if not answer:
            raise BuildFailed("生成网页的子进程被中断（可能内存不足）。旧网站保持不变，请重试。")
        good, value = pickle.loads(answer)  # noqa: S301 - written by our own fork
        if not good:
            raise value
        return value

    def __del__(self) -> None:
        self.end()

    def end(self) -> None:
        """Wait for the child; closing the pipe first stops one that nobody listens to."""
        if not self._ended:
            self._ended = True
            self._pipe.close()
            os.waitpid(self._pid, 0)


def _fork(work: Callable[[], object]) -> _Child:
    sys.stdout.flush()
    sys.stderr.flush()
    read, write = os.pipe()
    pid = os.fork()
    if pid:
        os.close(write)
        return _Child(pid, read)
    os.close(read)
    status = 1
    try:
        with os.fdopen(write, "wb") as pipe:
            pipe.write(_answer(work))
        status = 0
    finally:
        os._exit(status)


def _answer(work: Callable[[], object]) -> bytes:
    try:
        return pickle.dumps((True, work()))
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent raises it
        try:
            answer = pickle.dumps((False, error))
            pickle.loads(answer)  # noqa: S301 - an error that can't travel is told as text
        except Exception:  # noqa: BLE001 - as above
            return pickle.dumps((False, BuildFailed(traceback.format_exc())))
        return answer
