from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.routing import AUTO_DISPATCH, COORDINATION
from intake.routing.place_names import PlaceWords
from intake.routing.router import Router
from register.jurisdiction import Matter
from register.profiles import load_profile

CONTENT = Path(__file__).resolve().parents[3] / "content"


@pytest.mark.parametrize("typed", ["地条刚", "地调钢", "地條鋼", "地 条 钢", "DTG", "地条"])
def test_the_steel_is_known_however_it_is_typed(zhanjiang_router, typed):
    proposal = zhanjiang_router.route(f"廉江有人炼{typed}")
    assert proposal.matter == Matter.GROUND_BAR_STEEL


def test_a_furnace_plainly_told_is_ours_though_worded_like_a_quarrel_at_home(zhanjiang_router):
    """Typos and a sick wife: the wording alone took it for nobody's here."""
    proposal = zhanjiang_router.route("那里有家钢厂用中平炉炼钢，我老伴心脏不好被吵得厉害")
    assert proposal.matter == Matter.GROUND_BAR_STEEL


def test_evidence_points_at_the_words_the_reporter_typed(zhanjiang_router):
    text = "廉江安鋪有人用中屏炉化廢鐵"
    proposal = zhanjiang_router.route(text)
    words = {text[e.start : e.end]: e.says for e in proposal.evidence}
    assert words["中屏炉"] == "中（工）频炉"
    assert "廉江安鋪" in words


def test_the_reason_quotes_the_words_and_the_clause(zhanjiang_router):
    proposal = zhanjiang_router.route("廉江有人炼地条钢")
    assert "“地条钢”" in proposal.reason
    assert proposal.clause in proposal.reason


def test_a_denied_matter_is_not_the_matter(zhanjiang_router):
    proposal = zhanjiang_router.route("不是地条钢，是正规铸造厂，就是烟太大")
    assert proposal.matter == Matter.EMISSIONS


def test_a_question_about_rules_goes_to_the_department_of_its_topic(zhanjiang_router):
    proposal = zhanjiang_router.route("请问阶梯电价怎么算？")
    assert (proposal.matter, proposal.lead) == (Matter.ENQUIRY, "development-reform")


def test_who_asks_for_the_list_of_closed_firms_asks_who_keeps_it(zhanjiang_router):
    proposal = zhanjiang_router.route("麻烦问一下，在哪里可以看到今年关了哪些厂的名单？")
    assert (proposal.matter, proposal.lead) == (Matter.ENQUIRY, "industry")


def test_an_angry_question_is_a_report(zhanjiang_router):
    proposal = zhanjiang_router.route("请问麻章那个天天冒黑烟的厂有没有人管？")
    assert proposal.matter == Matter.EMISSIONS


def test_what_the_writer_waves_aside_does_not_decide(zhanjiang_router):
    text = "不开发票就算了，噪音我也能忍，关键是有人被铁水烫伤了"
    assert zhanjiang_router.route(text).matter == Matter.SAFETY


def test_selling_the_steel_is_quality_and_making_it_is_not(zhanjiang_router):
    sold = zhanjiang_router.route("霞山一家五金店卖地条钢")
    made = zhanjiang_router.route("霞山一个院子用中频炉炼地条钢拿去卖")
    assert (sold.matter, made.matter) == (Matter.QUALITY, Matter.GROUND_BAR_STEEL)


def test_a_sealed_line_that_runs_is_a_restart_and_a_pause_for_inspectors_is_not(zhanjiang_router):
    restarted = zhanjiang_router.route("被查封的炉子又开炉了，还是炼地条钢")
    paused = zhanjiang_router.route("检查就停，走了又开，一直炼地条钢")
    assert restarted.matter == Matter.RESTARTED_LINE
    assert paused.matter == Matter.GROUND_BAR_STEEL


def test_asking_for_closure_closes_nothing(zhanjiang_router):
    proposal = zhanjiang_router.route("廉江有个作坊半夜还在生产地条钢，请尽快取缔、查封")
    assert proposal.matter == Matter.GROUND_BAR_STEEL


def test_power_use_that_points_to_a_furnace_is_led_by_industry(zhanjiang_router):
    furnace = zhanjiang_router.route("半夜变压器响、电压低，看不到做什么，怀疑是中频炉")
    other = zhanjiang_router.route("半夜电压低，那个仓库用电量很大，看不到做什么")
    assert (furnace.matter, furnace.lead) == (Matter.POWER_USE, "industry")
    assert (other.matter, other.lead) == (Matter.POWER_USE, "power")
    assert "power" in furnace.co


@pytest.mark.parametrize(
    "text", ["炉子炸了，有人受伤", "厂里着火了，里面有人", "工人煤气中毒晕倒了"]
)
def test_danger_to_life_is_safety_and_says_so(zhanjiang_router, text):
    proposal = zhanjiang_router.route(text)
    assert proposal.matter == Matter.SAFETY
    assert proposal.danger


def test_dead_fish_are_no_danger_to_life(zhanjiang_router):
    proposal = zhanjiang_router.route("工厂排污水，鱼都毒死了，臭得要死")
    assert proposal.matter == Matter.EMISSIONS
    assert not proposal.danger


def test_the_picked_matter_stands_when_the_text_says_nothing(zhanjiang_router):
    proposal = zhanjiang_router.route("就是我说的那样", matter=Matter.LAND)
    assert proposal.matter == Matter.LAND
    assert proposal.automatic


def test_the_picked_matter_yields_to_what_the_text_says(zhanjiang_router):
    proposal = zhanjiang_router.route("中频炉化废铁做地条钢", matter=Matter.EMISSIONS)
    assert proposal.matter == Matter.GROUND_BAR_STEEL


def test_an_unclear_text_goes_to_the_coordination_office_with_what_it_might_be(zhanjiang_router):
    nothing = zhanjiang_router.route("请你们管一管")
    assert nothing.first_desk == COORDINATION
    assert nothing.confidence < AUTO_DISPATCH
    torn = zhanjiang_router.route("那里电压低，也有黑烟")
    assert torn.first_desk == COORDINATION
    assert torn.alternatives


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "😡",
        "。。。！！",
        "13800138000",
        "举报",
        "有人吗",
        "文字",
        "帮帮我",
        "呵" * 13_000,
    ],
    ids=["empty", "blank", "emoji", "marks", "phone", "举报", "有人吗", "文字", "帮我", "40-KB"],
)
def test_a_text_that_says_nothing_waits_for_a_person_without_a_guess(zhanjiang_router, text):
    proposal = zhanjiang_router.route(text)
    assert (proposal.matter, proposal.lead) == ("out-of-scope", "coordination")
    assert proposal.confidence < 0.5
    assert proposal.first_desk == "coordination"


def test_only_a_place_tells_where_and_nothing_else(zhanjiang_router):
    proposal = zhanjiang_router.route("廉江石城")
    assert (proposal.lead, proposal.territorial) == ("coordination", "440881")
    assert not proposal.automatic


@pytest.mark.parametrize("text", ["文字", "举报", "厂里有问题", "烟和噪音都有，还有假钢筋", "炉子"])
def test_no_alternative_is_likelier_than_what_is_proposed(zhanjiang_router, text):
    proposal = zhanjiang_router.route(text)
    others = [alternative.confidence for alternative in proposal.alternatives]
    assert all(other <= proposal.confidence for other in others)
    assert proposal.confidence + sum(others) <= 1.01


def test_a_text_that_denies_all_it_names_is_about_none_of_it(zhanjiang_router):
    proposal = zhanjiang_router.route("不是污染也不是炼钢，就是隔壁厂的保安打人")
    assert (proposal.matter, proposal.automatic) == ("out-of-scope", False)


def test_profile_and_router_change_together():
    profile = load_profile(CONTENT / "enping")
    import msgspec

    changed = msgspec.structs.replace(
        profile,
        responsibilities=tuple(
            msgspec.structs.replace(entry, lead="tax", clause="九")
            if entry.matter is Matter.EMISSIONS
            else entry
            for entry in profile.responsibilities
        ),
    )
    proposal = Router(changed, PlaceWords()).route("沙湖镇有厂排黑烟")
    assert (proposal.lead, proposal.clause) == ("tax", "九")


def test_forty_kilobytes_are_read_in_under_a_second(zhanjiang_router):
    import time

    started = time.process_time()
    proposal = zhanjiang_router.route("雷州附城镇有人半夜用中频炉化废铁，很吵。" * 700)
    assert time.process_time() - started < 1
    assert proposal.territorial == "440882"


@settings(max_examples=200, deadline=None)
@given(
    st.text(
        alphabet=st.one_of(
            st.characters(), st.sampled_from("地条钢中频炉不是廉江附城又开封了，。？")
        ),
        max_size=120,
    ),
    st.sampled_from([None, *Matter]),
)
def test_no_text_is_ever_unrouted(zhanjiang_router, text, matter):
    proposal = zhanjiang_router.route(text, matter=matter)
    assert proposal.lead
    assert 0 <= proposal.confidence <= 1
    assert all(0 <= e.start < e.end <= len(text) for e in proposal.evidence)


def test_words_no_rule_knows_are_pointed_at_when_the_wording_decides(zhanjiang_router):
    text = "小孩被狗咬了"
    proposal = zhanjiang_router.route(text)
    assert proposal.matter == Matter.OUT_OF_SCOPE
    assert not proposal.automatic
    assert [text[e.start : e.end] for e in proposal.evidence]


@pytest.mark.parametrize(
    "text", ["买的金项链是假的，金店不给退", "表扬钢厂的工程师救起落水小孩", "老板拖欠三个月工资"]
)
def test_everyday_purchases_praise_and_wages_are_not_the_plans(zhanjiang_router, text):
    assert zhanjiang_router.route(text).matter == Matter.OUT_OF_SCOPE


def test_a_bare_question_is_not_dispatched_as_a_report(zhanjiang_router):
    proposal = zhanjiang_router.route("熔化废铁要不要办手续")
    assert proposal.matter == Matter.ENQUIRY or not proposal.automatic


def test_another_citys_matter_rests_on_the_place_and_nothing_else(zhanjiang_router):
    proposal = zhanjiang_router.route("笪桥镇有间厂炼地条钢")
    assert proposal.reason.startswith("“笪桥镇”不属于本市，归为“其他”事项。")
    assert [one.supports for one in proposal.evidence] == [""]
