"""A security key at the desk, in Chromium with one plugged in; without scripts, codes."""

import re

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

NAME = "办公室的钥匙"


def plug_in(page: Page) -> None:
    """Give the browser a USB key that is touched at once."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def log_in(page: Page, desk: str, name: str) -> None:
    page.goto(f"{desk}/login/")
    page.get_by_label(re.compile("用户名|User name")).fill(name)
    page.get_by_label(re.compile("口令|Passphrase")).fill("mingjian-yanshi")
    page.get_by_role("button", name=re.compile("^(登录|Log in)$")).click()


def test_a_key_is_added_named_used_listed_and_the_last_one_stays(instance, chromium: Browser):
    desk = instance.desk.replace("127.0.0.1", "localhost")
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN")
    page, faults = context.new_page(), []
    page.on("console", lambda message: faults.append(message.text))
    plug_in(page)
    log_in(page, desk, "tax")
    page.goto(f"{desk}/second/setup/")
    page.get_by_label(re.compile("给这把密钥起个名字")).fill(NAME)
    page.get_by_role("button", name="添加密钥").click()
    page.wait_for_selector(".codes")
    context.clear_cookies()

    log_in(page, desk, "tax")
    page.wait_for_url("**/second/**")
    page.get_by_role("button", name="使用安全密钥").click()
    page.wait_for_url(f"{desk}/")
    page.goto(f"{desk}/second/setup/")
    assert f"安全密钥“{NAME}”" in page.inner_text("main")
    page.get_by_role("button", name="移除").click()
    assert "唯一的第二道验证" in page.inner_text("main")
    page.get_by_label(re.compile("给这把密钥起个名字")).fill("同一把")
    page.get_by_role("button", name="添加密钥").click()
    page.wait_for_selector("[data-problem=InvalidStateError]:visible")
    assert [one for one in faults if "403" not in one and "400" not in one] == []
    context.close()


def test_without_scripts_or_under_another_address_codes_are_what_is_left(
    instance, chromium: Browser
):
    for scripts, told in ((False, "请使用验证码"), (True, "安全密钥只能在这个网址使用")):
        context = chromium.new_context(java_script_enabled=scripts, locale="zh-CN")
        page = context.new_page()
        log_in(page, instance.desk, "power")
        page.goto(f"{instance.desk}/second/setup/")
        assert told in page.inner_text("main")
        assert page.get_by_role("button", name="添加密钥").count() == 0
        context.close()
