"""What a report costs beside its one key derivation, and whether the cores share the work.

The peer is that derivation itself (Argon2id, 64 MiB, 3 passes), run alone in the same process and
the same minute: nobody can take a report in for less and keep the receipt as strong. Ratios are of
processor time; the parallel one is of wall time, on an otherwise quiet machine.
"""

from __future__ import annotations

import dataclasses
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from intake.services.installation import init
from intake.services.reports import NewReport, new_form_token, submit
from intake.services.system import System, open_system
from intake.services.uploads import Uploads
from intake.settings import Settings, load_settings
from intake.vault.passphrases import RECOMMENDED, derive, new_salt
from register.jurisdiction import Matter

CONTENT = Path(__file__).resolve().parents[2] / "content"
TIMES = 12
FILE = b"x" * 1_000_000


def settings_in(folder: Path) -> Settings:
    return load_settings(
        {
            "MINGJIAN_INSTANCE": str(folder),
            "MINGJIAN_PLACE": "zhanjiang",
            "MINGJIAN_DEMO": "1",
            "MINGJIAN_BRAKE_AT": "1000000",
        }
    )


def send(system: System, *, file: bool) -> None:
    uploads = Uploads(system)
    if file:
        uploads.begin("a.jpg", "image/jpeg").write(FILE)
    form = NewReport("石城镇有人开中频炉", new_form_token(), matter=Matter.GROUND_BAR_STEEL)
    submit(system, form, uploads.given())


def processor(act) -> float:
    """Return the median processor time of an act, in seconds."""
    taken = []
    for _ in range(TIMES):
        began = time.process_time()
        act()
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def together(act, workers: int) -> float:
    """Return how many acts a second `workers` threads manage."""
    began = time.perf_counter()
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda _n: act(), range(TIMES)))
    return TIMES / (time.perf_counter() - began)


def test_a_report_costs_little_beside_its_key_derivation(tmp_path):
    settings = settings_in(tmp_path / "instance")
    init(settings, CONTENT, lambda _paper: None).engine.dispose()
    system = dataclasses.replace(open_system(settings), cost=RECOMMENDED)
    salt = new_salt()
    alone = processor(lambda: derive("0" * 30, salt, RECOMMENDED))
    plain = processor(lambda: send(system, file=False))
    with_file = processor(lambda: send(system, file=True))
    one, two = (together(lambda: send(system, file=False), n) for n in (1, 2))
    system.engine.dispose()
    print(f"\nderivation alone          {alone * 1000:7.1f} ms")
    print(f"report                    {plain * 1000:7.1f} ms   {plain / alone:5.2f} of it")
    print(f"report with 1 MB          {with_file * 1000:7.1f} ms   {with_file / alone:5.2f} of it")
    print(f"reports a second   {one:6.1f} by one, {two:5.1f} by two   {two / one:5.2f} of it")
    assert plain - alone < alone
    assert with_file - alone < alone
