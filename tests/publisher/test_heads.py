"""What stands in every page's head for government crawlers, search engines and messengers."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import pytest

SITE_TAGS = ("SiteName", "SiteDomain", "SiteIDCode")
COLUMN_TAGS = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
ARTICLE_TAGS = ("ArticleTitle", "PubDate", "ContentSource")
OPEN_GRAPH = ("og:type", "og:title", "og:description", "og:site_name", "og:locale", "og:image")
COLUMN_TYPES = {"首页", "概况信息", "机构职能", "工作动态", "数据发布"}
"""Those of 政府网站发展指引 that pages of ours are of."""
COLUMNS_ALONE = re.compile(
    r"(?:lists/|lists/closures/|enterprises/|enterprises/(?:area|industry)/.*|notices/|departments/"
    r"|search/|data/|data/dictionary/(?:book/|numbers/)?|data/(?:releases|numbers)/|verify/|sitemap/"
    r"|)(?:index\.html)"
)
"""Pages that lead to others or are a tool; whatever else there is was published on a day."""


class Head(HTMLParser):
    """The meta and link elements and the data blocks of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.links: dict[tuple[str, str], str] = {}
        self.data: list[dict[str, object]] = []
        self._in_data = False
        self.feed(html.partition("</head>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "meta" and "content" in known:
            self.meta[known.get("name") or known.get("property", "")] = known["content"]
        if tag == "link":
            self.links[known["rel"], known.get("hreflang", known.get("type", ""))] = known["href"]
        self._in_data = known.get("type") == "application/ld+json"

    def handle_endtag(self, tag: str) -> None:
        self._in_data = False

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data.append(json.loads(data))


@pytest.fixture(scope="module")
def heads(site: Path) -> dict[str, Head]:
    """The head of every page, by its path."""
    return {
        path.relative_to(site).as_posix(): Head(path.read_text(encoding="utf-8"))
        for path in site.rglob("*.html")
    }


def test_every_page_carries_the_tags_the_government_asks_for(heads: dict[str, Head]) -> None:
    lacking = []
    for name, head in heads.items():
        wanted = [*SITE_TAGS, *COLUMN_TAGS, *OPEN_GRAPH, "description"]
        hidden = "noindex" in head.meta.get("robots", "")
        if not hidden and not COLUMNS_ALONE.fullmatch(name.removeprefix("en/")):
            wanted += ARTICLE_TAGS
        lacking += [(name, tag) for tag in wanted if not head.meta.get(tag, "").strip()]
    assert lacking == []


def test_the_column_type_is_one_of_the_guides_words_and_the_date_is_written_as_it_asks(
    heads: dict[str, Head],
) -> None:
    assert {head.meta["ColumnType"] for head in heads.values()} == COLUMN_TYPES
    assert heads["index.html"].meta["ColumnType"] == "首页"
    assert heads["departments/index.html"].meta["ColumnType"] == "机构职能"
    assert heads["lists/yellow/index.html"].meta["ColumnType"] == "数据发布"
    dates = {head.meta["PubDate"] for head in heads.values() if "PubDate" in head.meta}
    assert [day for day in dates if not re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", day)] == []


def test_every_page_names_its_own_address_and_the_same_page_in_each_language(
    heads: dict[str, Head],
) -> None:
    wrong = []
    for name, head in heads.items():
        if name == "404.html":
            assert "noindex" in head.meta["robots"]
            continue
        own, path = name.removesuffix("index.html"), name.removesuffix("index.html")
        path = path.removeprefix("en/")
        canonical = head.links["canonical", ""]
        root = canonical.removesuffix(own)
        expected = {
            "zh-CN": urljoin(root, path),
            "en": urljoin(root, f"en/{path}"),
            "x-default": urljoin(root, path),
        }
        found = {key[1]: href for key, href in head.links.items() if key == ("alternate", key[1])}
        if canonical != root + own or head.meta["og:url"] != canonical:
            wrong.append((name, "canonical", canonical))
        wrong += [
            (name, language, found.get(language))
            for language, href in expected.items()
            if found.get(language) != href
        ]
    assert wrong == []


def test_every_page_is_described_in_the_words_of_schema_org(
    site: Path, heads: dict[str, Head]
) -> None:
    missing = [name for name, head in heads.items() if len(head.data) != 1]
    assert missing == []
    assert {head.data[0]["@context"] for head in heads.values()} == {"https://schema.org"}
    (firm, *_) = sorted((site / "enterprises").glob("*-*/index.html"))
    kinds = {
        "index.html": "WebSite",
        "lists/index.html": "CollectionPage",
        "lists/yellow/index.html": "Dataset",
        "departments/index.html": "WebPage",
        firm.relative_to(site).as_posix(): "Organization",
    }
    assert {name: heads[name].data[0]["@type"] for name in kinds} == kinds
    services = heads["departments/index.html"].data[0]["mainEntity"]
    assert isinstance(services, list)
    assert {service["@type"] for service in services} == {"GovernmentService"}
    search = heads["en/index.html"].data[0]["potentialAction"]
    assert isinstance(search, dict)
    assert search["target"]["urlTemplate"].endswith("/en/search/?q={search_term_string}")


def test_the_picture_a_shared_link_is_shown_with_is_there(
    site: Path, heads: dict[str, Head]
) -> None:
    (address,) = {head.meta["og:image"] for head in heads.values()}
    picture = site / "static" / address.rsplit("/", 1)[-1]
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_site_map_for_search_engines_names_every_page_that_may_be_found(
    site: Path, heads: dict[str, Head]
) -> None:
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    listed = {
        found.text
        for path in (site / "sitemaps").iterdir()
        for found in ET.parse(path).iterfind(".//s:loc", names)
    }
    findable = {
        head.links["canonical", ""]
        for name, head in heads.items()
        if name != "404.html"
        and "/page/" not in name  # found from the front page of its list
        and "noindex" not in head.meta.get("robots", "")
    }
    assert findable == listed
