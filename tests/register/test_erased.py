"""What stays of an act whose content was erased: its page and its followers read as before."""

import datetime as dt
from collections import Counter

import pytest

from register import rules
from register.acts import (
    PublicityEnded,
    Rectified,
    RedCard,
    Reply,
    Withdrawn,
    YellowCard,
)
from register.canonical import decode, encode
from register.erased import Erased
from register.histories import History, erasures
from register.lines import act_ids, read_raw

AFTER = dt.date(2026, 1, 1)


@pytest.fixture
def told(make):
    """A yellow card with a reply that turned red; only the yellow card's publicity ended."""
    card = make(YellowCard)
    said = make(Reply, refers_to=card, date=dt.date(2025, 4, 1))
    red = make(RedCard, refers_to=card, date=dt.date(2025, 10, 1))
    end = make(PublicityEnded, refers_to=card, date=dt.date(2025, 11, 1))
    return [card, said, red, end]


def erased(lines, day=AFTER):
    """The same lines with tombstones where publicity has ended."""
    stones = {
        stone.id: stone for stone in erasures(History("firm-1", lines), day, lambda: "0b" * 32)
    }
    return [stones.get(line.id, line) for line in lines]


def test_an_erased_act_leaves_nothing_of_its_content(told):
    card, said, _red, end = told
    kept = erased(told)
    assert [type(line) for line in kept] == [Erased, Erased, RedCard, Erased]
    text = b"\n".join(encode(line) for line in kept if isinstance(line, Erased)).decode()
    for word in (card.enterprise.name, card.problem, card.document, said.text, card.salt):
        assert word not in text
    assert end.ground in text


def test_a_view_after_erasure_is_the_view_before_it(told):
    before, after = History("firm-1", told).on(AFTER), History("firm-1", erased(told)).on(AFTER)
    assert after == before
    assert Counter(stone.id for stone in after.tombstones) == Counter([told[0].id, told[1].id])


def test_an_erased_book_keeps_the_rules_and_a_tombstone_may_not_be_spoken_about(
    told, make, profile
):
    kept = erased(told)
    assert rules.check(kept, profile) == []
    late = make(Rectified, refers_to=told[0], date=dt.date(2025, 12, 1))
    assert [problem.field for problem in rules.check([*kept, late], profile)] == ["refers_to"]
    card = make(RedCard, refers_to=told[0], date=dt.date(2025, 12, 1))
    assert [problem.field for problem in rules.check([*kept, card], profile)] == ["refers_to"]


def test_nothing_is_erased_before_its_day(told):
    assert erased(told, dt.date(2025, 10, 31)) == told


def test_what_was_withdrawn_is_erased_with_everything_said_about_it(make):
    card = make(YellowCard)
    met = make(Rectified, refers_to=card, date=dt.date(2025, 5, 1))
    gone = make(Withdrawn, refers_to=card, date=dt.date(2025, 6, 1))
    kept = erased([card, met, gone])
    assert {line.ending for line in kept} == {"withdrawn"}
    assert [line.ended_by for line in kept] == [gone.id] * 3
    assert History("firm-1", kept).on(AFTER).enterprise is None


def test_a_tombstone_is_one_canonical_line_that_the_raw_book_finds(told, tmp_path):
    lines = [encode(line) for line in erased(told)]
    assert [decode(line) for line in lines] == erased(told)
    assert act_ids(b"\n".join(lines)) == [line.id for line in told]
    (tmp_path / "acts").mkdir()
    (tmp_path / "acts/2025.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
    assert read_raw(tmp_path).histories == {"firm-1": tuple(lines)}
