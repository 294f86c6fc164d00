"""Everyone who takes part, each in a browser of their own."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

PASSPHRASE = "mingjian-yanshi"
WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def at_the_desk(instance: Any, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Return the function that logs someone in at the desk of the running demonstration."""
    contexts: list[BrowserContext] = []

    def log_in(name: str, **options: Any) -> Page:
        context = chromium.new_context(**{"locale": "zh-CN", "viewport": WIDE, **options})
        contexts.append(context)
        page = context.new_page()
        page.goto(instance.desk + "/")
        page.get_by_label("用户名").fill(name)
        page.get_by_label("口令").fill(PASSPHRASE)
        page.get_by_role("button", name="登录", exact=True).click()
        return page

    yield log_in
    for context in contexts:
        context.close()


@pytest.fixture
def shown(instance: Any) -> Callable[[Page, str], None]:
    """Return the function that keeps a picture of a page, where MINGJIAN_SHOTS names a folder."""
    folder = os.environ.get("MINGJIAN_SHOTS")

    def keep(page: Page, name: str) -> None:
        if folder:
            path = Path(folder) / f"{instance.place}-{re.sub('[^a-z0-9]+', '-', name)}.png"
            page.screenshot(path=path, full_page=True)

    return keep
