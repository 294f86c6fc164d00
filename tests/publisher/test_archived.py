"""Pages that are no longer current say so: 网页归档 of 政府网站发展指引."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from publisher.documents import problems
from register.profiles import load_profile

MARK = re.compile(r'<p class="notice-title">(?:已归档|Archived)</p>\n<p>(.*?)</p>')
ARCHIVED = dt.date(2026, 1, 15)
NOTICE = "enping/notices/2025/reporting-by-letter.md"


def mark(page: Path) -> str:
    """Return what a page says of its archiving; empty where it is current."""
    found = MARK.search(page.read_text("utf-8"))
    return found[1] if found else ""


@pytest.mark.parametrize("prefix", ["", "en/"])
def test_every_release_and_every_archived_notice_names_its_day_and_leads_to_what_counts_now(
    site: Path, prefix: str
) -> None:
    marked = {
        page.parent.relative_to(site / prefix).as_posix()
        for page in (site / prefix).rglob("index.html")
        if (prefix or "en/" not in page.as_posix()) and mark(page)
    }
    releases = {f"data/releases/{day}" for day in ("2025-12-31", "2026-06-30")}
    assert marked == {"notices/reporting-by-letter", *releases}
    notice = mark(site / prefix / "notices/reporting-by-letter/index.html")
    assert f'{prefix}notices/reporting-channels/"' in notice
    assert "2026" in notice
    release = mark(site / prefix / "data/releases/2025-12-31/index.html")
    assert f'{prefix}data/"' in release
    assert "2025" in release


def test_a_notice_is_current_until_its_day_and_then_leaves_the_home_page(
    publish: Callable[..., Path],
) -> None:
    output = publish(ARCHIVED - dt.timedelta(days=1))
    page, home = output / "notices/reporting-by-letter/index.html", output / "index.html"
    assert mark(page) == ""
    assert "notices/reporting-by-letter/" in home.read_text("utf-8")
    publish(ARCHIVED)
    assert "2026年1月15日" in mark(page)
    assert "notices/reporting-by-letter/" not in home.read_text("utf-8")
    assert "已归档</span>" in (output / "notices/index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Archived: 2026-01-15", "Archived: 2026-01-32", "archived.*日期不对"),
        ("Archived: 2026-01-15", "Archived: 2025-01-15", "archived.*早于公告日期"),
        ("Replacement: reporting-channels", "Replacement: nowhere", "replacement.*nowhere"),
    ],
)
def test_a_wrong_day_or_replacement_is_named_with_its_line(
    content: Path, old: str, new: str, said: str
) -> None:
    notice = content / NOTICE
    notice.write_text(notice.read_text("utf-8").replace(old, new), "utf-8")
    (problem,) = problems(content / "enping", load_profile(content / "enping"))
    assert problem.line in {7, 8}
    assert re.search(said, str(problem))
