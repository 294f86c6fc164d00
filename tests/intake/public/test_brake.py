"""The brake on the form: floods pay, typed words stay, and a receipt is never slowed."""

import re

import pytest

from intake.public import create_app
from intake.services import receipts
from intake.services.brake import PER_NETWORK, is_work
from intake.vault.receipts import Receipt

RECEIPT = re.compile(r"\d{6}(?: \d{6}){4}")
FROM = {"REMOTE_ADDR": "203.0.113.7"}
SEEN = "又开炉了"


@pytest.fixture
def flooding(citizen, on_sqlite):
    """Return a browser whose network has sent as many reports as cost nothing."""
    citizen.client.environ_base.update(FROM)
    page = citizen.open("/report/")
    for number in range(PER_NETWORK):
        token = f"{number:048x}"
        assert citizen.send(page, text=f"第{number}份", form_token=token).status == 200
    return citizen


def test_the_next_report_waits_and_keeps_its_words(flooding):
    page = flooding.send(flooding.open("/report/"), text=SEEN)
    assert page.status == 429
    assert page.headers["Retry-After"] == "60"
    assert "还没有提交" in page.text
    assert page.form("/report/").values["text"].strip() == SEEN


def test_after_the_wait_the_same_page_is_sent_and_taken(flooding, clock):
    page = flooding.send(flooding.open("/report/"), text=SEEN)
    clock.advance(seconds=61)
    assert RECEIPT.search(flooding.send(page).text)


def test_a_script_pays_with_work(flooding):
    page = flooding.open("/report/")
    assert 'data-work="5"' in page.html
    assert re.search(r'<script src="/report/static/work\.js[^"]*" type="module">', page.html)
    token = page.form("/report/").values["form_token"]
    work = next(str(n) for n in range(2000) if is_work(token, str(n)))
    assert RECEIPT.search(flooding.send(page, text=SEEN, work=work).text)


def test_other_networks_are_asked_for_nothing(flooding, browsing, on_sqlite):
    other = browsing.Browser(create_app(on_sqlite))
    other.client.environ_base["REMOTE_ADDR"] = "198.51.100.1"
    page = other.open("/report/")
    assert "data-work" not in page.html
    assert RECEIPT.search(other.send(page, text=SEEN).text)


def test_a_receipt_of_the_flooding_network_opens_at_once(flooding, clock):
    page = flooding.send(flooding.open("/report/"), text=SEEN)
    clock.advance(seconds=61)
    receipt = RECEIPT.search(flooding.send(page).text).group()
    assert SEEN in flooding.send(flooding.open("/report/status/"), receipt=receipt).text


def test_a_correct_receipt_never_waits_for_others_guesses(citizen, on_sqlite):
    receipt = RECEIPT.search(citizen.send(citizen.open("/report/"), text=SEEN).text).group()
    ask = citizen.open("/report/status/")
    with receipts.guessing(on_sqlite):  # somebody's guess is under way, for however long
        guess = citizen.send(ask, receipt=Receipt.generate().reveal())
        assert guess.status == 429
        assert "现在查询的人较多" in guess.text
        assert SEEN in citizen.send(ask, receipt=receipt).text
    assert citizen.send(ask, receipt=Receipt.generate().reveal()).status == 404


def test_no_address_is_left_in_what_is_counted(flooding, on_sqlite):
    assert on_sqlite.counts._kept
    assert "203.0.113" not in repr(on_sqlite.counts._kept)
