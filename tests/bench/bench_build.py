"""The site build against Hugo, paired in one run: `python -m pytest tests/bench -s`.

Sizes: MINGJIAN_BENCH_ENTERPRISES (default 10000), MINGJIAN_BENCH_RUNS (default 3); with PROVE=1
also ten times as many, once (`-k ten_times` for that alone). Where Hugo would need more memory for
them than the machine has, which is foretold from what it took for the fewer, ours are measured
alone, for their growth. Files on a file system in memory count, too: `--basetemp` says where else
they may lie. Peak memory is that of the largest process of a build; what surrounds the builds is
done in processes of its own, so that it neither takes memory from them nor counts as theirs.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from measuring import CPU, KINDS, MEMORY, apart, available, held_in_memory, measure
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
FIRST_ACT = "first act after a full build"
RATIOS = (
    ("full / Hugo", "full: ours", "full: hugo", 0.5),
    ("full / Hugo building Chinese only", "full: ours", "full: hugo, Chinese only", None),
    ("one act / Hugo", "one act: ours", "one act: hugo", 1 / 15),
    ("one act / empty Pelican", "one act: ours", "empty pelican", None),
    (f"{FIRST_ACT} / Hugo", f"{FIRST_ACT}: ours", f"{FIRST_ACT}: hugo", None),
    ("nothing changed / Hugo", "nothing changed: ours", "nothing changed: hugo", None),
    ("nothing changed / empty Pelican", "nothing changed: ours", "empty pelican", None),
)
"""What is compared, and how much of the other's time it should take at most."""
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
    assert median[f"full: ours{MEMORY}"] <= median[f"full: hugo{MEMORY}"]
    assert median["one act: ours"] <= 0.25 * median["one act: hugo"]


@pytest.mark.skipif("PROVE" not in os.environ, reason="takes a quarter of an hour; PROVE=1 runs it")
def test_ten_times_the_enterprises_take_no_more_than_ten_times_the_time(tmp_path: Path) -> None:
    (tmp_path / "few").mkdir()
    few = once(sample(tmp_path / "few", ENTERPRISES), hugo=True)
    needed = 10 * (few[f"full: hugo{MEMORY}"] + held_in_memory(tmp_path))
    (tmp_path / "many").mkdir()
    # The few stay where they are: many deleted files slow the file system down for a while.
    fits = needed <= available()
    if not fits:
        print(f"\nHugo would need {needed:.0f} MiB, {available():.0f} are free: ours alone")
    many = once(sample(tmp_path / "many", 10 * ENTERPRISES), hugo=fits)
    for name in ("full: ours", "one act: ours"):
        wall, processor, memory = (many[name + of] / few[name + of] for of in KINDS)
        print(f"{name}, ten times the enterprises: {wall:.1f} times the wall time,", end=" ")
        print(f"{processor:.1f} times the CPU time, {memory:.1f} times the memory")
    assert many[f"full: ours{CPU}"] <= 10 * few[f"full: ours{CPU}"]
    assert many[f"full: ours{MEMORY}"] <= many.get(f"full: hugo{MEMORY}", needed)
    if fits:
        assert many["full: ours"] <= many["full: hugo"]
        assert many["one act: ours"] <= many["one act: hugo"] / 15


def sample(folder: Path, enterprises: int) -> Path:
    content = folder / "content"
    apart(lambda: write_sample(CONTENT / PLACE, enterprises, 7, content))
    return content


class Pair:
    """Both builders, on the same book; every measure they took so far, in seconds and MiB."""

    def __init__(self, content: Path) -> None:
        self.content = content
        self.output = content.parent / "site"
        self.peer = Peer(content.parent / "hugo", self.output)
        self.times: dict[str, list[float]] = {}
        self._acts = 0

    def ours(self, name: str) -> None:
        measure(self.times, f"{name}: ours", lambda: ours(self.content, self.output))

    def hugos(self, name: str, peer: Peer | None = None) -> None:
        """Measure Hugo's build of what ours shows now."""
        builder = peer or self.peer
        apart(lambda: builder.feed(self.content, PLACE, AS_OF))
        measure(self.times, name, builder.build)

    def both(self, name: str) -> None:
        self.ours(name)
        self.hugos(f"{name}: hugo")

    def publish_one_act(self) -> None:
        apart(lambda: publish_one_act(self.content, self._acts))
        self._acts += 1

    def forget(self) -> None:
        """Make the next builds full ones."""
        for folder in (self.output, self.content.parent / ".site.build", self.peer.public):
            put_aside(folder)

    def reported(self) -> dict[str, float]:
        """Return the median of each measure, having printed them."""
        median = {name: statistics.median(found) for name, found in self.times.items()}
        report(median, self.content, {"ours": self.output, "Hugo": self.peer.public})
        return median


def paired(content: Path, runs: int) -> dict[str, float]:
    """Measure both builders in turn at everything; return the median of each measure."""
    pair = Pair(content)
    empty = content.parent / "empty"
    empty.mkdir()
    for _ in range(runs):
        pair.forget()
        pair.both("full")
        assert apart(lambda: files_written(lambda: ours(content, pair.output), pair.output)) == []
        pair.both("nothing changed")
        measure(pair.times, "empty pelican", lambda: empty_pelican(empty))
        for name in (FIRST_ACT, "one act"):
            pair.publish_one_act()
            pair.both(name)
    chinese = Peer(content.parent / "hugo-zh", pair.output, languages=("zh",))
    pair.hugos("full: hugo, Chinese only", chinese)
    return pair.reported()


def once(content: Path, *, hugo: bool) -> dict[str, float]:
    """Measure each once; Hugo, whose every build takes minutes, at a full build and one act."""
    pair = Pair(content)
    work = pair.both if hugo else pair.ours
    work("full")
    pair.ours("nothing changed")
    pair.publish_one_act()
    pair.ours(FIRST_ACT)
    pair.publish_one_act()
    work("one act")
    return pair.reported()


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


def files_written(work: Callable[[], object], folder: Path) -> list[str]:
    before = {str(path): path.stat().st_mtime_ns for path in folder.rglob("*")}
    work()
    after = {str(path): path.stat().st_mtime_ns for path in folder.rglob("*")}
    every = after.keys() | before.keys()
    return sorted(path for path in every if before.get(path) != after.get(path))


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


def report(median: dict[str, float], content: Path, sites: dict[str, Path]) -> None:
    found = ", ".join(
        f"{name} {apart(partial(pages, site))}" for name, site in sites.items() if site.exists()
    )
    print(f"\n{apart(lambda: count(content))} enterprises; HTML pages: {found}")
    if "full: hugo" in median:
        print(PEER_LACKS)
    table(median)
    print(f"{'ratios':40s} {'wall':>7s} {'CPU':>7s} {'peak':>9s}")
    for name, mine, other, wanted in RATIOS:
        if mine in median and other in median:
            wall, processor, memory = (median[mine + of] / median[other + of] for of in KINDS)
            aim = f"  wanted: wall at most {wanted:.2f}, peak at most 1" if wanted else ""
            print(f"{name:40s} {wall:7.2f} {processor:7.2f} {memory:9.2f}{aim}")
    print(json.dumps(median), flush=True)
