"""Letting in and ending access at the desk."""

import pytest

from intake.domain.errors import NotAllowed
from intake.domain.roles import Post, Role
from intake.services.demo import PASSPHRASE
from intake.services.managing import disable, dismiss, forget_second_factors, let_in, vouch
from intake.services.sessions import LoginFailed, log_in, officer_of
from intake.services.staff import NewMember

PHRASE = "an entirely new phrase"


def test_a_head_lets_someone_in_who_then_works_there(at_desk, on_sqlite):
    head = at_desk("industry-head")
    page = head.open("/members/")
    page = head.send(
        page, "/new/", new__name="陈科长", new__department="industry", new__roles="officer",
        new__passphrase=PHRASE,
    )  # fmt: skip
    assert page.status == 200
    assert "陈科长" in page.text
    officer = officer_of(on_sqlite, log_in(on_sqlite, "陈科长", PHRASE))
    assert officer.posts == {Post("industry", Role.OFFICER)}


def test_bad_fields_come_back_with_the_reason(at_desk):
    head = at_desk("industry-head")
    page = head.send(head.open("/members/"), "/new/", new__name="陈", new__passphrase="short")
    assert page.status == 400
    assert "口令至少12个字符" in page.text
    page = head.send(
        head.open("/members/"), "/new/", new__name="陈", new__department="industry",
        new__roles="custodian", new__passphrase=PHRASE,
    )  # fmt: skip
    assert page.status == 400
    assert "您没有这个职务所需的密钥" in page.text


def test_a_head_lets_nobody_into_another_department(at_desk):
    head = at_desk("industry-head")
    page = head.send(
        head.open("/members/"), "/new/", new__name="陈", new__department="tax",
        new__roles="officer", new__passphrase=PHRASE,
    )  # fmt: skip
    assert page.status == 403


def test_a_deputy_stands_in_for_a_head_until_the_last_day(at_desk, on_sqlite, clock):
    head = at_desk("industry-head")
    deputy = {
        "appoint__name": "industry", "appoint__department": "industry", "appoint__roles": "head",
        "appoint__until": "2026-11-25", "appoint__other": "industry-head",
    }  # fmt: skip
    page = head.send(head.open("/members/"), "/appoint/", **deputy)
    assert page.status == 200
    assert "代理" in page.text
    assert Post("industry", Role.HEAD) in posts_now(on_sqlite, "industry")
    clock.advance(days=3)
    assert Post("industry", Role.HEAD) not in posts_now(on_sqlite, "industry")


def posts_now(system, name):
    return officer_of(system, log_in(system, name, PASSPHRASE)).posts


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"appoint__until": ""}, "代理职务须写明截止日期。"),
        ({"appoint__until": "2026-11-01"}, "截止日期不能早于开始日期。"),
        ({"appoint__until": "明天"}, "请填写日期"),
        ({"appoint__roles": "king"}, "请从列表中选择角色。"),
        ({"appoint__name": "nobody"}, "没有名为“nobody”的在用账号。"),
        ({"appoint__other": "tax"}, "被代理人在这段时间没有这个职务，不能代理。"),
        ({"appoint__roles": "custodian", "appoint__other": ""}, "您没有这个职务所需的密钥"),
    ],
)
def test_an_appointment_that_cannot_be_is_named_at_its_field(at_desk, wrong, said):
    head = at_desk("industry-head")
    deputy = {
        "appoint__name": "industry", "appoint__department": "industry", "appoint__roles": "head",
        "appoint__until": "2026-11-25", "appoint__other": "industry-head",
    }  # fmt: skip
    page = head.send(head.open("/members/"), "/appoint/", **{**deputy, **wrong})
    assert page.status == 400
    assert said in page.text


def test_a_head_gives_no_post_in_another_department(at_desk):
    head = at_desk("industry-head")
    page = head.send(
        head.open("/members/"), "/appoint/", appoint__name="tax", appoint__department="tax",
        appoint__roles="officer",
    )  # fmt: skip
    assert page.status == 403


def test_a_head_helps_who_forgot_a_passphrase(at_desk, on_sqlite):
    head = at_desk("industry-head")
    page = head.send(
        head.open("/members/"), "/passphrase/", reset__name="industry", reset__passphrase=PHRASE
    )
    assert page.status == 200
    assert log_in(on_sqlite, "industry", PHRASE)


def test_an_administrator_ends_posts_and_accounts_and_lets_nobody_in(at_desk, on_sqlite):
    admin = at_desk("admin")
    page = admin.open("/members/")
    assert not any(form.action.endswith("/new/") for form in page.forms)
    token = page.form("/end/").values["csrf_token"]

    def send(name: str, what: str):
        return admin.open(
            "/members/end/", method="POST", data={"csrf_token": token, "name": name, "what": what}
        )

    assert send("tax-head", "tax/head").status == 200
    posts = officer_of(on_sqlite, log_in(on_sqlite, "tax-head", "mingjian-yanshi")).posts
    assert posts == {Post("tax", Role.APPROVER)}
    assert send("tax", "factors").status == 200
    assert "已停用" in send("tax", "account").text
    with pytest.raises(LoginFailed):
        log_in(on_sqlite, "tax", "mingjian-yanshi")
    assert send("nobody", "account").status == 400
    assert send("admin", "account").status == 403


def test_who_is_not_responsible_is_refused_whatever_they_send(on_sqlite, at_desk):
    from intake.services.demo import PASSPHRASE

    def officer(name: str):
        return officer_of(on_sqlite, log_in(on_sqlite, name, PASSPHRASE))

    new = NewMember("x", {Post("tax", Role.OFFICER)}, PHRASE)
    for act in (
        lambda: let_in(on_sqlite, officer("industry-head"), new),
        lambda: let_in(on_sqlite, officer("admin"), new),
        lambda: vouch(on_sqlite, officer("industry-head"), "tax", PHRASE),
        lambda: vouch(on_sqlite, officer("admin"), "tax", PHRASE),
        lambda: disable(on_sqlite, officer("industry-head"), "tax"),
        lambda: dismiss(on_sqlite, officer("tax-head"), "tax", Post("tax", Role.OFFICER)),
        lambda: forget_second_factors(on_sqlite, officer("industry"), "industry"),
    ):
        with pytest.raises(NotAllowed):
            act()
