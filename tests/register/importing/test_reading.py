"""Every row of a list gets one verdict; sums are checked, nothing is dropped or invented."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from register.acts import YellowCard
from register.importing.columns import Field
from register.importing.known import KnownFirms
from register.importing.reading import Request, read_list
from register.importing.rejects import rejects
from register.importing.remarks import Code, Remark, Verdict
from register.importing.tables import UnreadableTable

ANNEX = """附件1,,,,,
恒山市2021年落后产能退出企业名单,,,,,
,,,,单位：万吨,
序号,企 业 名 称,所在地,退出设备,退出产能,备注
一、炼铁行业,,,,,
1,恒山大同炼铁有限公司,麻章区,450m³高炉1座,30,
2,恒山華盛鋼鐵有限公司,廉江市,2座65t转炉(1#、3#),1,
小计,,,,31,
序号,企业名称,所在地,退出设备,退出产能,备注
二、水泥行业,,,,,
3,恒山四方水泥厂,廉江市,Φ3.0×11m机立窑2座,20,
4,李小明石灰窑,廉江市,,无,
,,,,,
5,恒山五方有限公司,廉江市,,,联系人 13812345678
6,,廉江市,,5,
合计,,,,56,
注：产能按核定产能计。,,,,,
填表人：科室,,,,,
"""


def test_every_row_below_the_header_has_one_verdict(read):
    found = read(ANNEX)
    assert found.counts == (3, 1, 10)
    assert [row.row.number for row in found.imported.rows] == list(range(5, 19))


def test_rows_that_are_no_enterprise_are_refused_saying_what_they_are(read):
    found = read(ANNEX)
    told = {number: found.codes(number) for number in (5, 8, 9, 13, 14, 15, 16, 17, 18)}
    assert told == {
        5: {Code.SECTION}, 8: {Code.TOTAL_AGREES}, 9: {Code.HEADER_AGAIN}, 13: {Code.BLANK},
        14: {Code.PERSONAL_DATA}, 15: {Code.NO_NAME}, 16: {Code.TOTAL_DIFFERS},
        17: {Code.FOOTNOTE}, 18: {Code.FOOTNOTE},
    }  # fmt: skip


def test_a_sum_that_its_rows_do_not_come_to_says_both_figures(read):
    assert "56万吨 ≠ 20万吨" in read(ANNEX).row(16).reason


def test_a_draft_keeps_the_row_untouched_beside_what_was_read(read):
    draft = read(ANNEX).row(7).draft
    assert draft.raw == (
        ("序号", "2"), ("企业名称", "恒山華盛鋼鐵有限公司"), ("所在地", "廉江市"),
        ("退出设备", "2座65t转炉(1#、3#)"), ("退出产能", "1"), ("备注", ""),
    )  # fmt: skip
    assert draft.parsed.name == "恒山华盛钢铁有限公司"
    assert draft.parsed.area == "440881"
    assert str(draft.parsed.capacity) == "1万吨"
    assert draft.section == "一、炼铁行业"
    assert "恒山市2021年落后产能退出企业名单" in draft.title
    assert "document" in draft.missing
    assert "lines" not in draft.missing


def test_personal_data_refuses_the_row_and_is_masked_in_the_reason(read):
    row = read(ANNEX).row(14)
    assert row.draft is None
    assert "手机号码138********" in row.reason
    assert "13812345678" not in row.reason


def test_an_id_number_in_the_place_of_a_credit_code_is_refused(read):
    found = read("企业名称,统一社会信用代码\n恒山农资店,11010519491231002X\n")
    assert found.codes(2) == {Code.PERSONAL_DATA}


def test_a_column_of_persons_is_left_out_and_said_so(read):
    found = read("企业名称,法定代表人\n恒山钢铁有限公司,李四\n")
    draft = found.row(2).draft
    assert draft.raw == (("企业名称", "恒山钢铁有限公司"),)
    assert found.codes(2) == {Code.PERSONAL_COLUMN}


CODE = "91440800MA4UHX8R2"


@pytest.mark.parametrize(
    ("published", "code", "site", "verdict"),
    [
        ("91110000600037341L", "91110000600037341L", None, Verdict.ACCEPTED),
        ("91110000600037341L(01）", "91110000600037341L", "01", Verdict.FLAGGED),
        ("\u200b91110000600037341L\u00a0", "91110000600037341L", None, Verdict.ACCEPTED),
        ("9111OOOO600037341L", "9111OOOO600037341L", None, Verdict.FLAGGED),
        ("91110000600037341M", "91110000600037341M", None, Verdict.FLAGGED),
        ("—", None, None, Verdict.FLAGGED),
    ],
)
def test_a_bad_credit_code_is_kept_and_flagged(read, published, code, site, verdict):
    found = read(f"企业名称,信用代码\n恒山钢铁有限公司,{published}\n")
    parsed = found.row(2).draft.parsed
    assert (parsed.uscc, parsed.site_no, found.row(2).verdict) == (code, site, verdict)


def test_a_lower_limit_that_was_kept_is_no_exceedance(read):
    found = read(
        "企业名称,污染物,限值,监测值\n恒山环保有限公司,炉膛温度,850,924\n"
        "恒山环保有限公司,炉膛温度,850,840\n恒山环保有限公司,烟尘,0.0,32.7\n"
        "恒山环保有限公司,二氧化硫,50,81.5\n恒山环保有限公司,二氧化硫,50,36.9\n",
        "over-limit",
    )
    assert [found.codes(number) for number in range(2, 7)] == [
        {Code.LOWER_LIMIT}, {Code.NOT_OVER}, {Code.ZERO_LIMIT}, set(), {Code.NOT_OVER},
    ]  # fmt: skip
    assert found.row(2).draft is None


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("完成情况", "部分关停", Code.NOT_YET_DONE),
        ("完成情况", "现已停产、拟淘汰", Code.NOT_YET_DONE),
        ("完成情况", "置换方案被同意撤销", Code.PLAN_WITHDRAWN),
        ("整改期限", "因未建设不涉及", Code.NEVER_BUILT),
        ("备注", "3家合计70万吨", Code.SHARED_TOTAL),
        ("备注", "两家共淘汰395万重量箱", Code.SHARED_TOTAL),
    ],
)
def test_what_a_row_says_of_itself_is_taken_seriously(read, column, text, code):
    found = read(f"企业名称,{column}\n恒山钢铁有限公司,{text}\n大同水泥厂,\n")
    assert found.codes(2) == {code}
    assert found.codes(3) == set()


def test_a_figure_beside_several_firms_is_no_firm_s_own(read):
    found = read("企业名称,产能(万吨)\n恒山水泥有限公司等4家,100\n甲钢铁有限公司、乙炼铁厂,20\n")
    for number in (2, 3):
        assert found.codes(number) == {Code.SEVERAL_FIRMS, Code.SHARED_TOTAL}
        assert found.row(number).draft.parsed.capacity is None
    assert found.row(3).draft.parsed.firms == ("甲钢铁有限公司", "乙炼铁厂")


def test_a_conclusion_that_says_passed_is_doubted_and_a_product_grade_is_none(read):
    found = read(
        "抽查名单\n标称生产企业,产品名称,检验结论\n恒山水泥厂,P·O 42.5 合格品,不合格\n"
        "恒山管桩有限公司,钢筋,合格\n",
        "substandard-product",
    )
    assert (found.codes(3), found.codes(4)) == (set(), {Code.PASSED})


def test_a_count_of_firms_may_be_the_sum(read):
    found = read("煤矿名称,能力(万吨/年)\n恒山煤矿,9\n大同煤业有限公司一矿,１５\n2处,24\n")
    assert found.codes(4) == {Code.TOTAL_AGREES}


def test_machines_in_one_column_with_their_models_and_numbers_are_taken_apart(read):
    found = read(
        '企业名称,生产线（设备）型号及数量\n恒山冶炼有限公司,"90m3高炉1座\n120m³高炉2座"\n'
    )
    equipment = found.row(2).draft.parsed.equipment
    assert [str(item) for item in equipment] == ["1座90m3高炉", "2座120m3高炉"]


def test_equipment_already_gone_is_gone_whatever_was_planned(read):
    found = read("企业名称,完成情况,整改期限\n恒山钢铁有限公司,已全部拆除,2014年9月底前关停\n")
    assert found.counts == (1, 0, 0)


def test_a_sum_in_the_notes_is_checked_against_the_rows_that_share_it(read):
    found = read("企业名称,产能,备注\n甲钢铁有限公司,60万吨/年,合计90万吨\n"
                 "乙钢铁有限公司,30万吨/年,合计90万吨\n")  # fmt: skip
    (total,) = found.imported.sheets[0].totals
    assert (total.stated, total.counted, total.agrees) == (90, 90, True)
    assert found.counts == (2, 0, 0)


def test_a_firm_of_the_book_is_suggested_and_never_merged(read, make):
    known = KnownFirms([make(YellowCard, firm="heng-shan", name="恒山钢铁有限公司")])
    found = read("企业名称\n恒山鋼鐵有限公司\n", known=known)
    assert found.codes(2) == {Code.KNOWN_FIRM}
    assert found.row(2).draft.parsed.enterprise_ids == ("heng-shan",)


def test_the_same_row_twice_gives_two_drafts_and_a_remark(read):
    found = read("序号,企业名称,设备\n1,恒山钢铁有限公司,转炉\n2,恒山钢铁有限公司,转炉\n")
    assert found.codes(3) == {Code.ROW_TWICE}
    prints = {draft.fingerprint for draft in found.imported.drafts}
    assert len(prints) == 2


def test_a_row_is_known_again_whatever_its_number_width_and_charset(read):
    first = read("序号,企业名称,产能（万吨）\n1,恒山钢铁有限公司,30\n").imported.drafts
    again = read("序号,企业名称,产能(万吨)\n7,恒山钢铁有限公司 ,３０\n".encode("gbk"))
    assert [d.fingerprint for d in again.imported.drafts] == [d.fingerprint for d in first]


def test_refused_rows_come_back_with_their_reasons_and_can_be_brought_again(read):
    found = read(ANNEX.replace("李小明石灰窑", "=cmd|' /C calc'!A0").replace("6,,", "6,(略),"))
    returned = rejects(found.imported)
    rows = list(csv.reader(io.StringIO(returned.decode("utf-8-sig"))))
    assert [row[0] for row in rows[:3]] == [
        "附件1",
        "恒山市2021年落后产能退出企业名单",
        "单位：万吨",
    ]
    assert rows[3][-2:] == ["原行号", "退回原因"]
    assert len(rows) == 4 + found.counts[2]
    assert all(row[-1] for row in rows)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "+"))]
    mended = returned.decode().replace("(略)", "恒山六合水泥厂")
    again = read(mended)
    assert [row.draft.parsed.name for row in again.imported.rows if row.draft] == ["恒山六合水泥厂"]
    assert again.row(11).verdict is Verdict.ACCEPTED


def test_a_formula_in_a_refused_row_is_made_inert():
    content = "企业名称,备注\n,=HYPERLINK(1)\n,@x\n,-5\n".encode()
    returned = rejects(read_list(content, Request("closure"))).decode("utf-8-sig")
    assert [line.split(",")[1] for line in returned.splitlines()[1:]] == [
        "'=HYPERLINK(1)",
        "'@x",
        "-5",
    ]


def test_every_code_has_words_and_a_kind_that_is_none_is_refused():
    for code in Code:
        detail = "length" if code is Code.CREDIT_CODE else "甲"
        assert len(str(Remark(code, detail))) >= 2
    with pytest.raises(ValueError, match="no kind"):
        read_list(b"", Request("closed"))


CELLS = st.text(
    alphabet="企业名称产能合计注一、公司厂1230.万吨—（） \"'=,\n\t年月日前座炉", max_size=12
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=5), max_size=8))
def test_whatever_stands_in_a_list_every_record_is_judged_once(rows):
    target = io.StringIO()
    csv.writer(target).writerows([["企业名称", "产能(万吨)", "备注"], *rows])
    imported = read_list(target.getvalue().encode(), Request("closure"))
    numbers = [row.row.number for row in imported.rows]
    assert len(numbers) == len(set(numbers)) <= len(rows)
    header = imported.sheets[0].header
    assert len(numbers) + header.last == len(rows) + 1
    assert sum(imported.count(verdict) for verdict in Verdict) == len(numbers)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_no_bytes_break_the_reading(content):
    with suppress(UnreadableTable):
        imported = read_list(content, Request("closure"))
        assert sum(map(imported.count, Verdict)) == len(imported.rows)


def test_columns_mapped_by_hand_need_be_in_one_sheet_only(read):
    book = Workbook()
    book.active.append(["甲", "乙"])
    book.active.append(["湛江恒山钢铁有限公司", "30万吨"])
    other = book.create_sheet("印染")
    other.append(["企业名称", "产能"])
    other.append(["湛江恒山印染有限公司", "20万米"])
    found = read(book, 乙=Field.CAPACITY)
    capacities = [str(draft.parsed.capacity) for draft in found.imported.drafts]
    assert capacities == ["30万吨", "20万米"]
    with pytest.raises(UnreadableTable):
        read(book, 丙=Field.CAPACITY)


def test_a_row_of_which_is_part_of_the_one_above_and_no_firm(read):
    found = read("企业名称,产能（万吨）\n恒山钢铁有限公司,50\n其中：一期,20\n合计,50\n")
    assert found.counts == (1, 0, 2)
    assert found.codes(3) == {Code.PART}
    assert found.codes(4) == {Code.TOTAL_AGREES}


def test_a_second_column_of_capacity_is_told_not_dropped(read):
    found = read("企业名称,炼铁产能（万吨）,炼钢产能（万吨）\n恒山钢铁有限公司,50,60\n")
    assert found.codes(2) == {Code.LEFT_OUT}
    assert "炼钢产能(万吨) 60" in found.row(2).reason
