"""The search against Pagefind on the same pages: `python -m pytest tests/bench/bench_search.py -s`.

MINGJIAN_BENCH_ENTERPRISES (default 10000; 100000 takes half an hour, and a first query may then
fetch 200 KB instead of 100) firms, 300 generated queries. Ours are asked through the
real page in Chromium; every byte counted is a byte of a file, uncompressed, as a plain file server
sends it. Pagefind (extended, for its Chinese segmentation) indexes the enterprise pages and is
asked by its own JavaScript interface in the same browser; its files are compressed already.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, Page, Response

from publisher import build
from publisher.harvest import gather
from publisher.search import index as indexing
from publisher.search.blocks import Packer
from publisher.search.findable import Findable, searchable
from publisher.search.sounds import Sounds
from register.characters import simplified_characters
from register.lines import read_raw
from register.profiles import load_profile
from samples.sampling import write_sample

CONTENT = Path(__file__).resolve().parents[2] / "content"
PLACE = "zhanjiang"
ENTERPRISES = int(os.environ.get("MINGJIAN_BENCH_ENTERPRISES", "10000"))
AS_OF = dt.date(2026, 11, 22)
QUERIES = 300
KILOBYTE = 1000
FIRST_QUERY_LIMIT = 100 * KILOBYTE if ENTERPRISES <= 10_000 else 200 * KILOBYTE


@dataclass
class Query:
    """One generated query, the firms it should find, and what came of it."""

    kind: str
    text: str
    wanted: set[str]
    ours: set[str] = field(default_factory=set)
    pagefind: set[str] = field(default_factory=set)
    said: int = 0
    bytes: int = 0
    pagefind_bytes: int = 0


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("search") / "content"
    write_sample(CONTENT / PLACE, ENTERPRISES, 7, folder)
    for year in (folder / PLACE / "acts").glob("*.jsonl"):
        # Sampled names have no brackets; real ones often do.
        year.write_bytes(
            year.read_bytes().replace("实业有限公司".encode(), "（集团）实业有限公司".encode())
        )
    return folder


@pytest.fixture(scope="module")
def firms(content: Path) -> list[Findable]:
    folder = content / PLACE
    harvest = gather(read_raw(folder), load_profile(folder), AS_OF, content.parent / "firms", b"")
    found = harvest.topics["search"].said.values()
    return [msgspec.msgpack.decode(firm, type=Findable) for firm in found]


@pytest.fixture(scope="module")
def site(content: Path) -> Path:
    output = content.parent / "site"
    build(content, PLACE, output, AS_OF)
    return output


class Counting(SimpleHTTPRequestHandler):
    """A plain file server."""

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Counting, directory=site)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class Maker:
    """Makes queries of every kind, with the firms each should find, worked out by looking."""

    def __init__(self, firms: list[Findable]) -> None:
        self.choice = random.Random(300)
        self.firms = [firm for firm in firms if firm.names]
        sounds = Sounds({})
        self.spell: Callable[[str], str] = lambda name: min(sounds.spell(searchable(name)))
        self.forms: dict[str, list[tuple[str, str]]] = {"name": [], "initials": [], "code": []}
        for firm in self.firms:
            self.forms["code"].append((firm.id, firm.code.lower()))
            for name in map(searchable, firm.names):
                bare = name.replace("(", "").replace(")", "")
                self.forms["name"] += ((firm.id, name), (firm.id, bare))
                self.forms["initials"] += ((firm.id, it) for it in sounds.spell(name))
        self.traditional = {plain: chr(it) for it, plain in simplified_characters().items()}

    def make(self, kind: str) -> Query:
        choice = self.choice
        firm = choice.choice(self.firms)
        name = choice.choice(firm.names)
        match kind:
            case "initials":
                text = self._part(self.spell(name), choice.randint(3, 8))
            case "code":
                text = choice.choice([firm.code, firm.code[-6:], firm.code[:12]])
            case "brackets":
                bracketed = [it for it in self.firms if "（" in it.names[0]]
                name = choice.choice(bracketed).names[0]
                at = name.index("（")
                opened, closed = choice.choice(["[]", "【】", "()", "〔）", ("", "")])
                inner = name[at + 1 : name.index("）")]
                text = name[max(0, at - choice.randint(1, 3)) : at] + opened + inner + closed
            case _:
                text = self._part(name, choice.randint(2, 6))
        if kind == "traditional":
            text = "".join(self.traditional.get(char, char) for char in text)
        pool = self.forms[kind if kind in self.forms else "name"]
        key = text.lower() if pool is not self.forms["name"] else searchable(text)
        return Query(kind, text, {id_ for id_, form in pool if key in form})

    def _part(self, text: str, length: int) -> str:
        start = self.choice.randrange(max(1, len(text) - length + 1))
        return text[start : start + length]


KINDS = ("fragment", "fragment", "brackets", "traditional", "initials", "code")


def test_search_finds_everything_in_few_bytes(
    chromium: Browser, content: Path, firms: list[Findable], site: Path, served: str
) -> None:
    maker = Maker(firms)
    asked = [maker.make(KINDS[number % len(KINDS)]) for number in range(QUERIES)]
    script = next(site.glob("static/search.*.js")).stat().st_size
    manifest = (site / "search/index/manifest.json").stat().st_size
    for query in asked:
        ask_ours(chromium, served, query)
    ask_ours_for_all(chromium, served, asked)
    report(asked, script, manifest)
    took = index_pagefind(site)
    with_few = [query for query in asked if len(query.wanted) <= 200]
    for query in with_few:
        ask_pagefind(chromium, served, query)
    build_report(content, firms, site, took)
    compare(with_few, script, manifest)
    assert recall(asked, "ours") == precision(asked, "ours") == 1
    costs = sorted(query.bytes for query in asked)
    assert max(costs) + script + manifest <= FIRST_QUERY_LIMIT
    if ENTERPRISES <= 10_000:
        assert statistics.median(costs) <= 15 * KILOBYTE
        assert costs[int(0.95 * len(costs))] <= 40 * KILOBYTE


def ask_ours(browser: Browser, served: str, query: Query) -> None:
    """Ask the page as a first visitor does, counting what it fetches beside its manifest."""
    page = browser.new_page()
    counted: list[int] = []
    page.on("response", lambda answer: counted.append(_size(answer, "/search/index/")))
    page.goto(f"{served}search/")
    page.locator("#q").fill(query.text)
    wait_for_answer(page)
    query.bytes = sum(counted)
    page.close()


def wait_for_answer(page: Page) -> None:
    page.wait_for_function(
        "() => /[0-9]|没有/.test(document.querySelector('[data-status]').textContent)"
    )


def _size(answer: Response, below: str) -> int:
    if below not in answer.url or answer.url.endswith("manifest.json"):
        return 0
    return int(answer.headers["content-length"])


def ask_ours_for_all(browser: Browser, served: str, asked: list[Query]) -> None:
    """Have the page list every result, to compare whole sets."""
    page = browser.new_page()

    def all_at_once(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("PAGE=5,", "PAGE=1000000,"))

    page.route("**/static/search.*.js", all_at_once)
    page.goto(f"{served}search/")
    for query in asked:
        page.evaluate("document.querySelector('[data-status]').textContent = ''")
        page.locator("#q").fill("")
        page.locator("#q").fill(query.text)
        page.keyboard.press("Enter")
        wait_for_answer(page)
        links = page.evaluate(
            "[...document.querySelectorAll('[data-list] a')].map(a => a.getAttribute('href'))"
        )
        query.ours = {link.split("/")[-2] for link in links}
    page.close()


def index_pagefind(site: Path) -> float:
    options = "--quiet --glob enterprises/*/index.html"
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "pagefind_bin_extended", *f"--site {site} {options}".split()],
        check=True,
    )
    return time.perf_counter() - start


ASK_PAGEFIND = """async (query) => {
  const pagefind = await import("/pagefind/pagefind.js");
  await pagefind.init();
  const found = await pagefind.search(query);
  const first = await Promise.all(found.results.slice(0, 10).map(it => it.data()));
  return found.results.length > 400 ? null : first.map(it => it.url);
}"""
ALL_OF_PAGEFIND = """async (query) => {
  const pagefind = await import("/pagefind/pagefind.js");
  const found = await pagefind.search(query);
  return (await Promise.all(found.results.slice(0, 400).map(it => it.data()))).map(it => it.url);
}"""


def ask_pagefind(browser: Browser, served: str, query: Query) -> None:
    """Ask Pagefind in a fresh page; bytes are those up to the first ten results."""
    page = browser.new_page()
    counted: list[int] = []
    page.on("response", lambda answer: counted.append(_size(answer, "/pagefind/")))
    page.goto(f"{served}robots.txt")
    page.evaluate(ASK_PAGEFIND, query.text)
    query.pagefind_bytes = sum(counted)
    query.pagefind = {url.split("/")[-2] for url in page.evaluate(ALL_OF_PAGEFIND, query.text)}
    page.close()


def recall(asked: list[Query], whose: str) -> float:
    return statistics.mean(
        len(getattr(it, whose) & it.wanted) / len(it.wanted) for it in asked if it.wanted
    )


def precision(asked: list[Query], whose: str) -> float:
    return statistics.mean(
        len(getattr(it, whose) & it.wanted) / len(getattr(it, whose)) if getattr(it, whose) else 1
        for it in asked
    )


def build_report(content: Path, firms: list[Findable], site: Path, pagefind: float) -> None:
    packer = Packer(load_profile(content / PLACE))
    encoded = [msgspec.msgpack.encode(firm) for firm in firms]
    cache = content.parent / "index"
    start = time.perf_counter()
    indexing.up_to_date(cache, b"", encoded, packer)
    built = time.perf_counter() - start
    encoded[-1] = msgspec.msgpack.encode(msgspec.structs.replace(firms[-1], years=(1999,)))
    start = time.perf_counter()
    indexing.up_to_date(cache, b"", encoded, packer)
    mended = time.perf_counter() - start
    files = [path.stat().st_size for path in (site / "search/index").iterdir()]
    print(f"\n{len(firms)} firms: index {len(files)} files, {sum(files) / 1e3:.0f} KB raw")
    print(f"built in {built:.2f} s, mended after one act in {mended:.3f} s")
    print(f"Pagefind {pagefind:.1f} s; ours/Pagefind {built / pagefind:.3f}")


def report(asked: list[Query], script: int, manifest: int) -> None:
    costs = sorted(query.bytes for query in asked)
    print(f"script {script} B, manifest {manifest} B, fetched once; then a query, raw bytes:")
    print(f"  median {statistics.median(costs):.0f}, p95 {costs[int(0.95 * len(costs))]}")
    print(f"  most {costs[-1]}; first query at most {costs[-1] + script + manifest}")
    for kind in dict.fromkeys(KINDS):
        of_kind = [query for query in asked if query.kind == kind]
        middle = statistics.median(query.bytes for query in of_kind)
        print(
            f"  {kind}: recall {recall(of_kind, 'ours'):.3f}, "
            f"precision {precision(of_kind, 'ours'):.3f}, "
            f"median {middle:.0f}, most {max(query.bytes for query in of_kind)}"
        )


def compare(with_few: list[Query], script: int, manifest: int) -> None:
    theirs = statistics.median(query.pagefind_bytes for query in with_few)
    ours = statistics.median(query.bytes for query in with_few)
    print(f"on the {len(with_few)} queries with at most 200 answers:")
    print(f"  recall: ours {recall(with_few, 'ours'):.3f}", end=", ")
    print(f"Pagefind {recall(with_few, 'pagefind'):.3f}")
    print(f"  precision: ours {precision(with_few, 'ours'):.3f}", end=", ")
    print(f"Pagefind {precision(with_few, 'pagefind'):.3f}")
    print(f"  median bytes with the script: ours {ours + script + manifest:.0f}", end=", ")
    print(f"Pagefind {theirs:.0f}, ratio {(ours + script + manifest) / theirs:.3f}")
