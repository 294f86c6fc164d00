"""Several lists in one sheet, below each other or side by side: no row of any is lost."""

import io

import pytest
from openpyxl import Workbook

from register.importing.columns import Field
from register.importing.reading import Request, read_list
from register.importing.rejects import rejects
from register.importing.remarks import Code
from register.importing.tables import HiddenSheet


def book(*rows, title="名单"):
    workbook = Workbook()
    workbook.active.title = title
    for row in rows:
        workbook.active.append(row)
    return workbook


TWO = (
    ["一、2019年关停企业名单"],
    ["序号", "企业名称", "产能（万吨）"],
    [1, "恒山甲炼钢有限公司", 30],
    [2, "恒山乙炼钢有限公司", 20],
    ["合计", "", 50],
    [None],
    ["二、2019年封存设备名单"],
    ["序号", "单位名称", "设备名称", "封存日期"],
    [1, "恒山丙焦化有限公司", "4.3米焦炉2座", "2019年5月20日"],
    ["序号", "单位名称", "设备名称", "封存日期"],
    [2, "恒山丁焦化有限公司", "4.3米焦炉1座", "2019年5月21日"],
)


def test_a_list_below_another_is_read_by_its_own_header(read):
    found = read(book(*TWO))
    upper, lower = found.imported.sheets
    assert upper.header.title == "一、2019年关停企业名单"
    assert lower.header.title == "二、2019年封存设备名单"
    assert lower.columns == (Field.NUMBER, Field.ENTERPRISE, Field.EQUIPMENT, Field.DATE)
    drafts = found.imported.drafts
    assert [draft.parsed.name[2] for draft in drafts] == list("甲乙丙丁")
    assert drafts[2].parsed.equipment[0].count == 2
    assert found.codes(5) == {Code.TOTAL_AGREES}


def test_every_row_below_the_first_header_is_counted_once(read):
    found = read(book(*TWO))
    numbers = [row.row.number for row in found.imported.rows]
    assert [number for number in range(3, 12) if number != 6] == numbers
    assert found.codes(8) == found.codes(10) == {Code.HEADER_AGAIN}
    assert found.codes(7) == {Code.SECTION}


def test_lists_side_by_side_are_read_one_after_the_other(read):
    names = ["序号", "企业名称", "地址"]
    found = read(
        book(
            ["某市关停名单"],
            names + names,
            [1, "恒山甲砖厂", "甲镇", 3, "恒山丙砖厂", "丙镇"],
            [2, "恒山乙砖厂", "乙镇", None, None, None],
        )
    )
    assert [draft.parsed.name[2] for draft in found.imported.drafts] == list("甲乙丙")
    assert [sheet.name for sheet in found.imported.sheets] == ["名单 左起第1栏", "名单 左起第2栏"]
    assert [row.row.number for row in found.imported.sheets[1].rows] == [3]


def test_a_second_firm_in_a_row_that_cannot_be_parted_is_told(read):
    found = read("企业名称,产能（万吨）,关停企业名称\n恒山甲炼钢有限公司,3,恒山乙炼钢有限公司\n")
    assert found.codes(2) == {Code.ANOTHER_FIRM}
    assert "恒山乙炼钢有限公司" in found.row(2).reason


def test_two_lists_of_one_header_stay_one_list(read):
    found = read("企业名称,产能\n恒山甲炼钢有限公司,3\n企业名称,产能\n恒山乙炼钢有限公司,4\n")
    assert len(found.imported.sheets) == 1
    assert found.codes(3) == {Code.HEADER_AGAIN}


def test_refused_rows_of_two_lists_come_back_without_a_header_for_a_firm(read):
    given_back = read(rejects(read(book(*TWO)).imported))
    assert given_back.imported.drafts == []


def test_a_row_that_two_sheets_hold_is_told_and_each_has_a_fingerprint_of_its_own(read):
    workbook = book(["企业名称", "产能"], ["恒山甲炼钢有限公司", "3万吨"], title="甲县")
    whole = workbook.create_sheet("汇总")
    for row in workbook["甲县"].values:
        whole.append(row)
    found = read(workbook).imported
    first, second = found.drafts
    assert first.fingerprint != second.fingerprint
    assert [remark.code for remark in second.remarks] == [Code.SHEET_TWICE]
    assert "“甲县”" in found.rows[1].reason


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_worksheet_is_not_read_and_not_kept_quiet_about(state):
    workbook = book(["企业名称"], ["恒山甲炼钢有限公司"])
    hidden = workbook.create_sheet("旧数据")
    hidden.sheet_state = state
    for row in (["企业名称"], ["恒山乙炼钢有限公司"], [None], ["恒山丙炼钢有限公司"]):
        hidden.append(row)
    workbook.create_sheet("空表").sheet_state = state
    target = io.BytesIO()
    workbook.save(target)
    found = read_list(target.getvalue(), Request("closure"))
    assert len(found.drafts) == 1
    assert found.hidden == (HiddenSheet("旧数据", 3),)


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "gb18030", "utf-8-sig"])
@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_a_text_file_is_read_in_any_charset_and_with_any_delimiter(read, charset, mark):
    text = "序号,企业名称,产能（万吨）\n1,恒山甲炼钢有限公司,40\n合计,,40\n".replace(",", mark)
    found = read(text.encode(charset))
    assert found.counts == (1, 0, 1)
    assert found.codes(3) == {Code.TOTAL_AGREES}


def test_a_name_that_reads_backwards_is_flagged_before_it_is_drafted(read):
    found = read("企业名称,产能\n恒山\u202e厂砖甲有限公司,3万吨\n")
    assert Code.UNSEEN in found.codes(2)
    assert found.imported.drafts[0].raw[0] == ("企业名称", "恒山\u202e厂砖甲有限公司")


def test_whether_something_was_done_is_a_state_and_no_method(read):
    found = read(
        "企业名称,产能,是否完成\n恒山甲炼钢有限公司,3万吨,是\n恒山乙炼钢有限公司,3万吨,否\n"
    )
    assert found.fields["是否完成"] is Field.STATUS
    assert found.counts == (1, 1, 0)
    assert found.codes(3) == {Code.NOT_YET_DONE}
