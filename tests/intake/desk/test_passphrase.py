"""One's own passphrase at the desk: changed by who knows the present one, and by nobody else."""

import pytest
from sqlalchemy import select

from intake.db.engine import reading
from intake.db.schema import audit
from intake.services.demo import PASSPHRASE
from intake.services.sessions import LoginFailed, NotLoggedIn, log_in, officer_of

NEW = "烟囱 石城 桥头 一九八四 年"


def change(browser, present=PASSPHRASE, new=NEW, again=None):
    """Send the form of one's own passphrase."""
    page = browser.open("/passphrase/")
    typed = {"present": present, "passphrase": new, "again": new if again is None else again}
    return browser.send(page, "/passphrase/", **typed)


def test_a_member_finds_the_page_changes_it_and_every_other_login_ends(at_desk, on_sqlite):
    officer = at_desk("industry")
    elsewhere = log_in(on_sqlite, "industry", PASSPHRASE)
    assert 'href="/passphrase/"' in officer.open("/second/setup/").html
    done = change(officer)
    assert "口令已经修改" in done.text
    with pytest.raises(NotLoggedIn):
        officer_of(on_sqlite, elsewhere)
    with pytest.raises(LoginFailed):
        log_in(on_sqlite, "industry", PASSPHRASE)
    assert officer_of(on_sqlite, log_in(on_sqlite, "industry", NEW)).name == "industry"
    assert officer.open("/").status == 200


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"present": "不是这个口令，真的不是"}, 403, "现在的口令不对"),
        ({"new": "短"}, 400, "口令至少12个字符"),
        ({"again": "烟囱 石城 桥头 一九八五 年"}, 400, "两遍新口令不一样"),
    ],
)
def test_a_wrong_one_is_told_at_its_field_and_nothing_typed_comes_back(
    at_desk, on_sqlite, typed, status, said
):
    refused = change(at_desk("industry"), **typed)
    assert refused.status == status
    assert said in refused.text
    assert NEW not in refused.html
    assert log_in(on_sqlite, "industry", PASSPHRASE)


def test_a_session_left_open_guesses_no_faster_than_a_stranger(at_desk, on_sqlite):
    officer = at_desk("industry")
    answers = [change(officer, present=f"猜到第{n}次的口令而已").status for n in range(12)]
    assert answers[0] == 403
    assert answers[-1] == 429
    assert change(officer).status == 429, "not even with the right one"
    with reading(on_sqlite.engine) as connection:
        refused = audit.c.action == "passphrase-changed"
        told = connection.execute(select(audit.c.refused).where(refused)).scalars().all()
    assert {"LoginFailed", "TooManyTries"} == set(told)
    assert log_in(on_sqlite, "industry", PASSPHRASE), "the login is not closed by it"
