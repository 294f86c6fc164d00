"""Use every core: the same work on shares of a list, in forked copies of this process.

A fork shares all that was loaded, so only results travel. Without `os.fork`, or for little work,
everything happens here.
"""

from __future__ import annotations

import gc
import os
import pickle
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from publisher.failures import BuildFailed

T = TypeVar("T")
R = TypeVar("R")

BLOCK = 4


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_processes(
    work: Callable[[Sequence[T]], R], items: Sequence[T], *, parallel: bool
) -> Iterator[R]:
    """Yield the result of `work` for each share of `items`, raising what any share raised."""
    count = cores() if parallel and hasattr(os, "fork") else 1
    if count == 1:
        yield work(items)
        return
    gc.freeze()  # a collector that touches shared pages would copy them all
    shares = [_share(items, index, count) for index in range(count)]
    children = [_fork(work, share) for share in shares[1:]]
    try:
        yield work(shares[0])
        for child in children:
            yield child.result()
    finally:
        for child in children:
            child.end()
        gc.unfreeze()


def beside(work: Callable[[], R]) -> Callable[[], R]:
    """Begin `work` in a forked copy; what is returned waits for its result, or raises its error."""
    if cores() == 1 or not hasattr(os, "fork"):
        return work
    return _fork(lambda _nothing: work(), ()).result


def _share(items: Sequence[T], index: int, count: int) -> list[T]:
    """Deal blocks of neighbours in turn: neighbours share work, blocks spread what is slow."""
    blocks = range(index * BLOCK, len(items), count * BLOCK)
    return [item for start in blocks for item in items[start : start + BLOCK]]


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


def _fork(work: Callable[[Sequence[T]], R], share: Sequence[T]) -> _Child:
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
            pipe.write(_answer(work, share))
        status = 0
    finally:
        os._exit(status)


def _answer(work: Callable[[Sequence[T]], R], share: Sequence[T]) -> bytes:
    try:
        return pickle.dumps((True, work(share)))
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent raises it
        try:
            answer = pickle.dumps((False, error))
            pickle.loads(answer)  # noqa: S301 - an error that can't travel is told as text
        except Exception:  # noqa: BLE001 - as above
            return pickle.dumps((False, BuildFailed(traceback.format_exc())))
        return answer
