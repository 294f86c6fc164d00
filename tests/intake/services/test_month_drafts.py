"""A month's numbers: prepared by one, approved by another, published without small counts."""

from collections import Counter

import pytest
from sqlalchemy import select

from intake.db.engine import reading
from intake.db.schema import audit
from intake.domain.drafting import DraftMove, DraftState, NoSuchDraft, OwnDraft
from intake.domain.errors import ActedOnMeanwhile, Incomplete, NotAllowed, WrongState
from intake.domain.figures import Cell, Concern, Figure, Mark
from intake.domain.month_drafts import Heading, prepared
from intake.services import month_drafts, month_publishing
from intake.services.demo import PASSPHRASE
from intake.services.month_drafts import (
    approve_month,
    discard_month,
    look_at_month,
    prepare_month,
    recall_month,
    recount_month,
    return_month,
)
from intake.services.month_publishing import publish_months
from intake.services.reports import NewReport, new_form_token, submit
from intake.services.sessions import log_in, officer_of
from intake.services.upkeep import Upkeep
from ledger.month_entries import fits, newest_of_months
from ledger.place_log import PlaceLog
from register.commitments import decode_entry
from register.jurisdiction import Matter
from register.numbers import Line, read_months

MONTH = "2026-11"


def filled(system, clock):
    """Return a system with eleven reports of November, on a day in December."""
    for matter in [Matter.TAX] * 8 + [Matter.LAND] * 3:
        submit(system, NewReport("某厂", new_form_token(), matter=matter))
    clock.advance(days=14)
    return system


@pytest.fixture
def december(system, clock):
    return filled(system, clock)


@pytest.fixture
def built(monkeypatch):
    """Count the builds instead of making them; the walk in Chromium builds."""
    builds = []
    monkeypatch.setattr(month_publishing, "build_site", lambda _system: builds.append(1) or "")
    return builds


def months_of(system):
    return read_months(system.settings.place_folder, system.profile)


def trail(system) -> list[tuple[str, str | None]]:
    with reading(system.engine) as connection:
        rows = connection.execute(
            select(audit.c.action, audit.c.refused)
            .where(audit.c.about.like("numbers-%"))
            .order_by(audit.c.id)
        )
        return [tuple(row) for row in rows]


def test_a_month_goes_from_one_officer_by_another_to_content_and_log(december, desk, built):
    officer, head = desk.officer("coordination"), desk.officer("coordination-head")
    draft_id = prepare_month(december, officer, MONTH)
    assert months_of(december) == ()
    with pytest.raises(NotAllowed):
        approve_month(december, officer, draft_id, 1)
    approved = approve_month(december, head, draft_id, 1)
    assert approved.state is DraftState.APPROVED
    assert publish_months(december).months == (MONTH,)
    assert publish_months(december).months == ()
    (month,) = months_of(december)
    assert month.total == Line(received=11, answered=0, late=0, waiting=11)
    parts = {part.id: part.received for part in month.departments}
    assert parts["natural-resources"] is None
    assert list(parts.values()).count(None) > 1
    assert month.approved_on == december.today()
    log = PlaceLog(december.settings.place_folder)
    entries = [decode_entry(one) for one in log.entries(log.checkpoint.size)]
    assert fits(month, newest_of_months(entries)[MONTH])
    assert look_at_month(december, head, draft_id).draft.state is DraftState.PUBLISHED
    assert built == [1]
    assert trail(december) == [
        ("draft-start", None),
        ("draft-submit", None),
        ("draft-approve", "NotAllowed"),
        ("draft-approve", None),
        ("draft-publish", None),
    ]


def test_who_prepared_a_month_never_approves_or_returns_it(on_sqlite, at_the_desk):
    head = at_the_desk("coordination-head")
    draft_id = prepare_month(on_sqlite, head, "2026-10")
    with pytest.raises(OwnDraft):
        approve_month(on_sqlite, head, draft_id, 1)
    with pytest.raises(OwnDraft):
        return_month(on_sqlite, head, draft_id, 1, reason="自己退自己")
    view = look_at_month(on_sqlite, head, draft_id)
    assert (view.author, view.moves) == (True, (DraftMove.RECALL,))
    assert publish_months(on_sqlite).months == ()
    assert ("draft-approve", "OwnDraft") in trail(on_sqlite)
    recall_month(on_sqlite, head, draft_id, 1)
    discard_month(on_sqlite, head, draft_id, 2, reason="重新统计")
    assert look_at_month(on_sqlite, head, draft_id).moves == ()
    assert prepare_month(on_sqlite, head, "2026-10") == "numbers-2026-10-2"


def test_a_returned_month_is_counted_anew_and_sent_once_more(december_on_sqlite, at_the_desk):
    system = december_on_sqlite
    officer, head = at_the_desk("coordination"), at_the_desk("coordination-head")
    draft_id = prepare_month(system, officer, MONTH)
    with pytest.raises(Incomplete):
        return_month(system, head, draft_id, 1, reason=" ")
    return_month(system, head, draft_id, 1, reason="请核对税务局的数字")
    view = look_at_month(system, officer, draft_id)
    assert view.draft.state is DraftState.RETURNED
    assert view.events[-1].words == "请核对税务局的数字"
    with pytest.raises(ActedOnMeanwhile):
        recount_month(system, officer, draft_id, 1)
    again = recount_month(system, officer, draft_id, 2)
    assert again.state is DraftState.SUBMITTED
    assert again.numbers.total.received == 11


def test_a_month_must_be_over_and_is_prepared_once_at_a_time(on_sqlite, at_the_desk):
    officer = at_the_desk("coordination")
    for name in ("2026-11", "2027-01", "October", ""):
        with pytest.raises(Incomplete):
            prepare_month(on_sqlite, officer, name)
    prepare_month(on_sqlite, officer, "2026-10")
    with pytest.raises(WrongState):
        prepare_month(on_sqlite, officer, "2026-10")


def test_nobody_else_prepares_sees_or_approves_a_month(on_sqlite, at_the_desk):
    draft_id = prepare_month(on_sqlite, at_the_desk("coordination"), "2026-10")
    for name in ("industry", "industry-head", "auditor", "custodian", "admin", "dispatcher"):
        stranger = at_the_desk(name)
        with pytest.raises(NotAllowed):
            prepare_month(on_sqlite, stranger, "2026-09")
        with pytest.raises(NoSuchDraft):
            look_at_month(on_sqlite, stranger, draft_id)
        with pytest.raises(NoSuchDraft):
            approve_month(on_sqlite, stranger, draft_id, 1)
        assert month_drafts.month_drafts(on_sqlite, stranger) == []


def test_a_correction_is_another_revision_and_tells_nothing_left_out_before(
    december_on_sqlite, at_the_desk, built, clock
):
    system = december_on_sqlite
    officer, head = at_the_desk("coordination"), at_the_desk("coordination-head")
    hidden: set[str] = set()
    for revision in (1, 2):
        approve_month(system, head, prepare_month(system, officer, MONTH), 1)
        publish_months(system)
        (month,) = months_of(system)
        assert month.revision == revision
        before, hidden = hidden, {one.id for one in month.departments if one.received is None}
        assert "natural-resources" in hidden
        assert before <= hidden
        clock.advance(days=-14)
        for _ in range(3):  # six of them are no small count any more
            submit(system, NewReport("某厂", new_form_token(), matter=Matter.LAND))
        clock.advance(days=14)
    log = PlaceLog(system.settings.place_folder)
    entries = [decode_entry(one) for one in log.entries(log.checkpoint.size)]
    assert [one.rev for one in entries if one.record == MONTH] == [0, 1]


def test_the_worker_publishes_what_a_killed_desk_approved(
    december_on_sqlite, at_the_desk, built, monkeypatch
):
    system = december_on_sqlite
    draft_id = prepare_month(system, at_the_desk("coordination"), MONTH)
    approve_month(system, at_the_desk("coordination-head"), draft_id, 1)
    monkeypatch.setattr("intake.services.publishing.build_site", lambda _system: "")
    Upkeep(system).tend()
    assert [one.month for one in months_of(system)] == [MONTH]


def test_a_month_published_by_a_process_killed_before_it_said_so_is_not_published_twice(
    december_on_sqlite, at_the_desk, built, monkeypatch
):
    system = december_on_sqlite
    draft_id = prepare_month(system, at_the_desk("coordination"), MONTH)
    approve_month(system, at_the_desk("coordination-head"), draft_id, 1)
    with monkeypatch.context() as killed:
        killed.setattr(month_publishing, "_settle", _killed)
        with pytest.raises(KeyboardInterrupt):
            publish_months(system)
    size = PlaceLog(system.settings.place_folder).checkpoint.size
    assert publish_months(system).months == (MONTH,)
    assert PlaceLog(system.settings.place_folder).checkpoint.size == size
    assert publish_months(system).months == ()


def _killed(*_given):
    raise KeyboardInterrupt


def test_cases_of_a_department_that_is_gone_are_the_coordination_offices(on_sqlite):
    """The lines still add up to the total: an area or department may leave the profile."""
    cell = Cell("abolished", "999999", Matter.TAX, Concern.SERVICE)
    marks = Counter(
        {Mark(cell, one): 7 for one in (Figure.RECEIVED, Figure.ANSWERED, Figure.CLOSED)}
    )
    by = ("coordination-drafter", "coordination-approver")
    heading = Heading("2026-10", 1, on_sqlite.today(), by, "0" * 64)
    month = prepared(heading, marks, on_sqlite.profile)
    told = {one.id: one.received for one in (*month.departments, *month.areas) if one.received}
    assert told == {"coordination": 7, "": 7}


def test_two_who_prepare_a_month_at_once_prepare_it_once(on_sqlite, at_the_desk, monkeypatch):
    officer, ours = at_the_desk("coordination"), month_drafts._store

    def slower(system, who, draft):
        ours(system, who, draft)
        ours(system, who, draft)

    monkeypatch.setattr(month_drafts, "_store", slower)
    with pytest.raises(ActedOnMeanwhile):
        prepare_month(on_sqlite, officer, "2026-10")
    assert len(month_drafts.month_drafts(on_sqlite, officer)) == 1


@pytest.fixture
def at_the_desk(on_sqlite):
    return lambda name: officer_of(on_sqlite, log_in(on_sqlite, name, PASSPHRASE))


@pytest.fixture
def december_on_sqlite(on_sqlite, clock):
    return filled(on_sqlite, clock)
