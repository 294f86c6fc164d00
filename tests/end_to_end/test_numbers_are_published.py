"""A month's numbers: counted by one officer, approved by another, read by everyone; scripts off."""

import dataclasses
import datetime as dt
import os
import re

import pytest
from playwright.sync_api import Browser, Page

from intake.services.reports import NewReport, new_form_token, submit
from intake.services.system import open_system
from intake.settings import load_settings
from intake.vault.passphrases import Cost
from register.jurisdiction import Matter

pytestmark = pytest.mark.browser

MONTH = "2026-10"
TAX = Matter.TAX, "这家厂卖货从来不开发票，偷税漏税。"
LAND = Matter.LAND, "这家厂占用农田建厂房，没有用地手续。"


@pytest.fixture(autouse=True)
def everyday(instance) -> None:
    """One place is walked in every run, both under `make prove`: they run the same code."""
    if instance.place != "zhanjiang" and os.environ.get("PROVE") != "1":
        pytest.skip("one place is enough here; both are walked by: make prove")


@pytest.fixture
def october(instance) -> None:
    """Put nine reports of October into the running instance."""
    system = open_system(
        load_settings(
            {
                "MINGJIAN_INSTANCE": str(instance.folder),
                "MINGJIAN_PLACE": instance.place,
                "MINGJIAN_DEMO": "1",
                "MINGJIAN_PUBLIC_URL": instance.site,
                "MINGJIAN_DESK_URL": instance.desk,
                "MINGJIAN_API_URL": instance.api,
            }
        )
    )
    then = dt.datetime(2026, 10, 12, 2, tzinfo=dt.UTC)
    system = dataclasses.replace(system, now=lambda: then, cost=Cost(passes=1, memory=8192))
    for matter, text in [TAX] * 7 + [LAND] * 2:
        submit(system, NewReport(text, new_form_token(), matter=matter))
    system.engine.dispose()


@pytest.fixture
def browse(chromium: Browser):
    """Return a function that opens a page of somebody's own, on a phone with scripts off."""
    contexts = []

    def open_page() -> Page:
        contexts.append(
            chromium.new_context(
                java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="zh-CN"
            )
        )
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()


def log_in(page: Page, instance, name: str) -> Page:
    page.goto(instance.desk + "/")
    page.get_by_label(re.compile("账号|用户名|姓名")).fill(name)
    page.get_by_label(re.compile("口令")).fill("mingjian-yanshi")
    page.get_by_role("button", name="登录").click()
    return page


@pytest.mark.usefixtures("october")
def test_a_month_is_counted_by_one_approved_by_another_and_read_by_everyone(instance, browse):
    officer = log_in(browse(), instance, "coordination")
    officer.get_by_role("link", name="统计", exact=True).click()
    october = officer.locator("tr", has=officer.get_by_role("rowheader", name=MONTH)).first
    assert "0.0%" in october.inner_text()  # nine, all overdue
    officer.get_by_role("link", name="向社会公布的月度数字").click()
    officer.get_by_label("月份").fill(MONTH)
    officer.get_by_role("button", name="统计并送审").click()
    seen = officer.inner_text("main")
    assert "未公布" in seen
    assert "不能由您审核" not in seen  # an officer without an approver's post
    assert officer.get_by_role("button", name="审核通过并公布").count() == 0
    assert _approve(officer, officer.url).status == 403
    assert MONTH not in _statistics(browse(), instance).inner_text("main")

    head = log_in(browse(), instance, "coordination-head")
    head.goto(officer.url)
    head.get_by_role("button", name="审核通过并公布").click()
    assert "“审核通过”已完成" in head.inner_text("main")
    assert "已公示" in head.inner_text("main")

    citizen = _statistics(browse(), instance)
    total = citizen.locator("#casework-months").locator("xpath=ancestor::table")
    assert re.search(rf"{MONTH}\s+9\s+0\s+9\s+0\s+0\.0%", total.inner_text())
    citizen.goto(instance.site + "/en/statistics/")
    assert f"Received in {MONTH}" in citizen.inner_text("main")
    table = citizen.request.get(instance.site + "/data/numbers.csv").text()
    assert f"{MONTH}/place/-" in table

    auditor = log_in(browse(), instance, "auditor")
    auditor.goto(instance.desk + "/audit/")
    lines = auditor.inner_text("main")
    assert lines.count(f"numbers-{MONTH}-1") >= 4
    assert "没有权限" in lines


def test_who_counted_a_month_cannot_approve_it_not_even_by_a_crafted_form(instance, browse):
    head = log_in(browse(), instance, "coordination-head")
    head.goto(instance.desk + "/numbers/public/")
    head.get_by_label("月份").fill("2026-05")
    head.get_by_role("button", name="统计并送审").click()
    assert "不能由您审核" in head.inner_text("main")
    refused = _approve(head, head.url)
    assert refused.status == 403
    assert "拟稿人不能审核自己的稿件" in refused.text()
    assert "2026-05" not in _statistics(browse(), instance).inner_text("main")


def _approve(page: Page, address: str):
    """Post the approval that the page does not offer, with its own hidden fields."""
    hidden = {
        name: page.locator(f'main input[name="{name}"]').first.get_attribute("value")
        for name in ("csrf_token", "version")
    }
    return page.request.post(
        address.partition("?")[0] + "approve/", form=hidden, headers={"Referer": address}
    )


def _statistics(page: Page, instance) -> Page:
    page.goto(instance.site + "/statistics/")
    return page
