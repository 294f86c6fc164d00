"""How well and how fast the router works; `make bench`, or `pytest -s` on this file, prints it.

Prints, for the tuning part of the labelled reports and for the part held out, how often matter,
lead and area are right by difficulty, the confusion table, what confidence is worth, the time to
load and the texts routed a second on one core.
"""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from intake.routing import AUTO_DISPATCH, Proposal, Router, load_router
from register.jurisdiction import Matter
from register.profiles import load_profile

ROOT = Path(__file__).resolve().parents[2]
LABELLED = ROOT / "tests" / "intake" / "routing" / "labelled"
ROUNDS = 5
PARTS = {"tuning": ("zhanjiang.jsonl", "enping.jsonl"), "held out": ("held-out.jsonl",)}


@dataclass(frozen=True)
class Outcome:
    """One labelled report and what the router said."""

    report: Mapping[str, Any]
    proposal: Proposal

    @property
    def matter(self) -> bool:
        return self.proposal.matter == self.report["expect"]["matter"]

    @property
    def lead(self) -> bool:
        return self.proposal.lead == self.report["expect"]["lead"]

    @property
    def area(self) -> bool:
        return self.proposal.territorial == self.report["expect"]["territorial"]

    @property
    def right(self) -> bool:
        return self.matter and self.lead and self.area


@cache
def router(place: str) -> Router:
    folder = ROOT / "content" / place
    return load_router(load_profile(folder), folder)


def reports(part: str) -> Iterator[Mapping[str, Any]]:
    for name in PARTS[part]:
        for line in (LABELLED / name).read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def outcomes(part: str) -> list[Outcome]:
    return [Outcome(report, route(report)) for report in reports(part)]


def route(report: Mapping[str, Any]) -> Proposal:
    matter = Matter(report["matter"]) if "matter" in report else None
    return router(report["place"]).route(report["text"], matter=matter, area=report.get("area"))


def share(flags: Iterable[bool]) -> float:
    counted = list(flags)
    return sum(counted) / len(counted) if counted else 1.0


def print_accuracy(part: str) -> None:
    results = outcomes(part)
    print(f"\n== {part}: {len(results)} reports")
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for result in results:
        groups[result.report["difficulty"]].append(result)
    print(f"{'difficulty':<14}{'texts':>6}{'matter':>9}{'lead':>9}{'area':>9}")
    for name, group in [*sorted(groups.items()), ("all", results)]:
        print(
            f"{name:<14}{len(group):>6}{share(r.matter for r in group):>9.1%}"
            f"{share(r.lead for r in group):>9.1%}{share(r.area for r in group):>9.1%}"
        )
    sure = [r for r in results if r.proposal.automatic]
    print(
        f"confidence >= {AUTO_DISPATCH}: {len(sure)} ({len(sure) / len(results):.0%}), "
        f"{share(r.right for r in sure):.1%} right in matter, lead and area"
    )
    print_confusion(results)


def print_confusion(results: list[Outcome]) -> None:
    table = Counter((r.report["expect"]["matter"], r.proposal.matter.value) for r in results)
    matters = [matter.value for matter in Matter]
    print(f"\n{'expected, routed to':<20}" + "".join(f"{name[:7]:>8}" for name in matters))
    for expected in matters:
        cells = "".join(f"{table[expected, routed] or '·':>8}" for routed in matters)
        print(f"{expected:<20}{cells}")


def test_accuracy_by_difficulty() -> None:
    for part in PARTS:
        print_accuracy(part)


def test_the_router_loads_within_a_second_and_routes_2000_texts_a_second() -> None:
    started = time.process_time()
    folder = ROOT / "content" / "zhanjiang"
    fresh = load_router(load_profile(folder), folder)
    fresh.route("预热")
    loaded = time.process_time() - started
    texts = [report["text"] for part in PARTS for report in reports(part)]
    started = time.process_time()
    for _round in range(ROUNDS):
        for text in texts:
            fresh.route(text)
    rate = ROUNDS * len(texts) / (time.process_time() - started)
    length = sum(map(len, texts)) / len(texts)
    print(
        f"\nloaded in {loaded:.2f} s; {rate:,.0f} texts/s on one core, {length:.0f} characters each"
    )
    assert loaded < 1
    assert rate >= 2000
