"""How the model of `learned.py` is trained: softmax regression, offline, the same every time.

Run `tests/bench/learn_routing.py` after the labelled reports or the gazetteer have changed.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from math import exp, sqrt

from intake.routing.learned import SCALE, Label, Wording, runs

_ROUNDS = 14
_RATE = 0.35
_DECAY = 0.0004
"""Weights shrink by so much (times the rate) whenever their run is seen: no single text rules."""
_SEEN = 2
"""Runs that fewer texts have say nothing about other texts."""
_SILENT = 0.12
"""Smaller weights are left out of the file."""
_IGNORED = 0.002

Example = tuple[str, Label]


def learn(examples: Sequence[Example]) -> Wording:
    """Return the model for the texts (normal, places blotted out) and their labels."""
    labels = sorted({label for _text, label in examples}, key=str)
    seen = Counter(run for text, _label in examples for run in runs(text))
    known = {run for run, count in seen.items() if count >= _SEEN and not set(run) & set("\t\n□")}
    numbered = [
        (found, labels.index(label))
        for text, label in examples
        if (found := sorted(runs(text) & known))
    ]
    trainer = _Trainer(len(labels), known)
    order = random.Random(1)  # noqa: S311 - a fixed shuffle, so that training repeats exactly
    for _round in range(_ROUNDS):
        order.shuffle(numbered)
        for found, right in numbered:
            trainer.see(found, right)
    return Wording(labels, trainer.bias, trainer.spoken())


class _Trainer:
    """Weights under training: gradient steps that grow smaller for runs often seen (AdaGrad)."""

    def __init__(self, count: int, known: set[str]) -> None:
        self.bias = [0.0] * count
        self._bias_pace = [1.0] * count
        self._weights = {run: [0.0] * count for run in known}
        self._pace = {run: [0.1] * count for run in known}

    def see(self, found: Sequence[str], right: int) -> None:
        """Learn one text."""
        share = SCALE / sqrt(len(found) or 1)
        rows = [self._weights[run] for run in found]
        scores = [
            bias + share * sum(column)
            for bias, column in zip(self.bias, zip(*rows, strict=True), strict=True)
        ]
        top = max(scores)
        parts = [exp(score - top) for score in scores]
        whole = sum(parts)
        for number, part in enumerate(parts):
            error = part / whole - (number == right)
            if abs(error) > _IGNORED:
                self._step(found, number, error, share)

    def _step(self, found: Sequence[str], number: int, error: float, share: float) -> None:
        self._bias_pace[number] += error * error
        self.bias[number] -= _RATE * error / sqrt(self._bias_pace[number])
        slope = error * share
        for run in found:
            pace, row = self._pace[run], self._weights[run]
            pace[number] += slope * slope
            row[number] -= _RATE * (slope + _DECAY * row[number]) / sqrt(pace[number])

    def spoken(self) -> dict[str, tuple[tuple[int, float], ...]]:
        """Return the weights worth keeping."""
        kept = {
            run: tuple((n, round(w, 2)) for n, w in enumerate(row) if abs(w) >= _SILENT)
            for run, row in self._weights.items()
        }
        return {run: weights for run, weights in kept.items() if weights}
