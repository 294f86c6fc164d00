"""A place on its first day: nothing has been published, and every page says so."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path


def test_a_place_without_any_entry_has_every_page_and_says_what_there_is_not(
    content: Path, publish: Callable[..., Path]
) -> None:
    place = content / "enping"
    for folder in ("acts", "notices", "numbers"):
        shutil.rmtree(place / folder, ignore_errors=True)
    (place / "releases.jsonl").unlink()
    site = publish()
    said = {
        "enterprises": ("登记簿还没有公示企业。", "No enterprise has been published yet."),
        "statistics": ("还没有公示关停退出的企业。", "No closure has been published yet."),
        "lists/yellow": ("截至本日，名单上没有企业。", "No enterprise is on the list"),
        "notices": ("还没有公告。", "No notice yet."),
        "search": ('class="search-filters" hidden', 'class="search-filters" hidden'),
    }
    for page, words in said.items():
        for language, expected in zip(("", "en"), words, strict=True):
            assert expected in (site / language / page / "index.html").read_text("utf-8"), page
    for page in site.rglob("*.html"):
        html = page.read_text("utf-8")
        assert '<ul class="facets">\n</ul>' not in html, page
        assert "<tbody>\n</tbody>" not in html, page
