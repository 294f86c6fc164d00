"""What the faces share: language by address, cookies, versioned files, a log that knows nobody."""

import dataclasses
import io
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.desk import create_app as desk_app
from intake.public import create_app
from intake.web.forms import as_typed


@pytest.fixture
def client(on_sqlite):
    return create_app(on_sqlite).test_client()


def over_https(system):
    settings = dataclasses.replace(
        system.settings, public_url="https://example.org", desk_url="https://desk.example.org"
    )
    return dataclasses.replace(system, settings=settings)


def test_the_address_alone_decides_the_language(client):
    chinese = client.get("/report/", headers={"Accept-Language": "en"})
    english = client.get("/en/report/", headers={"Accept-Language": "zh"})
    assert '<html lang="zh-CN">' in chinese.text
    assert '<html lang="en">' in english.text


def test_a_missing_slash_is_mended_within_the_language(client):
    assert client.get("/en/report").location.endswith("/en/report/")
    assert client.get("/english/report/").status_code == 404


def test_no_cookie_is_set_where_there_is_no_form(client):
    assert "Set-Cookie" not in client.get("/report/nowhere/").headers


def test_the_only_cookie_is_random_unreadable_for_scripts_and_ends_with_the_browser(client):
    cookie = client.get("/report/").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Max-Age" not in cookie
    assert "Expires" not in cookie
    assert "Set-Cookie" not in client.get("/report/").headers


def test_over_https_cookies_are_bound_to_the_host_and_hsts_is_sent(on_sqlite):
    found = create_app(over_https(on_sqlite)).test_client().get("/report/")
    assert found.headers["Set-Cookie"].startswith("__Host-mingjian-report-form=")
    assert "Secure" in found.headers["Set-Cookie"]
    assert "max-age=63072000" in found.headers["Strict-Transport-Security"]


def test_the_faces_cookies_do_not_touch_each_other_on_one_host(on_sqlite):
    names = {
        make(on_sqlite).test_client().get(address).headers["Set-Cookie"].split("=")[0]
        for make, address in ((create_app, "/report/"), (desk_app, "/login/"))
    }
    assert names == {"mingjian-report-form", "mingjian-desk-form"}


def test_files_of_the_theme_are_kept_for_a_year_under_their_version(client):
    page = client.get("/report/").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    found = client.get(address, buffered=True)
    assert found.status_code == 200
    assert found.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get(address.split("?")[0], buffered=True).headers["Cache-Control"] == "no-cache"
    assert client.get("/report/static/../../pyproject.toml").status_code == 404


def test_a_fault_shows_a_plain_page_and_logs_no_word_of_what_was_sent(
    on_sqlite, caplog, monkeypatch
):
    def fail(*_args, **_named):
        raise ValueError("看见CANARY-TEXT 138CANARY") from KeyError("CANARY-CAUSE")

    monkeypatch.setattr("intake.public.report.submit", fail)
    client = create_app(on_sqlite).test_client()
    form = client.get("/report/").text
    token, once = (form.split(f'name="{n}"')[1].split('value="')[1].split('"')[0]
                   for n in ("csrf_token", "form_token"))  # fmt: skip
    with caplog.at_level(logging.DEBUG):
        found = client.post(
            "/report/",
            data={"csrf_token": token, "form_token": once, "text": "CANARY-TEXT"},
            environ_base={"REMOTE_ADDR": "203.0.113.77"},
            headers={"User-Agent": "CANARY-AGENT"},
        )
    assert found.status_code == 500
    assert "系统出了问题，这一步没有完成" in found.text
    assert "CANARY-CAUSE" not in found.text
    assert found.text.count("CANARY-TEXT") == 1  # given back for copying, once
    logged = "\n".join(f"{record.getMessage()} {record.exc_info}" for record in caplog.records)
    assert "ValueError <- KeyError in report.send" in logged
    assert "CANARY" not in logged
    assert "203.0.113.77" not in logged


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_what_was_typed_stays_but_for_what_no_keyboard_sends(typed):
    kept = as_typed(typed)
    assert as_typed(kept) == kept
    kept.encode()
    assert "\r" not in kept
    assert "\x00" not in kept
    assert [c for c in typed if c.isalnum()] == [c for c in kept if c.isalnum()]


def test_no_redirect_believes_the_callers_host(client, on_sqlite):
    lured = {"Host": "elsewhere.example"}
    assert client.get("/en/report", headers=lured).location == "/en/report/"
    assert client.get("/report//?enterprise=1", headers=lured).location == "/report/?enterprise=1"
    assert desk_app(on_sqlite).test_client().get("/login", headers=lured).location.startswith("/")


@pytest.mark.parametrize("address", ["/report/", "/report/status/"])
def test_a_file_where_words_belong_is_no_word_and_no_fault(client, address):
    page = client.get(address).text
    token = page.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    sent = {
        name: (io.BytesIO(b"abc"), "a.txt") for name in ("text", "receipt", "contact", "matter")
    }
    answer = client.post(address, data={"csrf_token": token, **sent})
    assert answer.status_code == 400
