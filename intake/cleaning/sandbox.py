"""Starts the child for one file, feeds it, and takes what it answers, within bounds.

One at a time in a process: each may take a gigabyte and a half of memory. The child is a process
of its own with an empty environment, so that a decoder that is broken into holds no key but what
it was given: one file, once.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from threading import BoundedSemaphore, Thread

import msgspec

from intake.cleaning.findings import Finding, Refusal

WALL_SECONDS = 60
LARGEST_COPY = 150 * 1024 * 1024
_ONE_AT_A_TIME = BoundedSemaphore(1)
_COMMAND = (sys.executable, "-I", "-m", "intake.cleaning.child")
_OUT_OF_BOUNDS = Finding(refusal=Refusal.OUT_OF_BOUNDS)


def clean(content: Iterable[bytes], seconds: float = WALL_SECONDS) -> tuple[Finding, bytes]:
    """Return the finding on a file and its copy, empty where there is none.

    Whatever the file does to the child, this returns within `seconds` or little more.
    """
    with _ONE_AT_A_TIME:
        answer, failed = _run(content, seconds)
    line, separator, copy = answer.partition(b"\n")
    if failed or not separator or len(answer) > LARGEST_COPY:
        return _OUT_OF_BOUNDS, b""
    return msgspec.json.decode(line, type=Finding), copy


def _run(content: Iterable[bytes], seconds: float) -> tuple[bytes, bool]:
    """Return what the child answered and whether it broke off."""
    child = subprocess.Popen(  # noqa: S603 - our own program, no argument from outside
        _COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # decoders quote what they read
        env={"LC_ALL": "C.UTF-8"},
        cwd="/",
    )
    parts: list[bytes] = []
    failures: list[Exception] = []
    feeder = Thread(target=_feed, args=(child, content, failures), daemon=True)
    reader = Thread(target=_read, args=(child, parts), daemon=True)
    feeder.start()
    reader.start()
    reader.join(seconds)
    with suppress(subprocess.TimeoutExpired):
        child.wait(0 if reader.is_alive() else 5)
    child.kill()
    code = child.wait()
    reader.join()
    feeder.join()
    if failures:
        raise failures[0]
    return b"".join(parts), code != 0


def _feed(
    child: subprocess.Popen[bytes], content: Iterable[bytes], failures: list[Exception]
) -> None:
    """Write the file to the child; a file that cannot be read is the caller's to know."""
    if child.stdin is None:
        raise AssertionError("the child was started with a pipe")
    try:
        with suppress(BrokenPipeError), child.stdin as pipe:
            for part in content:
                pipe.write(part)
    except Exception as failure:  # noqa: BLE001 - raised again by the thread that waits
        failures.append(failure)
        child.kill()


def _read(child: subprocess.Popen[bytes], parts: list[bytes]) -> None:
    if child.stdout is None:
        raise AssertionError("the child was started with a pipe")
    size = 0
    with child.stdout as pipe:
        while size <= LARGEST_COPY and (part := pipe.read(256 * 1024)):
            size += len(part)
            parts.append(part)
