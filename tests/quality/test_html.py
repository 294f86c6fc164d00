"""The Nu HTML checker reads the whole site, and every page of the apps as it was sent."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def errors(tool: Callable[[str], Path]) -> Callable[[Path], list[str]]:
    """Return a function that lists the errors in a folder of pages."""
    if shutil.which("java") is None:
        pytest.skip("needs Java for the Nu HTML checker; on Debian: default-jre-headless")
    checker = tool("vnu-jar") / "build" / "dist" / "vnu.jar"

    def found(folder: Path) -> list[str]:
        # Over in seconds: optimising what is run would take longer than it saves.
        java = ["java", "-Xss2m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", checker]
        options = ["--skip-non-html", "--errors-only", "--format", "json", "--exit-zero-always"]
        done = subprocess.run(
            [*java, *options, folder],
            capture_output=True,
            check=True,
        )
        return [
            f"{message['url']}:{message.get('lastLine')}: {message['message']}"
            for message in json.loads(done.stderr)["messages"]
        ]

    return found


def test_the_whole_site_is_valid_html(site_folder: Path, errors: Callable[..., list[str]]) -> None:
    assert len(list(site_folder.rglob("*.html"))) > 100
    assert errors(site_folder) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_of_the_apps_is_valid_html_as_it_was_sent(
    walk: Any, errors: Callable[..., list[str]], new_page: Callable[..., Any], tmp_path: Path
) -> None:
    pages: list[Any] = []
    with new_page() as page:
        page.on("response", lambda answer: pages.append(answer) if _is_page(answer) else None)
        for number, _ in enumerate(walk.whole(page)):
            (tmp_path / f"{number}.html").write_bytes(pages[-1].body())
    assert len(list(tmp_path.iterdir())) == 8
    assert errors(tmp_path) == []


def test_the_checker_condemns_a_page_that_is_wrong(
    errors: Callable[..., list[str]], tmp_path: Path
) -> None:
    (tmp_path / "wrong.html").write_text("<!doctype html><title>x</title><p><div id=a id=b></p>")
    assert errors(tmp_path)


def _is_page(answer: Any) -> bool:
    kind = answer.headers.get("content-type", "")
    return kind.startswith("text/html") and not 300 <= answer.status < 400
