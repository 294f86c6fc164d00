"""The `mingjian` command as typed in a terminal, and a content folder to spoil."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from intake.cli import main

ROOT = Path(__file__).resolve().parents[3]
MINGJIAN = Path(sys.executable).with_name("mingjian")

Mingjian = Callable[..., subprocess.CompletedProcess[str]]


def surroundings() -> dict[str, str]:
    """Return the environment of a terminal in which nothing of ours is set."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("MINGJIAN_")}
    return {**own, "LC_ALL": "C.UTF-8"}


@pytest.fixture
def mingjian_process() -> Mingjian:
    """Return a function that starts `mingjian` in the checkout and captures what it says."""

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [MINGJIAN, *map(str, arguments)], cwd=ROOT, env=surroundings(),
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    return run


def text_of(stream: io.TextIOWrapper) -> str:
    """Return what was written to a stream in memory."""
    stream.seek(0)
    return stream.read()


@pytest.fixture
def mingjian(monkeypatch: pytest.MonkeyPatch) -> Mingjian:
    """Return a function that does in this process what `mingjian_process` does in its own.

    Starting Python and loading what a command needs takes a second, and most commands far less.
    """

    def run(*arguments: object, env: Mapping[str, str] = {}) -> subprocess.CompletedProcess[str]:
        command = [str(MINGJIAN), *map(str, arguments)]
        said, complained = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
        with monkeypatch.context() as patch, redirect_stdout(said), redirect_stderr(complained):
            patch.chdir(ROOT)
            patch.setattr(sys, "argv", command)
            for name in os.environ.keys() - surroundings():
                patch.delenv(name)
            for name, value in {**surroundings(), **env}.items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                main()
        return subprocess.CompletedProcess(
            command, int(ended.value.code or 0), text_of(said), text_of(complained)
        )

    return run


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Return a copy of both demo places, free to spoil."""
    copy = tmp_path / "content"
    shutil.copytree(ROOT / "content", copy)
    return copy
