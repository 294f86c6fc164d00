"""The components as people meet them: on a phone, enlarged, printed, by keyboard, unscripted."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.long]

PAGES = [
    f"{folder}{name}.html"
    for folder in ("", "en/")
    for name in ("gallery", "403", "404", "413", "500", "maintenance")
]
PHONE = {"width": 360, "height": 800}
DESK = {"width": 1280, "height": 900}
LEAST_TARGET = 24
"""CSS pixels; WCAG 2.2 success criterion 2.5.8 (links inside sentences are exempt)."""

SMALL_TARGETS = """least => [...document.querySelectorAll("a, button, input, select, textarea")]
  .filter(one => !one.closest(
    "main p, main li, main td, main th, main dl, .breadcrumb, .footer-facts, .masthead"))
  .filter(one => !one.matches(".skip-link"))
  .filter(one => { const box = one.getBoundingClientRect();
    return box.width < least || box.height < least; })
  .map(one => one.outerHTML.slice(0, 80))"""
TOO_WIDE = "() => document.documentElement.scrollWidth - window.innerWidth"


@pytest.fixture
def opened(chromium: Browser, served: str) -> Iterator[Any]:
    """Open a page of the theme; fail on anything the content security policy refuses."""
    contexts = []
    refused: list[str] = []

    def open_page(path: str = "gallery.html", **options: Any) -> Page:
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: refused.append(said.text))
        page.goto(f"{served}/{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not refused


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_scrolls_sideways_or_has_a_target_too_small_to_tap(
    opened: Any, path: str, viewport: dict[str, int]
) -> None:
    page = opened(path, viewport=viewport)
    assert page.evaluate(TOO_WIDE) <= 0
    assert page.evaluate(SMALL_TARGETS, LEAST_TARGET) == []
    page.check("#elder")
    assert page.evaluate(TOO_WIDE) <= 0


def test_elder_mode_enlarges_the_text_to_18_points_without_script(opened: Any) -> None:
    page = opened(viewport=PHONE, java_script_enabled=False)
    size = "getComputedStyle(document.body).fontSize"
    before = page.locator("body").evaluate(f"() => {size}")
    page.get_by_label("适老模式").check()
    assert (before, page.locator("body").evaluate(f"() => {size}")) == ("16px", "24px")


def test_elder_mode_is_remembered_on_the_next_page_until_switched_off(opened: Any) -> None:
    page = opened(viewport=PHONE)
    page.get_by_label("适老模式").check()
    page.goto(page.url.replace("gallery", "404"))
    assert page.get_by_label("适老模式").is_checked()
    page.get_by_label("适老模式").uncheck()
    page.reload()
    assert not page.get_by_label("适老模式").is_checked()


def test_the_first_stop_of_the_keyboard_leads_past_the_navigation(opened: Any) -> None:
    page = opened(viewport=DESK, java_script_enabled=False)
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    assert link.inner_text() == "跳到主要内容"
    assert link.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_every_stop_of_the_keyboard_shows_where_it_is(opened: Any) -> None:
    page = opened("404.html", viewport=DESK)
    outlines = []
    for _ in range(15):
        page.keyboard.press("Tab")
        outlines.append(
            page.evaluate("() => getComputedStyle(document.activeElement).outlineWidth")
        )
    assert set(outlines) == {"3px"}


def test_quick_leave_leaves_no_way_back_to_the_page(opened: Any, served: str) -> None:
    page = opened("404.html")
    page.goto(f"{served}/gallery.html")
    page.route("https://www.gov.cn/", lambda route: route.fulfill(body="<p>weather</p>"))
    page.get_by_text("快速离开").click()
    page.wait_for_url("https://www.gov.cn/")
    page.go_back()
    assert page.url.endswith("/404.html")


def test_a_list_can_be_narrowed_and_tells_how_many_are_left(opened: Any) -> None:
    page = opened()
    page.get_by_label("在本页筛选").fill("水泥 赤坎")
    region = page.get_by_role("region", name="黄牌名单")
    assert region.locator("tbody tr:visible").count() == 1
    assert page.locator(".table-filter output").inner_text() == "显示1条，共6条"
    page.get_by_label("在本页筛选").fill("")
    assert region.locator("tbody tr:visible").count() == 6


def test_on_a_phone_a_row_is_a_card_that_keeps_its_column_labels(opened: Any) -> None:
    page = opened(viewport=PHONE)
    cell = page.locator(".table-cards td").first
    shown = cell.evaluate("(one) => getComputedStyle(one, '::before').content")
    assert shown == '"属地"'
    assert page.locator(".table-cards tr").nth(1).evaluate("e => getComputedStyle(e).display") == (
        "block"
    )


def test_paper_shows_the_table_as_an_annex_and_nothing_to_click(opened: Any) -> None:
    page = opened(viewport=PHONE)
    page.emulate_media(media="print")
    for hidden in (".site-nav", ".utility", ".breadcrumb", ".pagination >> nth=0", ".site-footer"):
        assert not page.locator(hidden).is_visible(), hidden
    assert page.locator(".print-note").is_visible()
    assert page.locator(".masthead-name").is_visible()
    display = "e => getComputedStyle(e).display"
    assert page.locator("thead").first.evaluate(display) == "table-header-group"
    assert page.locator(".table-cards td").first.evaluate(display) == "table-cell"
    assert re.search(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))


def test_a_form_that_came_back_starts_at_what_must_be_mended(opened: Any) -> None:
    page = opened()
    assert "需要修改" in page.locator(":focus").inner_text()
    page.get_by_role("link", name="请写明发生了什么。").click()
    assert page.url.endswith("#what")
