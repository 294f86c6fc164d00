"""Known and unknown names cannot be told apart by how long a failed login takes.

The test is described in `mann_whitney`; the cost of a derivation is the real one. It is made on the
service and over HTTP at the desk, under `make prove`. Everyday runs count the work instead: see
`test_sessions.py`.
"""

import dataclasses
import itertools
import os
import time

import pytest

from intake.desk import create_app
from intake.services.demo import PASSPHRASE
from intake.services.own_passphrase import change_passphrase
from intake.services.sessions import LoginFailed, log_in, officer_of
from intake.vault.passphrases import RECOMMENDED

pytestmark = [
    pytest.mark.prove,
    pytest.mark.skipif(os.environ.get("PROVE") != "1", reason="300 trials: make prove"),
]


@pytest.fixture
def system(on_sqlite):
    """Return a system in which a member's key is locked at the real cost, as every real one is."""
    dear = dataclasses.replace(on_sqlite, cost=RECOMMENDED)
    token = log_in(dear, "industry", PASSPHRASE)
    change_passphrase(dear, officer_of(dear, token), token, PASSPHRASE, "another passphrase")
    return dear


def name_of(kind: bool) -> str:
    return "industry" if kind else "nobody-here"


def test_known_and_unknown_names_take_equally_long(system, mann_whitney):
    networks = itertools.count()

    def trial(is_known: bool) -> float:
        began = time.perf_counter()
        with pytest.raises(LoginFailed):
            log_in(system, name_of(is_known), "a wrong passphrase", f"network/{next(networks)}")
        return time.perf_counter() - began

    assert not mann_whitney.can_be_told_apart(trial)


def test_nor_do_they_over_http(system, listening, citizens, clock, mann_whitney):
    port = listening(create_app(system))

    def trial(is_known: bool) -> float:
        clock.advance(minutes=16)  # longer than the longest wait after tries in vain
        with citizens.Client(port) as client:
            given = {"name": name_of(is_known), "passphrase": "a wrong passphrase"}
            status, page = client.send("/login/", **given)
            assert status == 403, page
            took: float = client.took
            return took

    assert not mann_whitney.can_be_told_apart(trial)
