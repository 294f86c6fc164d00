"""Whether two kinds of request can be told apart by how long they take: the Mann-Whitney U test.

A run is 300 trials of each kind, in random order. The two samples are compared by the U test
(two-sided, normal approximation with ties): at a significance of 1 % no difference may be found.
So as not to be a matter of luck, a difference counts only if it is found in each of three
independent runs; a real one, as large as the one that `test_receipt_timing` builds in, is found in
every run.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable

TRIALS = 300
RUNS = 3
SIGNIFICANCE = 0.01


def can_be_told_apart(trial: Callable[[bool], float]) -> bool:
    """Tell whether `trial` takes longer for the one kind than for the other, in seconds."""
    draw = random.Random(3)
    for _ in range(RUNS):
        taken: dict[bool, list[float]] = {True: [], False: []}
        for _ in range(TRIALS):
            for kind in draw.sample([True, False], 2):
                taken[kind].append(trial(kind))
        found = p_value(taken[True], taken[False])
        print(f"\np = {found:.3f} over {TRIALS} trials of each")
        if found > SIGNIFICANCE:
            return False
    return True


def p_value(one: list[float], other: list[float]) -> float:
    """Return the chance of samples as far apart as these, if both are draws of one kind."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    rank_sum, at = 0.0, 0
    for _value, tied in itertools.groupby(ranked, key=lambda pair: pair[0]):
        group = list(tied)
        mean_rank = at + (len(group) + 1) / 2
        rank_sum += mean_rank * sum(1 for _, which in group if which == 0)
        at += len(group)
    n, m = len(one), len(other)
    u = rank_sum - n * (n + 1) / 2
    deviation = math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(u - n * m / 2) / deviation / math.sqrt(2))
