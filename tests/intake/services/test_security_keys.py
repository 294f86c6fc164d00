"""A security key lets its owner in after the passphrase, once for each challenge."""

import dataclasses

import pytest
from sqlalchemy import select

from intake.db.engine import reading
from intake.db.login_schema import factors, sessions
from intake.db.trail_schema import audit
from intake.domain.errors import Incomplete, NotAllowed
from intake.services.demo import PASSPHRASE
from intake.services.one_time_codes import show_code
from intake.services.second_factors import (
    MOST_TRIES,
    SecondFactorFailed,
    factors_set_up,
    remove_factor,
)
from intake.services.security_keys import (
    KeyMayBeCopied,
    KeyNotAccepted,
    ask_for_key,
    begin_key,
    confirm_key,
    show_key,
)
from intake.services.sessions import NotLoggedIn, half_logged_in, log_in, officer_of

ORIGIN = "http://localhost:8001"


@pytest.fixture
def real(on_sqlite):
    """Return the system as a real instance, which demands a second factor."""
    settings = dataclasses.replace(on_sqlite.settings, demo=False)
    return dataclasses.replace(on_sqlite, settings=settings)


@pytest.fixture
def add(real):
    """Return the function that adds a key in a session, and gives the recovery codes."""

    def add(key, token, name="办公室的钥匙"):
        officer = half_logged_in(real, token)
        return confirm_key(real, officer, token, name, key.create(begin_key(real, officer, token)))

    return add


@pytest.fixture
def key(real, add, soft_keys):
    """Set up a key for `industry`."""
    made = soft_keys.SoftKey(ORIGIN)
    add(made, log_in(real, "industry", PASSPHRASE))
    return made


def asked(real, token):
    return ask_for_key(real, half_logged_in(real, token), token)


def test_a_key_lets_in_whoever_has_given_the_passphrase(real, key):
    token = log_in(real, "industry", PASSPHRASE)
    show_key(real, token, key.get(asked(real, token)))
    officer = officer_of(real, token)
    assert [one.label for one in factors_set_up(real, officer) if one.label] == ["办公室的钥匙"]


def test_a_challenge_is_good_for_one_answer_right_or_wrong(real, key, soft_keys):
    token = log_in(real, "industry", PASSPHRASE)
    options = asked(real, token)
    assert asked(real, token) == options
    with pytest.raises(KeyNotAccepted):
        show_key(real, token, soft_keys.SoftKey(ORIGIN).get(options))
    with pytest.raises(KeyNotAccepted):
        show_key(real, token, key.get(options))
    answer = key.get(asked(real, token))
    show_key(real, token, answer)
    with pytest.raises(KeyNotAccepted):
        show_key(real, token, answer)


def test_another_sessions_challenge_is_not_this_ones(real, key):
    token, other = (log_in(real, "industry", PASSPHRASE) for _ in range(2))
    asked(real, token)
    with pytest.raises(KeyNotAccepted):
        show_key(real, token, key.get(asked(real, other)))


def test_another_members_key_lets_nobody_in(real, key, add, soft_keys):
    theirs = soft_keys.SoftKey(ORIGIN)
    add(theirs, log_in(real, "tax", PASSPHRASE))
    token = log_in(real, "tax", PASSPHRASE)
    with pytest.raises(KeyNotAccepted):
        show_key(real, token, key.get(asked(real, token)))


def test_a_copied_key_is_refused_and_the_trail_says_so(real, key):
    token = log_in(real, "industry", PASSPHRASE)
    show_key(real, token, key.get(asked(real, token)))
    key.count = 0
    token = log_in(real, "industry", PASSPHRASE)
    with pytest.raises(KeyMayBeCopied):
        show_key(real, token, key.get(asked(real, token)))
    with reading(real.engine) as connection:
        refused = connection.scalars(select(audit.c.refused)).all()
    assert refused[-1] == "KeyMayBeCopied"


def test_after_five_wrong_answers_the_passphrase_is_asked_for_again(real, key):
    token = log_in(real, "industry", PASSPHRASE)
    for _ in range(MOST_TRIES - 1):
        with pytest.raises(KeyNotAccepted):
            show_key(real, token, "{}")
    with pytest.raises(SecondFactorFailed):
        show_key(real, token, "")
    with pytest.raises(NotLoggedIn):
        half_logged_in(real, token)


def test_who_owes_a_key_adds_no_other(real, key, add, soft_keys):
    with pytest.raises(NotAllowed):
        add(soft_keys.SoftKey(ORIGIN), log_in(real, "industry", PASSPHRASE))


def test_without_the_key_a_recovery_code_lets_in(real, add, soft_keys):
    codes = add(soft_keys.SoftKey(ORIGIN), log_in(real, "tax", PASSPHRASE))
    token = log_in(real, "tax", PASSPHRASE)
    show_code(real, token, codes[0])
    assert officer_of(real, token).name == "tax"


def test_the_last_key_stays_and_one_of_two_may_go(real, key, add, soft_keys):
    token = log_in(real, "industry", PASSPHRASE)
    show_key(real, token, key.get(asked(real, token)))
    officer = officer_of(real, token)
    (only,) = [one for one in factors_set_up(real, officer) if one.label]
    with pytest.raises(Incomplete, match="唯一的第二道验证"):
        remove_factor(real, officer, only.id)
    add(soft_keys.SoftKey(ORIGIN), token, "家里的")
    remove_factor(real, officer, only.id)
    assert [one.label for one in factors_set_up(real, officer) if one.label] == ["家里的"]
    token = log_in(real, "industry", PASSPHRASE)
    with pytest.raises(KeyNotAccepted):
        show_key(real, token, key.get(asked(real, token)))


def test_a_key_has_a_name(real, add, soft_keys):
    token = log_in(real, "tax", PASSPHRASE)
    for name in ("", " \u200b", "长" * 41):
        with pytest.raises(Incomplete):
            add(soft_keys.SoftKey(ORIGIN), token, name)


def test_the_same_key_is_not_added_twice(real, key, add):
    token = log_in(real, "industry", PASSPHRASE)
    show_key(real, token, key.get(asked(real, token)))
    with pytest.raises(KeyNotAccepted):
        add(key, token, "又一把")


def test_the_database_tells_no_key_and_the_log_no_id(real, add, soft_keys, caplog):
    caplog.set_level(0)
    key = soft_keys.SoftKey(ORIGIN)
    add(key, log_in(real, "tax", PASSPHRASE))
    token = log_in(real, "tax", PASSPHRASE)
    show_key(real, token, key.get(asked(real, token)))
    with reading(real.engine) as connection:
        rows = [*connection.execute(select(factors)), *connection.execute(select(sessions))]
    stored = b"".join(part for row in rows for part in row if isinstance(part, bytes))
    assert key.id not in stored
    assert soft_keys.text(key.id).encode() not in stored
    assert key.id.hex() not in caplog.text


def test_an_address_that_allows_no_keys_asks_for_none(real, key):
    settings = dataclasses.replace(real.settings, desk_url="http://10.1.2.3:8001")
    plain = dataclasses.replace(real, settings=settings)
    token = log_in(plain, "industry", PASSPHRASE)
    officer = half_logged_in(plain, token)
    assert begin_key(plain, officer, token) is None
    assert ask_for_key(plain, officer, token) is None
    with pytest.raises(KeyNotAccepted):
        show_key(plain, token, "{}")
