"""What several parts share: one Chromium for the whole run, and the whole system running."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Locator, sync_playwright

PROVE = os.environ.get("PROVE") == "1"
"""True under `make prove`: the long proofs then run in full."""

# Speed is measured in tests/bench, as ratios; a busy machine must not fail a property. What
# `make test` says about a commit never changes; `make prove` looks for new examples each time.
settings.register_profile("house", deadline=None, derandomize=not PROVE)
settings.load_profile("house")

ROOT = Path(__file__).resolve().parents[1]
MINGJIAN = Path(sys.executable).with_name("mingjian")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# What Playwright switches off itself (the last such list alone counts) and the two pages that every
# new window loads for its address bar, which nobody sees: half of what a window costs.
SWITCHED_OFF = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
CHROMIUM_ARGUMENTS = [
    f"--disable-features={','.join(SWITCHED_OFF)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give one process all tests of a demonstration, or of a file: what they share is made once.

    What takes long is begun first: else one process would be left with it while the other is idle.
    """
    items.sort(key=_begun_after)
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))


def _begun_after(item: pytest.Item) -> int:
    if _demonstrated(item):
        return 0
    return 1 if item.get_closest_marker("long") else 2


def _group(item: pytest.Item) -> str:
    return _demonstrated(item) or f"{item.path.parent.name}/{item.path.stem}"


def _demonstrated(item: pytest.Item) -> str:
    """Return the place whose demonstration a test looks at; empty if it is none's."""
    callspec = getattr(item, "callspec", None)
    return str(callspec.params.get("instance", "")) if callspec else ""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the system's own Chromium; each test opens contexts of its own in it."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium; install the Debian package: chromium")
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Locator, "click", _until_there(Locator.click))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


def _until_there(click: Callable[..., None]) -> Callable[..., None]:
    """Return a click that waits until the page it leads to is there.

    Playwright's own waits until that page begins: what reads it next would read it half.
    """

    def whole_click(button: Locator, **options: Any) -> None:
        click(button, **options)
        button.page.wait_for_load_state()

    return whole_click


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
    """Start the demonstration of one place as `make run` does, and stop it with Ctrl-C.

    Tests of a place that use it run in one process, so that it starts once.
    """
    folder = tmp_path_factory.mktemp(f"running-{request.param}")
    port = _free_port(in_a_row=3)
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


BELOW_EPHEMERAL = range(10_000, 32_000)
"""Ports that no connection takes for its own end: a server told to listen there later still can."""


@pytest.fixture(scope="session")
def free_port() -> Callable[..., int]:
    """Return the function that finds a port to listen on, or the first of some in a row."""
    return _free_port


def _free_port(in_a_row: int = 1) -> int:
    chance = random.SystemRandom()  # the other process of the run looks for ports as well
    for _ in range(50):
        first = chance.choice(BELOW_EPHEMERAL)
        with ExitStack() as probes, suppress(OSError):
            for port in range(first, first + in_a_row):
                probes.enter_context(socket.create_server(("127.0.0.1", port)))
            return first
    raise AssertionError("no free ports in a row")


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
