"""kill -9 at any step of publishing: book, log and site are always a state that existed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("kill_publishing.py")
ROOT = Path(__file__).resolve().parents[3]
ROUNDS = 240 if os.environ.get("PROVE") == "1" else 10


@pytest.mark.prove
def test_whatever_step_is_killed_book_log_and_site_are_whole_and_level_again(on_sqlite):
    ran = subprocess.run(
        [sys.executable, PROGRAM, on_sqlite.settings.instance, str(ROUNDS), "20261122"],
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert int(ran.stdout.split()[0]) >= ROUNDS
