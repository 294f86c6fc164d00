"""What a report costs beside its one key derivation, and whether the cores share the work.

The peer is that derivation itself (Argon2id, 64 MiB, 3 passes), run alone in the same process and
the same minute: nobody can take a report in for less and keep the receipt as strong. Ratios are of
processor time; those over HTTP, against the server as `mingjian serve` starts it, are of wall time
and want an otherwise quiet machine: its clients need some of it, too.
"""

from __future__ import annotations

import dataclasses
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "intake"))

import citizens

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


def processor(act: Callable[[], object]) -> float:
    """Return the median processor time of an act, in seconds."""
    taken = []
    for _ in range(TIMES):
        began = time.process_time()
        act()
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def together(act: Callable[[], object], workers: int, times: int = TIMES) -> float:
    """Return how many acts a second `workers` threads manage."""
    began = time.perf_counter()
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda _n: act(), range(times)))
    return times / (time.perf_counter() - began)


@contextmanager
def bound_to(cores: set[int]) -> Iterator[None]:
    """Let what is started meanwhile run on these cores alone, for as long as it lives."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    settings = settings_in(tmp_path / "instance")
    init(settings, CONTENT, lambda _paper: None).engine.dispose()
    system = dataclasses.replace(open_system(settings), cost=RECOMMENDED)
    yield system
    system.engine.dispose()


@dataclasses.dataclass(frozen=True)
class OverHttp:
    """What reports cost whoever sends and whoever takes them."""

    a_second: float
    """By eight clients at once."""
    alone: float
    """Seconds that one takes with nobody else there, from asking for the form to the receipt."""
    processor: float
    """Seconds of a processor that the server spends on one."""


def over_http(system: System, folder: Path, port: int) -> OverHttp:
    """Report to a server that runs where its parent may run."""
    server = citizens.Server(system, folder, port)

    def report() -> None:
        with citizens.Client(server.port) as client:
            client.report("石城镇有人开中频炉", FILE[:200_000])

    server.start()
    try:
        server.wait()
        together(report, 8)  # both of its processes have loaded everything
        alone, spent = 1 / together(report, 1), server.processor()
        a_second = together(report, 8, TIMES * 4)
        return OverHttp(a_second, alone, (server.processor() - spent) / (TIMES * 4))
    finally:
        server.stop()


def test_both_cores_take_reports_over_http(
    system: System, tmp_path: Path, free_port: Callable[..., int]
) -> None:
    print()
    cores = sorted(os.sched_getaffinity(0))[:2]
    alone = processor(key)
    for used in (set(cores[:1]), set(cores)):
        with bound_to(used):
            keys = together(key, 2, TIMES * 2)
            found = over_http(system, tmp_path / f"temporary-{len(used)}", free_port())
        print(
            f"over HTTP on {len(used)} core(s): {found.a_second:5.1f} reports a second where keys "
            f"alone are {keys:5.1f}; {found.processor * 1000:.0f} ms of a processor each, "
            f"{found.processor / alone:4.2f} of a key's; one alone takes {found.alone:.2f} s"
        )
        assert found.processor - alone < alone


def key() -> bytes:
    """Return the key of a receipt: the one thing that must be slow."""
    return derive("0" * 30, new_salt(), RECOMMENDED)


def test_a_report_costs_little_beside_its_key_derivation(system: System) -> None:
    alone = processor(key)
    plain = processor(lambda: send(system, file=False))
    with_file = processor(lambda: send(system, file=True))
    one, two = (together(lambda: send(system, file=False), n) for n in (1, 2))
    print(f"\nderivation alone          {alone * 1000:7.1f} ms")
    print(f"report                    {plain * 1000:7.1f} ms   {plain / alone:5.2f} of it")
    print(f"report with 1 MB          {with_file * 1000:7.1f} ms   {with_file / alone:5.2f} of it")
    print(f"reports a second   {one:6.1f} by one, {two:5.1f} by two   {two / one:5.2f} of it")
    assert plain - alone < alone
    assert with_file - alone < alone
