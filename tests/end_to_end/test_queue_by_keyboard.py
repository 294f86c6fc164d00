"""The queue is worked without a mouse: by single keys, and by Tab alone with scripts off."""

import re

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture
def queue(instance, at_the_desk, chromium):
    """Return the function that opens the queue of the industry department, with two cases in it."""
    if instance.place != "zhanjiang":
        pytest.skip("the keys are the same in every place")
    citizen = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = citizen.new_page()
    for _ in range(2):
        page.goto(f"{instance.site}/report/")
        page.get_by_label(re.compile("发生了什么")).fill("遂溪县岭北镇有中频炉夜里炼地条钢。")
        page.get_by_role("button", name="提交举报").click()
    citizen.close()
    return lambda **options: at_the_desk("industry", **options)


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.textContent.trim()")


def test_single_keys_go_choose_open_and_can_be_switched_off(queue):
    page = queue()
    numbers = page.locator("tbody th a").all_inner_texts()
    page.keyboard.press("j")
    assert focused(page) == numbers[0]
    page.keyboard.press("j")
    assert focused(page) == numbers[1]
    page.keyboard.press("k")
    assert focused(page) == numbers[0]
    page.keyboard.press("x")
    assert page.locator("input[name=case]:checked").count() == 1
    page.keyboard.press("a")
    assert page.locator("input[name=case]:checked").count() == len(numbers)
    page.keyboard.press("/")
    page.keyboard.press("x")  # typed into the filter, not a command
    assert page.locator("input[name=case]:checked").count() == len(numbers)
    page.locator("tbody th a").first.focus()
    page.keyboard.press("?")
    page.get_by_label(re.compile("使用单键快捷键")).uncheck()
    page.reload()
    page.keyboard.press("j")
    assert focused(page) not in numbers
    page.locator("#keys summary").click()
    page.get_by_label(re.compile("使用单键快捷键")).check()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/**")
    assert numbers[0] in page.inner_text("h1")


def test_with_scripts_off_a_case_is_found_signed_and_answered_by_tab_alone(queue):
    page = queue(java_script_enabled=False)
    assert page.locator("#keys").is_hidden()
    page.goto(f"{page.url}?state=dispatched")  # other tests of this instance moved theirs on
    tab_to(page, lambda: bool(re.fullmatch(r"\d{4}-\d{4}-\d{4}", text_at(page))))
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/**")
    tab_to(page, lambda: text_at(page) == "签收")
    page.keyboard.press("Enter")
    page.get_by_text("“签收”已完成。").wait_for()
    tab_to(page, lambda: page.locator("[name=reply-text]:focus").count() == 1)
    page.keyboard.insert_text("已收到，明天到现场。")
    tab_to(page, lambda: text_at(page) == "发送答复")
    page.keyboard.press("Enter")
    page.get_by_text("“反馈”已完成。").wait_for()


def text_at(page: Page) -> str:
    """Return the words of what has the focus."""
    here = page.locator(":focus")
    return here.inner_text().strip() if here.count() else ""


def tab_to(page: Page, there) -> None:
    for _ in range(120):
        page.keyboard.press("Tab")
        if there():
            return
    raise AssertionError(f"Tab never gets there:\n{page.inner_text('main')}")
