"""Figures counted from real cases: kept by day, never out of date, seen as far as posts reach."""

import datetime as dt
from collections import Counter

import pytest
from sqlalchemy import select

from intake.db.engine import reading
from intake.db.number_schema import day_counts
from intake.domain.errors import Incomplete, NotAllowed
from intake.domain.figures import Concern, Figure
from intake.domain.months import Months, months_asked
from intake.domain.outcomes import Outcome
from intake.domain.rates import Timed, summary
from intake.domain.standing import Satisfaction
from intake.services import casework, closing, inbox
from intake.services import figures as counting
from intake.services.closing import Result
from intake.services.daily import start_the_day
from intake.services.demo import PASSPHRASE
from intake.services.figures import Asked, count_days, overview
from intake.services.reports import NewReport, new_form_token, submit
from intake.services.sessions import log_in, officer_of
from register.jurisdiction import Matter
from register.numbers import Rate


def this_month(system) -> Asked:
    return Asked(months_asked("", "", system.today()))


def report(system, matter=Matter.GROUND_BAR_STEEL, area=None):
    return submit(system, NewReport("某厂夜间冒烟", new_form_token(), matter=matter, area=area))


def closed(system, officer, sent):
    number = sent.case.number
    casework.sign(system, officer, number, 1)
    casework.reply(system, officer, number, 2, text="已到现场检查。")
    closing.close(system, officer, number, 3, Result(Outcome.UNSUBSTANTIATED, "未发现。"))


def test_what_is_done_is_counted_at_once_and_what_is_late_becomes_late(system, desk, clock):
    industry, coordination = desk.officer("industry"), desk.officer("coordination")
    first, _second = report(system, area="440802"), report(system)
    found = overview(system, coordination, this_month(system))
    assert summary(found.whole).closed == Timed(0, 0, 2)
    closed(system, industry, first)
    inbox.rate_with_receipt(
        system, first.receipt.reveal(), Satisfaction.SATISFIED, "", new_form_token()
    )
    found = overview(system, coordination, this_month(system))
    now = summary(found.whole)
    assert (now.received, now.signed, now.answered, now.closed) == (
        2, Timed(1, 0, 1), Timed(1, 0, 1), Timed(1, 0, 1),
    )  # fmt: skip
    assert found.by_concern[Concern.ENFORCEMENT][Figure.SATISFIED] == 1
    assert summary(found.by_area["440802"]).closed == Timed(1, 0, 0)
    assert set(found.by_matter) == {Matter.GROUND_BAR_STEEL}
    clock.advance(days=40)
    asked = Asked(months_asked("2026-11", "2026-11", system.today()))
    later = summary(overview(system, desk.officer("coordination"), asked).whole)
    assert later.closed == Timed(1, 1, 0)
    assert later.closed.rate == Rate(1, 2)


def test_a_return_stays_with_who_returned(on_sqlite, at_the_desk):
    system, industry, dispatcher = on_sqlite, at_the_desk("industry"), at_the_desk("dispatcher")
    number = report(system).case.number
    casework.return_case(system, industry, number, 1, reason="不归我局", clause="二（三）")
    decision = casework.Dispatch(Matter.QUALITY, None, "market-regulation")
    casework.dispatch(system, dispatcher, number, 2, decision)
    found = overview(system, at_the_desk("coordination"), this_month(system))
    assert summary(found.by_department["industry"]).returned == Rate(1, 1)
    assert summary(found.by_department["industry"]).received == 0
    assert summary(found.by_department["market-regulation"]).returned == Rate(0, 1)
    assert summary(found.by_department["market-regulation"]).received == 1


def test_a_day_is_counted_anew_only_when_one_of_its_cases_changed(system, desk, clock, monkeypatch):
    read = []
    original = counting.stored.histories_of_day
    monkeypatch.setattr(
        counting.stored,
        "histories_of_day",
        lambda connection, day: read.append(day) or original(connection, day),
    )
    monday = system.today()
    sent = report(system)
    clock.advance(days=1)
    tuesday = system.today()
    report(system)
    span = (monday, tuesday)
    first = count_days(system, *span)
    assert read == [monday, tuesday]
    assert count_days(system, *span) == first
    assert read == [monday, tuesday]
    casework.sign(system, desk.officer("industry"), sent.case.number, 1)
    again = count_days(system, *span)
    assert read == [monday, tuesday, monday]
    assert again[tuesday] == first[tuesday]
    assert again[monday] != first[monday]
    with reading(system.engine) as connection:
        days = connection.scalars(select(day_counts.c.received_on)).all()
    assert sorted(days) == [monday, tuesday]


def test_the_morning_work_keeps_the_usual_months(on_sqlite):
    report(on_sqlite)
    start_the_day(on_sqlite)
    with reading(on_sqlite.engine) as connection:
        assert connection.scalars(select(day_counts.c.received_on)).all() == [on_sqlite.today()]


def test_a_department_sees_its_own_and_the_coordination_office_all(on_sqlite, at_the_desk):
    report(on_sqlite)
    report(on_sqlite, Matter.TAX)
    asked = this_month(on_sqlite)
    own = overview(on_sqlite, at_the_desk("tax"), asked)
    assert (own.departments, own.whole[Figure.RECEIVED]) == (("tax",), 1)
    assert set(own.by_department) == {"tax"}
    assert overview(on_sqlite, at_the_desk("dispatcher"), asked).whole[Figure.RECEIVED] == 2
    with pytest.raises(NotAllowed):
        overview(on_sqlite, at_the_desk("tax"), Asked(asked.months, department="industry"))
    for name in ("auditor", "custodian", "admin"):
        with pytest.raises(NotAllowed):
            overview(on_sqlite, at_the_desk(name), asked)


def test_figures_narrow_to_a_department_an_area_and_a_matter(on_sqlite, at_the_desk):
    report(on_sqlite, Matter.TAX, "440802")
    report(on_sqlite, Matter.TAX, "440803")
    report(on_sqlite, Matter.LAND)
    months = this_month(on_sqlite).months

    def received(**narrowed) -> int:
        found = overview(on_sqlite, at_the_desk("coordination"), Asked(months, **narrowed))
        return found.whole[Figure.RECEIVED]

    assert received() == 3
    assert received(department="tax") == 2
    assert received(area="440803") == 1
    assert received(area="") == 1
    assert received(matter=Matter.LAND) == 1
    assert received(matter=Matter.LAND, area="440802") == 0
    for unknown in ({"department": "navy"}, {"area": "999999"}):
        with pytest.raises(Incomplete):
            received(**unknown)


def test_months_are_read_as_they_are_written():
    today = dt.date(2026, 11, 22)
    usual = months_asked("", "", today)
    assert (usual.first, usual.last, len(usual.names)) == ("2025-12", "2026-11", 12)
    one = months_asked("2026-02", "2026-02", today)
    assert one == Months(dt.date(2026, 2, 1), dt.date(2026, 2, 1))
    assert one.last_day == dt.date(2026, 2, 28)
    for first, last in (("2026-13", ""), ("x", ""), ("2026-11", "2026-10"), ("2020-01", "2026-11")):
        with pytest.raises(Incomplete):
            months_asked(first, last, today)


@pytest.fixture
def at_the_desk(on_sqlite):
    return lambda name: officer_of(on_sqlite, log_in(on_sqlite, name, PASSPHRASE))


def test_nothing_is_counted_of_months_without_cases(on_sqlite, at_the_desk):
    found = overview(on_sqlite, at_the_desk("coordination"), this_month(on_sqlite))
    assert found.whole == Counter()
    assert found.by_month == {}
