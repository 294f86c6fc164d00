import pytest

from register.jurisdiction import Matter


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("东海岛上有个厂", "zjetdz"),
        ("民安街道有个厂", "zjetdz"),
        ("官渡工业园有个厂", "440804"),
        ("海康有个厂", "440882"),
        ("西营那边有个厂", "440803"),
        ("塘土叕有个厂", "440883"),
        ("廉江石城那良村有个厂", "440881"),
        ("雷州附城镇有个厂", "440882"),
        ("遂溪縣附城鎮有個廠", "440823"),
    ],
)
def test_towns_old_names_and_villages_lead_to_their_county(zhanjiang_router, text, area):
    assert zhanjiang_router.route(text + "炼地条钢").territorial == area


@pytest.mark.parametrize("place", ["附城镇", "海滨街道", "那良村", "城西社区"])
def test_a_name_that_several_counties_share_is_asked_about_not_guessed(zhanjiang_router, place):
    proposal = zhanjiang_router.route(f"{place}有人炼地条钢")
    assert proposal.territorial is None
    assert proposal.ambiguous
    assert len(proposal.area_candidates) > 1


def test_the_picked_area_settles_a_shared_name_but_not_a_clear_one(zhanjiang_router):
    shared = zhanjiang_router.route("附城镇有人炼地条钢", area="440882")
    clear = zhanjiang_router.route("麻章镇有人炼地条钢", area="440882")
    assert (shared.territorial, clear.territorial) == ("440882", "440811")


def test_an_unknown_area_is_as_good_as_none(zhanjiang_router):
    assert zhanjiang_router.route("有人炼地条钢", area="999999").territorial is None


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("我住霞山，麻章那边有个厂炼地条钢", "440811"),
        ("炼好的地条钢都卖到霞山去，厂在遂溪城月", "440823"),
        ("湛江路有人跟我说，廉江安铺有人炼地条钢", "440881"),
        ("遂溪五金公司在吴川梅菉的店卖假钢筋", "440883"),
        ("老板是廉江人，在徐闻海安开炉炼地条钢", "440825"),
    ],
)
def test_the_area_is_the_site_and_not_the_writer_the_buyer_a_road_or_a_name(
    zhanjiang_router, text, area
):
    assert zhanjiang_router.route(text).territorial == area


def test_words_that_are_also_streets_name_no_place(zhanjiang_router):
    assert zhanjiang_router.route("正在建设的厂房里炼地条钢，解放军路过看见").territorial is None


def test_each_city_is_elsewhere_to_the_other(zhanjiang_router, enping_router):
    for router, text in (
        (zhanjiang_router, "恩平沙湖有人炼地条钢"),
        (enping_router, "湛江廉江有人炼地条钢"),
        (enping_router, "雷州附城镇有人炼地条钢"),
    ):
        proposal = router.route(text)
        assert (proposal.matter, proposal.lead) == ("out-of-scope", "coordination")
        assert proposal.territorial is None


def test_a_town_merged_long_ago_lives_on_in_enping(enping_router):
    assert enping_router.route("朗底那边有人炼地条钢").territorial == "datian"
    assert enping_router.route("洪滘圩有人炼地条钢").territorial == "hengpi"
    assert enping_router.route("平石工业区有人炼地条钢").territorial == "encheng"


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("来电人（赤坎区居民）反映：遂溪县黄略镇有人炼地条钢", "440823"),
        ("廉江市民李先生反映麻章区有厂排黑烟", "440811"),
        ("徐闻龙塘镇有人炼钢，产品经海安港运往廉江销售", "440825"),
        ("在廉江城里钢材市场拉的钢筋一弯就断", "440881"),
        ("东简那边工地旁的小炼铁点", "zjetdz"),
        ("他们从唐山弄来一台旧炉，放在北坡的车间里炼地条钢", "440823"),
        ("借用江西一家厂的证，钢筋都是在城月轧的", "440823"),
        ("来电人自称霞山区某钢压延企业的财务人员，反映没有执行差别电价", "440803"),
        ("从佛山拉了一条旧生产线到遂溪县岭北镇正在装，佛山那边不给用才卖过来的", "440823"),
        ("帮人从雷州唐家的一个山坳拉了三趟钢坯，炉子烧废铁", "440882"),
        ("苏州垌后山那个棚成晚熔废铁炼地条钢", "440881"),
        ("我在雷州市英利镇一家砖厂拉砖，现金结算，从不开发票", "440882"),
        ("听在雷州英利水泥厂做管理的亲戚讲，厂里卖产能置换指标", "440882"),
    ],
)
def test_the_caller_the_way_and_the_market_are_told_from_the_site(zhanjiang_router, text, area):
    assert zhanjiang_router.route(text).territorial == area


def test_a_city_asked_to_pass_a_report_on_is_not_the_site(zhanjiang_router, enping_router):
    passed_on = zhanjiang_router.route("广西北海市一水泥厂粉尘大，希望湛江转办")
    seen_from = enping_router.route("开平市水口镇有人炼钢，我在恩平都看见")
    assert passed_on.matter == seen_from.matter == "out-of-scope"


def test_smoke_that_drifts_over_leaves_the_site_where_it_rises(zhanjiang_router):
    proposal = zhanjiang_router.route("化州的砖厂冒黑烟，飘到我们吴川这边来了")
    assert (proposal.matter, proposal.territorial) == ("out-of-scope", None)
    assert zhanjiang_router.route("黑烟飘到我们吴川这边来了").territorial == "440883"


@pytest.mark.parametrize("text", ["另外村里有黑烟", "我们老村旁边有黑烟", "这个上村有黑烟"])
def test_a_village_called_like_any_other_says_nothing_without_its_town(zhanjiang_router, text):
    assert zhanjiang_router.route(text).territorial is None


@pytest.mark.parametrize(
    ("text", "area"), [("Smoke in Qingping town", "440881"), ("Smoke on Donghai Island", "zjetdz")]
)
def test_towns_are_known_by_their_names_in_english(zhanjiang_router, text, area):
    assert zhanjiang_router.route(text).territorial == area


def test_letters_inside_an_english_word_name_no_town(zhanjiang_router):
    assert zhanjiang_router.route("Smoke at the qingpinger works").territorial is None


@pytest.mark.parametrize(
    "text",
    [
        "我系海康县北和人，旧粮所里面有人用中频炉炼地条钢",
        "侬是客路的人，伊厂夜夜烧铁做地条钢",
        "我是雷州龙门的老人，祠堂后有人炼地条钢",
    ],
)
def test_who_names_no_place_but_their_home_is_asked_whether_it_is_there(zhanjiang_router, text):
    proposal = zhanjiang_router.route(text)
    assert proposal.territorial == "440882"
    assert not proposal.automatic


def test_a_home_is_not_the_site_when_another_place_is_named(zhanjiang_router):
    proposal = zhanjiang_router.route("我住廉江，外婆家在广西博白，那里有人炼地条钢")
    assert proposal.territorial is None or not proposal.automatic
    assert zhanjiang_router.route("我是廉江人，遂溪城月有人炼地条钢").territorial == "440823"


def test_a_village_named_like_a_province_is_the_village_beside_its_town(enping_router):
    assert enping_router.route("恩城河南那边有个仓炼地条钢").territorial == "encheng"
    assert enping_router.route("河南那边有个仓炼地条钢").matter == "out-of-scope"


def test_where_the_writer_works_is_the_site_of_what_they_saw_there(zhanjiang_router):
    proposal = zhanjiang_router.route("我在广西博白上班，当地有家小厂用感应炉炼地条钢，请转告")
    assert proposal.matter == "out-of-scope"


def test_the_home_in_brackets_is_not_run_together_with_the_place_reported(zhanjiang_router):
    proposal = zhanjiang_router.route("来电人（湛江人，现居广州）反映广州番禺某厂炼地条钢。")
    assert (proposal.matter, proposal.territorial) == ("out-of-scope", None)


@pytest.mark.parametrize(
    "text",
    ["新兴嗰边间厂炼地条钢", "新兴东成镇有人炼地条钢", "蚬冈有人炼地条钢", "水口镇有人炼地条钢"],
)
def test_towns_of_the_counties_next_door_are_another_citys(enping_router, text):
    assert enping_router.route(text).matter == "out-of-scope"


def test_a_neighbour_called_like_one_of_our_streets_leaves_it_ours(zhanjiang_router, enping_router):
    assert zhanjiang_router.route("新兴街道有人炼地条钢").territorial == "440803"
    assert zhanjiang_router.route("笪桥镇有人炼地条钢").matter == "out-of-scope"
    assert enping_router.route("新兴产业园区外面有人炼地条钢").matter == "ground-bar-steel"


def test_a_village_is_known_without_its_kind_where_people_point_at_it(enping_router):
    assert enping_router.route("朗西嗰个采石场粉尘好大").territorial == "datian"
    assert enping_router.route("沙湖李边间炼钢仔半夜开炉").territorial == "shahu"
    assert enping_router.route("水塘那边有人炼地条钢").territorial is None


def test_a_single_character_of_a_places_name_says_nothing(zhanjiang_router):
    said = zhanjiang_router.route("廉江高桥有人往河里倒废酸").evidence
    assert all(one.end > 4 for one in said if one.supports in set(Matter))


def test_a_place_named_in_vain_or_beside_one_outside_is_left_to_a_person(zhanjiang_router):
    bought = "我在雷州白沙起屋，买到的水泥三日不硬，袋上没有厂名，是假水泥"
    assert zhanjiang_router.route(bought).territorial is None
    assert not zhanjiang_router.route(bought).automatic
    both = "遂溪城月那边有人用中频炉炼地条钢，广西博白那边也有人来拉"
    assert not zhanjiang_router.route(both).automatic


def test_who_owns_or_writes_somewhere_does_not_report_that_place(zhanjiang_router, enping_router):
    rival = "我在阳江有两个店，也开发票。恩城西门那边的钢材门市只收现金，从不开票"
    assert enping_router.route(rival).territorial == "encheng"
    sent_here = "恩平横陂那边有个厂化废铁做钢筋，我只存了湛江这个平台"
    assert zhanjiang_router.route(sent_here).matter == "out-of-scope"


def test_what_was_bought_in_the_town_one_builds_in_was_sold_there(zhanjiang_router):
    text = "我在下桥镇起屋，从镇上建材店买的螺纹钢一弯就断，没有合格证"
    assert zhanjiang_router.route(text).territorial == "440825"
