"""The hotline at the desk: a caller on the line, a sheet of orders, what was not delivered."""

import io
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from intake.db.engine import reading
from intake.db.schema import cases
from intake.services.casework import open_case
from intake.services.receipts import read_with_receipt
from register.jurisdiction import Matter

TOLD = "石城镇有人夜里炼地条钢，来电人姓陈"
HEADER = ["序号", "工单编号", "诉求类别", "诉求内容", "受理时间", "来电人", "联系电话"]
ROWS = [
    ["1", "GD-001", "举报", "廉江石城镇夜里炼钢", "2026-11-20 09:30", "张三", "13800000000"],
    ["2", "GD-002", "吐槽", "路灯不亮", "2026年11月20日", "", ""],
    ["3", "", "举报", "没有编号", "", "", ""],
    ["4", "GD-004", "举报", "", "", "", ""],
    ["5", "GD-001", "举报", "同号另一件事", "", "", ""],
    ["6", "GD-006", "咨询", "=cmd|'/c calc'!A1", "不记得", "", ""],
]


def xlsx(rows) -> bytes:
    book, target = Workbook(), io.BytesIO()
    book.active.append(["湛江市12345工单导出"])
    for row in [HEADER, *rows]:
        book.active.append(row)
    for cells in book.active.iter_rows():
        for cell in cells:
            cell.data_type = "s"
    book.save(target)
    return target.getvalue()


def csv(rows, charset) -> bytes:
    return "\r\n".join(",".join(row) for row in [HEADER, *rows]).encode(charset)


def import_(browser, content, name="工单.xlsx"):
    page = browser.open("/hotline/sheet/")
    return browser.send(page, "/sheet/", platform="desk", file=(io.BytesIO(content), name))


def verdicts(page):
    found = re.findall(r'<th scope="row" class="short">(\d+)</th>.*?badge-\w+">(.*?)<', page.html,
                       re.DOTALL)  # fmt: skip
    return [(int(row), verdict) for row, verdict in found]


def test_a_caller_is_registered_and_the_receipt_shown_once(at_desk, on_sqlite):
    operator = at_desk("dispatcher")
    page = operator.open("/hotline/")
    said = operator.send(page, "/hotline/", text=TOLD, kind="report", caller="陈 13900000000")
    receipt = re.search(r'class="receipt-number"[^>]*>([\d ]+)<', said.html).group(1)
    view = read_with_receipt(on_sqlite, receipt)
    assert view.report.text == TOLD
    assert view.contact == "陈 13900000000"
    for address in ("/", f"/cases/{view.case.number}/"):
        assert receipt not in operator.open(address).html


def test_a_double_click_shows_the_callers_receipt_again_and_makes_no_second_case(
    at_desk, on_sqlite, clock
):
    operators = [at_desk("dispatcher") for _ in range(2)]
    page = operators[0].open("/hotline/")
    typed = {"text": TOLD, "kind": "report", "caller": "陈 13900000000"}
    token = page.form("/hotline/").values["form_token"]

    def click(operator):
        own = operator.open("/hotline/")
        return operator.send(own, "/hotline/", **typed, form_token=token)

    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(click, operators))
    shown = {re.search(r'class="receipt-number"[^>]*>([\d ]+)<', one.html).group(1) for one in both}
    assert len(shown) == 1
    assert read_with_receipt(on_sqlite, shown.pop()).contact == "陈 13900000000"
    with reading(on_sqlite.engine) as connection:
        assert connection.execute(select(func.count()).select_from(cases)).scalar_one() == 1
    clock.advance(minutes=21)
    late = click(operators[0])
    assert late.status == 200
    assert "已经登记过" in late.text
    assert "receipt-number" not in late.html


def test_a_caller_whose_name_is_added_after_going_back_is_not_lost(at_desk, on_sqlite):
    operator = at_desk("dispatcher")
    page = operator.open("/hotline/")
    operator.send(page, "/hotline/", text=TOLD, kind="report")
    named = operator.send(page, "/hotline/", text=TOLD, kind="report", caller="陈 13900000000")
    receipt = re.search(r'class="receipt-number"[^>]*>([\d ]+)<', named.html).group(1)
    assert read_with_receipt(on_sqlite, receipt).contact == "陈 13900000000"
    told = {"text": TOLD, "kind": "report", "number": "N7"}
    assert "receipt-number" in operator.send(page, "/hotline/", **told).html
    assert operator.send(page, "/hotline/", **told, caller="陈").status == 409


def test_what_the_operator_forgot_comes_back_with_what_was_typed(at_desk):
    operator = at_desk("dispatcher")
    page = operator.send(operator.open("/hotline/"), "/hotline/", text=" ", place="石城")
    assert page.status == 400
    assert "缺少诉求内容" in page.text
    assert page.form("/hotline/").values["place"] == "石城"
    odd = operator.send(operator.open("/hotline/"), "/hotline/", text=TOLD, number="a b")
    assert odd.status == 400
    first = operator.send(operator.open("/hotline/"), "/hotline/", text=TOLD, number="N1")
    assert "receipt-number" in first.html
    other = operator.send(operator.open("/hotline/"), "/hotline/", text="别的", number="N1")
    assert other.status == 409


@pytest.mark.parametrize("name", ["industry", "admin", "coordination"])
@pytest.mark.parametrize("address", ["/hotline/", "/hotline/sheet/", "/hotline/letters/"])
def test_only_dispatchers_take_calls(at_desk, name, address):
    browser = at_desk(name)
    assert browser.open(address).status == 403
    assert "/hotline/" not in browser.open("/").html


@pytest.mark.parametrize("kind", ["xlsx", "utf-8-sig", "gb18030"])
def test_every_row_of_a_sheet_gets_a_verdict_and_a_second_import_makes_no_double(at_desk, kind):
    operator = at_desk("dispatcher")
    content = xlsx(ROWS) if kind == "xlsx" else csv(ROWS, kind)
    first = 3 if kind == "xlsx" else 2
    page = import_(operator, content, "工单.xlsx" if kind == "xlsx" else "工单.csv")
    told = ["已登记", "已登记", "没有登记", "没有登记", "没有登记", "已登记"]
    assert verdicts(page) == [(first + n, verdict) for n, verdict in enumerate(told)]
    assert "缺少工单编号" in page.text
    assert "已经用于另一内容" in page.text
    assert "工单类别不明" in page.text
    again = verdicts(import_(operator, content))
    assert [verdict for _row, verdict in again].count("以前登记过") == 3
    assert "已登记" not in [verdict for _row, verdict in again]


def test_a_cell_that_looks_like_a_formula_is_only_text(at_desk, on_sqlite):
    operator = at_desk("dispatcher")
    import_(operator, xlsx(ROWS))
    from intake.services.work_orders import order_status

    made = order_status(on_sqlite, "desk", "GD-006")
    assert made.order.kind == "enquiry"
    assert made.case.matter is Matter.OUT_OF_SCOPE
    from intake.services.demo import PASSPHRASE
    from intake.services.sessions import log_in, officer_of

    dispatcher = officer_of(on_sqlite, log_in(on_sqlite, "dispatcher", PASSPHRASE))
    assert "cmd" in open_case(on_sqlite, dispatcher, made.case.number).report.text


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04broken", b"\x00\x01\x02", "甲,乙\r\n1,2".encode()]
)
def test_a_file_that_is_no_sheet_of_orders_says_so(at_desk, content):
    page = import_(at_desk("dispatcher"), content)
    assert page.status == 400
    assert "error-summary" in page.html


def test_too_many_rows_are_refused_whole(at_desk):
    rows = [[str(n), f"X{n}", "举报", "炼钢", "", "", ""] for n in range(1001)]
    page = import_(at_desk("dispatcher"), csv(rows, "utf-8"))
    assert page.status == 400
    assert "1000行" in page.text
