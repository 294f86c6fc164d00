"""However many enterprises there are, each is four clicks from the home page, without a script."""

from __future__ import annotations

import os
import re
from collections import deque
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urljoin

import pytest

from publisher import build
from publisher.pages import catalogue
from samples.sampling import write_sample

from .conftest import AS_OF, CONTENT

LINK = re.compile(r'<a [^>]*href="([^"#]+)')


@pytest.mark.parametrize("many", [0, 1, 200, 10_000, 100_000])
def test_the_front_page_of_an_area_leads_to_all_its_pages_and_they_to_every_firm(many: int) -> None:
    """Home, catalogue, area, numbered page, enterprise: four clicks, even all in one area."""
    firms: list[Any] = [
        (f"sample-{number:06}", SimpleNamespace(name=f"湛江市虚埕埗水泥制品{number}有限公司"))
        for number in range(many)
    ]
    front, *numbered = catalogue._leaves("area", "440802", firms)
    assert [firm for leaf in (front, *numbered) for firm in leaf.part.items] == firms
    assert sorted(leaf.part.number for leaf in numbered) == sorted(front.numbers)
    assert len(front.numbers) * len('<li><a href="page/1000/">1000</a></li>') < 40_000


@pytest.mark.prove
@pytest.mark.skipif(os.environ.get("PROVE") != "1", reason="10,000 enterprises: make prove")
def test_every_one_of_ten_thousand_enterprises_is_four_clicks_away(tmp_path: Path) -> None:
    write_sample(CONTENT / "zhanjiang", 10_000, 7, tmp_path / "content")
    site = tmp_path / "site"
    build(tmp_path / "content", "zhanjiang", site, AS_OF)
    clicks = clicks_to_firms(site)
    assert len(clicks) > 9_000
    assert max(clicks) <= 4


def test_every_enterprise_of_the_demonstrations_is_four_clicks_away(site: Path) -> None:
    assert 0 < max(clicks_to_firms(site)) <= 4


def clicks_to_firms(site: Path) -> list[int]:
    """Return how many clicks away each enterprise is; a page of tombstones alone is not led to."""
    clicks = clicks_from_home(site)
    firms = [
        path.parent.relative_to(site).as_posix() for path in site.glob("enterprises/*/index.html")
    ]
    shown = [firm for firm in firms if "noindex" not in (site / firm / "index.html").read_text()]
    return [clicks[f"/{firm}/"] for firm in shown]


def clicks_from_home(site: Path) -> dict[str, int]:
    """Return how many clicks away each page is, following links as they stand in the pages."""
    clicks = {"/": 0}
    queue = deque(clicks)
    while queue:
        path = queue.popleft()
        page = site / path[1:] / "index.html"
        if clicks[path] == 4 or not page.is_file():
            continue
        for link in LINK.findall(page.read_text("utf-8")):
            target = urljoin(path, link)
            if target.endswith("/") and target not in clicks:
                clicks[target] = clicks[path] + 1
                queue.append(target)
    return clicks
