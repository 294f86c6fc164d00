"""The site as a visitor's browser sees it: links, languages, well-formed pages."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from msgspec.structs import replace

from publisher.assets import find_assets
from publisher.frame import MISSING, Frames, Meta
from register.profiles import load_profile

from .conftest import CONTENT

ORIGIN = "http://site.test"
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Parsed(HTMLParser):
    """The links and ids of a page; complains of elements that are not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.language = ""
        self.problems: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        self.problems += [f"never closed: {tag}" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "html":
            self.language = known.get("lang") or ""
        if "id" in known:
            self.ids.append(known["id"] or "")
        for name in ("href", "src"):
            if known.get(name):
                self.links.append(str(known[name]))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self._open or self._open.pop() != tag:
            self.problems.append(f"{tag} closed out of order at {self.getpos()}")


@pytest.fixture(scope="module")
def parsed(site: Path) -> dict[str, Parsed]:
    """Every page by its path below the output folder."""
    return {
        path.relative_to(site).as_posix(): Parsed(path.read_text(encoding="utf-8"))
        for path in site.rglob("*.html")
    }


def internal(link: str, base: str) -> str | None:
    """Return the path a link leads to inside the site, None for links that leave it."""
    target = urlsplit(urljoin(base, link))
    if f"{target.scheme}://{target.netloc}" != ORIGIN:
        return None
    return unquote(target.path)


def served(site: Path, path: str) -> str:
    """Return the file a plain file server answers a path with."""
    return f"{path}index.html" if not path or path.endswith("/") else path


@pytest.mark.parametrize("prefix", ["/", "/gov/register/"])
def test_every_internal_link_and_anchor_resolves_at_a_root_and_below_a_folder(
    site: Path, parsed: dict[str, Parsed], prefix: str
) -> None:
    broken = []
    for name, page in parsed.items():
        if name == "404.html" and prefix != "/":
            continue  # answers at any depth, so it starts from the site's own address
        base = f"{ORIGIN}{prefix}{name.removesuffix('index.html')}"
        for link in page.links:
            address, anchor = urldefrag(link)
            path = internal(address, base)
            if path is None:
                continue
            assert path.startswith(prefix), (name, link)
            below = path.removeprefix(prefix)
            if below.startswith(("report/", "en/report/")):
                continue  # answered by the intake on the same host
            file = served(site, below)
            if not (site / file).is_file() or (anchor and anchor not in parsed[file].ids):
                broken.append((name, link))
    assert not broken


def test_the_page_for_what_is_missing_is_dressed_wherever_the_site_lies() -> None:
    """A server shows it at any depth, so it starts from the address in the profile."""
    profile = load_profile(CONTENT / "enping")
    settings = replace(profile.site, url="https://www.enping.gov.cn/capacity")
    frames = Frames(replace(profile, site=settings), find_assets().paths)
    meta = Meta("页面不存在", "没有找到", "页面不存在", "概况信息", "公示", indexed=False)
    page = Parsed(frames.page(MISSING, "zh-CN", "", meta, "").decode())
    own = [
        urlsplit(urljoin("https://www.enping.gov.cn/capacity/lists/no/such/", it))
        for it in page.links
    ]
    paths = [it.path for it in own if it.netloc == "www.enping.gov.cn" and not it.fragment]
    assert len(paths) > 15
    assert [path for path in paths if not path.startswith("/capacity/")] == []


def test_every_page_is_well_formed_and_uses_each_id_once(parsed: dict[str, Parsed]) -> None:
    assert not {name: page.problems for name, page in parsed.items() if page.problems}
    assert not [name for name, page in parsed.items() if len(page.ids) != len(set(page.ids))]


def test_every_page_exists_in_both_languages_and_says_its_own(parsed: dict[str, Parsed]) -> None:
    chinese = {name for name in parsed if not name.startswith("en/")} - {"404.html"}
    english = {name.removeprefix("en/") for name in parsed if name.startswith("en/")}
    assert chinese == english
    for name, page in parsed.items():
        assert page.language == ("en" if name.startswith("en/") else "zh-CN")


def test_english_pages_have_no_chinese_interface_words(site: Path) -> None:
    for name in ("index.html", "lists/index.html", "enterprises/index.html", "data/index.html"):
        text = (site / "en" / name).read_text(encoding="utf-8")
        main = text.partition("<main")[2].partition("</main>")[0]
        for word in ("名单", "企业目录", "数据截至", "首页", "下载"):
            assert word not in main.replace('lang="zh-CN"', ""), (name, word)


def test_machine_files_are_valid_and_name_the_licence(site: Path) -> None:
    book = json.loads((site / "data/book/2026.json").read_bytes())
    assert "creativecommons.org" in book["licence"]
    assert book["acts"]
    for path in (site / "data/lists").glob("*.json"):
        assert json.loads(path.read_bytes())["list"] == path.stem
    for path in (site / "data").rglob("*.csv"):
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    for path in (site / "sitemap.xml", *(site / "sitemaps").iterdir()):
        ET.parse(path)
    assert "Sitemap: " in (site / "robots.txt").read_text()


def test_nothing_is_fetched_from_anywhere_else(site: Path) -> None:
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert 'src="http' not in text
        assert "<style" not in text
        assert " style=" not in text
