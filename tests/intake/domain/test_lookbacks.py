"""A sealed line is looked at again until it is gone, and on the day it was to be gone by."""

import datetime as dt

import pytest

from intake.domain.lookbacks import visits
from register.act_parts import Basis, Enterprise, ProductionLine
from register.acts import Accepted, Dismantled, Lookback, PublicityEnded, Sealed, Withdrawn
from register.jurisdiction import Clock, Unit

CLOCK = Clock(
    id="lookback",
    name="回头看",
    name_en="look-back",
    amount=3,
    unit=Unit.MONTHS,
    source="规则",
    source_en="rules",
    clause="一",
    effective=dt.date(2026, 1, 1),
)
OWN = {
    Sealed: {
        "line": ProductionLine("中频炉", 2),
        "reason": "债务纠纷",
        "promise": "不再恢复生产",
    },
    Lookback: {"resumed": False, "finding": "现场复查"},
    Dismantled: {"finding": "已拆除"},
    Accepted: {"finding": "验收通过"},
    Withdrawn: {"reason": "决定已撤销"},
    PublicityEnded: {"ground": "《信用修复管理办法》"},
}


def act(kind, day, name, **more):
    return kind(
        id=name,
        date=day,
        enterprise=Enterprise("zj-x", "湛江市某钢铁有限公司", "440881", "3110"),
        department="industry",
        basis=Basis("方案", "二（五）3"),
        document="湛工信〔2026〕1号",
        by=("industry-drafter", "industry-approver"),
        salt="0" * 64,
        formed_on=day,
        **OWN[kind],
        **more,
    )


def sealed(name="s", day=dt.date(2026, 1, 10), by=dt.date(2026, 12, 31)):
    return act(Sealed, day, name, dismantle_by=by)


def look(day, of="s", name="l"):
    return act(Lookback, day, name, refers_to=of)


def test_the_first_look_is_due_one_span_after_the_sealing():
    [visit] = visits([sealed()], CLOCK)
    assert (visit.due_on, visit.seen_on) == (dt.date(2026, 4, 10), None)


def test_each_look_puts_the_next_one_off_by_a_span():
    [visit] = visits([sealed(), look(dt.date(2026, 4, 8))], CLOCK)
    assert (visit.due_on, visit.seen_on) == (dt.date(2026, 7, 8), dt.date(2026, 4, 8))


def test_on_the_day_it_was_to_be_dismantled_by_it_is_looked_at_in_any_case():
    [visit] = visits([sealed(), look(dt.date(2026, 11, 20))], CLOCK)
    assert visit.due_on == dt.date(2026, 12, 31)
    [visit] = visits([sealed(), look(dt.date(2026, 12, 31))], CLOCK)
    assert visit.due_on == dt.date(2027, 3, 31)


@pytest.mark.parametrize("kind", [Dismantled, Accepted, Withdrawn, PublicityEnded])
def test_what_is_gone_or_no_longer_published_is_looked_at_no_more(kind):
    assert visits([sealed(), act(kind, dt.date(2026, 5, 1), "e", refers_to="s")], CLOCK) == []


def test_the_soonest_comes_first_and_a_look_at_one_line_is_none_at_another():
    first, second = sealed("a"), sealed("b", by=dt.date(2026, 2, 1))
    found = visits([first, second, look(dt.date(2026, 3, 1), of="a")], CLOCK)
    assert [(one.sealed.id, one.due_on) for one in found] == [
        ("b", dt.date(2026, 2, 1)),
        ("a", dt.date(2026, 6, 1)),
    ]
