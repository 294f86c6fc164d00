"""The static site under the citizens' address: odd requests get a page, never a fault or a leak."""

import pytest
from werkzeug.test import Client

from intake.serve import SITE_HEADERS, SiteWithForm
from intake.web.headers import A_YEAR


def no_form(environ, start_response):
    raise AssertionError("not a page of the form")


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    (folder / "lists").mkdir(parents=True)
    for name in ("index.html", "404.html", "lists/index.html", ".mingjian-build"):
        (folder / name).write_text(f"this is {name}", "utf-8")
    (tmp_path / "secret").write_text("the secret", "utf-8")
    return Client(SiteWithForm(folder, no_form))


@pytest.mark.parametrize(
    "address",
    [
        "/" + "a" * 300,
        "/lists/" + "a" * 300 + "/",
        "/../secret",
        "/%2e%2e/secret",
        "/lists/%2e%2e/%2e%2e/secret",
        "/%00",
        "/.mingjian-build",
        "/index.html/",
        "/%ff%fe",
    ],
)
def test_what_is_no_page_gets_the_sites_own_404(site, address):
    answer = site.get(address, buffered=True)
    assert (answer.status_code, answer.text) == (404, "this is 404.html")


def test_an_address_that_looks_like_a_host_leads_to_no_host(site):
    assert (
        site.get("/", environ_overrides={"PATH_INFO": "//lists"}, buffered=True).location
        == "/lists/"
    )


@pytest.mark.parametrize("wanted", ["bytes=9999-", "bytes=5-2", "bytes=0-1,3-4", "lines=1"])
def test_a_range_that_cannot_be_is_answered_with_the_whole(site, wanted):
    answer = site.get("/", headers={"Range": wanted}, buffered=True)
    assert (answer.status_code, answer.text) == (200, "this is index.html")


def test_a_download_that_broke_off_can_be_taken_up_again(site):
    answer = site.get("/", headers={"Range": "bytes=5-"}, buffered=True)
    assert (answer.status_code, answer.text) == (206, "is index.html")


@pytest.mark.parametrize(("method", "address"), [("GET", "/lists"), ("PUT", "/"), ("GET", "/no")])
def test_every_answer_has_the_sites_headers(site, method, address):
    answer = site.open(address, method=method, buffered=True)
    assert SITE_HEADERS.items() <= dict(answer.headers).items()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("static/style.93bb89f106.css", True),
        ("static/noble/utils.0123456789.js", True),
        ("search/index/b-2xjbdhvx.bin", True),
        ("search/index/manifest.json", False),
        ("data/lists/yellow.csv", False),
        ("index.html", False),
    ],
)
def test_what_is_named_by_its_content_is_kept_and_all_else_asked_for_again(
    site, tmp_path, name, kept
):
    path = tmp_path / "site" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("one")
    answer = site.get(f"/{name}", buffered=True)
    assert answer.headers["Cache-Control"] == (A_YEAR if kept else "no-cache")
    known = {"If-None-Match": answer.headers["ETag"]}
    assert site.get(f"/{name}", headers=known, buffered=True).status_code == 304


def test_a_missing_file_is_asked_for_again_whatever_its_name(site):
    answer = site.get("/static/gone.0123456789.js", buffered=True)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-cache")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("all.atom", "application/atom+xml; charset=utf-8"),
        ("index.html", "text/html; charset=utf-8"),
        ("feed.json", "application/json; charset=utf-8"),
        ("deadlines.ics", "text/calendar; charset=utf-8"),
        ("catalog.jsonld", "application/ld+json"),
        ("yellow.csv", "text/csv; charset=utf-8"),
    ],
)
def test_open_data_is_told_by_its_media_type_on_every_system(site, tmp_path, name, kind):
    (tmp_path / "site" / name).write_text("x", "utf-8")
    assert site.get(f"/{name}", buffered=True).headers["Content-Type"] == kind
