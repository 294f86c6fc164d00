"""Train the router's learned model and say what it is worth; run it as a script.

First it is judged as it will be used, on authors it has not seen: trained on all the other authors'
reports, tested on one author's, alone and within the router. Then it is trained on everything but
the parts held out and written to `intake/routing/data/wording.tsv`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from intake.routing.learned import Label, Wording, as_lines, label, without_places
from intake.routing.learning import Example, learn
from intake.routing.place_names import read_place_words
from intake.routing.places import Places
from intake.routing.router import FILE, Router
from intake.routing.text import normalise
from register.jurisdiction import Matter
from register.profiles import load_profile

ROOT = Path(__file__).resolve().parents[2]
LABELLED = ROOT / "tests" / "intake" / "routing" / "labelled"
WORDING = ROOT / "intake" / "routing" / "data" / "wording.tsv"
AUTHORS = {
    "first": ("zhanjiang.jsonl", "enping.jsonl"),
    "second": ("short.jsonl",),
    "third": ("third-author.jsonl",),
    "fourth": ("fourth-author.jsonl",),
    "fifth": (
        "fifth-author.jsonl",
        "sixth-author.jsonl",
        "seventh-author.jsonl",
        "eighth-author.jsonl",
    ),
    "ninth": ("ninth-author.jsonl",),
    "tenth": ("tenth-author.jsonl",),
    "eleventh": ("eleventh-author.jsonl",),
    "twelfth": ("twelfth-author.jsonl",),
    "thirteenth": ("thirteenth-author.jsonl",),
    "fourteenth": ("fourteenth-author.jsonl",),
    "fifteenth": ("fifteenth-author.jsonl",),
}
TOPIC_OF = {
    "industry": Matter.OUTDATED_EQUIPMENT,
    "development-reform": Matter.ENERGY,
    "ecology": Matter.EMISSIONS,
    "market-regulation": Matter.QUALITY,
    "emergency": Matter.SAFETY,
    "natural-resources": Matter.LAND,
    "power": Matter.POWER_USE,
    "tax": Matter.TAX,
}
"""The reports name the department an enquiry goes to; this is the topic it answers for."""


@cache
def _places(place: str) -> Places:
    folder = ROOT / "content" / place
    return Places(load_profile(folder), read_place_words(folder / FILE))


def examples(author: str) -> list[Example]:
    """Return the reports of one author as the model reads them, with their labels.

    Left out is what only its place makes another city's: its words are those of our own matters.
    """
    return [_example(one) for one in _reports(AUTHORS[author]) if not _outside(one)]


def _outside(report: dict[str, Any]) -> bool:
    normal = normalise(report["text"])
    places = _places(report["place"])
    return places.locate(normal, places.mentions(normal)).elsewhere


def _reports(names: Sequence[str]) -> Iterator[dict[str, Any]]:
    for name in names:
        for line in (LABELLED / name).read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def _example(report: dict[str, Any]) -> Example:
    normal = normalise(report["text"])
    named = _places(report["place"]).mentions(normal)
    expect = report["expect"]
    topic = TOPIC_OF.get(expect["lead"], Matter.CAPACITY_SWAP)
    text = without_places(normal.text, ((place.start, place.end) for place in named))
    return text, label(Matter(expect["matter"]), topic)


def learned_without(author: str) -> Wording:
    """Return the model of all authors but one."""
    return learn([one for other in AUTHORS if other != author for one in examples(other)])


def likeliest(wording: Wording, text: str) -> Label:
    """Return what the model alone takes a text for."""
    likelihoods = wording.likelihoods(text)
    return max(likelihoods, key=lambda name: likelihoods[name])


def routed_right(wording: Wording, author: str) -> float:
    """Return the share of an author's reports that the router leads right with this model."""
    routers = {place: _router(place, wording) for place in ("zhanjiang", "enping")}
    right = [
        routers[report["place"]].route(report["text"]).lead == report["expect"]["lead"]
        for report in _reports(AUTHORS[author])
    ]
    return sum(right) / len(right)


def _router(place: str, wording: Wording) -> Router:
    folder = ROOT / "content" / place
    return Router(load_profile(folder), read_place_words(folder / FILE), wording)


def main() -> None:
    """Print how the model does on authors it has not seen, then train and write it."""
    for author in AUTHORS:
        wording = learned_without(author)
        texts = examples(author)
        alone = sum(likeliest(wording, text) == expected for text, expected in texts) / len(texts)
        print(
            f"{author} author, learned from the others: {alone:.1%} right alone, "
            f"{routed_right(wording, author):.1%} led right by the router"
        )
    everything = learn([one for author in AUTHORS for one in examples(author)])
    WORDING.write_text("\n".join(as_lines(everything)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
