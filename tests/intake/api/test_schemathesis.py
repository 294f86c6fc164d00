"""Whatever the definition allows is answered as it says; whatever it forbids is refused."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

FULL = os.environ.get("PROVE") == "1"
AMOUNT = ["--max-examples=200"] if FULL else ["--max-examples=3", "--phases=coverage,fuzzing"]
"""In small every fault of a field and every missing part is still tried, but no sequences."""


def test_no_check_of_schemathesis_finds_a_failure(live, tmp_path):
    found = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            "run",
            f"{live.url}/openapi.json",
            f"--url={live.url}",
            f"--header=Authorization: Bearer {live.key.api_key}",
            "--checks=all",
            "--mode=all",
            *AMOUNT,
            "--seed=1",
            "--no-color",
            "--suppress-health-check=all",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=3000,
    )
    assert found.returncode == 0, found.stdout + found.stderr
