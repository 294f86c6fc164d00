"""Each sentence of the design on what a matter means, in words nobody tuned on."""

from time import process_time

import pytest

INDUSTRY, COORDINATION = "industry", "coordination"

ZHANJIANG = [
    # restarted-line: once closed, sealed, destroyed or exited runs again, whatever it made
    ("restarted-line", INDUSTRY, "县里前年关掉的那家小玻璃厂，上礼拜又开窑了"),
    ("restarted-line", INDUSTRY, "封存的轧机被启封，夜里在转"),
    ("restarted-line", INDUSTRY, "已经公告退出的造纸线，现在又在出纸"),
    ("restarted-line", INDUSTRY, "炉子当年是当着我们面砸的，如今重新砌好又在炼地条钢"),
    # … a pause during an inspection is not closure
    ("ground-bar-steel", INDUSTRY, "检查组来了就停两天，走了又用中频炉炼地条钢，从没被关停过"),
    # ground-bar-steel: a furnace or yard that makes the steel
    ("ground-bar-steel", INDUSTRY, "院子里支着感应炉，废铁化成水倒成条"),
    ("ground-bar-steel", INDUSTRY, "用中频炉冶炼不锈钢，没有精炼设备"),
    ("ground-bar-steel", INDUSTRY, "用工频炉生产工模具钢的厂子"),
    # quality: a shop that sells it, a mill rolling bought billets without a licence
    ("quality", "market-regulation", "建材店在卖地条钢轧的螺纹钢，一弯就断"),
    ("quality", "market-regulation", "轧钢厂买来钢坯轧螺纹钢，没有生产许可证"),
    # outdated-equipment: an eliminated set being installed, an overdue dismantling that doesn't run
    ("outdated-equipment", INDUSTRY, "厂里正在安装一套国家明令淘汰的横列式轧机"),
    ("outdated-equipment", INDUSTRY, "承诺年底前拆除的立窑到期没有拆，也没有生产"),
    # safety: people hurt or in immediate danger
    ("safety", "emergency", "中频炉炸了，两个工人被烫伤送医院"),
    ("safety", "emergency", "炼钢点的行车钢丝绳快断了还在吊钢水，下面全是人，随时会出人命"),
    # power-use: nothing made seen; industry where the load points to a furnace
    ("power-use", "power", "一间空屋装了专用变压器，每晚用电量特别大，没见生产什么东西"),
    ("power-use", INDUSTRY, "仓库夜里负荷忽高忽低像中频炉，看不到里面在做什么，怀疑在炼钢"),
    # emissions: plain pollution, also outside the stressed industries
    ("emissions", "ecology", "养猪场把粪水直接排进水沟，臭得要命"),
    ("emissions", "ecology", "家具厂喷漆的气味整天飘进学校"),
    # no answer in the plans, another city
    ("out-of-scope", COORDINATION, "楼上装修半夜还在敲墙"),
    ("out-of-scope", COORDINATION, "茂名电白有家厂用中频炉炼地条钢"),
    ("capacity-swap", COORDINATION, "水泥厂的产能置换指标是拿早就拆掉的窑充数"),
    # enquiry asks for rules and reports nothing: the topic's department
    ("enquiry", "ecology", "请问排污许可证怎么续期"),
    ("enquiry", "tax", "请问企业处置淘汰设备要不要缴增值税"),
    ("enquiry", INDUSTRY, "请问铸造用的中频炉算不算淘汰设备"),
    ("enquiry", "development-reform", "请问能耗超限额整改最多可以延期几个月"),
    # mixed texts carry what the writer wants dealt with
    ("tax", "tax", "这家钢材店灰尘也大，吵也吵，这些都算了，我要举报的是他不开发票只收现金"),
    ("emissions", "ecology", "不开票、没有消防我都不管，最要紧的是他们半夜往河里排黑水"),
    # a neighbour's power stolen is the power bureau's, whoever steals it; 搭线 is no smell
    ("power-use", "power", "上个月电费贵得离谱，才知道后面的铁厂偷我家的电"),
    ("power-use", "power", "有人从电线杆上搭线拉进仓库，天亮就收走"),
    # a furnace bought and not lit makes no steel yet
    ("outdated-equipment", INDUSTRY, "老板买来一台旧炉子放在棚里，说年后装，还没通电"),
    # blood in an idiom is no accident; food stalls are no works; near houses is no danger
    ("out-of-scope", COORDINATION, "交了首付楼就停了，还我们的血汗钱"),
    ("out-of-scope", COORDINATION, "大排档炒菜的油烟熏进屋里，吵到半夜"),
    ("emissions", "ecology", "石料厂离居民楼一墙之隔，粉尘落满阳台"),
    # staff of closed firms; 有没有 asks and denies nothing
    ("enquiry", COORDINATION, "想问一下，厂子列入关停名单，工人有没有安置费"),
    # a question whose topic the lexicon has no word for stays a question
    ("enquiry", INDUSTRY, "我不是投诉，就问一下，我们村那间厂算不算关了"),
    # coal by the ton
    ("energy", "development-reform", "烧一吨砖要两百公斤煤，比别家多一倍，节能的人来了就做假数"),
    # 不炼 denies the steel its own word begins
    ("emissions", "ecology", "这家不炼钢，只是拆报废车，废机油全倒进水沟里"),
    ("tax", "tax", "总店在城里，分店从不开发票"),
    ("emissions", "ecology", "喷漆房没有废气收集，漆雾飘到街上"),
    ("land", "natural-resources", "我家的承包地被他们推了，说是建厂，没有批文"),
    # what may cost a life has not cost one yet
    ("emissions", "ecology", "漆房的味道整栋楼都是，小孩天天吐，要等出人命才管吗"),
    # who steals power leads to the power bureau, whatever the thief makes
    ("power-use", "power", "我家电表走得飞快，原来铁厂的线接在我家线上"),
    ("enquiry", INDUSTRY, "听说举报土炼钢有钱奖，是不是真的，打哪个电话"),
    ("enquiry", INDUSTRY, "上了红牌名单的企业，投标和贷款会受什么影响？请问"),
    ("enquiry", "development-reform", "咨询，被执行惩罚性电价的企业怎么申诉"),
    ("out-of-scope", COORDINATION, "隔壁办红白事唱戏到半夜，吵得小孩哭"),
    ("tax", "tax", "同行卖货唔开单，净系收现金，查下佢啲税"),
    # what should have stopped and never did was never closed
    ("outdated-equipment", INDUSTRY, "名单上说那台小机组去年底该关停，其实一天都没停过，天天在转"),
    # what the writer asks for is what counts, not what they tell of themselves
    (
        "out-of-scope",
        COORDINATION,
        "我以前在炼钢厂做，厂早关了，这个没意见，我问的是社保断缴找谁",
    ),
    # what it is not like is no suspicion
    ("power-use", "power", "负荷一条直线，不像炉子，可是电表被动过手脚，请来稽查"),
    # what only sounds like a death is none, nor is what machines press
    ("emissions", "ecology", "罚完老实咗一个月，而家又将啲染料水放落涌，成条涌紫色"),
    ("ground-bar-steel", INDUSTRY, "山窿里有个炉，将啲车壳压到一嚿嚿掟入去，出来倒落泥模"),
    # a stinking public toilet is the street cleaners'; a lamp post that feeds a shed is not
    ("out-of-scope", COORDINATION, "圩上的公厕一个月没人洗，臭得进不去"),
    ("power-use", "power", "大棚的电线是从路灯杆上勾下来的，晚上勾早上收"),
    # how one's own report fares is told by who keeps the reports
    ("enquiry", COORDINATION, "请问我上个月的举报处理到哪一步了，怎么查"),
    # what stands nearby is not what it is about
    ("ground-bar-steel", INDUSTRY, "学校那边有人炼地条钢"),
    ("ground-bar-steel", INDUSTRY, "公园附近有间厂夜里化废铁倒钢条"),
    # said of nothing: a person reads it
    ("out-of-scope", COORDINATION, "那间还在搞，你们来过也没用"),
]


@pytest.mark.parametrize(("matter", "lead", "text"), ZHANJIANG)
def test_a_matter_means_what_the_design_says(zhanjiang_router, matter, lead, text):
    proposal = zhanjiang_router.route(text)
    assert (proposal.matter, proposal.lead) == (matter, lead)


@pytest.mark.parametrize(("matter", "lead", "text"), ZHANJIANG)
def test_the_same_holds_in_the_other_place(enping_router, matter, lead, text):
    proposal = enping_router.route(text)
    assert (proposal.matter, proposal.lead) == (matter, lead)


@pytest.mark.parametrize(
    ("area", "text"),
    [
        ("440882", "我住在赤坎，举报雷州客路镇一家厂偷排废水"),
        ("440881", "在霞山工地用的钢筋，是廉江石岭一家厂用感应炉炼出来的"),
        (None, "附城镇有人炼地条钢"),
        (None, "海滨街道一家厂烟很大"),
        (None, "城西那边有间厂排黑水"),
        (None, "有家厂烟很大"),
        ("zjetdz", "东海岛有人半夜炼钢"),
        ("zjetdz", "东简街道一家厂排黑水"),
        ("zjetdz", "东山街道有家厂喷漆味道大"),
        ("zjetdz", "民安街道那边有家厂排黑水"),
        ("440804", "官渡工业园一家厂粉尘很大"),
        ("440803", "西营那边有家仓库在炼地条钢"),
        (None, "中山那边的厂卖来湛江的钢筋一弯就断"),
    ],
)
def test_the_area_is_where_the_site_is(zhanjiang_router, area, text):
    assert zhanjiang_router.route(text).territorial == area


NOTHING_SAID = ["", "   ", "？？？？", "1", "。。。", "🙏🙏🙏", "\u200b", "asdf 123"]


@pytest.mark.parametrize("text", NOTHING_SAID)
def test_a_text_that_says_nothing_goes_to_the_coordination_office_by_hand(zhanjiang_router, text):
    proposal = zhanjiang_router.route(text)
    assert (proposal.matter, proposal.lead) == ("out-of-scope", COORDINATION)
    assert not proposal.automatic


@pytest.mark.parametrize("words", ["廉江", "湛江恩平佛山", "附城镇、", "熔废铁", "不是", "和…"])
def test_a_text_made_to_be_slow_is_not(zhanjiang_router, words):
    """Twenty seconds and more where a step looks back at every name again."""
    started = process_time()
    proposal = zhanjiang_router.route(words * (50_000 // len(words)))
    assert process_time() - started < 10
    assert len(proposal.evidence) <= 201


@pytest.mark.parametrize("filler", ["今天天气很好。", "我是一名普通市民，", "a b c 1 2 3 \n"])
def test_a_fact_in_a_text_of_40_kilobytes_is_still_heard(zhanjiang_router, filler):
    padding = filler * (13_000 // len(filler) // 2)
    proposal = zhanjiang_router.route(f"{padding}廉江石岭有人用中频炉熔化废铁炼地条钢。{padding}")
    assert (proposal.matter, proposal.territorial) == ("ground-bar-steel", "440881")
