"""Long lists and long histories in a browser, served below a domain by a plain file server."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from publisher import build, story, volumes
from publisher.pages import listings, notices, releases, statistics
from publisher.pages.pagination import Room

from .conftest import AS_OF, CONTENT
from .test_site import ORIGIN, Parsed, internal, served

pytestmark = pytest.mark.browser
BELOW = "gov/register"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def long_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Zhanjiang with little room on a page, so that much takes several."""
    root = tmp_path_factory.mktemp("served")
    (root / "gov").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listings, "ROOM", Room(front=6_000, numbered=5_000))
        patch.setattr(listings, "MANY", 4)
        patch.setattr(volumes, "ROOM", Room(front=2_000, numbered=1_500))
        patch.setattr(story, "LINES", 2)
        patch.setattr(notices, "ROOM", Room(front=2_000, numbered=1_500))
        patch.setattr(releases, "ROOM", Room(front=1, numbered=1))
        patch.setattr(statistics, "ROOM", Room(front=6, numbered=4))
        build(CONTENT, "zhanjiang", root / BELOW, AS_OF)
    return root / BELOW


@pytest.fixture(scope="module")
def long_lists(long_site: Path) -> Iterator[str]:
    """The address of that site."""
    root = long_site.parents[1]
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{BELOW}"
    server.shutdown()
    server.server_close()


PARTED = ("enterprises", "lists/yellow", "notices", "statistics", "data/releases")


@pytest.mark.parametrize("part", PARTED)
def test_every_link_between_pages_of_what_was_parted_leads_somewhere(
    long_site: Path, part: str
) -> None:
    pages = list((long_site / part).rglob("index.html"))
    assert any("page" in path.parts for path in pages)
    broken = []
    for path in pages:
        name = path.relative_to(long_site).as_posix()
        for link in Parsed(path.read_text("utf-8")).links:
            where = internal(link, f"{ORIGIN}/{name.removesuffix('index.html')}") or "/report/"
            answered = where.startswith(("/report/", "/en/report/"))
            if not answered and not (long_site / served(long_site, where[1:])).is_file():
                broken.append((name, link))
    assert broken == []


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    problems: list[object] = []
    page.on("pageerror", lambda problem: problems.append(problem))  # noqa: PLW0108 - Playwright marks what it is given
    yield page
    assert problems == []
    page.close()


def column(page: Page, number: int) -> list[str]:
    return page.locator(f"tbody tr:visible > :nth-child({number})").all_inner_texts()


def acts(page: Page) -> list[str]:
    shown: list[str] = page.locator("tbody tr:visible th a").evaluate_all(
        "links => links.map(link => link.hash)"
    )
    return shown


def whole_list(page: Page, address: str, words: str) -> None:
    page.goto(address)
    page.get_by_role("button", name=words).click()
    expect(page.locator("nav[data-whole]")).to_be_hidden()


def test_all_pages_of_a_list_are_sorted_and_narrowed_together_and_the_address_says_how(
    page: Page, long_lists: str
) -> None:
    address = f"{long_lists}/lists/yellow/"
    whole_list(page, address, "载入其余各页")
    names = column(page, 1)
    assert len(names) == len(set(names)) > 10
    page.get_by_label("排序").select_option("-deadline")
    deadlines = [re.match(r"[-\d]+", text).group() for text in column(page, 6)]  # type: ignore[union-attr]
    assert deadlines == sorted(deadlines, reverse=True)
    assert len(deadlines) == len(names)
    page.get_by_label("不达标方面").select_option(label="安全")
    assert set(column(page, 4)) == {"安全"}
    assert f"共{len(names)}条" in page.locator(".table-filter + output").inner_text()
    page.locator("tbody a").first.click()
    assert "/enterprises/" in page.url


def test_an_address_that_was_shared_brings_the_same_rows_of_the_whole_list_in_either_language(
    page: Page, long_lists: str
) -> None:
    whole_list(page, f"{long_lists}/lists/yellow/", "载入其余各页")
    expect(page.locator("[data-filter]")).to_be_focused()
    page.get_by_label("所在地区").select_option(label="廉江市")
    page.get_by_label("排序").select_option("-date")
    shown, address = acts(page), page.url
    assert len(shown) > 1
    assert "all=1&area=440881&sort=-date" in address
    page.get_by_role("link", name="English").click()
    for reopened in (page.url, address):
        page.goto("about:blank")
        page.goto(reopened)
        expect(page.locator("nav[data-whole]")).to_be_hidden()
        assert acts(page) == shown
        assert page.url == reopened
    assert page.locator("html").get_attribute("lang") == "zh-CN"


def test_words_and_order_are_kept_in_the_address_too(page: Page, long_lists: str) -> None:
    page.goto(f"{long_lists}/lists/over-limit/?sort=measured&area=440881")
    page.get_by_label("在本页筛选").fill("公司")
    shown, address = column(page, 1), page.url
    page.goto("about:blank")
    page.goto(address)
    assert column(page, 1) == shown
    assert page.get_by_label("排序").input_value() == "measured"
    assert page.get_by_label("在本页筛选").input_value() == "公司"


def test_an_address_that_asks_for_what_there_is_not_shows_the_whole_list(
    page: Page, long_lists: str
) -> None:
    page.goto(f"{long_lists}/en/lists/yellow/?sort=%3Cb%3E&area=nowhere&subject=&x=1")
    assert len(column(page, 1)) == page.locator("tbody tr").count() > 0
    assert page.get_by_label("Sort by").input_value() == ""


def test_what_could_not_be_loaded_is_said_and_the_list_stays_as_it_was_until_it_can_be(
    page: Page, long_lists: str
) -> None:
    page.goto(f"{long_lists}/lists/yellow/")
    before = column(page, 1)
    page.route("**/page/1/", lambda route: route.abort())
    more = page.get_by_role("button", name="载入其余各页")
    more.click()
    expect(page.locator("nav[data-whole] output")).to_contain_text("没能载入其余各页")
    expect(more).to_be_focused()
    page.get_by_label("排序").select_option("date")
    assert sorted(column(page, 1)) == sorted(before)
    assert f"共{len(before)}条" in page.locator(".table-filter + output").inner_text()
    page.unroute("**/page/1/")
    more.click()
    expect(page.locator("nav[data-whole]")).to_be_hidden()
    names = column(page, 1)
    assert len(names) == len(set(names)) > len(before)
    assert f"共{len(names)}条" in page.locator(".table-filter + output").inner_text()
    page.get_by_label("排序").select_option("")
    assert page.locator("caption").inner_text() == f"全部{len(names)}条"


def test_a_sorted_column_says_so_and_can_be_sorted_with_the_keyboard(
    page: Page, long_lists: str
) -> None:
    page.goto(f"{long_lists}/lists/yellow/")
    head = page.locator("th[data-key=date]")
    head.locator("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert "sort=-date" in page.url


def test_without_a_script_the_parts_of_a_list_lead_to_its_rows(
    chromium: Browser, long_lists: str
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    for facet in ("area", "industry", "subject", "state", "department"):
        page.goto(f"{long_lists}/lists/yellow/")
        page.locator(f".facets a[href^='{facet}/']").first.click()
        assert f"/lists/yellow/{facet}/" in page.url
        page.locator("tbody tr").first.wait_for()  # a click waits for the page to begin, not to end
    assert page.locator(".table-filter").count() == 0
    context.close()


def test_values_that_have_no_room_on_a_list_are_on_a_page_below_it(
    page: Page, long_lists: str
) -> None:
    page.goto(f"{long_lists}/en/lists/yellow/")
    assert page.locator(".facets a[href^='industry/']").count() == 4
    page.get_by_role("link", name="Industry: all").click()
    page.wait_for_url("**/en/lists/yellow/industry/")
    assert page.locator(".facets a").count() > 4
    page.locator(".facets a").last.click()
    page.wait_for_url("**/en/lists/yellow/industry/*/")
    expect(page.locator("tbody tr").first).to_be_visible()


def test_a_printed_list_says_whose_it_is_and_cuts_no_text(page: Page, long_lists: str) -> None:
    page.goto(f"{long_lists}/lists/sealed/")
    page.emulate_media(media="print")
    assert "…" not in page.locator("tbody").inner_text()
    assert page.locator("thead").evaluate("it => getComputedStyle(it).display") == (
        "table-header-group"
    )
    head = page.locator("th[data-key=deadline]")
    assert head.locator("button").is_hidden()  # Chromium leaves buttons out of a repeated heading
    assert head.inner_text() == "拆除期限"
    for shown in ("h1", ".as-of >> nth=0", ".print-note"):
        expect(page.locator(shown)).to_be_visible()
    for hidden in (".site-nav", ".table-filter", ".facets >> nth=0", "footer"):
        expect(page.locator(hidden)).to_be_hidden()


def test_a_part_of_a_list_says_on_paper_what_part_in_which_order(
    page: Page, long_lists: str
) -> None:
    page.goto(f"{long_lists}/lists/yellow/?q=公司&area=440804&sort=-name")
    page.emulate_media(media="print")
    assert re.match(r"显示\d+条，共\d+条", page.locator(".table-filter + output").inner_text())
    caption = page.locator("caption")
    assert caption.inner_text() == "“公司” · 企业名称：从大到小 · 所在地区：坡头区"
    page.goto(f"{long_lists}/en/lists/yellow/?area=440804")
    assert caption.inner_text() == "Area: Potou District"
    page.goto(f"{long_lists}/lists/yellow/?area=nowhere")
    assert caption.inner_text().endswith("最新的在前")


OLD_FIRM, OLDEST, NEXT = (
    "zj-lichi-blast",
    "01HSFEK72D17Z3YC1FKF1F0PN5",
    "01JEWQ44F7T94RDXCKZB4YQ130",
)
"""Told on pages 1 and 2 there; only the entries of pages 2 and 3 have lines on its own page."""


@pytest.mark.parametrize(("act", "number"), [(NEXT, 2), (OLDEST, 1)], ids=["line", "no-line"])
def test_the_permanent_address_of_an_old_entry_leads_to_the_page_that_tells_it(
    page: Page, long_lists: str, act: str, number: int
) -> None:
    page.goto(f"{long_lists}/en/enterprises/{OLD_FIRM}/#{act}")
    page.wait_for_url(f"**/enterprises/{OLD_FIRM}/page/{number}/#{act}")
    expect(page.locator(f"li.event[id='{act}']")).to_be_in_viewport()
    page.get_by_role("link", name="latest entries").click()
    page.wait_for_url(f"**/en/enterprises/{OLD_FIRM}/")


def test_without_a_script_the_line_in_its_place_is_a_link_to_an_old_entry(
    chromium: Browser, long_lists: str
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{long_lists}/enterprises/{OLD_FIRM}/#{NEXT}")
    page.locator(f"[id='{NEXT}'] a").click()
    page.wait_for_url(f"**/page/2/#{NEXT}")
    expect(page.locator(f"li.event[id='{NEXT}']")).to_be_visible()
    page.get_by_role("link", name="较早的").click()
    expect(page.locator(f"li.event[id='{OLDEST}']")).to_be_visible()
    context.close()
