"""Opening an output folder for one build: nobody else's folder, nobody else's turn."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from publisher import exchange, manifest
from publisher.failures import BuildFailed
from publisher.output import OutputFolder


@contextmanager
def open_output(output: Path) -> Iterator[OutputFolder]:
    """Lock the output folder for one build, waiting for another build to end.

    A build that fails before there ever was a site leaves nothing beside the folder.

    Raises:
        BuildFailed: the folder holds files that no build of ours made.

    """
    live = output.absolute().resolve()
    work = live.parent / f".{live.name}.build"
    if not (work / "old").exists():  # the site itself, where an exchange died half-way
        refuse_foreign(live)
    with _lock(work):
        try:
            exchange.finish_interrupted(work / "spare", live, work / "old")
            refuse_foreign(live)
            yield OutputFolder(live, work)
        except BaseException:
            if not (live / manifest.NAME).exists():
                shutil.rmtree(work, ignore_errors=True)
            raise


@contextmanager
def _lock(work: Path) -> Iterator[None]:
    """Hold the lock file of a work folder; taken anew where another build removed it meanwhile."""
    path = work / "lock"
    while True:
        work.mkdir(parents=True, exist_ok=True)
        try:
            file: BinaryIO = path.open("ab")
        except FileNotFoundError:
            continue
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if _is_still(path, file.fileno()):
                yield
                return


def _is_still(path: Path, file: int) -> bool:
    try:
        return path.stat().st_ino == os.fstat(file).st_ino
    except FileNotFoundError:
        return False


def refuse_foreign(output: Path) -> None:
    """Refuse to build into a folder that someone else filled.

    Raises:
        BuildFailed: the folder exists, is not empty and has no manifest of ours.

    """
    if not output.exists() or (output / manifest.NAME).exists():
        return
    if not output.is_dir() or any(output.iterdir()):
        raise BuildFailed(
            f"{output}: 输出目录不为空，且不是本程序生成的，为避免覆盖已停止。"
            "请换一个空目录，或自行清空后重试。"
        )
