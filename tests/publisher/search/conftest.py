"""The real search page over HTTP in Chromium, and the names it should find."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from intake.serve import SITE_HEADERS
from publisher import build
from register.files import load_book
from register.histories import History
from register.names import normalise_name
from register.profiles import load_profile
from samples.sampling import write_sample

CONTENT = Path(__file__).resolve().parents[3] / "content"
AS_OF = dt.date(2026, 11, 22)
SAMPLED = 250

SITE_JS = re.compile(r".*/static/search\.[0-9a-f]+\.js$")


class Handler(SimpleHTTPRequestHandler):
    """A plain file server, with the security policy of ours."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", SITE_HEADERS["Content-Security-Policy"])
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="session")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a place with fictional firms made up for it."""
    folder = tmp_path_factory.mktemp("sampled")
    write_sample(CONTENT / "zhanjiang", SAMPLED, 11, folder)
    return folder / "zhanjiang"


@pytest.fixture(scope="session")
def site_of_sampled(sampled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its site as built."""
    output = tmp_path_factory.mktemp("searched") / "site"
    build(sampled.parent, sampled.name, output, AS_OF)
    return output


@pytest.fixture(scope="session", params=["zhanjiang", "enping", "sampled"])
def content(request: pytest.FixtureRequest) -> Path:
    """The folder of a demo place, or of the one made up."""
    if request.param == "sampled":
        found: Path = request.getfixturevalue("sampled")
        return found
    return CONTENT / request.param


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest, content: Path, built: Callable[[str], Path]) -> Path:
    """The place's site as built."""
    if content.parent != CONTENT:
        found: Path = request.getfixturevalue("site_of_sampled")
        return found
    return built(content.name)


@pytest.fixture(scope="session")
def histories(content: Path) -> list[History]:
    """The histories of the place's enterprises."""
    return list(load_book(content, load_profile(content)).histories.values())


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    """The address of the site, in a folder below a domain's root."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=site.parent)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{site.name}/"
        server.shutdown()


class Search:
    """The search page, open in a browser."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", lambda message: self.problems.append(message.text))

    def show_all(self) -> None:
        """Have the page list every result at once."""

        def more(route: Route) -> None:
            answer = route.fetch()
            route.fulfill(response=answer, body=answer.text().replace("PAGE=5,", "PAGE=1000000,"))

        self.page.route(SITE_JS, more)

    def status(self) -> str:
        return self.page.locator("[data-status]").inner_text()

    def names(self) -> list[str]:
        return self.page.locator("[data-list] li > a").all_inner_texts()

    def ask(self, words: str, **filters: str) -> list[str]:
        """Return the names found for a query."""
        return self.ask_all([words], **filters)[0]

    def ask_all(self, queries: list[str], **filters: str) -> list[list[str]]:
        """Return the names found for each query, typed one after the other."""
        return self.page.evaluate(ASK_ALL, [queries, filters])


ASK_ALL = """async ([queries, filters]) => {
  const form = document.querySelector("form[data-index]");
  const status = document.querySelector("[data-status]");
  const answers = [], waiting = document.querySelector(".search-results").dataset.waiting;
  for (const [name, value] of Object.entries(filters)) form.elements[name].value = value;
  for (const query of queries) {
    form.elements.q.value = query;
    status.textContent = "";
    form.requestSubmit();
    while (!status.textContent || status.textContent === waiting)
      await new Promise(done => setTimeout(done, 1));
    answers.push([...document.querySelectorAll("[data-list] li > a")].map(it => it.textContent));
  }
  return answers;
}"""


@pytest.fixture
def search(chromium: Browser, served: str) -> Iterator[Search]:
    """The Chinese search page."""
    page = chromium.new_page()
    found = Search(page)
    page.goto(f"{served}search/")
    yield found
    assert found.problems == []
    page.close()


@pytest.fixture(scope="session")
def firms(histories: list[History]) -> list[list[str]]:
    """The public names of each enterprise by the one in use."""
    views = [history.on(AS_OF) for history in histories]
    return [[name.name for name in view.names][::-1] for view in views if view.enterprise]


@pytest.fixture(scope="session")
def holding() -> Callable[[str, list[list[str]]], list[str]]:
    """Finds firms by looking at every name."""
    return _holding


def _holding(fragment: str, firms: list[list[str]]) -> list[str]:
    """The firms one of whose names holds a fragment, brackets left out or not: by looking."""
    wanted = normalise_name(fragment)
    return sorted(
        names[0]
        for names in firms
        if any(
            wanted in form
            for name in map(normalise_name, names)
            for form in (name, re.sub(r"[()]", "", name))
        )
    )
