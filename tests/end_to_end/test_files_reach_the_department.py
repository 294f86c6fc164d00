"""A photo goes with a report, with scripts, which show how far it is, and without."""

import re

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

RECEIPT = re.compile(r"\b\d{6}(?: \d{6}){4}\b")
PHOTO = {"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff" + b"x" * 300_000}


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_photo_is_taken_and_the_receipt_shown_in_the_same_place(
    instance, chromium: Browser, scripts: bool
):
    context = chromium.new_context(
        java_script_enabled=scripts, viewport={"width": 360, "height": 740}, locale="zh-CN"
    )
    page, sent, faults = context.new_page(), [], []
    page.on("request", lambda request: sent.append((request.method, request.resource_type)))
    page.on("console", lambda message: faults.append(message.text))
    page.goto(f"{instance.site}/report/")
    page.get_by_label(re.compile("发生了什么")).fill("炉子的照片见附件")
    page.get_by_label(re.compile("照片、视频或文件")).set_input_files([PHOTO])
    page.get_by_role("button", name="提交举报").click()
    page.wait_for_selector(".receipt-number")
    assert RECEIPT.search(page.inner_text("main"))
    assert ("POST", "xhr" if scripts else "document") in sent
    assert page.url == f"{instance.site}/report/"
    assert faults == []
    context.close()
