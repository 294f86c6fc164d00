"""A second opinion: which matter the wording is like, learned from labelled reports.

A linear model over short runs of characters (1 to 3) of the text, place names blotted out. It is
trained offline (`learning.py`), kept as `data/wording.tsv` that a person can read, and sees what
the lexicon has no word for. Each run speaks for or against a matter with one number, so that what
it says can be pointed at in the text. Between authors the two err on different texts: where they
agree the proposal is right far more often than where only one of them is sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log, sqrt

from intake.routing.place_names import data
from intake.routing.text import HAN
from register.jurisdiction import Matter

LONGEST = 3
"""Runs of so many characters at most."""
SCALE = 3.0
"""Length of a text's vector, whatever its number of runs: a long text is not a surer one."""
_PLACE = "\x01"
_CHINESE = re.compile(f"[{HAN}]")
_HEARD = 3
_GROUPS: Mapping[Matter, Matter] = {
    Matter.GROUND_BAR_STEEL: Matter.OUTDATED_EQUIPMENT,
    Matter.RESTARTED_LINE: Matter.OUTDATED_EQUIPMENT,
    Matter.OUT_OF_SCOPE: Matter.CAPACITY_SWAP,
}
"""Topics that questions seldom tell apart: the steel and old plant; the plan itself and swaps."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a text may be: a matter and, of an enquiry, the topic it asks about."""

    matter: Matter
    topic: Matter | None = None
    _hash: int = field(init=False, repr=False, compare=False, default=0)

    def __post_init__(self) -> None:
        """Hash once: labels are the keys of every step, and an enum's hash is slow."""
        object.__setattr__(self, "_hash", hash((self.matter, self.topic)))

    def __hash__(self) -> int:
        return self._hash

    def __str__(self) -> str:
        return f"{self.matter}/{self.topic}" if self.topic else str(self.matter)


def label(matter: Matter, topic: Matter | None = None) -> Label:
    """Return the label of a matter; the topics of an enquiry are put into groups."""
    if matter is not Matter.ENQUIRY:
        return Label(matter)
    topic = topic or Matter.OUT_OF_SCOPE
    return Label(matter, _GROUPS.get(topic, topic))


def runs(text: str) -> set[str]:
    """Return the runs of characters of a text; that a place is named counts, not what is beside."""
    found = set(text)
    for part in text.split(_PLACE):
        for size in range(2, LONGEST + 1):
            found.update(part[at : at + size] for at in range(len(part) - size + 1))
    return found


def without_places(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return `text` with the places named blotted out: where says nothing about what."""
    return _blotted(text, spans, _PLACE)


def without_denied(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return `text` without the words it denies: 不是地条钢 is not worded like the steel."""
    return _blotted(text, spans, " ")


def _blotted(text: str, spans: Iterable[tuple[int, int]], sign: str) -> str:
    blotted = list(text)
    for start, end in spans:
        blotted[start:end] = sign * (end - start)
    return "".join(blotted)


class Wording:
    """The weights of the learned model."""

    def __init__(
        self,
        labels: Sequence[Label],
        bias: Sequence[float],
        weights: Mapping[str, Sequence[tuple[int, float]]],
    ) -> None:
        self.labels = tuple(labels)
        self._bias = tuple(bias)
        self._weights = weights
        self._rows = {run: _row(pairs, len(self.labels)) for run, pairs in weights.items()}

    def likelihoods(self, text: str) -> dict[Label, float]:
        """Return for each label the logarithm of how likely a text so worded has it.

        Of a text without Chinese, which it has never read, it thinks nothing: all are as likely.
        """
        if not _CHINESE.search(text):
            return dict.fromkeys(self.labels, -log(len(self.labels)))
        known = [row for run in runs(text) if (row := self._rows.get(run)) is not None]
        sums = map(sum, zip(*known, strict=True)) if known else (0.0,) * len(self.labels)
        share = SCALE / sqrt(len(known) or 1)
        scores = [bias + share * total for bias, total in zip(self._bias, sums, strict=True)]
        top = max(scores)
        whole = top + log(sum(exp(score - top) for score in scores))
        return {name: score - whole for name, score in zip(self.labels, scores, strict=True)}

    def known(self, text: str) -> int:
        """Return how many runs of the text the model has read before: what its opinion rests on."""
        return sum(run in self._rows for run in runs(text))

    def heard(self, text: str, chosen: Label) -> list[tuple[int, int]]:
        """Return where in the text the words stand that speak most for a label."""
        number = self.labels.index(chosen)
        spoken = [
            (row[number], run)
            for run in runs(text)
            if len(run) > 1 and (row := self._rows.get(run))
        ]
        loudest = [run for weight, run in sorted(spoken, reverse=True)[:_HEARD] if weight > 0]
        return _joined(sorted((text.index(run), text.index(run) + len(run)) for run in loudest))


def _row(pairs: Iterable[tuple[int, float]], count: int) -> tuple[float, ...]:
    """Return the weights of a run for every label, so that a text's are summed column by column."""
    row = [0.0] * count
    for number, weight in pairs:
        row[number] = weight
    return tuple(row)


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return sorted spans with those that touch put together."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def learned_wording() -> Wording:
    """Return the model kept with the program."""
    head, *lines = data("wording.tsv").decode("utf-8").splitlines()
    names = head.split("\t")[1:]
    labels = [_label(name.partition("=")[0]) for name in names]
    bias = [float(name.partition("=")[2]) for name in names]
    return Wording(labels, bias, dict(_weights(lines)))


def _label(name: str) -> Label:
    matter, _slash, topic = name.partition("/")
    return Label(Matter(matter), Matter(topic) if topic else None)


def _weights(lines: Iterable[str]) -> Iterator[tuple[str, tuple[tuple[int, float], ...]]]:
    for line in lines:
        run, *pairs = line.split("\t")
        numbers = (pair.partition("=") for pair in pairs)
        yield (
            run.replace("□", _PLACE),
            tuple((int(number), float(weight)) for number, _sign, weight in numbers),
        )


def as_lines(wording: Wording) -> Iterator[str]:
    """Yield the model as the lines of its file: labels with their bias, then a run a line."""
    pairs = zip(wording.labels, wording._bias, strict=True)
    yield "\t".join(["", *(f"{name}={bias:.2f}" for name, bias in pairs)])
    for run, weights in sorted(wording._weights.items()):
        shown = (f"{number}={weight:.2f}" for number, weight in weights)
        yield "\t".join([run.replace(_PLACE, "□"), *shown])
