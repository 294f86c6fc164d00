"""Known and unknown receipts take equally long, by a stated test, over the real derivation.

Each trial asks for a known and for an unknown receipt, in random order, over the page that a
reporter uses. The two samples are compared with the Mann-Whitney U test (two-sided, normal
approximation with ties): at a significance of 1 % no difference may be found. So as not to be a
matter of luck, a difference counts only if it is found in each of three independent runs; a real
one, as large as the one the test below builds in, is found in every run.

In full (`make prove`) a run is 300 trials; otherwise only the statistics and the pace are checked.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
import os
import random
import time

import pytest

from intake import public
from intake.public import status
from intake.services.reports import NewReport, new_form_token, submit
from intake.vault.passphrases import RECOMMENDED
from intake.vault.receipts import Receipt

FULL = os.environ.get("PROVE") == "1"
TRIALS = 300
SIGNIFICANCE = 0.01


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


def test_the_statistics_find_a_difference_and_only_a_difference():
    draw = random.Random(5)
    one = [draw.gauss(100, 5) for _ in range(TRIALS)]
    same = [draw.gauss(100, 5) for _ in range(TRIALS)]
    later = [value + 2 for value in same]
    assert p_value(one, same) > SIGNIFICANCE
    assert p_value(one, later) < SIGNIFICANCE / 100


def test_an_answer_leaves_when_half_as_long_again_as_the_derivation_is_over(citizen, monkeypatch):
    """The pace is kept for both kinds of receipt, whatever the page itself took."""
    slept: list[float] = []
    monkeypatch.setattr(status.time, "sleep", slept.append)
    monkeypatch.setattr(status, "_PACE", 10_000.0)
    page = citizen.send(citizen.open("/report/"), text="计时")
    known = page.text.split("您的查询凭证")[1].split()[:5]
    for receipt in (" ".join(known), Receipt.generate().reveal()):
        citizen.send(citizen.open("/report/status/"), receipt=receipt)
    assert len(slept) == 2
    assert min(slept) > 0


@pytest.mark.skipif(not FULL, reason="three runs of 300 trials at full cost: make prove")
def test_known_and_unknown_receipts_cannot_be_told_apart_by_time(on_sqlite, browsing):
    system = dataclasses.replace(on_sqlite, cost=RECOMMENDED)
    known = submit(system, NewReport("计时", new_form_token())).receipt.reveal()
    browser = browsing.Browser(public.create_app(system))
    ask = browser.open("/report/status/")
    draw = random.Random(3)

    def run() -> float:
        taken: dict[bool, list[float]] = {True: [], False: []}
        for _ in range(TRIALS):
            for is_known in draw.sample([True, False], 2):
                receipt = known if is_known else Receipt.generate().reveal()
                began = time.perf_counter()
                page = browser.send(ask, receipt=receipt)
                taken[is_known].append(time.perf_counter() - began)
                assert page.status == (200 if is_known else 404)
        return p_value(taken[True], taken[False])

    found = [run() for _ in range(3)]
    print(f"p = {found}")
    assert max(found) > SIGNIFICANCE
