"""Who reported: a reason, a custodian, a week, and the reporter sees each look."""

import io
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from intake.db.engine import reading, writing
from intake.db.identity_schema import Answer, identity_requests
from intake.db.schema import Purpose, audit, case_keys
from intake.db.sealed import remove_identity
from intake.domain.errors import Incomplete, NoSuchCase, NotAllowed, WrongState
from intake.domain.lifecycle import Move
from intake.domain.roles import COORDINATION, Post, Role
from intake.services.casework import open_case
from intake.services.crowds import flood
from intake.services.custody import grant_identity, refuse_identity, waiting_for
from intake.services.demo import PASSPHRASE
from intake.services.exporting import export_case
from intake.services.handling import link
from intake.services.identities import ask_for_identity, identity_view, look_at_identity
from intake.services.identity_views import NoIdentity, NotOpened
from intake.services.likeness import suggestions
from intake.services.own_passphrase import reset_passphrase
from intake.services.queue import queue
from intake.services.receipts import read_with_receipt
from intake.services.recusal import recuse
from intake.services.reports import NewReport, new_form_token, submit
from intake.services.sessions import log_in, officer_of
from intake.services.staff import NewMember, add_member, granted_by_recovery
from register.jurisdiction import Matter

CONTACT = "老王，13800000000"
HIDDEN = "另一件（无权查看）"
REASON = "要请举报人带路到炉子所在的厂房"


@pytest.fixture
def sent(system):
    form = NewReport(
        "炉子在厂房后面", new_form_token(), matter=Matter.GROUND_BAR_STEEL, contact=CONTACT
    )
    return submit(system, form)


def member(system, name: str, *posts: Post) -> None:
    paper = system.settings.demo_recovery_file.read_text("ascii")
    add_member(system, NewMember(name, posts, PASSPHRASE), granted_by_recovery(system, paper))


def test_the_whole_way_from_asking_to_the_reporter_seeing_each_look(system, desk, sent, clock):
    number, officer, custodian = (
        sent.case.number,
        desk.officer("industry"),
        desk.officer("custodian"),
    )
    with pytest.raises(NotOpened):
        look_at_identity(system, officer, number)
    ask_for_identity(system, officer, number, REASON)
    assert identity_view(system, officer, number).waiting
    (request,) = waiting_for(system, custodian)
    assert (request.number, request.asker, request.reason) == (number, "industry", REASON)
    grant_identity(system, custodian, request.id)
    assert look_at_identity(system, officer, number) == CONTACT
    clock.advance(days=2)
    officer = desk.officer("industry")
    look_at_identity(system, officer, number)
    view = read_with_receipt(system, sent.receipt.reveal())
    (told,) = view.reveals
    assert (told.department, told.reason, told.answer) == ("industry", REASON, Answer.GRANTED)
    assert [day.day for day in told.looks] == [23, 25]
    clock.advance(days=6)
    with pytest.raises(NotOpened):
        look_at_identity(system, desk.officer("industry"), number)


def test_every_step_and_every_refusal_is_on_the_trail(system, desk, sent):
    number, officer, custodian = (
        sent.case.number,
        desk.officer("industry"),
        desk.officer("custodian"),
    )
    with pytest.raises(NotOpened):
        look_at_identity(system, officer, number)
    ask_for_identity(system, officer, number, REASON)
    grant_identity(system, custodian, waiting_for(system, custodian)[0].id)
    look_at_identity(system, officer, number)
    with reading(system.engine) as connection:
        rows = connection.execute(select(audit).where(audit.c.action.like("identity%"))).all()
    assert [(row.action, row.refused) for row in rows] == [
        ("identity-looked-at", "NotOpened"),
        ("identity-asked", None),
        ("identity-opened", None),
        ("identity-looked-at", None),
    ]
    assert rows[2].about == officer.member_id


def test_who_lost_their_passphrase_still_opens_the_case_and_asks_again(system, desk, sent):
    number, custodian = sent.case.number, desk.officer("custodian")
    for decide in (
        lambda request: refuse_identity(system, custodian, request, "可以凭查询凭证留言"),
        lambda request: grant_identity(system, custodian, request),
    ):
        ask_for_identity(system, desk.officer("industry"), number, REASON)
        decide(waiting_for(system, custodian)[0].id)
    paper = system.settings.demo_recovery_file.read_text("ascii")
    renewed = "另一句很长的口令，七个词以上"
    reset_passphrase(system, "industry", renewed, granted_by_recovery(system, paper))
    officer = officer_of(system, log_in(system, "industry", renewed))
    view = identity_view(system, officer, number)
    assert (view.open_until, [one.words for one in view.reveals]) == (None, ["", ""])
    with pytest.raises(NotOpened):
        look_at_identity(system, officer, number)
    ask_for_identity(system, officer, number, REASON)
    grant_identity(system, custodian, waiting_for(system, custodian)[0].id)
    assert look_at_identity(system, officer, number) == CONTACT


def test_a_refusal_keeps_it_closed_and_tells_why(system, desk, sent):
    number, officer, custodian = (
        sent.case.number,
        desk.officer("industry"),
        desk.officer("custodian"),
    )
    ask_for_identity(system, officer, number, REASON)
    (request,) = waiting_for(system, custodian)
    with pytest.raises(Incomplete):
        refuse_identity(system, custodian, request.id, " ")
    refuse_identity(system, custodian, request.id, "可以凭查询凭证留言")
    with pytest.raises(NotOpened):
        look_at_identity(system, officer, number)
    (told,) = identity_view(system, officer, number).reveals
    assert (told.answer, told.words) == (Answer.REFUSED, "可以凭查询凭证留言")
    (seen,) = read_with_receipt(system, sent.receipt.reveal()).reveals
    assert (seen.answer, seen.words, seen.looks) == (Answer.REFUSED, "", ())
    with pytest.raises(WrongState, match="已经有决定"):
        grant_identity(system, custodian, request.id)


def test_without_a_reason_nobody_asks(system, desk, sent):
    with pytest.raises(Incomplete, match="写明为什么"):
        ask_for_identity(system, desk.officer("industry"), sent.case.number, "  ")


def test_only_who_asked_may_look_not_a_colleague(system, desk, sent):
    number, custodian = sent.case.number, desk.officer("custodian")
    ask_for_identity(system, desk.officer("industry"), number, REASON)
    grant_identity(system, custodian, waiting_for(system, custodian)[0].id)
    with pytest.raises(NotOpened):
        look_at_identity(system, desk.officer("industry-head"), number)


@pytest.mark.parametrize("name", ["tax", "dispatcher", "auditor", "admin", "custodian"])
def test_who_does_not_handle_the_case_neither_asks_nor_looks(system, desk, sent, name):
    officer = desk.officer(name)
    with pytest.raises(NoSuchCase):
        ask_for_identity(system, officer, sent.case.number, REASON)
    with pytest.raises(NoSuchCase):
        look_at_identity(system, officer, sent.case.number)


@pytest.mark.parametrize("name", ["industry", "industry-head", "auditor", "admin"])
def test_who_is_no_custodian_decides_nothing(system, desk, sent, name):
    ask_for_identity(system, desk.officer("industry"), sent.case.number, REASON)
    (request,) = waiting_for(system, desk.officer("custodian"))
    with pytest.raises(NotAllowed):
        grant_identity(system, desk.officer(name), request.id)
    with pytest.raises(NotAllowed):
        waiting_for(system, desk.officer(name))


def test_a_custodian_never_decides_their_own_request(system, desk, sent):
    member(system, "both", Post("industry", Role.OFFICER), Post("industry", Role.CUSTODIAN))
    both = desk.officer("both")
    ask_for_identity(system, both, sent.case.number, REASON)
    (request,) = waiting_for(system, both)
    with pytest.raises(NotAllowed, match="不能决定自己的申请"):
        grant_identity(system, both, request.id)


def test_another_departments_custodian_decides_nothing(system, desk, sent):
    member(system, "tax-custodian", Post("tax", Role.CUSTODIAN))
    ask_for_identity(system, desk.officer("industry"), sent.case.number, REASON)
    (request,) = waiting_for(system, desk.officer("custodian"))
    stranger = desk.officer("tax-custodian")
    assert waiting_for(system, stranger) == []
    with pytest.raises(NotAllowed):
        grant_identity(system, stranger, request.id)


def test_coordinations_custodian_decides_where_a_department_has_none(system, desk, sent):
    from intake.services.staff import disable_member

    member(system, "last-resort", Post(COORDINATION, Role.CUSTODIAN))
    ask_for_identity(system, desk.officer("industry"), sent.case.number, REASON)
    assert waiting_for(system, desk.officer("last-resort")) == []
    disable_member(system, "custodian")
    (request,) = waiting_for(system, desk.officer("last-resort"))
    grant_identity(system, desk.officer("last-resort"), request.id)
    assert look_at_identity(system, desk.officer("industry"), sent.case.number) == CONTACT


def test_what_the_reporter_took_back_nobody_sees_any_more(system, desk, sent):
    number, custodian = sent.case.number, desk.officer("custodian")
    ask_for_identity(system, desk.officer("industry"), number, REASON)
    (request,) = waiting_for(system, custodian)
    grant_identity(system, custodian, request.id)
    with writing(system.engine) as connection:
        remove_identity(connection, sent.case.id)
    with pytest.raises(NoIdentity):
        look_at_identity(system, desk.officer("industry"), number)


def test_no_department_holds_the_identitys_key_and_the_database_no_reason_in_clear(
    system, desk, sent
):
    ask_for_identity(system, desk.officer("industry"), sent.case.number, REASON)
    with reading(system.engine) as connection:
        holders = connection.execute(
            select(case_keys.c.holder).where(case_keys.c.purpose == Purpose.IDENTITY)
        ).scalars()
        assert set(holders) == {"custodians", "reporter"}
        stored = str(connection.execute(select(identity_requests)).all())
    assert REASON.encode("unicode_escape").decode() not in stored
    assert repr(REASON.encode())[2:-1] not in stored


def test_who_keeps_away_is_a_stranger_to_the_case_from_then_on(system, desk, sent):
    number, officer = sent.case.number, desk.officer("industry")
    with pytest.raises(Incomplete, match="回避的理由"):
        recuse(system, officer, number, "industry", "")
    recuse(system, officer, number, "industry", "厂长是我姐夫")
    with pytest.raises(NoSuchCase):
        open_case(system, desk.officer("industry"), number)
    assert number not in {case.number for case in queue(system, officer).cases}
    assert number not in {case.number for case in flood(system, officer).apart}
    again = NewReport("炉子在厂房后面", new_form_token(), matter=Matter.GROUND_BAR_STEEL)
    other = submit(system, again).case.number
    assert suggestions(system, officer, other) == ()
    head = desk.officer("industry-head")
    assert number in {case.number for case in queue(system, head).cases}
    assert number in {case.number for case in flood(system, head).apart}
    assert [one.case.number for one in suggestions(system, head, other)] == [number]
    assert [name for name, _ in identity_view(system, head, number).kept_away] == ["industry"]


def test_a_linked_case_that_is_closed_to_an_officer_is_told_by_no_number(system, desk, sent):
    again = NewReport("炉子在厂房后面", new_form_token(), matter=Matter.GROUND_BAR_STEEL)
    closed, left = sent.case.number, submit(system, again).case.number
    officer, head = desk.officer("industry"), desk.officer("industry-head")
    version = link(system, officer, left, 1, other=closed).version
    recuse(system, officer, closed, "industry", "厂长是我姐夫")
    seen = open_case(system, officer, left)
    assert seen.linked == ()
    assert [entry.basis for entry in seen.entries if entry.move is Move.LINK] == [HIDDEN]
    exported = b"".join(export_case(system, officer, left).pieces)
    with ZipFile(io.BytesIO(exported)) as archive:
        told = archive.read("case.json").decode()
    assert HIDDEN in told
    assert closed not in told
    with pytest.raises(Incomplete):
        link(system, officer, left, version, other=closed)
    theirs = open_case(system, head, left)
    assert [one.number for one in theirs.linked] == [closed]
    assert [entry.basis for entry in theirs.entries if entry.move is Move.LINK] == [closed]


def test_a_head_keeps_an_officer_away_an_officer_no_colleague(system, desk, sent):
    number = sent.case.number
    member(system, "colleague", Post("industry", Role.OFFICER))
    with pytest.raises(NotAllowed, match="只有本人和主办单位负责人"):
        recuse(system, desk.officer("industry"), number, "colleague", "亲属")
    head = desk.officer("industry-head")
    for stranger in ("tax", "nobody", "admin"):
        with pytest.raises(Incomplete, match="没有这位"):
            recuse(system, head, number, stranger, "亲属")
    recuse(system, head, number, "colleague", "亲属")
    with pytest.raises(NoSuchCase):
        open_case(system, desk.officer("colleague"), number)
    open_case(system, desk.officer("industry"), number)
