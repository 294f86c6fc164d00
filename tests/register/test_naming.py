"""What stays public of an ended entry names its firm by no word it is known by."""

import pytest

from register.acts import Corrected, PublicityEnded, Withdrawn, YellowCard
from register.naming import naming_of
from register.rules import check

NAME = "湛江市例琅炼钢有限公司"


@pytest.mark.parametrize(
    "ground",
    [
        "湛江市例琅炼钢有限公司已完成信用修复",
        "湛江市 例 琅 炼钢\u200b有限公司已修复",
        "例琅炼钢已完成信用修复",
        "例瑯煉鋼已完成信用修復".replace("瑯", "琅"),
        "湛江市例琅炼钢已完成整改",
        "原名湛江市旧琅轧钢厂，已更名",
        "旧琅轧钢厂已更名",
        "91440800MA4UQ0000X 已修复",
        "新琅金属制品已修复",
    ],
)
def test_no_name_the_firm_ever_bore_stays_on_a_tombstone(make, profile, ground):
    old = make(YellowCard, name="湛江市旧琅轧钢厂", uscc="91440800MA4UQ0000X")
    now = make(YellowCard, name=NAME)
    corrected = make(Corrected, now, changes={"enterprise.name": "湛江市新琅金属制品有限公司"})
    end = make(PublicityEnded, now, ground=ground, name=NAME)
    found = check([old, now, corrected, end], profile)
    assert [one.field for one in found] == ["ground"]
    assert "名称、曾用名、简称" in found[0].reason


def test_a_free_reason_of_withdrawal_is_judged_alike(make, profile):
    card = make(YellowCard, name=NAME)
    named = make(Withdrawn, card, name=NAME, reason="例琅炼钢申请复议，原决定撤销")
    plain = make(Withdrawn, card, name=NAME, reason="企业申请复议，原决定已被依法撤销")
    assert [one.field for one in check([card, named], profile)] == ["reason"]
    assert check([card, plain], profile) == []


def test_two_or_three_characters_are_asked_about_not_refused(profile):
    known = naming_of([NAME, "湛江市演三造纸厂"], [], profile)
    assert not known.named_in("因例琅申请，原决定撤销")
    assert known.perhaps_in("因例琅申请，原决定撤销") == "例琅"
    assert known.perhaps_in("演三申请") == "演三"
    assert known.perhaps_in("原决定已被依法撤销") == ""


@pytest.mark.parametrize("name", ["湛江市水泥厂", "水泥有限公司", "湛江市赤坎区造纸厂"])
def test_a_trade_and_a_place_alone_name_nobody(profile, name):
    known = naming_of([name], [], profile)
    assert known.maybe == frozenset()
    assert not known.named_in("水泥行业的原决定已被依法撤销，造纸厂改为他用")
