"""What a page costs an old phone: bytes, files, hosts, and whether it moves while it loads."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin

import pytest

from .conftest import TOO_WIDE

pytestmark = pytest.mark.browser

MOST_BYTES = 60 * 1024
"""Of a page and all it loads, uncompressed, without charts."""
CHART = re.compile(r"<svg class=\"chart\".*?</svg>", re.DOTALL)
LOADED = re.compile(
    r"<(?:link rel=\"(?:stylesheet|icon)\"|script|img)[^>]*?(?:href|src)=\"([^\"]+)\""
)
MOVED = """() => new Promise(resolve => {
  let moved = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => { moved += one.value; }))
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => setTimeout(() => resolve(moved), 50));
})"""


def test_a_page_and_all_it_loads_is_at_most_60_kilobytes_without_charts(site_folder: Path) -> None:
    sizes: dict[str, int] = {}
    for path in site_folder.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        name = path.relative_to(site_folder).as_posix()
        linked = LOADED.findall(html.replace('type="image/svg+xml" ', ""))
        assert linked, name
        files = [urldefrag(urljoin(f"/{name}", link))[0].lstrip("/") for link in set(linked)]
        sizes[name] = len(CHART.sub("", html).encode()) + sum(
            (site_folder / file).stat().st_size for file in files
        )
    heaviest = max(sizes, key=lambda name: sizes[name])
    assert sizes[heaviest] <= MOST_BYTES, (heaviest, sizes[heaviest])


def test_a_page_has_one_stylesheet_and_at_most_one_script_which_waits(site_folder: Path) -> None:
    for path in site_folder.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        scripts = [tag for tag in re.findall(r"<script[^>]*>", html) if "application/" not in tag]
        assert len(re.findall(r"rel=\"stylesheet\"", html)) == 1, path
        assert len(scripts) <= 1, path
        assert all(" defer" in tag for tag in scripts), path


@pytest.mark.parametrize("elder", [False, True], ids=["normal", "elder"])
def test_no_page_moves_while_it_loads_or_is_too_wide_for_a_phone_or_asks_another_host(
    elder: bool,
    addresses: dict[tuple[str, str], str],
    instance: Any,
    new_page: Callable[..., Any],
    prove: bool,
) -> None:
    if not prove and elder != (instance.place == "enping"):
        pytest.skip("one look at each place is enough here; both are taken by: make prove")
    moved, wide, asked = {}, set(), set()
    with new_page() as page:
        page.on("request", lambda request: asked.add(request.url))
        page.goto(instance.site)
        if elder:
            page.get_by_label("适老模式").check()
        for (kind, language), address in addresses.items():
            page.goto(address)
            if shift := page.evaluate(MOVED):
                moved[kind, language] = shift
            if page.evaluate(TOO_WIDE) > 0:
                wide.add((kind, language))
    assert moved == {}
    assert wide == set()
    assert len(asked) > len(addresses)
    assert {url for url in asked if not url.startswith(instance.site)} == set()
