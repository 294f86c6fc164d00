"""Lighthouse, as Google measures a phone: nothing to mend, and fast."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("end-to-end")]

LEAST = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
KINDS = ("home", "list", "enterprise", "search", "statistics")
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"


@pytest.fixture
def score(tool: Callable[[str], Path], tmp_path: Path) -> Callable[[str], dict[str, Any]]:
    """Return a function that gives what falls short on a page: category to points and audits."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        pytest.skip("needs Chromium; install the Debian package: chromium")
    command = ["node", tool("lighthouse") / "cli" / "index.js"]

    def short(address: str) -> dict[str, Any]:
        output = tmp_path / "lighthouse.json"
        subprocess.run(
            [
                *command,
                address,
                f"--only-categories={','.join(LEAST)}",
                f"--chrome-flags={FLAGS}",
                "--no-enable-error-reporting",
                "--output=json",
                f"--output-path={output}",
                "--quiet",
            ],
            env={**os.environ, "CHROME_PATH": browser},
            capture_output=True,
            check=True,
        )
        return _short(json.loads(output.read_bytes()))

    return short


def test_a_page_scores_full_marks_on_a_phone(
    prove: bool,
    instance: Any,
    addresses: dict[tuple[str, str], str],
    score: Callable[[str], dict[str, Any]],
) -> None:
    """One page of one place in every run; under `make prove` five kinds, both languages."""
    if not prove and instance.place != "zhanjiang":
        pytest.skip("one place is enough here; both are measured by: make prove")
    kinds = [(kind, language) for kind in KINDS for language in ("zh", "en")]
    chosen = kinds if prove else [("list", "zh")]
    assert {where: score(addresses[where]) for where in chosen} == {where: {} for where in chosen}


def _short(report: dict[str, Any]) -> dict[str, Any]:
    """Return the categories below their least, with the audits that cost points."""
    found = {}
    for name, least in LEAST.items():
        category = report["categories"][name]
        points = round((category["score"] or 0) * 100)
        if points < least:
            audits = [entry["id"] for entry in category["auditRefs"] if entry["weight"]]
            found[name] = (points, [it for it in audits if _lost(report["audits"][it])])
    return found


def _lost(audit: dict[str, Any]) -> bool:
    return audit["score"] is not None and audit["score"] < 1
