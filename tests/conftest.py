"""What several parts share: one Chromium for the whole run, and words for what is missing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

PROVE = os.environ.get("PROVE") == "1"
"""True under `make prove`: the long proofs then run in full."""

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the system's own Chromium; each test opens contexts of its own in it."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium; install the Debian package: chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()
