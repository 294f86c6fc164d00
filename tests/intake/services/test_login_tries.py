"""Guessing is slowed where it happens, and nobody is locked out by someone else's guessing."""

import pytest
from sqlalchemy import select

from intake.db.engine import reading
from intake.db.login_schema import failed_logins
from intake.services.demo import PASSPHRASE
from intake.services.login_tries import (
    FREE_TRIES,
    LONGEST_WAIT,
    TooManyTries,
    known_device,
    new_device,
    wait_after,
)
from intake.services.sessions import LoginFailed, log_in


def guess(system, times: int, name: str = "industry", place: str = "network/10.0.0.9") -> None:
    for _ in range(times):
        with pytest.raises(LoginFailed):
            log_in(system, name, "a wrong passphrase", place)


def test_after_five_wrong_ones_even_the_right_passphrase_waits_there(system, clock):
    guess(system, FREE_TRIES)
    with pytest.raises(TooManyTries, match="请1分钟后再试"):
        log_in(system, "industry", PASSPHRASE, "network/10.0.0.9")
    clock.advance(seconds=16)
    log_in(system, "industry", PASSPHRASE, "network/10.0.0.9")


def test_the_wait_doubles_and_ends(system, clock):
    assert [wait_after(n).total_seconds() for n in range(3, 9)] == [0, 0, 15, 30, 60, 120]
    assert wait_after(10**9) == LONGEST_WAIT
    for _ in range(30):
        try:
            guess(system, 1)
        except TooManyTries:
            clock.advance(minutes=16)
    clock.advance(minutes=16)
    log_in(system, "industry", PASSPHRASE, "network/10.0.0.9")


def test_others_at_the_same_name_and_the_same_place_at_other_names_do_not_wait(system):
    guess(system, FREE_TRIES)
    log_in(system, "industry", PASSPHRASE, "network/10.0.0.7")
    log_in(system, "ecology", PASSPHRASE, "network/10.0.0.9")


def test_a_known_browser_gets_in_while_its_whole_network_guesses(system):
    device = known_device(system, "industry", new_device(system, "industry"))
    guess(system, FREE_TRIES)
    with pytest.raises(TooManyTries):
        log_in(system, "industry", PASSPHRASE, "network/10.0.0.9")
    log_in(system, "industry", PASSPHRASE, device)


def test_a_stolen_device_cookie_slows_its_own_guesses_only(system):
    device = known_device(system, "industry", new_device(system, "industry"))
    other = known_device(system, "industry", new_device(system, "industry"))
    guess(system, FREE_TRIES, place=device)
    with pytest.raises(TooManyTries):
        log_in(system, "industry", PASSPHRASE, device)
    log_in(system, "industry", PASSPHRASE, other)


@pytest.mark.parametrize("cookie", ["", ".", "a.b", "é.é", "x" * 5000])
def test_a_made_up_device_is_none(system, cookie):
    assert known_device(system, "industry", cookie) is None


def test_one_names_device_is_none_at_another_name(system):
    assert known_device(system, "tax", new_device(system, "industry")) is None


def test_an_unknown_name_waits_as_a_known_one(system):
    guess(system, FREE_TRIES, name="nobody-here")
    with pytest.raises(TooManyTries):
        log_in(system, "nobody-here", PASSPHRASE, "network/10.0.0.9")


def test_no_address_and_no_name_is_stored(system):
    guess(system, 1, name="canary-name", place="network/203.0.113.77")
    with reading(system.engine) as connection:
        rows = connection.execute(select(failed_logins)).all()
    assert len(rows) == 1
    assert "203.0.113" not in str(rows)
    assert "canary" not in str(rows)


def test_the_mark_of_a_place_is_another_one_tomorrow(system, clock):
    guess(system, 1)
    clock.advance(days=1, minutes=1)
    guess(system, 1)
    with reading(system.engine) as connection:
        assert len(connection.execute(select(failed_logins)).all()) == 2
    log_in(system, "industry", PASSPHRASE, "network/10.0.0.9")
    with reading(system.engine) as connection:
        assert connection.execute(select(failed_logins)).all() == []
