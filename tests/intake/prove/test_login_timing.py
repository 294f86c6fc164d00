"""Known and unknown names cannot be told apart by how long a failed login takes.

300 trials of each, in random order, at the real cost of a derivation under PROVE=1. Judged by the
Mann-Whitney U test (two-sided, normal approximation): the hypothesis that both come from one
distribution is kept unless p < 0.001, and the chance that a random trial of one takes longer than
one of the other lies within 0.5 ± 0.08. Everyday runs count the work instead: see
`test_sessions.py`.
"""

import dataclasses
import math
import os
import random
import time

import pytest

from intake.services.login_tries import FREE_TRIES
from intake.services.sessions import LoginFailed, log_in
from intake.vault.passphrases import Cost

TRIALS = 300
PROVE = os.environ.get("PROVE") == "1"


def mann_whitney(one: list[float], other: list[float]) -> tuple[float, float]:
    """Return the two-sided p value and the probability that one exceeds the other."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks = sum(place for place, (_value, group) in enumerate(ranked, start=1) if group == 0)
    n, m = len(one), len(other)
    u = ranks - n * (n + 1) / 2
    z = (u - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(z) / math.sqrt(2)), u / (n * m)


def test_the_statistic_finds_a_difference_where_there_is_one_and_none_where_there_is_none():
    draw = random.Random(7)
    one = [draw.gauss(1, 0.1) for _ in range(300)]
    assert mann_whitney(one, [draw.gauss(1.05, 0.1) for _ in range(300)])[0] < 0.001
    assert mann_whitney(one, [draw.gauss(1, 0.1) for _ in range(300)])[0] > 0.001


@pytest.mark.prove
@pytest.mark.skipif(not PROVE, reason="measures time: under PROVE=1 only")
def test_known_and_unknown_names_take_equally_long(on_sqlite, clock):
    system = dataclasses.replace(on_sqlite, cost=Cost(passes=3, memory=64 * 1024 * 1024))
    raise_the_cost_of(system, "industry")
    took: dict[str, list[float]] = {"industry": [], "nobody-here": []}
    order = [name for name in took for _ in range(TRIALS)]
    random.Random(1).shuffle(order)
    for number, name in enumerate(order):
        if number % FREE_TRIES == 0:
            clock.advance(minutes=16)
        began = time.perf_counter()
        with pytest.raises(LoginFailed):
            log_in(system, name, "a wrong passphrase", f"network/{number}")
        took[name].append(time.perf_counter() - began)
    p, above = mann_whitney(took["industry"], took["nobody-here"])
    print(f"p = {p:.3f}, P(known > unknown) = {above:.3f}")
    assert p >= 0.001
    assert abs(above - 0.5) <= 0.08


def raise_the_cost_of(system, name: str) -> None:
    """Lock a demo member's key at the system's cost, as a real one's is."""
    from intake.services.demo import PASSPHRASE
    from intake.services.own_passphrase import change_passphrase
    from intake.services.sessions import officer_of

    token = log_in(system, name, PASSPHRASE)
    change_passphrase(system, officer_of(system, token), token, PASSPHRASE, "another passphrase")
