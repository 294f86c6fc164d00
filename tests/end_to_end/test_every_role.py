"""A report's whole way by everyone who has a part in it, to a published act and a content reporter.

Dispatcher, officer, custodian, head, approver, auditor and administrator each do their own part in
a browser of their own, in both places; the citizen reads the answer with the receipt.
"""

import datetime as dt
import os
import re
import time
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

TEXT = "这里有个院子不太对劲，半夜有机器响，请派人来看看。"
CONTACT = "可在晚上八点后联系：临时信箱一二三"
RECEIPT = re.compile(r"\b\d{6}(?: \d{6}){4}\b")
AREA = {"zhanjiang": "440823", "enping": "dahuai"}
TODAY = dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()
SECONDS_TO_PUBLISH = 90
PROVE = os.environ.get("PROVE") == "1"


def test_from_report_to_published_act_to_satisfied_reporter(instance, at_the_desk, chromium, shown):
    if not PROVE and instance.place != "enping":
        pytest.skip("one place is enough here; both are walked by: make prove")
    citizen = chromium.new_context(
        java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="zh-CN"
    ).new_page()
    dispatcher = at_the_desk("dispatcher")
    before = waiting(dispatcher, instance)
    receipt = report(citizen, instance)
    [number] = waiting(dispatcher, instance) - before
    case = f"{instance.desk}/cases/{number}/"
    send_to_industry(dispatcher, case, shown)

    officer = at_the_desk("industry")
    sign_and_ask(officer, case, shown)
    custodian = at_the_desk("custodian")
    grant_identity(custodian, instance, number, shown)
    officer.goto(case + "identity/")
    officer.get_by_role("button", name="查看联系方式").click()
    assert CONTACT in officer.inner_text("main")
    shown(officer, "officer-identity")

    head = at_the_desk("industry-head")
    grant_more_time(head, case, shown)
    propose_result(officer, case, shown)
    head.goto(case)
    shown(head, "head-case-to-review")
    head.get_by_role("button", name="审核通过", exact=True).click()
    assert "“审核通过”已完成。" in head.inner_text("main")

    problem = draft_the_act(officer, case, instance, shown)
    public = approve_and_publish(head, officer.url.partition("?")[0], shown)
    citizen.goto(public)
    assert problem in citizen.inner_text("main")
    shown(citizen, "public-enterprise")

    status = read_status(citizen, instance, receipt)
    assert "已现场核查，属实" in status
    assert "查看" in status  # the custodian's reveal is told to whom it concerns
    assert citizen.get_by_role("link", name="例琅炼钢").get_attribute("href") in public
    citizen.get_by_label("满意", exact=True).check()
    citizen.get_by_role("button", name="提交评价").click()
    assert "您的评价已记录" in citizen.inner_text("main")
    shown(citizen, "citizen-satisfied")

    close_case(officer, case, shown)
    assert "已办结" in read_status(citizen, instance, receipt)
    audit(at_the_desk("auditor"), instance, number, shown)
    administer(at_the_desk("admin"), instance, case, shown)
    citizen.context.close()


def report(citizen: Page, instance) -> str:
    """Report something that no department answers for by itself, with a way to be reached."""
    citizen.goto(f"{instance.site}/report/")
    citizen.get_by_label(re.compile("发生了什么")).fill(TEXT)
    citizen.get_by_label(re.compile("联系方式")).fill(CONTACT)
    citizen.get_by_role("button", name="提交举报").click()
    found = RECEIPT.search(re.sub(r"\s+", " ", citizen.inner_text("main")))
    assert found, citizen.inner_text("main")
    return found.group()


def waiting(dispatcher: Page, instance) -> set[str]:
    """Return the numbers of the cases that wait to be dispatched."""
    dispatcher.goto(f"{instance.desk}/")
    return set(dispatcher.get_by_role("rowheader").get_by_role("link").all_inner_texts())


def send_to_industry(dispatcher: Page, case: str, shown) -> None:
    dispatcher.goto(case)
    shown(dispatcher, "dispatcher-case")
    form = dispatcher.locator("form[action$='/dispatch/']")
    form.get_by_label("事项").select_option("ground-bar-steel")
    form.get_by_label("主办单位").select_option("industry")
    for box in form.get_by_role("checkbox").all():
        box.uncheck()
    form.get_by_label("派单依据").fill("二（五）2")
    form.get_by_role("button", name="派单").click()
    assert "“派单”已完成。" in dispatcher.inner_text("main")
    shown(dispatcher, "dispatcher-queue-done")


def sign_and_ask(officer: Page, case: str, shown) -> None:
    """Sign for it, ask the head for more time and the custodian for the contact details."""
    officer.goto(case)
    assert TEXT in officer.inner_text("main")
    shown(officer, "officer-case-new")
    officer.get_by_role("button", name="签收").click()
    asking = fold(officer, "申请延期（只能一次）")
    asking.get_by_label("理由").fill("产品须送检，结果约需二十天。")
    asking.get_by_role("button", name="申请延期").click()
    assert "“申请延期”已完成。" in officer.inner_text("main")
    officer.goto(case + "identity/")
    officer.get_by_label("为什么必须联系举报人").fill("须当面确认院子的位置。")
    officer.get_by_role("button", name="申请", exact=True).click()
    assert "正在等待身份信息保管员决定" in officer.inner_text("main")


def grant_identity(custodian: Page, instance, number: str, shown) -> None:
    custodian.goto(f"{instance.desk}/identities/")
    asked = custodian.locator("section.move", has_text=number)
    assert TEXT not in custodian.inner_text("main")
    shown(custodian, "custodian-requests")
    asked.get_by_role("button", name="同意", exact=True).click()
    assert number not in custodian.inner_text("main")
    custodian.goto(f"{instance.desk}/cases/{number}/")
    assert TEXT not in custodian.inner_text("body")


def grant_more_time(head: Page, case: str, shown) -> None:
    head.goto(case)
    shown(head, "head-case-extension")
    granting = head.locator("form[action$='/grant-extension/']")
    granting.get_by_label("理由").fill("产品送检需要时间。")
    granting.get_by_role("button", name="批准延期").click()
    assert "“批准延期”已完成。" in head.inner_text("main")


def propose_result(officer: Page, case: str, shown) -> None:
    """Answer the reporter, then put the result up with an act to be drafted."""
    officer.goto(case)
    replying = officer.locator("form[action$='/reply/']")
    replying.get_by_role("textbox").fill("已现场核查，属实，设备已断电。")
    replying.get_by_role("button", name="发送答复").click()
    ending = fold(officer, "办结本案")
    ending.get_by_label("属实，已依法处理", exact=True).check()
    ending.get_by_label(re.compile("结果说明")).fill("已责令限期整改，将依法公示。")
    ending.get_by_label("拟公示的登记事项").select_option("yellow-card")
    shown(officer, "officer-case-result")
    ending.get_by_role("button", name="送审").click()
    assert "“送审”已完成。" in officer.inner_text("main")


def draft_the_act(officer: Page, case: str, instance, shown) -> str:
    """Write the draft that the case began and send it for approval; return what it says."""
    officer.goto(case)
    officer.get_by_role("link", name=re.compile("登记事项草稿")).click()
    officer.get_by_role("link", name="修改").click()
    assert "缺少必填项" not in officer.inner_text("main")  # nobody has typed anything yet
    problem = f"擅自使用已淘汰的中频炉（{dt.datetime.now(dt.UTC):%H%M%S}）"
    typed = {
        "enterprise.name": f"例琅炼钢{instance.place[0].upper()}厂有限公司",
        "basis.law": "《中华人民共和国节约能源法》",
        "basis.clause": "第七十二条",
        "document": "演〔2026〕88号",
        "formed_on": TODAY.isoformat(),
        "problem": problem,
        "deadline": (TODAY + dt.timedelta(days=100)).isoformat(),
    }
    chosen = {"enterprise.area": AREA[instance.place], "enterprise.industry": "3120"}
    for name, text in (*typed.items(), *chosen.items(), ("subject", "energy")):
        field = officer.locator(f"main [name='{name}']")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)
    shown(officer, "officer-draft-form")
    officer.get_by_role("button", name="保存", exact=True).click()
    officer.get_by_role("button", name="送审").click()
    assert "待审核" in officer.inner_text("main"), officer.inner_text("main")
    shown(officer, "officer-draft-submitted")
    return problem


def approve_and_publish(head: Page, draft: str, shown) -> str:
    """Approve somebody else's draft; return the public page once there is one."""
    head.goto(draft)
    shown(head, "approver-draft")
    head.get_by_role("button", name="审核通过并公示").click()
    give_up = time.monotonic() + SECONDS_TO_PUBLISH
    while time.monotonic() < give_up:
        link = head.get_by_role("link", name="公示网页")
        if link.count():
            shown(head, "approver-published")
            address = link.get_attribute("href")
            assert address
            return address
        time.sleep(0.5)
        head.goto(draft)
    raise AssertionError(head.inner_text("main"))


def close_case(officer: Page, case: str, shown) -> None:
    officer.goto(case)
    ending = fold(officer, "办结本案")
    ending.get_by_label("拟公示的登记事项").select_option("yellow-card")
    ending.get_by_role("button", name="办结", exact=True).click()
    assert "“办结”已完成。" in officer.inner_text("main"), officer.inner_text("main")
    assert "满意" in officer.inner_text("main")
    shown(officer, "officer-case-closed")


def audit(auditor: Page, instance, number: str, shown) -> None:
    """Find every part of the case's way on the trail, nothing of its content, and verify it."""
    auditor.goto(f"{instance.desk}/audit/?number={number}")
    found = auditor.inner_text("main")
    for deed in ("派单", "签收", "批准延期", "同意查看举报人联系方式", "查看举报人联系方式",
                 "审核通过", "反馈", "查看案件", "办结"):  # fmt: skip
        assert deed in found, deed
    assert TEXT[:8] not in found
    shown(auditor, "auditor-trail")
    auditor.get_by_role("button", name="核验全部记录").click()
    assert "没有缺失、改动、调换或者插入" in auditor.inner_text("main")
    shown(auditor, "auditor-verdict")


def administer(administrator: Page, instance, case: str, shown) -> None:
    """See the people and what is still to be set up, and no case."""
    administrator.goto(f"{instance.desk}/members/")
    assert "industry-head" in administrator.inner_text("main")
    shown(administrator, "administrator-members")
    administrator.goto(f"{instance.desk}/help/first-days/")
    shown(administrator, "administrator-first-days")
    answer = administrator.goto(case)
    assert answer.status == 403
    assert TEXT[:8] not in administrator.inner_text("body")


def read_status(citizen: Page, instance, receipt: str) -> str:
    citizen.goto(f"{instance.site}/report/status/")
    citizen.get_by_label(re.compile("查询凭证")).first.fill(receipt)
    citizen.get_by_role("button", name=re.compile("查询|查看")).click()
    return citizen.inner_text("main")


def fold(page: Page, summary: str):
    """Open a fold and return it."""
    details = page.locator("details", has=page.get_by_text(summary, exact=True))
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    return details
