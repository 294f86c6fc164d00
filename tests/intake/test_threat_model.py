"""The threat model claims nothing that no test shows."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODEL = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", MODEL)


def test_every_test_that_the_threat_model_names_exists():
    missing = [
        f"{path}::{name}"
        for path, name in NAMED
        if not (ROOT / path).is_file()
        or not re.search(rf"^def {name}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE)
    ]
    assert missing == []
    assert len(NAMED) > 25


def test_every_row_of_the_threat_models_tables_names_a_test():
    rows = [line for line in MODEL.splitlines() if line.startswith("| ")]
    claims = [row for row in rows if not re.match(r"\| (they|what) ", row)]
    assert [row for row in claims if "::test_" not in row] == []


def test_every_attacker_is_told_what_is_not_defended_against():
    assert MODEL.count("**Not defended**") >= 5
