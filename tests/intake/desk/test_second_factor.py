"""The second factor in a browser without scripts."""

import dataclasses
import re

import pyotp
import pytest

from intake.desk import create_app
from intake.services.demo import PASSPHRASE


@pytest.fixture
def browser(on_sqlite, browsing):
    real = dataclasses.replace(
        on_sqlite, settings=dataclasses.replace(on_sqlite.settings, demo=False)
    )
    return browsing.Browser(create_app(real))


def log_in(browser, address="/login/"):
    return browser.send(browser.open(address), name="industry", passphrase=PASSPHRASE)


def test_the_first_login_sets_up_an_app_and_the_next_asks_for_its_code(browser, clock):
    page = log_in(browser, "/login/?next=/hotline/")
    assert page.address.startswith("/second/setup/")
    assert "<svg" in page.html
    assert "style=" not in page.html
    app = pyotp.TOTP(re.search(r"<code>([A-Z2-7]{32})</code>", page.html)[1])
    page = browser.send(page, "/second/setup/", code=app.at(clock()))
    assert len(re.findall(r"<li><code>", page.html)) == 10
    assert browser.open("/").address.startswith("/?")
    clock.advance(minutes=2)
    browser.client.delete_cookie("mingjian-desk")
    page = log_in(browser)
    assert page.address.startswith("/second/")
    assert browser.open("/").address.startswith("/second/")
    page = browser.send(page, code="000000")
    assert page.status == 403
    assert "验证码不正确" in page.text
    full_width = app.at(clock()).translate({ord("0") + n: chr(0xFF10 + n) for n in range(10)})
    page = browser.send(page, code=full_width)
    assert "待办" in page.text


def test_half_a_login_opens_no_page_at_all(browser):
    log_in(browser)
    for address in ("/", "/cases/2026-0000-0000/", "/audit/", "/nowhere/"):
        found = browser.client.get(address)
        assert (found.status_code, found.location.split("?")[0]) == (303, "/second/"), address


def test_what_was_written_before_is_given_back_to_who_owes_the_second_factor(browser):
    log_in(browser)
    typed = {"words": "写了一个下午的理由", "changes.problem": "两台中频炉", "area": "440881"}
    found = browser.client.post("/drafting/1/", data=typed)
    assert found.status_code == 401
    assert all(said in found.text for said in ("写了一个下午的理由", "两台中频炉"))
    assert "440881" not in found.text
    assert browser.client.post("/drafting/1/", data={"area": "440881"}).status_code == 303


def test_a_known_browser_is_remembered_by_a_cookie_that_opens_nothing(browser):
    log_in(browser)
    cookie = browser.client.get_cookie("mingjian-device", path="/login/")
    assert cookie.http_only
    browser.client.delete_cookie("mingjian-desk")
    assert browser.client.get("/second/").status_code == 303


def test_too_many_wrong_passphrases_are_told_how_long_to_wait(browser):
    for _ in range(5):
        page = browser.send(browser.open("/login/"), name="industry", passphrase="wrong one")
        assert page.status == 403
    page = browser.send(browser.open("/login/"), name="industry", passphrase="wrong one")
    assert page.status == 429
    assert "请1分钟后再试" in page.text


def test_who_owes_a_code_adds_neither_an_app_nor_a_key(browser, clock):
    page = log_in(browser)
    app = pyotp.TOTP(re.search(r"<code>([A-Z2-7]{32})</code>", page.html)[1])
    browser.send(page, "/second/setup/", code=app.at(clock()))
    browser.client.delete_cookie("mingjian-desk")
    page = log_in(browser, "/login/?next=/hotline/")
    assert "next=/hotline/" in page.form("/second/?next=/hotline/").action
    token = page.form("/second/?next=/hotline/").values["csrf_token"]
    for address in ("/second/setup/", "/second/setup/key/"):
        typed = {"csrf_token": token, "code": "1", "name": "x", "answer": "{}"}
        assert browser.client.post(address, data=typed).status_code == 403


def test_a_key_that_signed_nothing_is_told_so_and_stays_to_be_added(browser):
    page = log_in(browser)
    form = page.form("/second/setup/key/")
    typed = {**form.values, "name": "办公室的钥匙", "answer": "{}"}
    page = browser.open(form.action, method="POST", data=typed)
    assert page.status == 403
    assert "安全密钥没有通过验证" in page.text
    assert page.form("/second/setup/key/").values["name"] == "办公室的钥匙"
    page = browser.send(page, "/second/setup/key/", name=" ", answer="{}")
    assert page.status == 400
    assert "请给这把密钥起个名字" in page.text


def test_both_languages_carry_through(browser):
    page = log_in(browser, "/en/login/")
    assert page.address.startswith("/en/second/setup/")
    assert "Set up a second factor" in page.text
