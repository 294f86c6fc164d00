"""The four ways around the second pair of eyes, each tried at the desk itself.

Each is refused, and each refusal is on the audit trail with the draft it was about.
"""

import datetime as dt
import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from intake.db import people
from intake.db.engine import reading, writing
from intake.db.schema import audit
from intake.domain.roles import Appointment, Post, Role
from intake.services.book import current_book

pytestmark = pytest.mark.usefixtures("no_site")

CARD = {
    "enterprise.name": "湛江市例琅炼钢有限公司",
    "enterprise.area": "440811",
    "enterprise.industry": "3120",
    "basis.law": "《中华人民共和国节约能源法》",
    "basis.clause": "第七十二条",
    "document": "湛工信〔2026〕88号",
    "formed_on": "2026-11-20",
    "subject": "energy",
    "problem": "单位产品能耗超过限额12%",
    "deadline": "2027-05-20",
}


def begun(browser, typed=CARD):
    """Return the address of a new draft."""
    page = browser.open("/drafting/new/industry/yellow-card/?enterprise=new")
    form = page.form()
    written = browser.open(form.action, method="POST", data={**form.values, **typed})
    return written.address.partition("?")[0]


def sent(browser):
    """Return the address of a new draft that waits for approval."""
    address = begun(browser)
    assert "待审核" in browser.send(browser.open(address), "/submit/").text
    return address


def draft_id(address):
    return address.strip("/").rpartition("/")[2]


def refusals(system):
    """Return what was refused: the action, why, and what it was about."""
    with reading(system.engine) as connection:
        rows = connection.execute(
            select(audit.c.action, audit.c.refused, audit.c.about)
            .where(audit.c.refused.is_not(None))
            .order_by(audit.c.id)
        )
        return [tuple(row) for row in rows]


def deputise(system, name, day):
    """Make a member an approver of industry's for one day."""
    with writing(system.engine) as connection:
        member = people.member_named(connection, name)
        post = Appointment(Post("industry", Role.APPROVER), day, day)
        people.add_appointments(connection, member.id, {system.new_id(): post})


def test_of_two_approvers_at_once_one_wins_and_the_other_is_refused(at_desk, on_sqlite):
    deputise(on_sqlite, "ecology", on_sqlite.today())
    address = sent(at_desk("industry"))
    approvers = [at_desk("industry-head"), at_desk("ecology")]
    windows = [(one, one.open(address)) for one in approvers]
    with ThreadPoolExecutor(2) as pool:
        pages = list(pool.map(lambda window: window[0].send(window[1], "/approve/"), windows))
    assert sorted(page.status for page in pages) == [200, 409]
    ((action, refused, about),) = refusals(on_sqlite)
    assert (action, about) == ("draft-approve", draft_id(address))
    assert refused in {"ActedOnMeanwhile", "WrongState"}
    assert len(current_book(on_sqlite).book.acts) == 1


def test_an_approver_who_drafted_it_yesterday_is_refused(at_desk, on_sqlite, clock):
    address = begun(at_desk("industry-head"))
    clock.advance(days=1)
    officer = at_desk("industry")
    officer.send(officer.open(address), "/submit/")
    head = at_desk("industry-head")
    page = head.open(address)
    assert "approve/" not in page.html
    crafted = {
        "csrf_token": page.form("/recall/").values["csrf_token"],
        "version": page.form("/recall/").values["version"],
    }
    assert head.open(f"{address}approve/", method="POST", data=crafted).status == 403
    assert refusals(on_sqlite) == [("draft-approve", "OwnDraft", draft_id(address))]


def test_a_crafted_post_of_who_may_approve_nothing_is_refused(at_desk, on_sqlite):
    address = sent(at_desk("industry-head"))
    officer = at_desk("industry")
    crafted = officer.open(address).form("/recall/").values
    assert officer.open(f"{address}approve/", method="POST", data=crafted).status == 403
    told = ("page drafting.approve", "NotAllowed", draft_id(address))
    assert refusals(on_sqlite) == [told]
    auditor = at_desk("auditor")
    assert draft_id(address) in auditor.open("/audit/lines.csv").text


def test_a_deputy_whose_day_is_over_is_refused_in_the_window_left_open(at_desk, on_sqlite, clock):
    clock.at = dt.datetime(2026, 11, 23, 15, 50, tzinfo=dt.UTC)  # ten to midnight in China
    deputise(on_sqlite, "ecology", on_sqlite.today())
    address = sent(at_desk("industry"))
    deputy = at_desk("ecology")
    window = deputy.open(address)
    assert "approve/" in window.html
    clock.advance(minutes=20)
    assert deputy.send(window, "/approve/").status in {403, 404}
    ((_action, refused, about),) = refusals(on_sqlite)
    assert refused in {"NoSuchDraft", "NotAllowed"}
    assert about == draft_id(address)
    assert current_book(on_sqlite).book.acts == ()


def test_a_draft_of_a_kind_that_is_not_the_department_s_is_refused(at_desk, on_sqlite):
    officer = at_desk("industry")
    form = officer.open("/drafting/new/industry/yellow-card/?enterprise=new").form()
    for whose, kind, why in (
        ("ecology", "over-limit", "NotAllowed"),
        ("industry", "over-limit", "Incomplete"),
    ):
        crafted = f"/drafting/new/{whose}/{kind}/"
        assert officer.open(crafted, method="POST", data={**form.values, **CARD}).status == 403
        assert refusals(on_sqlite)[-1] == ("draft-start", why, form.values["draft"])


def test_a_crafted_list_is_refused(at_desk, on_sqlite):
    officer = at_desk("industry")
    page = officer.open("/imports/")
    form = page.form()
    for whose, why in (("ecology|over-limit", "NotAllowed"), ("industry|over-limit", "Incomplete")):
        listed = (io.BytesIO("企业名称\n".encode()), "list.csv")
        crafted = {**form.values, "what": whose, "file": listed}
        assert officer.open(form.action, method="POST", data=crafted).status in {400, 403}
        assert refusals(on_sqlite)[-1] == ("import-list", why, whose.replace("|", " "))
    adopted = {"csrf_token": form.values["csrf_token"], "department": "industry"}
    assert officer.open("/imports/nothing/adopt/", method="POST", data=adopted).status == 404
    assert refusals(on_sqlite)[-1] == ("import-list", "Incomplete", "nothing")
