"""Logging in and out."""

import pytest
from sqlalchemy import select

from intake.db.engine import reading
from intake.db.schema import audit, members, sessions
from intake.services.demo import PASSPHRASE
from intake.services.sessions import LoginFailed, NotLoggedIn, log_in, log_out, officer_of
from intake.services.staff import disable_member
from intake.vault import passphrases


def test_a_login_opens_the_members_own_key(system):
    officer = officer_of(system, log_in(system, " industry ", PASSPHRASE))
    with reading(system.engine) as connection:
        public = connection.execute(
            select(members.c.public_key).where(members.c.name == "industry")
        ).scalar_one()
    assert officer.key.public.raw == public
    assert {(post.department, post.role) for post in officer.posts} == {("industry", "officer")}


@pytest.mark.parametrize("name", ["industry", "nobody", ""])
def test_a_failed_login_says_the_same_whatever_was_wrong(system, name):
    with pytest.raises(LoginFailed, match="用户名或口令不正确"):
        log_in(system, name, "wrong passphrase")


def test_an_unknown_name_costs_as_many_derivations_as_a_known_one(system, monkeypatch):
    derived = []
    slow = passphrases.derive
    monkeypatch.setattr(
        passphrases,
        "derive",
        lambda secret, salt, cost: derived.append(cost) or slow(secret, salt, cost),
    )
    for name in ("industry", "nobody"):
        with pytest.raises(LoginFailed):
            log_in(system, name, "wrong passphrase")
    assert derived == [system.cost, system.cost]


def test_a_failed_login_is_on_the_trail_without_what_was_typed(system):
    with pytest.raises(LoginFailed):
        log_in(system, "typed-name-canary", "typed-passphrase-canary")
    with reading(system.engine) as connection:
        last = connection.execute(select(audit).order_by(audit.c.id.desc()).limit(1)).one()
    assert (last.action, last.refused, last.member_id) == ("log-in", "LoginFailed", None)
    assert "canary" not in str(last)


def test_after_log_out_the_token_opens_nothing(system):
    token = log_in(system, "industry", PASSPHRASE)
    log_out(system, token)
    with pytest.raises(NotLoggedIn, match="请重新登录"):
        officer_of(system, token)
    log_out(system, token)


@pytest.mark.parametrize("token", ["", "x", "A" * 44, "é" * 44])
def test_a_token_that_was_never_ours_opens_nothing(system, token):
    with pytest.raises(NotLoggedIn):
        officer_of(system, token)
    log_out(system, token)


def test_a_session_sleeps_after_an_hour_without_use_and_ends_after_ten(system, clock):
    token = log_in(system, "industry", PASSPHRASE)
    for _ in range(12):
        clock.advance(minutes=49)
        officer_of(system, token)
    clock.advance(minutes=12)
    with pytest.raises(NotLoggedIn):
        officer_of(system, token)
    token = log_in(system, "industry", PASSPHRASE)
    clock.advance(minutes=61)
    with pytest.raises(NotLoggedIn):
        officer_of(system, token)


def test_sessions_that_are_over_leave_the_database(system, clock):
    log_in(system, "industry", PASSPHRASE)
    clock.advance(hours=11)
    log_in(system, "ecology", PASSPHRASE)
    with reading(system.engine) as connection:
        assert len(connection.execute(select(sessions)).all()) == 1


def test_a_disabled_member_is_out_at_once(system):
    token = log_in(system, "industry", PASSPHRASE)
    disable_member(system, "industry")
    with pytest.raises(NotLoggedIn):
        officer_of(system, token)
    with pytest.raises(LoginFailed):
        log_in(system, "industry", PASSPHRASE)
