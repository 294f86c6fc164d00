"""Coming back with the receipt."""

import re

import pytest
from sqlalchemy import text as sql

SEEN = "廉江市石城镇有人夜里用中频炉化废钢，倒模做地条钢，早上八点停火。"
RECEIPT = re.compile(r"\d{6}(?: \d{6}){4}")


@pytest.fixture
def receipt(citizen):
    page = citizen.send(
        citizen.open("/report/"), text=SEEN, matter="ground-bar-steel", contact="微信 laowang"
    )
    return RECEIPT.search(page.text).group()


def enter(citizen, typed, address="/report/status/"):
    return citizen.send(citizen.open(address), receipt=typed)


def test_the_receipt_opens_its_case(citizen, receipt):
    page = enter(citizen, receipt)
    assert page.status == 200
    assert SEEN in page.text
    assert "已派单" in page.text
    assert "答复期限" in page.text
    assert "剩余" in page.text
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("change", [str.split, list])
def test_separators_do_not_matter(citizen, receipt, change):
    assert enter(citizen, "-".join(change(receipt.replace(" ", "")))).status == 200


@pytest.mark.parametrize("group", [1, 2, 3, 4, 5])
def test_a_typo_is_told_with_its_group_and_what_was_typed_stays(citizen, receipt, group):
    at = (group - 1) * 7 + 2
    wrong = receipt[:at] + str((int(receipt[at]) + 1) % 10) + receipt[at + 1 :]
    page = enter(citizen, wrong)
    assert page.status == 400
    assert f"凭证号码第{group}组似乎有误，请核对。" in page.text
    assert page.form("/report/status/").values["receipt"].strip() == wrong


def test_a_receipt_of_the_wrong_length_is_told_its_length(citizen):
    page = enter(citizen, "123 456")
    assert "共30位数字，现在有6位" in page.text


def test_a_receipt_nobody_has_is_told_plainly(citizen):
    page = enter(citizen, "000000 " * 5)
    if page.status == 400:  # zeros are no valid group: take one that is
        page = enter(citizen, unissued())
    assert page.status == 404
    assert "没有找到这个凭证。" in page.text


def unissued():
    from intake.vault.receipts import Receipt

    return Receipt.generate().reveal()


def test_a_receipt_in_an_address_opens_nothing(citizen, receipt):
    page = citizen.open("/report/status/", query_string={"receipt": receipt})
    assert SEEN not in page.html
    assert receipt not in page.html.replace("+", " ")
    assert citizen.open(f"/report/status/{receipt.replace(' ', '')}/").status == 404


def test_the_field_is_never_remembered_by_the_browser(citizen):
    page = citizen.open("/report/status/")
    assert re.search(r'<textarea[^>]*autocomplete="off"[^>]*name="receipt"', page.html)


def test_more_can_be_written_and_a_second_click_adds_it_once(citizen, receipt, on_sqlite):
    case = enter(citizen, receipt)
    page = citizen.send(case, "/messages/", message="今天又开炉了")
    assert "补充内容已加密送达承办单位。" in page.text
    again = citizen.send(case, "/messages/", message="今天又开炉了")
    assert again.text.count("今天又开炉了") == 1
    with on_sqlite.engine.connect() as connection:
        written = connection.execute(sql("select count(*) from events where move = 'write'"))
        assert written.scalar_one() == 1


@pytest.mark.parametrize(
    ("message", "told"),
    [("", "请填写要补充的内容。"), ("又" * 20_001, "最多20000字，现在有20001字")],
)
def test_a_message_that_cannot_be_taken_comes_back(citizen, receipt, message, told):
    page = citizen.send(enter(citizen, receipt), "/messages/", message=message)
    assert page.status == 400
    assert told in page.text
    assert page.form("/messages/").values["message"].strip() == message


def test_a_message_without_its_token_is_refused_and_given_back(citizen, receipt):
    page = citizen.send(
        enter(citizen, receipt), "/messages/", message="今天又开炉了", csrf_token=""
    )
    assert page.status == 400
    assert "今天又开炉了" in page.html
    assert receipt not in page.html


def test_the_answer_and_the_outcome_are_read_with_the_receipt(citizen, at_desk, receipt):
    desk = at_desk("industry")
    case = desk.open(re.search(r"/cases/[\d-]+/", desk.open("/").html).group())
    case = desk.send(case, "/sign/")
    case = desk.send(case, "/reply/", reply__text="已到现场\n责令停产。")
    desk.send(case, "/close/", close__outcome="unsubstantiated", close__text="已拆除。")
    page = enter(citizen, receipt, "/report/status/")
    assert "已到现场\n责令停产。" in page.html
    assert "已拆除。" in page.text
    assert "已办结" in page.text
    assert "不属实" in page.text
    page = citizen.send(page, "/satisfaction/", satisfaction="not")
    assert "您的评价" in page.text
    assert "回访结果不满意" in page.text
    citizen.send(page, "/messages/", message="不同意，炉子还在。")
    assert "结案后举报人又有补充" in desk.open(case.address.partition("?")[0]).text


def test_the_english_page_is_wholly_english_but_for_what_was_typed(citizen, receipt):
    page = enter(citizen, receipt, "/en/report/status/")
    main = page.html.split("<main")[1].split("</main>")[0]
    ours = re.sub(r'<p class="typed".*?</p>|《.*?》\S*', "", main, flags=re.DOTALL)
    assert re.findall(r"[\u4e00-\u9fff]+", ours) == []


def test_the_way_out_is_a_plain_link_that_tells_nobody_where_from(citizen):
    for address in ("/report/", "/report/status/", "/report/nowhere/"):
        page = citizen.open(address)
        link = re.search(r'<a class="quick-leave"[^>]*>', page.html).group()
        assert 'rel="noreferrer nofollow"' in link
        assert page.headers["Referrer-Policy"] == "no-referrer"
