"""A passphrase alone opens nothing; a code is good once; the database makes none."""

import dataclasses

import pyotp
import pytest
from sqlalchemy import select

from intake.db.engine import reading
from intake.db.login_schema import factors, sessions
from intake.domain.errors import Incomplete, NotAllowed
from intake.services.demo import PASSPHRASE
from intake.services.one_time_codes import begin_app, confirm_app, show_code
from intake.services.second_factors import (
    MOST_TRIES,
    RECOVERY_CODES,
    SecondFactorFailed,
    WrongCode,
    factors_set_up,
    may_set_up,
    remove_factor,
    reset_factors,
)
from intake.services.sessions import (
    NotLoggedIn,
    SecondFactorDue,
    half_logged_in,
    log_in,
    officer_of,
)


@pytest.fixture
def real(system):
    """Return the system as a real instance, which demands a second factor."""
    return dataclasses.replace(system, settings=dataclasses.replace(system.settings, demo=False))


@pytest.fixture
def phone(real, clock):
    """Set up an app for `industry`; return the function that shows its code now."""
    token = log_in(real, "industry", PASSPHRASE)
    officer = half_logged_in(real, token)
    app = pyotp.TOTP(begin_app(real, officer, token).secret)
    confirm_app(real, officer, token, app.at(clock()))
    clock.advance(minutes=1)
    return lambda: app.at(clock())


def test_without_a_second_factor_a_real_instance_lets_nobody_in(real):
    token = log_in(real, "industry", PASSPHRASE)
    with pytest.raises(SecondFactorDue):
        officer_of(real, token)
    assert may_set_up(real, token)


def test_who_looked_with_the_passphrase_alone_knows_nothing_of_the_app_set_up_later(real, clock):
    thief, owner = (log_in(real, "industry", PASSPHRASE) for _ in range(2))
    officer = half_logged_in(real, owner)
    seen = begin_app(real, officer, thief).secret
    app = pyotp.TOTP(begin_app(real, officer, owner).secret)
    assert app.secret != seen
    with pytest.raises(WrongCode):
        confirm_app(real, officer, thief, app.at(clock()))
    confirm_app(real, officer, owner, app.at(clock()))
    assert begin_app(real, officer, owner).secret not in (seen, app.secret)


def test_a_demonstration_lets_people_in_without(system):
    assert officer_of(system, log_in(system, "industry", PASSPHRASE)).name == "industry"


def test_once_set_up_even_a_demonstration_asks(system, phone):
    token = log_in(system, "industry", PASSPHRASE)
    with pytest.raises(SecondFactorDue):
        officer_of(system, token)


def test_setting_up_lets_this_session_in_and_ends_the_others(real, clock):
    other = log_in(real, "industry", PASSPHRASE)
    token = log_in(real, "industry", PASSPHRASE)
    officer = half_logged_in(real, token)
    secret = begin_app(real, officer, token).secret
    assert begin_app(real, officer, token).secret == secret
    assert "secret" not in repr(begin_app(real, officer, token)).lower()
    codes = confirm_app(real, officer, token, pyotp.TOTP(secret).at(clock()))
    assert len(set(codes)) == RECOVERY_CODES
    assert officer_of(real, token).name == "industry"
    with pytest.raises(NotLoggedIn):
        half_logged_in(real, other)


def test_a_wrong_code_sets_up_nothing(real):
    token = log_in(real, "industry", PASSPHRASE)
    officer = half_logged_in(real, token)
    begin_app(real, officer, token)
    for wrong in ("", "000000x", "１２３４５６", "é", "9" * 5000):
        with pytest.raises(WrongCode):
            confirm_app(real, officer, token, wrong)
    assert factors_set_up(real, officer) == []


def test_the_right_code_lets_in_once(real, phone):
    code = phone()
    token = log_in(real, "industry", PASSPHRASE)
    show_code(real, token, f" {code[:3]} {code[3:]} ")
    assert officer_of(real, token).name == "industry"
    again = log_in(real, "industry", PASSPHRASE)
    with pytest.raises(WrongCode):
        show_code(real, again, code)


def test_a_code_is_good_for_half_a_minute_either_way_and_no_longer(real, phone, clock):
    code = phone()
    clock.advance(seconds=90)
    token = log_in(real, "industry", PASSPHRASE)
    with pytest.raises(WrongCode):
        show_code(real, token, code)
    clock.advance(seconds=-60)
    show_code(real, token, code)


def test_after_five_wrong_codes_the_passphrase_is_asked_for_again(real, phone):
    token = log_in(real, "industry", PASSPHRASE)
    for _ in range(MOST_TRIES - 1):
        with pytest.raises(WrongCode):
            show_code(real, token, "000000")
    with pytest.raises(SecondFactorFailed):
        show_code(real, token, "000000")
    with pytest.raises(NotLoggedIn):
        show_code(real, token, phone())
    show_code(real, log_in(real, "industry", PASSPHRASE), phone())


def test_who_owes_a_code_sets_up_no_other_app(real, phone):
    token = log_in(real, "industry", PASSPHRASE)
    officer = half_logged_in(real, token)
    assert not may_set_up(real, token)
    secret = begin_app(real, officer, token).secret
    with pytest.raises(NotAllowed):
        confirm_app(real, officer, token, pyotp.TOTP(secret).at(real.now()))


def test_each_recovery_code_is_good_once(real, clock):
    token = log_in(real, "tax", PASSPHRASE)
    officer = half_logged_in(real, token)
    app = pyotp.TOTP(begin_app(real, officer, token).secret)
    codes = confirm_app(real, officer, token, app.at(clock()))
    code = f"{codes[0][:4]}-{codes[0][4:8]}-{codes[0][8:]}".upper()
    show_code(real, log_in(real, "tax", PASSPHRASE), code)
    token = log_in(real, "tax", PASSPHRASE)
    with pytest.raises(WrongCode):
        show_code(real, token, code)
    show_code(real, token, codes[1])


def test_the_database_holds_no_secret_of_a_factor_in_clear(real, clock):
    token = log_in(real, "industry", PASSPHRASE)
    officer = half_logged_in(real, token)
    secret = begin_app(real, officer, token).secret
    codes = confirm_app(real, officer, token, pyotp.TOTP(secret).at(clock()))
    with reading(real.engine) as connection:
        stored = str(connection.execute(select(factors)).all()).encode()
        stored += str(connection.execute(select(sessions)).all()).encode()
    assert secret.encode() not in stored
    assert not any(code.encode() in stored for code in codes)


def test_a_reset_asks_for_a_new_app_and_still_for_the_passphrase(real, phone):
    token = log_in(real, "industry", PASSPHRASE)
    reset_factors(real, None, half_logged_in(real, token).member_id)
    with pytest.raises(NotLoggedIn):
        half_logged_in(real, token)
    token = log_in(real, "industry", PASSPHRASE)
    with pytest.raises(SecondFactorDue):
        officer_of(real, token)
    assert may_set_up(real, token)


def test_the_only_factor_is_not_removed(real, phone):
    token = log_in(real, "industry", PASSPHRASE)
    show_code(real, token, phone())
    officer = officer_of(real, token)
    (app,) = [one for one in factors_set_up(real, officer) if one.kind == "totp"]
    with pytest.raises(Incomplete, match="唯一的第二道验证"):
        remove_factor(real, officer, app.id)
