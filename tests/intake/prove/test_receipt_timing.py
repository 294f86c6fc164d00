"""Known and unknown receipts take equally long, by a stated test, over the real derivation.

The test is described in `mann_whitney`. It is made on the page that a reporter uses, within one
process and over HTTP against the server as it runs in earnest; in full under `make prove`.
Otherwise only the statistics and the pace are checked.
"""

from __future__ import annotations

import dataclasses
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
IN_FULL = pytest.mark.skipif(not FULL, reason="300 trials at full cost: make prove")


def test_the_statistics_find_a_difference_and_only_a_difference(mann_whitney):
    draw = random.Random(5)
    one = [draw.gauss(100, 5) for _ in range(mann_whitney.TRIALS)]
    same = [draw.gauss(100, 5) for _ in range(mann_whitney.TRIALS)]
    later = [value + 2 for value in same]
    assert mann_whitney.p_value(one, same) > mann_whitney.SIGNIFICANCE
    assert mann_whitney.p_value(one, later) < mann_whitney.SIGNIFICANCE / 100
    assert mann_whitney.can_be_told_apart(lambda known: draw.gauss(100 + 2 * known, 5))
    assert not mann_whitney.can_be_told_apart(lambda _known: draw.gauss(100, 5))


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


@IN_FULL
def test_known_and_unknown_receipts_cannot_be_told_apart_by_time(on_sqlite, browsing, mann_whitney):
    system = dataclasses.replace(on_sqlite, cost=RECOMMENDED)
    known = submit(system, NewReport("计时", new_form_token())).receipt.reveal()
    browser = browsing.Browser(public.create_app(system))
    ask = browser.open("/report/status/")

    def trial(is_known: bool) -> float:
        receipt = known if is_known else Receipt.generate().reveal()
        began = time.perf_counter()
        page = browser.send(ask, receipt=receipt)
        took = time.perf_counter() - began
        assert page.status == (200 if is_known else 404)
        return took

    assert not mann_whitney.can_be_told_apart(trial)


@IN_FULL
def test_nor_can_they_over_http(on_sqlite, citizens, served, mann_whitney):
    server = served(on_sqlite)
    with citizens.Client(server.port) as client:
        known = client.report("计时", b"x" * 1000)

    def trial(is_known: bool) -> float:
        with citizens.Client(server.port) as client:
            found, _page = client.look(known if is_known else citizens.a_receipt_of_nobody())
            assert found == (200 if is_known else 404)
            took: float = client.took
            return took

    assert not mann_whitney.can_be_told_apart(trial)
