"""The kinds of pages there are, where each is found, and the judges that npm brings."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

TOOLS = Path(__file__).parent / "browser" / "node_modules"
LANGUAGES = {"zh": "", "en": "/en"}
PHONE = {"width": 360, "height": 740}
TOO_WIDE = "() => document.documentElement.scrollWidth - window.innerWidth"
"""By how much a page can be pushed sideways, in pixels."""

ALIKE = (
    (r"^(lists/.+?)/(?:area|industry|subject|state|department|year)/[^/]+/", r"\1/part/"),
    (r"^lists/closures/\d+/", "lists/closures/*/"),
    (r"^lists/(?!closures/)[^/]+/", "lists/*/"),
    (r"^enterprises/(?:area|industry)/[^/]+/", "enterprises/part/"),
    (r"^enterprises/(?!part/)[^/]+/", "enterprises/*/"),
    (r"^(notices|about|data/releases)/[^/]+/", r"\1/*/"),
    (r"/page/\d+/", "/page/*/"),
)
"""Pages that differ in their matter alone. Any other page is of a kind of its own, so that the
pages of a new family are never forgotten."""
HOME, LIST, ENTERPRISE = "index.html", "lists/*/index.html", "enterprises/*/index.html"
SEARCH, STATISTICS = "search/index.html", "statistics/index.html"


def kind_of(path: str) -> str:
    """Return the kind of a page of the static site, in Chinese, by its path."""
    for pattern, kind in ALIKE:
        path = re.sub(pattern, kind, path)
    return path


@pytest.fixture(scope="session")
def prove() -> bool:
    """True under `make prove`: every page in every variant."""
    return os.environ.get("PROVE") == "1"


@pytest.fixture(scope="session")
def tool() -> Callable[[str], Path]:
    """Return a function that finds a package of npm, or skips the test and says how to get it."""

    def found(name: str) -> Path:
        if shutil.which("node") is None or not (TOOLS / name).exists():
            pytest.skip(
                f"needs {name}; on Debian: apt-get install nodejs npm; sh .ci/browser-tools"
            )
        return TOOLS / name

    return found


@pytest.fixture(scope="session")
def site_folder(instance: Any) -> Path:
    """The static site that the demonstration built."""
    return Path(instance.folder / "site")


@pytest.fixture(scope="session")
def addresses(instance: Any, site_folder: Path) -> dict[tuple[str, str], str]:
    """The address of the largest page of each kind, in each language."""
    largest: dict[str, Path] = {}
    for path in site_folder.rglob("*.html"):
        name = path.relative_to(site_folder).as_posix()
        if not name.startswith("en/"):
            kind = kind_of(name)
            known = largest.get(kind)
            if known is None or known.stat().st_size < path.stat().st_size:
                largest[kind] = path
    return {
        (kind, language): f"{instance.site}{prefix}/{_address(path.relative_to(site_folder))}"
        for kind, path in sorted(largest.items())
        for language, prefix in LANGUAGES.items()
        if language == "zh" or (site_folder / "en" / path.relative_to(site_folder)).exists()
    }


def _address(path: Path) -> str:
    return path.as_posix().removesuffix("index.html")


VARIANTS: dict[str, Callable[[Page], None]] = {
    "normal": lambda _: None,
    "elder": lambda page: page.check("#elder"),
    "dark": lambda page: (page.uncheck("#elder"), page.emulate_media(color_scheme="dark"))[1],
    "print": lambda page: page.emulate_media(media="print", color_scheme="light"),
}
FINDINGS = """async () => {
  const { violations } = await axe.run({ resultTypes: ["violations"],
    rules: { "target-size": { enabled: true } } });
  return violations.flatMap(rule => rule.nodes.map(
    node => `${rule.id}: ${node.target} ${node.html.slice(0, 120)}`));
}"""


@pytest.fixture(scope="session")
def every_variant() -> list[str]:
    """Return the ways in which a page is judged, the plain one first."""
    return list(VARIANTS)


@pytest.fixture
def findings(tool: Callable[[str], Any]) -> Callable[..., list[str]]:
    """Return a function that lists what axe-core finds on a page in each variant."""
    axe = (tool("axe-core") / "axe.min.js").read_text("utf-8")

    def found(page: Page, variants: list[str]) -> list[str]:
        page.evaluate(axe)
        said = []
        for name in variants:
            VARIANTS[name](page)
            said += [f"{name}: {finding}" for finding in page.evaluate(FINDINGS)]
        page.emulate_media(media="screen", color_scheme="light")
        return said

    return found


SOMEWHERE = {"zhanjiang": "遂溪县岭北镇", "enping": "大槐镇"}


class Walk:
    """Pages of the apps, reached as people reach them, in one language."""

    SEEN = "没挂牌的院子里，晚上十一点到早上八点用中频炉化废钢，倒模做地条钢，火光很大。"

    def __init__(self, instance: Any, language: str) -> None:
        self.seen = SOMEWHERE[instance.place] + self.SEEN
        self.site = instance.site + LANGUAGES[language]
        self.desk = instance.desk

    def _citizen(self, page: Page) -> Iterator[str]:
        """Go from the empty form to the status of a report; yield the name of each page."""
        page.goto(f"{self.site}/report/")
        yield "report form"
        page.locator("main textarea").first.fill(" ")  # passes the browser, not the server
        _submit(page)
        yield "report form to be mended"
        page.locator("main textarea").first.fill(self.seen)
        _submit(page)
        yield "receipt"
        receipt = re.search(r"\d{6}(?:\s\d{6}){4}", page.inner_text("main"))
        assert receipt, page.inner_text("main")
        page.goto(f"{self.site}/report/status/")
        yield "ask for the receipt"
        page.locator("main .receipt-input").first.fill(receipt.group())
        _submit(page)
        yield "status"

    def whole(self, page: Page) -> Iterator[str]:
        """Report, log in at the desk, open a case; yield the name of each page."""
        yield from self._citizen(page)
        page.goto(f"{self.desk}/")
        if self.site.endswith("/en"):
            with page.expect_navigation():
                page.locator(".utility .language").click()
        yield "login"
        page.locator("main input:not([type=hidden])").first.fill("industry")
        page.locator("main input[type=password]").fill("mingjian-yanshi")
        _submit(page)
        yield "queue"
        with page.expect_navigation():
            page.locator("main td a, main th a").first.click()
        yield "case"


def _submit(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form[method=post] [type=submit]").last.click()


@pytest.fixture
def walk(instance: Any, language: str) -> Walk:
    """A way through the apps in the test's language."""
    return Walk(instance, language)


@pytest.fixture
def new_page(chromium: Browser) -> Callable[..., Any]:
    """Return a function that opens a page in a browser profile of its own."""

    @contextmanager
    def opened(**options: Any) -> Iterator[Page]:
        context = chromium.new_context(viewport=PHONE, **options)
        page = context.new_page()
        try:
            yield page
        finally:
            context.close()

    return opened
