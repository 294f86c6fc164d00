"""Columns are known by many words, told apart by what they hold, and corrected by hand."""

import pytest

from register.importing.columns import Field, field_of, signature
from register.importing.tables import UnreadableTable


@pytest.mark.parametrize(
    ("field", "headers"),
    [
        (Field.ENTERPRISE, "企业名称 單位名稱 名称 公司名称 煤矿名称 企业全称 退出企业 业主名称"),
        (Field.ENTERPRISE, "被抽查企业名称 enterprise_name_text 落后产能企业名称 项目单位名称"),
        (Field.AREA, "所在地 地区 省份 地市 县（市、区） 所属区县 企业地址 city_text 所在乡镇"),
        (Field.EQUIPMENT, "设备 主要设备 工艺装备 生产线 淘汰设备 拆除主体设备 equipment_text"),
        (Field.CAPACITY, "产能 年产能 淘汰产能(万吨) 生产能力 生产线产能(万吨) 设计规模 核定能力"),
        (Field.USCC, "统一社会信用代码 信用代码 组织机构代码 社会信用代码 uscc_text_raw"),
        (Field.DEADLINE, "整改期限 完成时限 截止日期 计划关停时间 date_or_deadline_text"),
        (Field.DISMANTLE_BY, "拆除时限 拆除到位时间"),
        (Field.DOCUMENT, "文号 公告文号 决定书文号"),
        (Field.NOTE, "备注 備註 说明 note_text"),
        (Field.PERSONAL, "法定代表人 联系电话 负责人 身份证号 家庭住址"),
        (Field.DEPARTMENT, "责任单位 监管部门 执法机关"),
        (Field.LIMIT, "标准限值(mg/m³) standard_value 限值"),
        (Field.MEASURED, "监测值 实测浓度 median_value"),
        (Field.COUNT, "数量 台数 设备数量 台(套)数 数量(台)"),
        (Field.PRODUCT, "产品名称 样品名称"),
        (Field.OTHER, "颜色 source_url 退回原因"),
    ],
)  # fmt: skip
def test_a_header_is_known_in_many_wordings(field, headers):
    assert {header: field_of(header) for header in headers.split()} == dict.fromkeys(
        headers.split(), field
    )


def test_a_column_of_units_and_one_of_firms_may_share_a_header(read):
    found = read("单位,地区,单位,产能\n恒山钢铁有限公司,麻章,万吨,30\n大同水泥厂,廉江,万米,20\n")
    assert [*found.imported.sheets[0].columns] == [
        Field.ENTERPRISE, Field.AREA, Field.UNIT, Field.CAPACITY,
    ]  # fmt: skip
    assert str(found.row(3).draft.parsed.capacity) == "20万米"


def test_of_two_columns_of_firms_the_maker_s_is_taken(read):
    found = read("经销企业名称,生产企业名称\n恒山商贸有限公司,恒山水泥厂\n", "substandard-product")
    assert found.row(2).draft.parsed.name == "恒山水泥厂"


def test_province_city_and_county_are_one_place(read):
    found = read("省,市,县,企业名称\n广东,湛江市,麻章区,恒山钢铁有限公司\n")
    assert found.row(2).draft.fields["area"] == "广东湛江市麻章区"
    assert found.row(2).draft.parsed.area == "440811"


def test_a_column_can_be_mapped_by_hand(read):
    found = read("甲,乙\n恒山钢铁有限公司,30万吨\n", 乙=Field.CAPACITY, 甲=Field.ENTERPRISE)
    assert str(found.row(2).draft.parsed.capacity) == "30万吨"


def test_a_mapped_column_that_is_not_there_is_named_with_those_that_are(read):
    with pytest.raises(UnreadableTable, match=r"产量.*企业名称"):
        read("企业名称\n恒山钢铁有限公司\n", 产量=Field.CAPACITY)


def test_a_list_whose_header_says_nothing_known_is_read_by_what_its_columns_hold(read):
    found = read("甲方,乙\n恒山钢铁有限公司,x\n大同水泥厂,y\n四方煤矿,z\n")
    assert found.counts == (3, 0, 0)


def test_a_list_without_a_header_loses_no_row(read):
    assert read("恒山钢铁有限公司,30\n大同水泥厂,20\n").counts == (2, 0, 0)


def test_headers_that_differ_in_spaces_and_widths_are_one_header():
    assert signature(["企业 名称", "产能（万吨）"]) == signature(["企业名称", "产能(万吨)"])
    assert signature(["企业名称"]) != signature(["产能"])
