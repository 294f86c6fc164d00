"""Promises that hold for every route of every face, found by walking the route tables."""

import re

import pytest
from werkzeug.routing import AnyConverter

from intake import api, desk, public
from intake.desk.gate import Admits, admits
from intake.domain.access import Right

HARMLESS = "https://www.weather.com.cn/"
ARGUMENTS = {
    "number": "2026-0000-0000",
    "move": "sign",
    "filename": "style.css",
    "encoding": "xml",
    "code": "energy",
    "kind": "faulty",
    "token": "2026-0000-0000",
    "file_id": "0",
    "draft_id": "a" * 26,
    "import_id": "a" * 26,
    "department": "industry",
    "page": "index.html",
    "request_id": "a" * 26,
    "ruling": "a" * 26,
    "step": "submit",
}
FACES = {"public": public.create_app, "desk": desk.create_app, "api": api.create_app}


@pytest.fixture(params=sorted(FACES))
def app(request, on_sqlite):
    return FACES[request.param](on_sqlite)


def one_of_each(rule):
    """Return a value for each part of an address that takes one of a few words."""
    parts = rule._converters.items()
    return {name: min(one.items) for name, one in parts if isinstance(one, AnyConverter)}


def routes(app, method):
    """Yield endpoint and address of every route that takes `method`."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if method in rule.methods:
                given = {name: ARGUMENTS.get(name, "0") for name in rule.arguments}
                yield rule.endpoint, app.url_for(rule.endpoint, **given | one_of_each(rule))


def answers(app):
    """Yield the answer to every method on every route, in both languages, and to none at all."""
    client = app.test_client()
    for prefix in ("", "/en"):
        for method in ("GET", "HEAD", "POST", "OPTIONS", "DELETE"):
            for address in {address for m in ("GET", "POST") for _, address in routes(app, m)}:
                yield method, address, client.open(prefix + address, method=method, buffered=True)
        yield "GET", "/nowhere", client.get(prefix + "/nowhere")


def test_every_answer_has_every_header_and_no_opening_for_others(app):
    for method, address, found in answers(app):
        where = f"{method} {address} {found.status}"
        policy = found.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; "), where
        assert "unsafe" not in policy, where
        assert "http" not in policy, where
        assert "*" not in policy, where
        assert "frame-ancestors 'none'" in policy, where
        assert found.headers["X-Content-Type-Options"] == "nosniff", where
        assert found.headers["Referrer-Policy"] == "no-referrer", where
        assert found.headers["Cross-Origin-Opener-Policy"] == "same-origin", where
        assert found.headers["Cross-Origin-Resource-Policy"] == "same-origin", where
        assert "geolocation=()" in found.headers["Permissions-Policy"], where
        assert "Strict-Transport-Security" not in found.headers, where
        assert "X-Powered-By" not in found.headers, where
        if "/static/" not in address:
            assert found.headers["Cache-Control"] == "no-store", where


def test_nothing_fails_and_nothing_tells_of_the_inside(app):
    for method, address, found in answers(app):
        assert found.status_code < 500, f"{method} {address}"
        if found.mimetype == "text/html":
            assert not re.search("Traceback|werkzeug|flask|sqlalchemy", found.text, re.IGNORECASE)


def test_no_page_loads_anything_from_anyone_else(app, browsing):
    for method, address, found in answers(app):
        if found.mimetype == "text/html" and found.text:
            page = browsing.Page(found.status_code, found.text, found.headers, address)
            away = [href for href in page.loaded if "//" in href]
            assert away == [], f"{method} {address}"
            links = set(re.findall(r'<a [^>]*href="(https?:[^"]*)"', found.text))
            assert links <= {HARMLESS}, f"{method} {address}"


def test_no_page_has_an_inline_script_or_style(app):
    for _, address, found in answers(app):
        if found.mimetype == "text/html":
            assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", found.text), address
            assert not re.search(r"<script(?![^>]*\ssrc=)", found.text), address


def test_every_post_without_its_token_is_refused_and_does_nothing(app, monkeypatch):
    # The desk's gate refuses strangers before their form is read: here everyone passes it.
    monkeypatch.setattr("intake.desk.app.admits", lambda *_: Admits(strangers=True))
    client = app.test_client()
    for endpoint, address in routes(app, "POST"):
        for body in ({}, {"csrf_token": ""}, {"csrf_token": "x", "text": "x"}):
            found = client.post(address, data=body)
            if app.import_name.startswith("intake.api"):  # no browser, no token: keys instead
                assert found.status_code in (401, 403), endpoint
                continue
            assert found.status_code == 400, endpoint
            assert "需要重新确认" in found.text or "还没有提交" in found.text, endpoint


def test_a_route_answers_only_the_methods_it_names(app):
    client = app.test_client()
    taking = {m: {address for _, address in routes(app, m)} for m in ("GET", "POST")}
    for address in taking["POST"] - taking["GET"]:
        found = client.get(address)
        # the desk does not even tell a stranger which routes there are
        assert found.status_code == (303 if app.import_name.startswith("intake.desk") else 405)
    for address in taking["GET"] - taking["POST"]:
        assert client.post(address).status_code in (303, 405)


def test_every_desk_route_but_the_login_denies_who_is_not_logged_in(on_sqlite):
    app = desk.create_app(on_sqlite)
    client = app.test_client()
    walked = []
    for method in ("GET", "HEAD", "OPTIONS"):
        for endpoint, address in routes(app, method):
            if not admits(app, endpoint).strangers:
                found = client.open(address, method=method)
                walked.append(endpoint)
                assert found.status_code == 303, f"{method} {address}"
                assert found.location.startswith("/login/"), f"{method} {address}"
    assert {"queue.show", "cases.show", "cases.act", "login.leave"} <= set(walked)


def test_a_forged_session_denies_too(on_sqlite):
    app = desk.create_app(on_sqlite)
    for token in ("x", "A" * 44, "é", "\x00", "=", "A" * 5000):
        sent = {"Cookie": f"mingjian-desk={token}"}
        assert app.test_client(use_cookies=False).get("/", headers=sent).status_code == 303


class Unread:
    """The body of a large upload, which fails whoever reads it."""

    def read(self, *_size):
        raise AssertionError("the body was read before the gate")

    readline = read


def test_no_upload_is_read_before_the_desk_knows_whose_it_is(on_sqlite, at_desk):
    app = desk.create_app(on_sqlite)
    token = at_desk("tax").client.get_cookie("mingjian-desk").value
    upload = {
        "CONTENT_LENGTH": str(50 * 1024 * 1024),
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
        "wsgi.input": Unread(),
    }
    for endpoint, address in routes(app, "POST"):
        if admits(app, endpoint).strangers:
            continue
        client = app.test_client(use_cookies=False)
        found = client.post(address, environ_overrides=upload)
        assert (found.status_code, found.location) == (303, "/login/"), endpoint
        if Right.DISPATCH_CASES in (rights := admits(app, endpoint).rights) and len(rights) == 1:
            cookie = {"Cookie": f"mingjian-desk={token}"}
            found = client.post(address, headers=cookie, environ_overrides=upload)
            assert found.status_code == 403, endpoint
