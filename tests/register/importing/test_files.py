"""A list is read whatever it was saved as; what can't be read says why and how to mend it."""

import datetime as dt
import io
import re
import time
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from register.importing import tables, workbooks
from register.importing.columns import Field
from register.importing.reading import Request, read_list
from register.importing.remarks import Code, Verdict
from register.importing.tables import HiddenSheet, UnreadableTable

LIST = "企业名称,所在地,产能(万吨)\n恒山钢铁有限公司,麻章区,30\n大同水泥厂,廉江市,20\n"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_every_charset_an_office_saves_is_read(read, charset):
    found = read(LIST.encode(charset))
    assert found.counts == (2, 0, 0)
    assert found.row(2).draft.parsed.name == "恒山钢铁有限公司"


def test_big5_is_told_from_gb_by_the_header(read):
    text = "企業名稱,所在地,產能(萬噸)\n恆山鋼鐵有限公司,麻章區,30\n"
    found = read(text.encode("big5hkscs"))
    draft = found.row(2).draft
    assert draft.raw[0] == ("企业名称", "恆山鋼鐵有限公司")
    assert draft.parsed.name == "恒山钢铁有限公司"
    assert str(draft.parsed.capacity) == "30万吨"


@pytest.mark.parametrize("delimiter", ["\t", ";", "|", "，", "；"])
def test_every_delimiter_is_found(read, delimiter):
    assert read(LIST.replace(",", delimiter)).counts == (2, 0, 0)


def test_a_quotation_mark_too_many_swallows_no_row(read):
    found = read('企业名称,备注\n甲钢铁有限公司,"没有闭合\n乙水泥厂,好\n"丙"化工厂,好\n')
    assert len(found.imported.rows) == 3


def test_a_cell_of_several_lines_is_one_row(read):
    found = read('企业名称,备注\n甲钢铁有限公司,"一\n二"\n乙水泥厂,好\n')
    assert [row.row.number for row in found.imported.rows] == [2, 3]


@pytest.fixture
def workbook():
    book = Workbook()
    sheet = book.active
    sheet.title = "退出名单"
    for row in (
        ["恒山市2022年落后产能退出名单"],
        ["序号", "企业名称", "退出设备", None, "产能(万吨)", "完成时间"],
        [None, None, "名称及型号", "数量", None, None],
        [1, "恒山甲钢铁有限公司", "60t转炉", 2, 30.1, dt.date(2022, 9, 30)],
        [None, None, "450m3高炉", 1, None, 44834],
        [2, "恒山乙水泥有限公司", "φ3×11m立窑", "2台", 0.1 + 0.2, "2022年底"],
        ["合计", None, None, None, 30.4, None],
    ):
        sheet.append(row)
    for area in ("A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:E3", "F2:F3", "A4:A5", "B4:B5", "E4:E5"):
        sheet.merge_cells(area)
    return book


def test_headers_in_groups_and_merged_cells_are_understood(read, workbook):
    found = read(workbook)
    assert found.fields == {
        "序号": Field.NUMBER, "企业名称": Field.ENTERPRISE, "退出设备/名称及型号": Field.EQUIPMENT,
        "退出设备/数量": Field.COUNT, "产能(万吨)": Field.CAPACITY, "完成时间": Field.DEADLINE,
    }  # fmt: skip
    assert found.row(5).draft.parsed.name == "恒山甲钢铁有限公司"
    assert [str(item) for item in found.row(4).draft.parsed.equipment] == ["2台60t转炉"]
    assert str(found.row(6).draft.parsed.capacity) == "0.3万吨"


def test_a_capacity_merged_over_rows_belongs_to_none_of_them_and_counts_once_in_the_sum(
    read, workbook
):
    found = read(workbook)
    for number in (4, 5):
        assert Code.SHARED_CELL in found.codes(number)
        assert found.row(number).draft.parsed.capacity is None
    assert found.codes(7) == {Code.TOTAL_AGREES}


def test_dates_are_read_from_cells_that_are_dates_and_from_their_numbers(read, workbook):
    found = read(workbook)
    for number in (4, 5):
        (date,) = found.row(number).draft.parsed.dates["deadline"]
        assert date.first == dt.date(2022, 9, 30)


def test_a_formula_saved_without_its_result_is_said_and_not_taken_for_an_empty_cell(read, workbook):
    workbook.active["E6"] = "=30.1-10.1"
    found = read(workbook)
    assert Code.FORMULA in found.codes(6)


def test_every_sheet_with_a_list_is_read_and_the_rows_of_others_are_refused(read, workbook):
    workbook.create_sheet("说明").append(["本表由工信局汇总"])
    workbook.create_sheet("续表").append(["企业名称"])
    workbook["续表"].append(["恒山丙焦化有限公司"])
    hidden = workbook.create_sheet("代码")
    hidden.append(["炼铁"])
    hidden.sheet_state = "hidden"
    found = read(workbook)
    assert [sheet.name for sheet in found.imported.sheets] == ["退出名单", "说明", "续表"]
    assert [row.remarks[0].code for row in found.imported.rows if row.sheet == "说明"] == [
        Code.NO_HEADER
    ]


def test_an_empty_looking_row_that_holds_a_space_is_counted_and_one_that_holds_nothing_is_not(
    read, workbook
):
    workbook.active["B9"] = " "
    found = read(workbook)
    assert found.codes(9) == {Code.BLANK}
    assert 8 not in {row.row.number for row in found.imported.rows}


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableTable) as refused:
        read_list(content, Request("closure"))
    return str(refused.value)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (OLE + bytes(512), "损坏"),
        (OLE + bytes(64) + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (b"PK\x03\x04 broken", "损坏"),
        (b"<html><table><tr><td>x", "网页"),
        (b"\x00\x01\x02", "编码不明"),
        (b"%PDF-1.7\n%x", "PDF"),
        (b"", "文件是空的"),
        (b"\xef\xbb\xbf\r\n \r\n", "文件是空的"),
        ("项,值\n1,2\n".encode(), "没有找到"),
    ],
)
def test_what_can_t_be_read_says_why_and_what_to_do(content, says):
    message = refusal(content)
    assert says in message
    assert "再导入" in message or "--map" in message


def zipped(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("part", "says"),
    [("word/document.xml", "Word"), ("mimetype", "不能读取"), ("xl/workbook.bin", "不能读取")],
)
def test_files_of_other_programs_are_named_and_the_way_out_told(part, says):
    message = refusal(zipped(**{part: b"x"}))
    assert says in message
    assert "XLSX" in message


def test_a_zip_bomb_is_refused_before_it_unfolds():
    bomb = zipped(**{"xl/workbook.xml": bytes(workbooks.MAX_UNFOLDED + 1)})
    assert len(bomb) < 1_000_000
    started = time.process_time()
    assert "展开后超过" in refusal(bomb)
    assert time.process_time() - started < 1


def sheet_replaced(book: Workbook, change) -> bytes:
    source, target = io.BytesIO(), io.BytesIO()
    book.save(source)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", 8) as new:
        for part in old.namelist():
            text = old.read(part)
            new.writestr(part, change(text) if part == "xl/worksheets/sheet1.xml" else text)
    return target.getvalue()


def test_a_million_rows_are_given_up_at_the_first_too_many(workbook):
    row = b'<row><c t="inlineStr"><is><t>x</t></is></c></row>'

    def lengthen(xml: bytes) -> bytes:
        return xml.replace(b"</sheetData>", row * 1_000_000 + b"</sheetData>")

    started = time.process_time()
    assert f"超过{tables.MAX_ROWS}行" in refusal(sheet_replaced(workbook, lengthen))
    assert time.process_time() - started < 10


@pytest.mark.parametrize("size", [b"A1", b"A1:F4", b"A1:XFD999999999"])
def test_no_row_is_lost_where_a_workbook_misstates_its_size(workbook, size):
    def misstate(xml: bytes) -> bytes:
        return re.sub(rb'(<dimension ref=")[^"]*', rb"\g<1>" + size, xml)

    found = read_list(sheet_replaced(workbook, misstate), Request("closure"))
    assert [row.row.number for row in found.rows] == [4, 5, 6, 7]


def test_a_row_numbered_beyond_any_spreadsheet_is_refused_at_once(workbook):
    far = b'<row r="999999999999"><c t="inlineStr"><is><t>x</t></is></c></row></sheetData>'

    def add(xml: bytes) -> bytes:
        return xml.replace(b"</sheetData>", far)

    assert "行" in refusal(sheet_replaced(workbook, add))


def test_entities_are_not_unfolded(workbook):
    def declare(xml: bytes) -> bytes:
        return b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>' + xml

    assert "实体" in refusal(sheet_replaced(workbook, declare))


def test_a_list_too_long_or_too_wide_is_refused_as_text_too():
    assert "行" in refusal(b"\xe5\x8e\x82\xe5\x90\x8d\n" + b"x,\n" * (tables.MAX_ROWS + 1))
    assert "列" in refusal(b"," * tables.MAX_COLUMNS)
    assert "MB" in refusal(bytes(tables.MAX_BYTES + 1))


def test_a_workbook_of_the_old_kind_is_read_like_a_new_one():
    """`old.xls` was written with xlwt: merged cells, a date, a serial, a hidden sheet."""
    found = read_list(Path(__file__).with_name("old.xls").read_bytes(), Request("closure"))
    assert [row.verdict for row in found.rows] == [
        Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.FLAGGED, Verdict.REFUSED, Verdict.REFUSED,
    ]  # fmt: skip
    first, second, third = found.drafts
    assert first.title == "恒山市2009年淘汰落后产能企业名单\n单位：万吨"
    assert (first.parsed.capacity.total, first.parsed.capacity.unit) == (55, "万吨")
    assert second.fields[Field.AREA] == "甲县"  # merged over both rows
    assert str(first.parsed.dates["deadline"][0]) == "2009-06-30"
    assert third.remarks[0].code is Code.SERIAL_DATE
    assert found.hidden == (HiddenSheet("旧数据", 2),)
