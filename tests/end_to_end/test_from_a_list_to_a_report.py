"""From a list to a firm to a report in the running demonstration: by keyboard, without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

RECEIPT = re.compile(r"\d{6}(?:\s\d{6}){4}")
SEEN = "封存的那条生产线又开起来了，夜里十一点到早上六点有火光，门口堆着新的产品。"


@pytest.fixture(params=[True, False], ids=["keyboard", "no script"])
def scripted(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def page(chromium: Browser, scripted: bool) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=scripted
    )
    page = context.new_page()
    yield page
    context.close()


def reach(page: Page, target: str) -> None:
    """Go on with the tab key until the focus is on the first element of a kind, which is seen."""
    wanted = page.locator(target).first
    for _ in range(200):
        page.keyboard.press("Tab")
        if wanted.evaluate("it => it === document.activeElement"):
            outline = wanted.evaluate("it => getComputedStyle(it).outlineStyle")
            assert outline != "none", f"{target}: the focus can't be seen"
            return
    raise AssertionError(f"{target} can't be reached with the tab key on {page.url}")


def press(page: Page, target: str) -> None:
    reach(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def follow(page: Page, target: str) -> None:
    with page.expect_navigation():
        page.locator(target).first.click()


def test_a_sealed_line_is_found_and_reported_from_its_firms_page(
    page: Page, instance: Any, scripted: bool
) -> None:
    """The keyboard is asked only with scripts on: without one there is nothing it could break."""
    go = press if scripted else follow
    page.goto(f"{instance.site}/")
    if scripted:
        page.keyboard.press("Tab")
        assert page.locator(".skip-link").evaluate("it => it === document.activeElement")
    go(page, "main a[href$='lists/sealed/']")
    go(page, "main tbody a")
    name = page.locator("h1").inner_text()
    go(page, ".buttons a[href*='matter=restarted-line']")
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["matter"] == ["restarted-line"]
    assert page.locator("[name=enterprise]").input_value() == name
    assert page.locator("[name=matter]").input_value() == "restarted-line"
    if scripted:
        reach(page, "[name=text]")
        page.keyboard.type(SEEN)
        press(page, "main form[method=post] [type=submit]")
    else:
        page.locator("[name=text]").fill(SEEN)
        follow(page, "main form[method=post] [type=submit]")
    assert RECEIPT.search(page.inner_text("main"))


def test_verification_and_the_log_are_reached_from_the_foot_of_every_page(
    page: Page, instance: Any
) -> None:
    page.goto(f"{instance.site}/en/lists/red/")
    follow(page, "footer a[href$='verify/']")
    assert page.locator("h1").inner_text() == "Verify"
    log = page.locator("main a[href$='log/checkpoint']:not([download])").first
    answer = page.request.get(f"{page.url}{log.get_attribute('href')}")
    assert answer.ok
    assert "\n— " in answer.text()
