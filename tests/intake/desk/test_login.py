"""Logging in and out of the desk."""

import pytest
from sqlalchemy import delete

from intake.db.engine import writing
from intake.db.login_schema import sessions
from intake.desk import create_app
from intake.services.demo import PASSPHRASE
from intake.services.reports import NewReport, new_form_token, submit


@pytest.fixture
def browser(on_sqlite, browsing):
    return browsing.Browser(create_app(on_sqlite))


def log_in(browser, name="industry", passphrase=PASSPHRASE, address="/login/"):
    return browser.send(browser.open(address), name=name, passphrase=passphrase)


def test_the_right_passphrase_leads_to_the_queue(browser):
    page = log_in(browser)
    assert page.status == 200
    assert "待办" in page.text
    assert "industry" in page.text


@pytest.mark.parametrize(
    ("name", "passphrase"),
    [("industry", "wrong"), ("nobody", PASSPHRASE), ("", ""), ("<b>", "\x00"), ("x" * 5000, "y")],
)
def test_a_wrong_name_and_a_wrong_passphrase_are_told_the_same(browser, name, passphrase):
    page = log_in(browser, name, passphrase)
    assert page.status == 403
    assert "用户名或口令不正确。" in page.text
    assert page.form().values["passphrase"] == ""


def test_the_session_cookie_is_opaque_strict_and_out_of_reach_of_scripts(browser):
    page = browser.open("/login/")
    typed = {**page.form().values, "name": "industry", "passphrase": PASSPHRASE}
    found = browser.client.post("/login/", data=typed)
    cookie = next(c for c in found.headers.getlist("Set-Cookie") if c.startswith("mingjian-desk="))
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Max-Age" not in cookie
    assert "industry" not in cookie


def test_logging_out_ends_the_session_itself_not_only_the_cookie(browser):
    page = log_in(browser)
    token = browser.client.get_cookie("mingjian-desk").value
    log_out = next(form for form in page.forms if form.action.endswith("/logout/"))
    browser.open("/logout/", method="POST", data=log_out.values)
    assert browser.client.get_cookie("mingjian-desk") is None
    browser.client.set_cookie("mingjian-desk", token)
    assert browser.client.get("/").status_code == 303


def test_what_was_written_when_the_session_ended_is_given_back(on_sqlite, browser):
    made = submit(on_sqlite, NewReport("石岭镇有人炼地条钢", new_form_token()))
    log_in(browser, "dispatcher")
    page = browser.open(f"/cases/{made.case.number}/")
    with writing(on_sqlite.engine) as connection:
        connection.execute(delete(sessions))
    found = browser.send(page, f"/cases/{made.case.number}/note/", note__text="写了一个小时 <b>")
    assert found.status == 401
    assert "写了一个小时 &lt;b&gt;" in found.html
    assert "石岭镇" not in found.text


def test_logging_out_by_a_link_is_not_possible(browser):
    log_in(browser)
    assert browser.client.get("/logout/").status_code == 405
    assert browser.client.get("/").status_code == 200


def test_after_logging_in_one_is_where_one_wanted_to_go(browser):
    page = browser.open("/?view=closed")
    assert "登录办理工作台" in page.text
    page = log_in(browser, address="/login/?next=/cases/2026-0000-0000/")
    assert page.address.startswith("/cases/2026-0000-0000/")


@pytest.mark.parametrize("lure", ["//evil.example/", "https://evil.example/", "/\\evil", "/a\n/"])
def test_nobody_is_led_to_another_host(browser, lure):
    page = browser.open("/login/", query_string={"next": lure})
    typed = {**page.form().values, "name": "industry", "passphrase": PASSPHRASE}
    found = browser.client.post("/login/", query_string={"next": lure}, data=typed)
    assert (found.status_code, found.location) == (303, "/")


def test_a_session_ends_by_itself_when_nothing_is_done(browser, clock):
    log_in(browser)
    clock.advance(minutes=61)
    assert "登录办理工作台" in browser.open("/").text


def test_a_token_from_before_the_login_is_worth_nothing_after_it(browser):
    before = browser.open("/login/").form().values["csrf_token"]
    log_in(browser)
    assert browser.client.post("/logout/", data={"csrf_token": before}).status_code == 400


def test_an_administrator_sees_no_case(browser):
    landed = log_in(browser, "admin")
    assert landed.address.startswith("/members/")
    assert "/?view=closed" not in landed.html


def test_the_desk_speaks_english_under_en(browser):
    page = log_in(browser, address="/en/login/")
    assert '<html lang="en">' in page.html
    assert page.address.startswith("/?") or page.address.startswith("/en/")
