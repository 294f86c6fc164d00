"""Publishing reaches the public site, once, and refuses what the book's rules refuse."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from intake.services.publishing import publish
from register.acts import YellowCard
from register.files import load_book
from register.problems import ProblemsFound


@pytest.fixture
def system(on_sqlite):
    """Nothing here touches a table: one database is enough."""
    return on_sqlite


@pytest.fixture
def card(system):
    """A yellow card that keeps every rule of the place."""
    return msgspec.convert(
        {
            "kind": "yellow-card",
            "id": "01KAPFTM00AAAAAAAAAAAAAAAA",
            "date": system.today().isoformat(),
            "formed_on": system.today().isoformat(),
            "enterprise": {
                "id": "firm-1",
                "name": "演示一号水泥有限公司",
                "area": system.profile.areas[0].id,
                "industry": "3011",
            },
            "department": "industry",
            "basis": {"law": "中华人民共和国节约能源法", "clause": "第六十八条"},
            "document": "演〔2026〕1号",
            "by": ["industry-drafter", "industry-approver"],
            "salt": "0a" * 32,
            "subject": "energy",
            "problem": "单位产品能耗超过限额",
            "deadline": (system.today() + dt.timedelta(days=90)).isoformat(),
        },
        YellowCard,
    )


def page_of(system, act):
    return system.settings.instance / "site" / "enterprises" / act.enterprise.id / "index.html"


def test_an_approved_act_reaches_the_site_without_anyone_touching_a_file(system, card):
    published = publish(system, [card])
    assert published.acts == (card.id,)
    assert published.site_fault == ""
    assert card.problem in page_of(system, card).read_text("utf-8")


def test_publishing_again_after_a_kill_publishes_nothing_twice(system, card):
    publish(system, [card])
    assert publish(system, [card]).acts == ()
    assert load_book(system.settings.place_folder, system.profile).acts == (card,)


def test_another_act_under_an_id_that_is_taken_is_refused(system, card):
    publish(system, [card])
    with pytest.raises(ProblemsFound, match=card.id):
        publish(system, [msgspec.structs.replace(card, problem="另一个问题")])
    assert load_book(system.settings.place_folder, system.profile).acts == (card,)


def test_an_act_dated_after_today_waits_for_its_day(system, card):
    tomorrow = card.date + dt.timedelta(days=1)
    with pytest.raises(ProblemsFound, match="还没有到"):
        publish(system, [msgspec.structs.replace(card, date=tomorrow)])
    assert load_book(system.settings.place_folder, system.profile).acts == ()
