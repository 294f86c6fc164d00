"""What `make` says on a machine that lacks something, and how a taken port is told."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def bare_machine(tmp_path: Path) -> Path:
    """Return a folder for PATH that holds the shell's own tools and nothing else."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("sh", "grep", "awk", "rm", "touch", "make"):
        (tools / name).symlink_to(shutil.which(name) or pytest.fail(f"no {name}"))
    return tools


def test_make_alone_explains_the_targets():
    shown = run(["make"])
    assert shown.returncode == 0
    for target in ("make run", "make test", "make prove", "make bench", "PLACE=enping"):
        assert target in shown.stdout


def test_an_old_python_is_named_with_what_to_install(bare_machine: Path, tmp_path: Path):
    script(bare_machine / "python3", 'case "$1" in --version) echo Python 3.9.2;; *) exit 1;; esac')
    refused = run(["sh", ".ci/environment", tmp_path / "venv", "requirements.lock"], bare_machine)
    assert refused.returncode == 1
    assert "needs Python 3.11 or newer; this machine has Python 3.9.2" in refused.stderr
    assert "apt-get install" in refused.stderr


def test_no_python_at_all_is_told(bare_machine: Path, tmp_path: Path):
    refused = run(["sh", ".ci/environment", tmp_path / "venv", "requirements.lock"], bare_machine)
    assert "this machine has no python3" in refused.stderr


def test_a_missing_compiler_is_named_when_a_package_needs_one(bare_machine: Path, tmp_path: Path):
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    script(venv / "bin" / "python", "echo error: command cc failed >&2; exit 1")
    refused = run(["sh", ".ci/environment", venv, "requirements.lock"], bare_machine)
    assert refused.returncode == 1
    assert "command cc failed" in refused.stderr
    assert "no C compiler" in refused.stderr
    assert "build-essential" in refused.stderr


def test_a_failed_install_is_not_taken_for_done(bare_machine: Path, tmp_path: Path):
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    script(venv / "bin" / "python", "exit 1")
    script(bare_machine / "cc", "exit 0")
    refused = run(["sh", ".ci/environment", venv, "requirements.lock"], bare_machine)
    assert refused.returncode == 1
    assert "which package and why" in refused.stderr
    assert not (venv / "failed").exists()


def test_a_taken_port_is_named_with_the_way_out(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = subprocess.run(
            [Path(sys.executable).with_name("mingjian"), "serve", "--demo", "--place", "enping",
             "--port", str(port)],
            cwd=ROOT, env={**os.environ, "MINGJIAN_INSTANCE": str(tmp_path / "instance")},
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert refused.returncode == 1
    assert str(port) in refused.stderr
    assert "PORT=9000" in refused.stderr
    assert not (tmp_path / "instance").exists()


def run(command: list[object], path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command in the checkout, on a PATH of one folder where one is given."""
    environment = {**os.environ, "PATH": str(path)} if path else None
    return subprocess.run(
        [str(word) for word in command], cwd=ROOT, env=environment,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def script(path: Path, body: str) -> None:
    """Write a small executable that stands for a program of another machine."""
    path.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
    path.chmod(0o755)
