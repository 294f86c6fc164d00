"""What a piece of work takes, measured in a process of its own, and what memory it may take."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from publisher.forking import beside

T = TypeVar("T")
CPU = " (CPU)"
MEMORY = " (MiB)"
KINDS = ("", CPU, MEMORY)
"""What is added to a measure's name: nothing for wall time."""


def measure(times: dict[str, list[float]], name: str, work: Callable[[], object]) -> None:
    """Note wall time, processor time, which a busy machine blurs less, and peak memory."""
    os.sync()  # what was written before is not written while the clock runs
    result, answer = os.pipe()
    pid = os.fork()  # a process of its own, whose children are this work's alone
    if not pid:
        status = 1
        try:
            begin = time.perf_counter()
            work()
            wall = time.perf_counter() - begin
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            figures = (wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
            os.write(answer, json.dumps(figures).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(answer)
    with os.fdopen(result) as pipe:
        said = pipe.read()
    os.waitpid(pid, 0)
    assert said, f"{name} failed"
    for kind, figure in zip(KINDS, json.loads(said), strict=True):
        times.setdefault(f"{name}{kind}", []).append(figure)


def available() -> float:
    """Return how many MiB of memory are free, or could be at once."""
    said = Path("/proc/meminfo").read_text()
    return int(said.partition("MemAvailable:")[2].split()[0]) / 1024


def held_in_memory(folder: Path) -> float:
    """Return how many MiB of memory a folder's files take: none where they lie on a disk."""
    kind = subprocess.check_output(["stat", "-f", "-c", "%T", str(folder)], text=True).strip()
    if kind != "tmpfs":
        return 0
    return int(subprocess.check_output(["du", "-sm", str(folder)], text=True).split()[0])


def apart(work: Callable[[], T]) -> T:
    """Do it in a process of its own, whose memory is free again at its end."""
    return beside(work)()
