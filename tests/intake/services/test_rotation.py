"""Who leaves loses the key, the key is replaced, and nobody who stays loses a case."""

import datetime as dt

import pytest
from sqlalchemy import select

from intake.db import people
from intake.db.engine import reading
from intake.db.key_schema import retired_keys, retired_shares
from intake.db.schema import case_keys
from intake.domain.errors import Incomplete, NoSuchCase
from intake.domain.roles import Post, Role
from intake.services import own_passphrase, sessions
from intake.services.casework import open_case
from intake.services.demo import PASSPHRASE
from intake.services.granting import CannotGrant, granted_by_member, granted_by_recovery
from intake.services.keyring import department_key
from intake.services.own_passphrase import change_passphrase, reset_passphrase
from intake.services.posts import appoint, end_post
from intake.services.reports import NewReport, new_form_token, submit
from intake.services.rotation import reseal, take_keys_of_leavers
from intake.services.sessions import LoginFailed, NotLoggedIn, log_in, officer_of
from intake.services.staff import NewMember, add_member, disable_member
from intake.vault import CannotOpen
from intake.vault.sessions import split
from register.jurisdiction import Matter

OFFICER = Post("industry", Role.OFFICER)
NEW = "an entirely new phrase"


@pytest.fixture
def recovery(system):
    return granted_by_recovery(system, system.settings.demo_recovery_file.read_text("ascii"))


def report(system) -> str:
    form = NewReport("旧案", new_form_token(), matter=Matter.GROUND_BAR_STEEL)
    return submit(system, form).case.number


def let_in(system, recovery, name="leaver", *posts: Post) -> None:
    add_member(system, NewMember(name, set(posts) or {OFFICER}, PASSPHRASE), recovery)


def test_a_leavers_copy_of_the_key_opens_nothing_that_was_sealed_anew(
    system, desk, recovery, clock
):
    let_in(system, recovery)
    number = report(system)
    leaver = desk.officer("leaver")
    with reading(system.engine) as connection:
        kept = department_key(connection, leaver, "industry")
    disable_member(system, "leaver")
    later = report(system)
    stays = desk.officer("industry")
    assert open_case(system, stays, number).report.text == "旧案"
    assert open_case(system, stays, later).report.text == "旧案"
    reseal(system, stays)
    with reading(system.engine) as connection:
        rows = connection.execute(select(case_keys).where(case_keys.c.holder == "industry")).all()
    assert len(rows) == 2
    for row in rows:
        with pytest.raises(CannotOpen):
            kept.take(row.sealed, f"case/{row.case_id}/key/content".encode())
    assert open_case(system, stays, number).report.text == "旧案"


def test_earlier_keys_are_destroyed_the_day_after_when_all_is_sealed_anew(
    system, desk, recovery, clock
):
    let_in(system, recovery)
    number = report(system)
    disable_member(system, "leaver")
    reseal(system, desk.officer("industry"))
    with reading(system.engine) as connection:
        assert connection.execute(select(retired_shares)).all()  # one may still be on its way
    clock.advance(days=1)
    reseal(system, desk.officer("industry"))
    with reading(system.engine) as connection:
        assert connection.execute(select(retired_shares)).all() == []
        (key,) = connection.execute(select(retired_keys)).all()
    assert key.recovery_share is None
    assert open_case(system, desk.officer("industry"), number).report.text == "旧案"


def test_sealing_anew_goes_on_where_it_stopped(system, desk, recovery):
    let_in(system, recovery)
    for _ in range(5):
        report(system)
    disable_member(system, "leaver")
    stays = desk.officer("industry")
    assert [reseal(system, stays, 2) for _ in range(4)] == [2, 2, 1, 0]


def test_a_newcomer_reads_cases_that_are_not_sealed_anew_yet(system, desk, recovery):
    let_in(system, recovery)
    number = report(system)
    disable_member(system, "leaver")
    for name, granting in (
        ("by-colleague", granted_by_member(system, "industry", PASSPHRASE)),
        ("by-recovery", recovery),
    ):
        let_in_by = NewMember(name, {OFFICER}, PASSPHRASE)
        add_member(system, let_in_by, granting)
        assert open_case(system, desk.officer(name), number).report.text == "旧案"


def test_when_the_last_one_leaves_recovery_still_opens_the_department(system, desk, recovery):
    number = report(system)
    for name in ("industry", "industry-head"):
        disable_member(system, name)
    let_in(system, recovery, "successor")
    assert open_case(system, desk.officer("successor"), number).report.text == "旧案"


def test_two_leave_one_after_the_other(system, desk, recovery):
    let_in(system, recovery, "first")
    let_in(system, recovery, "second")
    one = report(system)
    disable_member(system, "first")
    two = report(system)
    disable_member(system, "second")
    three = report(system)
    stays = desk.officer("industry")
    for number in (one, two, three):
        assert open_case(system, stays, number).report.text == "旧案"
    reseal(system, stays)
    for number in (one, two, three):
        assert open_case(system, stays, number).report.text == "旧案"


def test_a_custodian_who_leaves_takes_no_identity_key_along(system, desk, recovery):
    from intake.services.custody import grant_identity, waiting_for
    from intake.services.identities import ask_for_identity, look_at_identity

    let_in(system, recovery, "keeper", Post("industry", Role.CUSTODIAN))
    form = NewReport("炉子", new_form_token(), matter=Matter.GROUND_BAR_STEEL, contact="老王")
    number = submit(system, form).case.number
    ask_for_identity(system, desk.officer("industry"), number, "带路")
    disable_member(system, "keeper")
    custodian = desk.officer("custodian")
    (request,) = waiting_for(system, custodian)
    grant_identity(system, custodian, request.id)
    assert look_at_identity(system, desk.officer("industry"), number) == "老王"
    reseal(system, custodian)
    assert look_at_identity(system, desk.officer("industry"), number) == "老王"


def test_a_deputy_reads_until_the_last_day_and_holds_no_key_after_it(system, desk, recovery, clock):
    number = report(system)
    today = system.today()
    appoint(
        system, "tax", OFFICER, recovery, ends_on=today + dt.timedelta(days=2),
        stands_in_for="industry",
    )  # fmt: skip
    assert open_case(system, desk.officer("tax"), number).report.text == "旧案"
    clock.advance(days=2)
    assert open_case(system, desk.officer("tax"), number).report.text == "旧案"
    clock.advance(days=1)
    with pytest.raises(NoSuchCase):
        open_case(system, desk.officer("tax"), number)
    take_keys_of_leavers(system)
    with reading(system.engine) as connection:
        member = people.member_named(connection, "tax")
        assert people.share_of(connection, member.id, "industry") is None
    assert open_case(system, desk.officer("industry"), number).report.text == "旧案"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"stands_in_for": "industry"}, "须写明截止日期"),
        ({"stands_in_for": "ecology", "ends_on": dt.date(2026, 12, 1)}, "没有这个职务"),
        ({"stands_in_for": "nobody", "ends_on": dt.date(2026, 12, 1)}, "没有名为“nobody”"),
        ({"ends_on": dt.date(2026, 11, 1)}, "不能早于开始日期"),
    ],
)
def test_an_impossible_appointment_is_refused_with_the_reason(system, recovery, given, says):
    with pytest.raises(Incomplete, match=says):
        appoint(system, "tax", OFFICER, recovery, **given)


def test_ending_a_post_ends_who_stands_in_for_it(system, desk, recovery, clock):
    today = system.today()
    appoint(
        system, "tax", OFFICER, recovery, ends_on=today + dt.timedelta(days=9),
        stands_in_for="industry",
    )  # fmt: skip
    end_post(system, "industry", OFFICER)
    for name in ("tax", "industry"):
        assert OFFICER not in desk.officer(name).posts
    with pytest.raises(Incomplete, match="没有这个职务"):
        end_post(system, "industry", OFFICER)


def test_an_administrator_alone_appoints_nobody_to_cases(system):
    with pytest.raises(CannotGrant):
        appoint(system, "admin", OFFICER, granted_by_member(system, "admin", PASSPHRASE))


def test_a_changed_passphrase_opens_the_same_key_and_ends_other_sessions(system, desk):
    number = report(system)
    other = log_in(system, "industry", PASSPHRASE)
    token = log_in(system, "industry", PASSPHRASE)
    officer = officer_of(system, token)
    with pytest.raises(LoginFailed):
        change_passphrase(system, officer, token, "not the present one", NEW)
    with pytest.raises(Incomplete):
        change_passphrase(system, officer, token, PASSPHRASE, "short")
    change_passphrase(system, officer, token, PASSPHRASE, NEW)
    assert officer_of(system, token).name == "industry"
    with pytest.raises(NotLoggedIn):
        officer_of(system, other)
    with pytest.raises(LoginFailed):
        log_in(system, "industry", PASSPHRASE)
    again = officer_of(system, log_in(system, "industry", NEW))
    assert open_case(system, again, number).report.text == "旧案"


def test_a_change_that_is_under_way_does_not_undo_what_others_set_anew(
    system, recovery, monkeypatch
):
    """Else whoever has stolen a passphrase keeps it: they change it while it is taken from them."""
    number, lock = report(system), own_passphrase.lock
    token = log_in(system, "industry", PASSPHRASE)
    thief = officer_of(system, token)

    def slowly(*given):
        monkeypatch.setattr(own_passphrase, "lock", lock)
        reset_passphrase(system, "industry", NEW, recovery)
        return lock(*given)

    monkeypatch.setattr(own_passphrase, "lock", slowly)
    with pytest.raises(LoginFailed):
        change_passphrase(system, thief, token, PASSPHRASE, "the thief's own phrase")
    officer = officer_of(system, log_in(system, "industry", NEW))
    assert open_case(system, officer, number).report.text == "旧案"


def test_a_login_that_is_under_way_does_not_outlive_the_passphrase_it_was_made_with(
    system, recovery, monkeypatch
):
    def slowly(key):
        reset_passphrase(system, "industry", NEW, recovery)
        return split(key)

    monkeypatch.setattr(sessions, "split", slowly)
    with pytest.raises(LoginFailed):
        log_in(system, "industry", PASSPHRASE)
    monkeypatch.undo()
    assert officer_of(system, log_in(system, "industry", NEW)).name == "industry"


@pytest.mark.parametrize("by", ["recovery", "industry-head"])
def test_a_forgotten_passphrase_is_set_anew_by_a_colleague_or_recovery(system, recovery, by):
    number = report(system)
    granting = recovery if by == "recovery" else granted_by_member(system, by, PASSPHRASE)
    reset_passphrase(system, "industry", NEW, granting)
    officer = officer_of(system, log_in(system, "industry", NEW))
    assert open_case(system, officer, number).report.text == "旧案"
    with pytest.raises(LoginFailed):
        log_in(system, "industry", PASSPHRASE)


@pytest.mark.parametrize("name", ["industry", "industry-head", "auditor", "custodian"])
@pytest.mark.parametrize("by", ["admin", "tax", "auditor"])
def test_no_administrator_and_no_stranger_sets_anyones_passphrase_anew(system, name, by):
    with pytest.raises(CannotGrant):
        reset_passphrase(system, name, NEW, granted_by_member(system, by, PASSPHRASE))
    assert log_in(system, name, PASSPHRASE)
