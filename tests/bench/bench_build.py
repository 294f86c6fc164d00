"""The site build against Hugo, paired in one run: `python -m pytest tests/bench -s`.

Sizes: MINGJIAN_BENCH_ENTERPRISES (default 10000), MINGJIAN_BENCH_RUNS (default 3); with PROVE=1
also ten times as many, once (`-k ten_times` for that alone). Where Hugo would need more memory for
them than the machine has, which is foretold from what it took for the fewer, ours are measured
alone, for their growth. Peak memory is that of the largest process of a build.
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
MEMORY = " (MiB)"
PEER_LACKS = """Hugo makes the same pages of both languages from one JSON file, whose making is not
counted: enterprises and lists from facts and rows, the others (catalogue, statistics, notices …)
from HTML that it is given ready, as it is the footer. It does not check the book, and builds none
of what ours is counted with: the search index, open data (CSV, XLSX, JSON and their descriptions),
feeds and calendars, the files of the log, sitemaps, links that work below any address, digests of
every file, the second tree that makes the exchange atomic."""
BUILD = """
import sys, datetime
from pathlib import Path
from publisher import build
print(build(Path(sys.argv[1]), "zhanjiang", Path(sys.argv[2]), datetime.date(2026, 11, 22)))
"""


def test_a_full_build_is_no_slower_than_hugos_and_one_act_costs_a_quarter(tmp_path: Path) -> None:
    median = paired(sample(tmp_path, ENTERPRISES), RUNS)
    assert median["full: ours"] <= median["full: hugo"]
    assert median["one act: ours"] <= 0.25 * median["one act: hugo"]


@pytest.mark.skipif("PROVE" not in os.environ, reason="takes half an hour; PROVE=1 runs it")
def test_ten_times_the_enterprises_take_no_more_than_ten_times_the_time(tmp_path: Path) -> None:
    (tmp_path / "few").mkdir()
    few = paired(sample(tmp_path / "few", ENTERPRISES), 1)
    shutil.rmtree(tmp_path / "few")
    (tmp_path / "many").mkdir()
    content = sample(tmp_path / "many", 10 * ENTERPRISES)
    needed = 10 * few[f"full: hugo{MEMORY}"]
    if needed > available():
        print(f"\nHugo would need {needed:.0f} MiB, {available():.0f} are free: ours alone")
        many = alone(content)
    else:
        many = paired(content, 1)
        assert many["one act: ours"] <= many["one act: hugo"] / 15
    for name in ("full: ours", "one act: ours"):
        wall, processor, memory = (many[name + of] / few[name + of] for of in ("", CPU, MEMORY))
        print(f"{name}, ten times the enterprises: {wall:.1f} times the wall time,", end=" ")
        print(f"{processor:.1f} times the CPU time, {memory:.1f} times the memory")
    assert many[f"full: ours{CPU}"] <= 10 * few[f"full: ours{CPU}"]
    assert many[f"full: ours{MEMORY}"] <= many.get(f"full: hugo{MEMORY}", needed)


def sample(folder: Path, enterprises: int) -> Path:
    content = folder / "content"
    write_sample(CONTENT / PLACE, enterprises, 7, content)
    return content


def paired(content: Path, runs: int) -> dict[str, float]:
    """Measure both builders in turn; return the median of each measure, in seconds and MiB."""
    output, empty = content.parent / "site", content.parent / "empty"
    peer = Peer(content.parent / "hugo", output)
    empty.mkdir()
    times: dict[str, list[float]] = {}
    for run in range(runs):
        for folder in (output, content.parent / ".site.build", peer.public):
            put_aside(folder)
        measure(times, "full: ours", lambda: ours(content, output))
        peer.feed(content, PLACE, AS_OF)
        measure(times, "full: hugo", peer.build)
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
    chinese = Peer(content.parent / "hugo-zh", output, languages=("zh",))
    chinese.feed(content, PLACE, AS_OF)
    measure(times, "full: hugo, Chinese only", chinese.build)
    median = {name: statistics.median(found) for name, found in times.items()}
    report(median, content, pages(output), pages(peer.public))
    return median


def alone(content: Path) -> dict[str, float]:
    """Measure ours once, for what is too much for Hugo; returns as `paired`."""
    output = content.parent / "site"
    times: dict[str, list[float]] = {}
    measure(times, "full: ours", lambda: ours(content, output))
    measure(times, "nothing changed: ours", lambda: ours(content, output))
    for number, name in enumerate(("first act after a full build", "one act")):
        publish_one_act(content, number)
        measure(times, f"{name}: ours", lambda: ours(content, output))
    found = {name: figures[0] for name, figures in times.items()}
    print(f"\n{count(content)} enterprises; HTML pages: ours {pages(output)}")
    table(found)
    return found


def available() -> float:
    """Return how many MiB of memory are free, or could be at once."""
    said = Path("/proc/meminfo").read_text()
    return int(said.partition("MemAvailable:")[2].split()[0]) / 1024


def put_aside(folder: Path) -> None:
    """Make room for a build; what is deleted just before would slow the file system down."""
    if folder.exists():
        folder.rename(folder.with_name(f"{folder.name}-{time.monotonic_ns()}"))


def ours(content: Path, output: Path) -> None:
    command = [sys.executable, "-c", BUILD, str(content), str(output)]
    subprocess.run(command, check=True, capture_output=True)


def empty_pelican(folder: Path) -> None:
    command = [sys.executable, "-m", "pelican", "-q", str(folder), "-o", str(folder / "out")]
    subprocess.run(command, check=True, capture_output=True)


def measure(times: dict[str, list[float]], name: str, work: Callable[[], object]) -> None:
    """Note wall time, processor time, which a busy machine blurs less, and peak memory."""
    result, answer = os.pipe()
    pid = os.fork()  # a process of its own, whose children are this work's alone
    if not pid:
        status = 1
        try:
            begin = time.perf_counter()
            work()
            wall = time.perf_counter() - begin
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            said = (wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
            os.write(answer, json.dumps(said).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(answer)
    with os.fdopen(result) as pipe:
        said = pipe.read()
    os.waitpid(pid, 0)
    assert said, f"{name} failed"
    for kind, figure in zip(("", CPU, MEMORY), json.loads(said), strict=True):
        times.setdefault(f"{name}{kind}", []).append(figure)


def files_written(work: Callable[[], object], folder: Path) -> set[str]:
    before = {str(path): path.stat().st_mtime_ns for path in folder.rglob("*")}
    work()
    after = {str(path): path.stat().st_mtime_ns for path in folder.rglob("*")}
    return {path for path in after.keys() | before.keys() if before.get(path) != after.get(path)}


def publish_one_act(content: Path, number: int) -> None:
    book = load_book(content / PLACE, load_profile(content / PLACE))
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


def pages(output: Path) -> str:
    sizes = [path.stat().st_size for path in output.rglob("*.html")]
    return f"{len(sizes)} of {sum(sizes) / 2**20:.0f} MiB"


def count(content: Path) -> int:
    return len(load_book(content / PLACE, load_profile(content / PLACE)).histories)


def table(median: dict[str, float]) -> None:
    print(f"{'median seconds':40s} {'wall':>7s} {'CPU':>7s} {'peak MiB':>9s}")
    for name, seconds in median.items():
        if not name.endswith((CPU, MEMORY)):
            figures = f"{median[name + CPU]:7.2f} {median[name + MEMORY]:9.0f}"
            print(f"{name:40s} {seconds:7.2f} {figures}")


def report(median: dict[str, float], content: Path, our_pages: str, peer_pages: str) -> None:
    print(f"\n{count(content)} enterprises; HTML pages: ours {our_pages}, Hugo {peer_pages}")
    print(PEER_LACKS)
    table(median)
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
