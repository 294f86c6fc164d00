"""How well and how fast the router works; `make bench`, or `pytest -s` on this file, prints it.

Prints a line for each author, tuned on and held out; then, for each part of the labelled reports,
how often matter, lead and area are right by difficulty, the confusion table and what confidence is
worth; then the time to load and the texts routed a second on one core.
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
PARTS = {
    "tuning, first author": ("zhanjiang.jsonl", "enping.jsonl"),
    "tuning, second author": ("short.jsonl",),
    "tuning, third author": ("third-author.jsonl",),
    "tuning, fourth author": ("fourth-author.jsonl",),
    "tuning, fifth author": (
        "fifth-author.jsonl",
        "sixth-author.jsonl",
        "seventh-author.jsonl",
        "eighth-author.jsonl",
    ),
    "tuning, ninth author": ("ninth-author.jsonl",),
    "tuning, tenth author": ("tenth-author.jsonl",),
    "tuning, eleventh author": ("eleventh-author.jsonl",),
    "tuning, twelfth author": ("twelfth-author.jsonl",),
    "tuning, thirteenth author": ("thirteenth-author.jsonl",),
    "tuning, fourteenth author": ("fourteenth-author.jsonl",),
    "tuning, fifteenth author": ("fifteenth-author.jsonl",),
    "held out, first author": ("held-out.jsonl",),
    "held out, third author": ("third-author-held-out.jsonl",),
    "held out, fourth author": ("fourth-author-held-out.jsonl",),
    "held out, fifth author": ("fifth-author-held-out.jsonl",),
    "held out, eighth author": ("eighth-author-held-out.jsonl",),
    "held out, eleventh author": ("eleventh-author-held-out.jsonl",),
    "held out, twelfth author": ("twelfth-author-held-out.jsonl",),
    "held out, thirteenth author": ("thirteenth-author-held-out.jsonl",),
    "held out, fourteenth author": ("fourteenth-author-held-out.jsonl",),
    "held out, sixteenth author": ("sixteenth-author-held-out.jsonl",),
    "held out, seventeenth author": ("seventeenth-author-held-out.jsonl",),
}
"""The reports by author. Rules and model are made from the tuning parts alone. Whoever made them
wrote the first author's, read the held-out parts of the eleventh to the fourteenth once, when what
the router makes of them at first sight was judged, and none of the others."""
TUNING = tuple(part for part in PARTS if part.startswith("tuning"))
HELD_OUT = tuple(part for part in PARTS if part.startswith("held out"))
UNREAD = HELD_OUT[1:]


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


@cache
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
        f"{share(r.lead for r in sure):.1%} right in lead, "
        f"{share(r.right for r in sure):.1%} in matter, lead and area"
    )
    print_confusion(results)


def print_authors() -> None:
    print(f"\n{'part':<26}{'texts':>6}{'matter':>9}{'lead':>9}{'area':>9}{'sure':>7}{'right':>9}")
    for part in PARTS:
        results = outcomes(part)
        sure = [r for r in results if r.proposal.automatic]
        print(
            f"{part:<26}{len(results):>6}{share(r.matter for r in results):>9.1%}"
            f"{share(r.lead for r in results):>9.1%}{share(r.area for r in results):>9.1%}"
            f"{len(sure) / len(results):>7.0%}{share(r.lead for r in sure):>9.1%}"
        )


def print_confusion(results: list[Outcome]) -> None:
    table = Counter((r.report["expect"]["matter"], r.proposal.matter.value) for r in results)
    matters = [matter.value for matter in Matter]
    print(f"\n{'expected, routed to':<20}" + "".join(f"{name[:7]:>8}" for name in matters))
    for expected in matters:
        cells = "".join(f"{table[expected, routed] or '·':>8}" for routed in matters)
        print(f"{expected:<20}{cells}")


def test_accuracy_by_author_and_difficulty() -> None:
    print_authors()
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
