"""A reader verifies a published entry in the browser, against the running demonstration."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser

PROVEN = "已证明"
MINGJIAN = Path(sys.executable).with_name("mingjian")


@pytest.fixture
def page(chromium: Browser):
    """Return a page on a phone, its scripts on, that allows no error of a script."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN")
    page = context.new_page()
    failed = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    yield page
    context.close()
    assert failed == []


@pytest.fixture
def firm(instance) -> Path:
    """Return the page of an enterprise with entries, below the site."""
    site = instance.folder / "site"
    pages = sorted((site / "enterprises").glob("*-*/index.html"))
    found = next(path for path in pages if "event-proof" in path.read_text("utf-8"))
    return found.parent.relative_to(site)


def result(page: Page) -> str:
    page.wait_for_selector(".verify-result .notice")
    return page.inner_text(".verify-result")


def follow(page: Page, instance, firm: Path) -> str:
    page.goto(f"{instance.site}/{firm.as_posix()}/")
    page.get_by_role("link", name="核验本条").first.click()
    return result(page)


def altered(change):
    """Answer with what the site says, changed."""

    def handle(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=change(answer.body()))

    return handle


def test_an_entry_is_verified_from_its_enterprises_page(page, instance, firm):
    words = follow(page, instance, firm)
    assert words.count(PROVEN) == 3
    assert "您没有提供以前保存的检查点" in words
    kept = instance.folder / "site/log/checkpoint"
    page.set_input_files("#kept", kept)
    page.get_by_role("button", name="核验").click()
    page.wait_for_selector(".notice-success")
    assert result(page).count(PROVEN) == 4


def test_the_english_page_says_it_in_english(page, instance, firm):
    page.goto(f"{instance.site}/en/{firm.as_posix()}/")
    page.get_by_role("link", name="Verify this entry").first.click()
    assert result(page).count("Proven") == 3


def test_a_record_changed_by_one_letter_fails(page, instance, firm):
    change = altered(lambda body: body.replace(b'"document":"', b'"document":"x'))
    page.route("**/log/records/*", change)
    words = follow(page, instance, firm)
    assert "内容在记入日志以后被改动过" in words
    assert "核验没有通过" in words


def test_a_hash_changed_by_one_bit_fails(page, instance, firm):
    page.route("**/log/tile/0/**", altered(lambda body: bytes([body[0] ^ 1]) + body[1:]))
    assert "由日志文件算出的根值与检查点写明的不同" in follow(page, instance, firm)


def test_a_record_quietly_taken_down_is_named(page, instance, firm):
    page.route("**/log/records/*", lambda route: route.fulfill(status=404))
    assert "被撤下而没有说明" in follow(page, instance, firm)


def test_a_checkpoint_nobody_signed_fails(page, instance, firm):
    page.route("**/log/keys", altered(lambda body: body.replace(b"log+", b"log+0", 1)))
    assert "签名不正确" in follow(page, instance, firm)


def test_a_kept_file_that_is_no_checkpoint_of_this_log_is_told(page, instance, firm, tmp_path):
    follow(page, instance, firm)
    kept = tmp_path / "kept"
    text = (instance.folder / "site/log/checkpoint").read_text("utf-8")
    origin, size, rest = text.split("\n", 2)
    kept.write_text(f"{origin}\n{int(size) + 1}\n{rest}", "utf-8")
    page.set_input_files("#kept", kept)
    page.get_by_role("button", name="核验").click()
    page.wait_for_selector(".notice-danger")
    assert "不能用来比较" in result(page)


def test_a_strange_number_gets_a_plain_answer(page, instance):
    page.goto(f"{instance.site}/verify/?act=%3Cscript%3E")
    assert "登记编号是26位" in result(page)


def test_the_whole_running_site_is_proven_by_the_command(instance):
    ran = subprocess.run(
        [MINGJIAN, "verify", instance.site], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
