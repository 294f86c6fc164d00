"""The `mingjian` command as typed in a terminal, and a content folder to spoil."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
MINGJIAN = Path(sys.executable).with_name("mingjian")

Mingjian = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def mingjian(tmp_path: Path) -> Mingjian:
    """Return a function that runs `mingjian` in the checkout and captures what it says."""

    def run(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("MINGJIAN_")}
        environment |= {"LC_ALL": "C.UTF-8", **options.pop("env", {})}  # type: ignore[dict-item]
        return subprocess.run(
            [MINGJIAN, *map(str, arguments)], cwd=ROOT, env=environment,
            capture_output=True, text=True, timeout=120, check=False, **options,
        )  # fmt: skip

    return run


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Return a copy of both demo places, free to spoil."""
    copy = tmp_path / "content"
    shutil.copytree(ROOT / "content", copy)
    return copy
