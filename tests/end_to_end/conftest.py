"""The whole system as `make run` starts it: real processes, real ports, one for each place."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MINGJIAN = Path(sys.executable).with_name("mingjian")


@dataclass(frozen=True)
class Instance:
    """One running demonstration."""

    place: str
    site: str
    desk: str
    api: str
    folder: Path
    log: Path


@pytest.fixture(scope="session", params=["zhanjiang", "enping"])
def instance(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Instance]:
    """Start one place's demonstration as a stranger would, and stop it with Ctrl-C."""
    folder = tmp_path_factory.mktemp(f"running-{request.param}")
    port = _three_free_ports()
    log = folder / "log"
    environment = {name: value for name, value in os.environ.items() if "MINGJIAN" not in name}
    with log.open("wb") as output:
        server = subprocess.Popen(
            [MINGJIAN, "serve", "--demo", "--place", request.param, "--port", str(port)],
            cwd=ROOT,
            env={**environment, "MINGJIAN_INSTANCE": str(folder / "instance")},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for("Ctrl-C", log, server)
        yield Instance(
            place=request.param,
            site=f"http://127.0.0.1:{port}",
            desk=f"http://127.0.0.1:{port + 1}",
            api=f"http://127.0.0.1:{port + 2}",
            folder=folder / "instance",
            log=log,
        )
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


def _three_free_ports() -> int:
    for _ in range(50):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        try:
            for offset in range(3):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port + offset))
        except OSError:
            continue
        return port
    raise AssertionError("no three free ports in a row")


def _wait_for(word: str, log: Path, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if word in log.read_text("utf-8"):
            return
        if server.poll() is not None:
            break
        try:
            server.wait(0.2)
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError(f"it did not start:\n{log.read_text('utf-8')}")
