"""The rules of the book: each broken one is named with file, line, field, reason and remedy."""

import datetime as dt

import pytest
from msgspec import structs

from register.acts import (
    Accepted,
    Closure,
    Corrected,
    Extension,
    Lookback,
    OverLimit,
    Overrule,
    Period,
    Personal,
    ProductionLine,
    PublicityEnded,
    Rectified,
    RedCard,
    Reply,
    Sealed,
    Subject,
    Withdrawn,
    YellowCard,
)
from register.canonical import encode
from register.problems import SHOWN, Problem, first_problems
from register.rules import check, warnings
from register.text_rules import personal_data

D = dt.date


@pytest.fixture
def fields(profile):
    """Return the fields in which acts break a rule, in order."""
    return lambda *acts: [problem.field for problem in check(acts, profile)]


@pytest.fixture
def yellow(make):
    return make(YellowCard)


def late(make, yellow, **changed):
    return make(RedCard, yellow, date=D(2025, 9, 4), **changed)


def test_a_story_from_yellow_card_to_acceptance_keeps_every_rule(make, yellow, fields):
    extension = make(Extension, yellow, date=D(2025, 9, 10))
    red = make(RedCard, yellow, date=D(2025, 12, 4))
    reply = make(Reply, red, date=D(2025, 12, 8))
    accepted = make(Accepted, red, date=D(2026, 1, 8), finding="已拆除")
    assert fields(yellow, extension, red, reply, accepted) == []


def test_an_energy_deadline_of_seven_months_is_refused_with_the_latest_day(make, profile):
    act = make(YellowCard, deadline=D(2025, 10, 3))
    (problem,) = check([act], profile)
    assert problem.file == "acts/2025.jsonl"
    assert problem.field == "deadline"
    assert "超过6个月" in problem.reason
    assert "2025-09-03" in problem.remedy


def test_six_months_bind_energy_only(make, fields):
    assert fields(make(YellowCard, deadline=D(2025, 10, 3), subject=Subject.SAFETY)) == []


def test_a_red_card_without_a_yellow_card_is_refused(make, fields, yellow):
    assert fields(late(make, yellow)) == ["refers_to"]


def test_a_red_card_on_another_firm_s_yellow_card_is_refused(make, fields, yellow):
    assert fields(yellow, late(make, yellow, firm="firm-2")) == ["refers_to"]


def test_a_red_card_on_another_subject_is_refused(make, fields, yellow):
    assert fields(yellow, late(make, yellow, subject=Subject.QUALITY)) == ["subject"]


@pytest.mark.parametrize("day", [D(2025, 4, 1), D(2025, 9, 3)])
def test_a_red_card_before_the_deadline_has_passed_is_refused(make, fields, yellow, day):
    assert fields(yellow, make(RedCard, yellow, date=day)) == ["date"]


def test_an_extension_moves_the_day_a_red_card_may_come(make, fields, yellow):
    extension = make(Extension, yellow, date=D(2025, 9, 1))
    assert fields(yellow, extension, late(make, yellow)) == ["date"]
    withdrawn = make(Withdrawn, extension, date=D(2025, 9, 2))
    assert fields(yellow, extension, withdrawn, late(make, yellow)) == []


def test_a_rectified_yellow_card_can_neither_turn_red_nor_be_extended(make, fields, yellow):
    rectified = make(Rectified, yellow, date=D(2025, 8, 1))
    red = late(make, yellow)
    extension = make(Extension, yellow, date=D(2025, 8, 20))
    assert fields(yellow, rectified, extension, red) == ["refers_to", "refers_to"]


def test_a_yellow_card_turns_red_once(make, fields, yellow):
    assert fields(yellow, late(make, yellow), late(make, yellow)) == ["refers_to"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"requested_on": D(2025, 9, 4)}, "requested_on"),
        ({"requested_on": D(2025, 3, 2)}, "requested_on"),
        ({"requested_on": D(2025, 9, 3)}, None),
        ({"deadline": D(2025, 12, 4)}, "deadline"),
        ({"deadline": D(2025, 9, 3)}, "deadline"),
    ],
)
def test_an_extension_is_asked_in_time_and_for_three_months_at_most(
    make, fields, yellow, changed, field
):
    extension = make(Extension, yellow, date=D(2025, 9, 10), **changed)
    assert fields(yellow, extension) == ([field] if field else [])


def test_a_deadline_is_extended_once(make, fields, yellow):
    first = make(Extension, yellow, date=D(2025, 9, 1), deadline=D(2025, 10, 1))
    second = make(Extension, yellow, date=D(2025, 9, 2), deadline=D(2025, 11, 1))
    assert fields(yellow, first, second) == ["refers_to"]


def test_an_act_citing_a_later_act_is_told_so(make, profile, yellow):
    reply = make(Reply, yellow, date=D(2025, 3, 1))
    (problem,) = check([yellow, reply], profile)
    assert problem.field == "refers_to"
    assert "此后才登记" in problem.reason


def test_an_act_refers_to_a_fitting_kind_only(make, fields):
    sealed = make(Sealed)
    assert fields(sealed, make(Rectified, sealed)) == ["refers_to"]
    assert fields(sealed, make(Lookback, sealed)) == []


def test_only_a_department_with_the_duty_may_issue_a_kind(make, fields, yellow):
    assert fields(make(YellowCard, department="ecology")) == ["department"]
    assert fields(make(OverLimit, department="ecology")) == []
    assert fields(make(OverLimit)) == ["department"]


def test_who_issued_an_act_may_follow_it_up(make, fields):
    act = make(OverLimit, department="ecology")
    assert fields(act, make(Rectified, act, department="ecology")) == []


@pytest.mark.parametrize("kind", [Withdrawn, PublicityEnded])
def test_nothing_more_is_said_about_an_act_that_left_the_site(make, fields, yellow, kind):
    reply = make(Reply, yellow)
    end = make(kind, yellow, date=D(2025, 4, 1))
    day = {"date": D(2025, 4, 2)}
    again = [make(Reply, yellow, **day), make(kind, yellow, **day), make(kind, reply, **day)]
    assert fields(yellow, reply, end, *again) == ["refers_to"] * 3


def test_the_ground_on_a_tombstone_does_not_name_the_firm(make, fields, yellow):
    reason = "湛江市明镜演示炼钢有限公司已整改"
    assert fields(yellow, make(Withdrawn, yellow, reason=reason)) == ["reason"]
    assert fields(yellow, make(PublicityEnded, yellow, ground=reason)) == ["ground"]


@pytest.mark.parametrize(
    "told",
    ["湛江市明镜演示炼钢", "湛江市 明镜演示炼钢公司", "91110000600037341l"],
)
def test_the_ground_on_a_tombstone_tells_the_firm_by_no_other_word(make, fields, told):
    yellow = make(YellowCard, uscc="91110000600037341L")
    ended = make(PublicityEnded, yellow, ground=f"信用修复：{told}", uscc="91110000600037341L")
    assert fields(yellow, ended) == ["ground"]


@pytest.mark.parametrize("code", ["13800138000", "联系 138-0013-8000", "电话0759-3336666"])
def test_a_telephone_number_in_the_place_of_a_credit_code_is_refused(make, fields, code):
    assert fields(make(YellowCard, uscc=code)) == ["enterprise.uscc"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"deadline": "2025-08-03"}, None),
        ({"enterprise.name": "湛江市明镜演示铸造有限公司"}, None),
        ({"deadline": "2025-11-03"}, "changes.deadline"),
        ({"deadline": "八月"}, "changes.deadline"),
        ({"enterprise.id": "firm-9"}, "changes.enterprise.id"),
        ({"salt": "0" * 64}, "changes.salt"),
        ({"colour": "红"}, "changes.colour"),
        ({"enterprise": "x"}, "changes.enterprise"),
        ({"by.0": "x"}, "changes.by.0"),
        ({"problem": "联系13812345678"}, "changes.problem"),
        ({"enterprise.area": "mars"}, "changes.enterprise.area"),
    ],
)
def test_a_correction_names_a_field_and_a_value_it_can_have(make, fields, yellow, changes, field):
    found = fields(yellow, make(Corrected, yellow, changes=changes))
    assert set(found) == ({field} if field else set())


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"department": "moon"}, "department"),
        ({"area": "440785"}, "enterprise.area"),
        ({"industry": "9999"}, "enterprise.industry"),
        ({"formed_on": D(2025, 3, 4)}, "formed_on"),
        ({"by": ("industry-drafter", "industry-drafter")}, "by"),
        ({"by": ("industry-drafter", "王小明")}, "by"),
        ({"deadline": D(2025, 3, 3)}, "deadline"),
        ({"problem": "  "}, "problem"),
        ({"problem": "联系人电话13812345678"}, "problem"),
        ({"name": "张三 11010519491231002X"}, "enterprise.name"),
        ({"uscc": "11010519491231002X"}, "enterprise.uscc"),
    ],
)
def test_each_field_is_sane(make, fields, changed, field):
    assert field in fields(make(YellowCard, **changed))


def test_a_personal_number_is_not_repeated_in_the_message(make, profile):
    (problem,) = check([make(YellowCard, problem="13812345678")], profile)
    assert "138********" in problem.reason
    assert "13812345678" not in str(problem)


class TestTheGateForPersonalData:
    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"problem": "联系电话0759-3336666"}, "problem"),
            ({"problem": "业主家住廉江市石城镇上村"}, "problem"),
            ({"name": "湛江市李小明砖厂"}, "enterprise.name"),
            ({"name": "某个体户", "uscc": None}, "enterprise.name"),
            ({"uscc": "92440800MA4W000000"}, "enterprise.uscc"),
        ],
    )
    def test_what_may_be_personal_stops_the_build_until_an_approver_overrules_it(
        self, make, fields, changed, field
    ):
        act = make(YellowCard, **changed)
        assert fields(act) == [field]
        (found,) = personal_data(act)
        allowed = Overrule(field, found.what, "企业公开的办公电话、字号，不是个人信息")
        assert fields(structs.replace(act, overruled=(allowed,))) == []

    def test_only_the_field_and_the_kind_that_were_named_are_let_through(self, make, fields):
        act = make(YellowCard, problem="电话0759-3336666，业主13812345678")
        allowed = Overrule("problem", Personal.LANDLINE, "企业公开的办公电话")
        elsewhere = Overrule("enterprise.name", Personal.MOBILE, "企业公开的办公电话")
        assert fields(structs.replace(act, overruled=(allowed, elsewhere))) == ["problem"]

    def test_a_reason_must_say_something_and_tell_nothing_personal(self, make, fields):
        for reason in ("　", "本人13812345678同意"):
            allowed = Overrule("problem", Personal.LANDLINE, reason)
            act = structs.replace(make(YellowCard), overruled=(allowed,))
            assert fields(act) == ["overruled.0.reason"]

    def test_a_correction_brings_its_own_overrule_and_touches_no_other(self, make, fields):
        card = make(YellowCard)
        change = {"enterprise.name": "湛江市李小明砖厂"}
        right = make(Corrected, card, changes=change)
        assert set(fields(card, right)) == {"changes.enterprise.name"}
        allowed = Overrule("changes.enterprise.name", Personal.NATURAL_PERSON, "字号，非自然人")
        assert fields(card, structs.replace(right, overruled=(allowed,))) == []
        sly = make(Corrected, card, changes={"overruled.0.reason": "改"})
        assert fields(structs.replace(card, overruled=(allowed,)), sly) == [
            "changes.overruled.0.reason"
        ]

    def test_an_act_without_overrules_reads_as_it_always_did(self, make):
        assert b"overruled" not in encode(make(YellowCard))


def test_a_measurement_ends_before_it_is_published(make, fields):
    for start, end in [(D(2025, 2, 1), D(2025, 1, 1)), (D(2025, 2, 1), D(2025, 4, 1))]:
        act = make(OverLimit, department="ecology", period=Period(start, end))
        assert len(fields(act)) == 1


def test_a_capacity_has_a_unit_and_a_unit_a_capacity(make, fields):
    lines = (ProductionLine("高炉", 1, capacity=5.0), ProductionLine("转炉", 1, unit="万吨"))
    assert fields(make(Closure, lines=lines)) == ["lines.0.unit", "lines.1.capacity"]


def test_a_closure_is_not_of_a_year_to_come(make, fields):
    assert fields(make(Closure, year=2026)) == ["year"]


def test_a_sealed_line_is_dismantled_by_a_later_day_and_with_a_promise(make, fields):
    assert fields(make(Sealed, dismantle_by=D(2025, 3, 3))) == ["dismantle_by"]
    assert fields(make(Sealed, promise=" ", reason="\u3000")) == ["reason", "promise"]


def test_an_id_is_used_once_in_the_whole_book(make, fields, yellow):
    other = make(YellowCard, id=yellow.id, firm="firm-2")
    assert fields(yellow, other) == ["id"]


def test_a_bad_credit_code_is_flagged_and_kept(make, profile):
    act = make(YellowCard, uscc="91110000600037341A")
    assert check([act], profile) == []
    (flag,) = warnings([act, make(YellowCard), make(YellowCard, uscc="91110000600037341L")])
    assert flag.field == "enterprise.uscc"
    assert "校验位" in flag.reason


def test_a_problem_reads_file_line_field_reason_remedy():
    problem = Problem("acts/2021.jsonl", 12, "deadline", "日期不对", "请更正")
    assert str(problem) == "acts/2021.jsonl:12: deadline: 日期不对。请更正"
    assert str(Problem("profile.toml", 0, "", "空行", "请删去")) == "profile.toml: 空行。请删去"


def test_of_a_thousand_problems_the_first_are_shown_and_the_rest_counted():
    problems = [Problem("acts/2021.jsonl", n, "", "空行", "请删去") for n in range(1, 1001)]
    shown = first_problems(problems)
    assert len(shown) == SHOWN + 1
    assert str(1000 - SHOWN) in shown[-1].reason


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("problem", "能耗\u202e标达", "U+202E"),
        ("problem", "能耗\x00", "U+0000"),
        ("problem", "能耗\U000e0041", "U+E0041"),
        ("document", "湛工信\n〔2025〕5号", "换行"),
        ("document", "湛工信\u2028〔2025〕5号", "U+2028"),
    ],
)
def test_a_character_that_hides_or_turns_a_text_is_refused(make, profile, field, text, said):
    (problem,) = check([make(YellowCard, **{field: text})], profile)
    assert (problem.field, said in problem.reason) == (field, True)


def test_a_name_that_reads_backwards_is_refused_and_a_zero_width_space_kept(make, profile):
    turned = make(YellowCard, name="湛江市\u202e厂钢炼一第")
    assert [one.field for one in check([turned], profile)] == ["enterprise.name"]
    copied = make(YellowCard, name="湛江市\u200b明镜演示炼钢有限公司")
    assert check([copied], profile) == []


def test_a_text_may_have_several_lines_and_a_correction_may_not_bring_a_turned_one(make, profile):
    card = make(YellowCard, problem="第一项超限额\n第二项超限额")
    turned = make(Corrected, card, changes={"problem": "标达\u202e"})
    assert check([card], profile) == []
    assert {one.field for one in check([card, turned], profile)} == {"changes.problem"}
