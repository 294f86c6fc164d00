"""From a citizen's words to the answer read with the receipt, scripts off, in both places."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

SEEN = "一个没挂牌的院子里，晚上十一点到早上八点用中频炉化废钢，倒模做地条钢，火光很大。"
TEXTS = {"zhanjiang": f"遂溪县岭北镇{SEEN}", "enping": f"大槐镇{SEEN}"}
ANSWER = "我局已到现场检查，涉事中频炉已断电封存，处理结果将依法公示。"
RECEIPT = re.compile(r"\b\d{6}(?: \d{6}){4}\b")


@pytest.fixture
def without_scripts(chromium: Browser):
    """Return a browser profile on an old phone, scripts off, that asks nobody else for anything."""
    context = chromium.new_context(
        java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="zh-CN"
    )
    yield context
    context.close()


def test_a_report_reaches_its_department_and_the_answer_is_read_with_the_receipt(
    instance, without_scripts: BrowserContext, chromium: Browser
):
    asked = []
    without_scripts.on("request", lambda request: asked.append(request.url))
    citizen = without_scripts.new_page()
    officer_context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    officer = officer_context.new_page()
    log_in(officer, instance, "industry")
    before = queue(officer, instance)
    receipt = report(citizen, instance)
    [number] = queue(officer, instance) - before

    officer.get_by_role("link", name=number).click()
    assert TEXTS[instance.place] in officer.inner_text("main")
    officer.get_by_role("button", name="签收").click()
    officer.get_by_label(re.compile("答复")).fill(ANSWER)
    officer.get_by_role("button", name="发送答复").click()
    officer.locator("details", has_text="办结本案").locator("summary").click()
    officer.get_by_label("属实，已依法处理", exact=True).check()
    closing = officer.locator("details", has_text="办结本案")
    closing.get_by_role("textbox").fill("已结案，感谢您的举报。")
    closing.get_by_role("button", name="办结").click()
    assert "已办结" in officer.inner_text("main")
    officer_context.close()

    status = read_status(citizen, instance, receipt)
    assert ANSWER in status
    assert "已办结" in status
    assert [url for url in asked if not url.startswith(instance.site)] == []


def test_another_department_does_not_see_the_report(
    instance, without_scripts: BrowserContext, chromium: Browser
):
    report(without_scripts.new_page(), instance)
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    stranger = context.new_page()
    log_in(stranger, instance, "market-regulation" if instance.place == "enping" else "power")
    body = stranger.inner_text("main")
    context.close()
    assert TEXTS[instance.place][:20] not in body


def test_a_report_is_found_nowhere_in_the_instance_but_sealed(
    instance, without_scripts: BrowserContext
):
    """Neither the words nor the receipt lie readable in any file, the log included."""
    receipt = report(without_scripts.new_page(), instance)
    canaries = [
        TEXTS[instance.place][-12:].encode(),
        receipt.encode(),
        receipt.replace(" ", "").encode(),
    ]
    files = [path for path in instance.folder.rglob("*") if path.is_file()] + [instance.log]
    assert len(files) > 10
    found = [path for path in files for canary in canaries if canary in path.read_bytes()]
    assert found == []


def report(citizen: Page, instance) -> str:
    """Report as a citizen would, from the home page on; return the receipt."""
    citizen.goto(instance.site + "/")
    citizen.get_by_role("link", name="我要举报").first.click()
    citizen.get_by_label(re.compile("发生了什么")).fill(TEXTS[instance.place])
    citizen.get_by_role("button", name="提交举报").click()
    shown = citizen.inner_text("main")
    assert "工" in shown
    assert "这是查询进度的唯一凭证" in shown
    found = RECEIPT.search(re.sub(r"\s+", " ", shown))
    assert found, shown
    return found.group()


def queue(officer: Page, instance) -> set[str]:
    """Return the numbers of the cases in an officer's queue."""
    officer.goto(instance.desk + "/")
    return set(officer.get_by_role("rowheader").get_by_role("link").all_inner_texts())


def read_status(citizen: Page, instance, receipt: str) -> str:
    """Return what the receipt shows."""
    citizen.goto(instance.site + "/report/status/")
    citizen.get_by_label(re.compile("查询凭证")).first.fill(receipt)
    citizen.get_by_role("button", name=re.compile("查询|查看")).click()
    return citizen.inner_text("main")


def log_in(officer: Page, instance, name: str) -> None:
    """Log in at the desk with a demo login."""
    officer.goto(instance.desk + "/")
    officer.get_by_label(re.compile("账号|用户名|姓名")).fill(name)
    officer.get_by_label(re.compile("口令")).fill("mingjian-yanshi")
    officer.get_by_role("button", name="登录").click()
