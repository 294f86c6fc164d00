"""The site build against Hugo, paired in one run: `python -m pytest tests/bench -s`.

Sizes: MINGJIAN_BENCH_ENTERPRISES (default 10000), MINGJIAN_BENCH_RUNS (default 3). Hugo builds the
enterprise and list pages of both languages from one JSON file whose making is not counted; ours
builds those and all the rest: notices, catalogue, statistics, duties, open data, sitemaps.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from peer import Peer
from ulid import ULID

from register.acts import Enterprise, Inspection
from register.files import append_acts, load_book
from register.profiles import load_profile
from samples.sampling import write_sample

CONTENT = Path(__file__).resolve().parents[2] / "content"
PLACE = "zhanjiang"
ENTERPRISES = int(os.environ.get("MINGJIAN_BENCH_ENTERPRISES", "10000"))
RUNS = int(os.environ.get("MINGJIAN_BENCH_RUNS", "3"))
AS_OF = dt.date(2026, 11, 22)
CPU = " (CPU)"
BUILD = """
import sys, datetime
from pathlib import Path
from publisher import build
print(build(Path(sys.argv[1]), "zhanjiang", Path(sys.argv[2]), datetime.date(2026, 11, 22)))
"""


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench") / "content"
    write_sample(CONTENT / PLACE, ENTERPRISES, 7, folder)
    return folder


def test_a_full_build_is_no_slower_than_hugos_and_one_act_costs_a_quarter(content: Path) -> None:
    output, empty = content.parent / "site", content.parent / "empty"
    peer = Peer(content.parent / "hugo")
    peer.feed(content, PLACE, AS_OF)
    empty.mkdir()
    times: dict[str, list[float]] = {}
    for run in range(RUNS):
        for folder in (output, content.parent / ".site.build", peer.folder / "public"):
            shutil.rmtree(folder, ignore_errors=True)
        measure(times, "full: hugo", peer.build)
        measure(times, "full: ours", lambda: ours(content, output))
        assert files_written(lambda: ours(content, output), output) == set()
        measure(times, "nothing changed: ours", lambda: ours(content, output))
        measure(times, "nothing changed: hugo", peer.build)
        measure(times, "empty pelican", lambda: empty_pelican(empty))
        for again in range(2):
            publish_one_act(content, run * 2 + again)
            peer.feed(content, PLACE, AS_OF)
            name = "one act" if again else "first act after a full build"
            measure(times, f"{name}: ours", lambda: ours(content, output))
            measure(times, f"{name}: hugo", peer.build)
    chinese = Peer(content.parent / "hugo-zh", languages=("zh",))
    chinese.feed(content, PLACE, AS_OF)
    measure(times, "full: hugo, Chinese only", chinese.build)
    median = {name: statistics.median(found) for name, found in times.items()}
    report(median, pages(output), peer.pages())
    assert median["full: ours"] <= median["full: hugo"]
    assert median["one act: ours"] <= 0.25 * median["one act: hugo"]


def ours(content: Path, output: Path) -> str:
    command = [sys.executable, "-c", BUILD, str(content), str(output)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def empty_pelican(folder: Path) -> None:
    command = [sys.executable, "-m", "pelican", "-q", str(folder), "-o", str(folder / "out")]
    subprocess.run(command, check=True, capture_output=True)


def measure(times: dict[str, list[float]], name: str, work: Callable[[], object]) -> None:
    """Note wall time, and processor time, which a busy machine blurs less."""
    begin, used = time.perf_counter(), processor_seconds()
    work()
    times.setdefault(name, []).append(time.perf_counter() - begin)
    times.setdefault(f"{name}{CPU}", []).append(processor_seconds() - used)


def processor_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def files_written(work: Callable[[], object], folder: Path) -> set[str]:
    before = {str(path): path.stat().st_mtime_ns for path in folder.rglob("*")}
    work()
    after = {str(path): path.stat().st_mtime_ns for path in folder.rglob("*")}
    return {path for path in after.keys() | before.keys() if before.get(path) != after.get(path)}


def publish_one_act(content: Path, number: int) -> None:
    profile = load_profile(content / PLACE)
    book = load_book(content / PLACE, profile)
    known = next(act for act in book.acts if isinstance(act, Inspection))
    append_acts(
        content / PLACE,
        [
            Inspection(
                id=str(ULID.from_datetime(dt.datetime(2026, 11, 21, 8, number, tzinfo=dt.UTC))),
                date=dt.date(2026, 11, 21),
                enterprise=Enterprise(
                    known.enterprise.id,
                    known.enterprise.name,
                    known.enterprise.area,
                    known.enterprise.industry,
                    known.enterprise.uscc,
                ),
                department=known.department,
                basis=known.basis,
                document=f"湛工信〔2026〕{900 + number}号",
                by=known.by,
                salt=f"{number:064x}",
                formed_on=dt.date(2026, 11, 20),
                compliant=False,
                finding="现场检查发现用能设备能效不达标。",
            )
        ],
    )


def pages(output: Path) -> int:
    return sum(1 for _ in output.rglob("*.html"))


def report(median: dict[str, float], our_pages: int, peer_pages: int) -> None:
    print(f"\n{ENTERPRISES} enterprises; HTML pages: ours {our_pages}, Hugo {peer_pages}")
    print(f"{'median seconds':40s} {'wall':>7s} {'CPU':>7s}")
    for name, seconds in median.items():
        if not name.endswith(CPU):
            print(f"{name:40s} {seconds:7.2f} {median[name + CPU]:7.2f}")
    print("ratios")
    for name, mine, other in (
        ("full / Hugo", "full: ours", "full: hugo"),
        ("full / Hugo building Chinese only", "full: ours", "full: hugo, Chinese only"),
        ("one act / Hugo", "one act: ours", "one act: hugo"),
        ("one act / empty Pelican", "one act: ours", "empty pelican"),
        (
            "first act after a full build / Hugo",
            "first act after a full build: ours",
            "first act after a full build: hugo",
        ),
        ("nothing changed / Hugo", "nothing changed: ours", "nothing changed: hugo"),
        ("nothing changed / empty Pelican", "nothing changed: ours", "empty pelican"),
    ):
        processor = median[mine + CPU] / median[other + CPU]
        print(f"{name:40s} {median[mine] / median[other]:7.2f} {processor:7.2f}")
    print(json.dumps(median))
