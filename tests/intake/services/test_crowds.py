"""Ten thousand bogus reports do not hide a real one (in small without PROVE)."""

import os
import time

import pytest

from intake.services.bulk import MOST, matching
from intake.services.crowds import CROWD, flood
from intake.services.demo import PASSPHRASE
from intake.services.likeness import suggestions
from intake.services.queue import Wanted, queue
from intake.services.recusal import recuse
from intake.services.reports import NewReport, new_form_token, submit
from intake.services.sessions import log_in, officer_of
from register.jurisdiction import Matter

BOGUS = 10_000 if os.environ.get("PROVE") == "1" else CROWD + 10
SAME = "某某钢铁厂又在偷偷开中频炉生产地条钢，请领导马上去查，一定要严肃处理，第{}次举报"
REAL = "遂溪县岭北镇废品站后院每晚十一点化铁水，早上把钢坯装上蓝色货车拉走，车牌遮住"


def report(text: str):
    return NewReport(text, new_form_token(), matter=Matter.GROUND_BAR_STEEL)


@pytest.fixture
def real(system):
    for number in range(BOGUS // 2):
        submit(system, report(SAME.format(number)))
    found = submit(system, report(REAL)).case.number
    for number in range(BOGUS // 2, BOGUS):
        submit(system, report(SAME.format(number)))
    return found


def test_a_flood_is_folded_the_report_that_stands_apart_is_seen_and_the_pages_stay_quick(
    system, desk, real
):
    found = flood(system, desk.officer("industry"))
    assert [case.number for case in found.apart] == [real]
    assert max(crowd.count for crowd in found.crowds) >= CROWD
    assert len(found.crowds) < BOGUS // 5
    alike = Wanted(like=found.crowds[0].first.number)
    of_the_crowd = matching(system, desk.officer("industry"), alike)
    assert (len(of_the_crowd.cases), of_the_crowd.more) == (min(BOGUS, MOST), BOGUS > MOST)
    assert real not in {case.number for case in of_the_crowd.cases}
    closed = found.crowds[0].first.number
    recuse(system, desk.officer("industry"), closed, "industry", "亲属")
    again = flood(system, desk.officer("industry")).crowds
    assert closed not in {crowd.first.number for crowd in again}
    assert again[0].count == found.crowds[0].count - 1
    nothing = flood(system, desk.officer("tax"))
    assert (nothing.crowds, nothing.apart) == ((), ())

    assert max(seconds_of_pages(system, desk.officer("industry"), real).values()) < 2, "far off"


def seconds_of_pages(system, officer, real) -> dict[str, float]:
    """Return how long the pages of a flooded desk take, once its first reader has marked it."""
    bogus = queue(system, officer).cases[0].number
    pages = {
        "the crowds": lambda: flood(system, officer),
        "the queue": lambda: queue(system, officer),
        "a crowd's part of it": lambda: matching(system, officer, Wanted(like=bogus)),
        "cases like the real one": lambda: suggestions(system, officer, real),
        "cases like a bogus one": lambda: suggestions(system, officer, bogus),
    }
    took = {}
    for page, read in pages.items():
        began = time.process_time()  # not of a machine busy otherwise
        read()
        took[page] = time.process_time() - began
    print({page: f"{seconds * 1000:.0f} ms" for page, seconds in took.items()})
    return took


def test_what_waits_for_the_dispatcher_is_nobody_elses_at_the_shared_desk(on_sqlite):
    """The coordination office's own head and officers were shown numbers they could not open."""
    number = submit(on_sqlite, NewReport("这里不对劲", new_form_token())).case.number
    seen = {
        name: [case.number for case in flood(on_sqlite, officer_of(
            on_sqlite, log_in(on_sqlite, name, PASSPHRASE))).apart]
        for name in ("dispatcher", "coordination", "coordination-head")
    }  # fmt: skip
    assert seen == {"dispatcher": [number], "coordination": [], "coordination-head": []}
