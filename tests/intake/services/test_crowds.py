"""Ten thousand bogus reports do not hide a real one (in small without PROVE)."""

import os

import pytest

from intake.services.crowds import CROWD, flood
from intake.services.reports import NewReport, new_form_token, submit
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


def test_a_flood_is_folded_and_the_report_that_stands_apart_is_seen(system, desk, real):
    found = flood(system, desk.officer("industry"))
    assert [case.number for case in found.apart] == [real]
    assert max(crowd.count for crowd in found.crowds) >= CROWD
    assert len(found.crowds) < BOGUS // 5
    nothing = flood(system, desk.officer("tax"))
    assert (nothing.crowds, nothing.apart) == ((), ())
