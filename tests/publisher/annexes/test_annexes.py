"""The annexes as a clerk opens them: title, unit line, numbers, merged cells, sums, fonts."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from intake.cli import mingjian
from publisher.annexes import Annex, exits_annex, write
from register.annexes import Exits, Period, exits
from register.files import load_book
from register.profiles import load_profile, places

CONTENT = Path(__file__).resolve().parents[3] / "content"
AS_OF = dt.date(2026, 11, 22)


def run(output: Path, *more: str, place: str = "zhanjiang") -> Any:
    arguments = ["annex", "--place", place, "--content", str(CONTENT), "--output", str(output)]
    return CliRunner().invoke(mingjian, [*arguments, *more])


def sheet(path: Path) -> Any:
    return openpyxl.load_workbook(path).worksheets[0]


@pytest.mark.parametrize("place", places(CONTENT))
def test_the_yearly_table_has_the_shape_of_an_annex(place: str, tmp_path: Path) -> None:
    output = tmp_path / "annex.xlsx"
    done = run(output, "--period", "2025", place=place)
    assert done.exit_code == 0, done.output
    page = sheet(output)
    profile = load_profile(CONTENT / place)
    assert page["A1"].value == "附件"
    assert page["A2"].value.startswith(f"{profile.place.name}2025年度")
    assert page["A2"].font.name == "方正小标宋简体"
    assert page["A3"].value == f"填报单位（盖章）：{profile.site.maintainer}"
    headings = [cell.value for cell in page[4]]
    assert headings[:2] == ["序号", "企业名称"]
    assert headings[-4:] == ["设备（生产线）", "数量", "年产能", "单位"]
    assert page.page_setup.orientation == "landscape"
    assert page.print_title_rows.replace("$", "") == "4:4"
    assert page["B5"].font.name == "仿宋_GB2312"
    assert all(page.cell(5, column).border.left.style for column in range(1, len(headings) + 1))


@pytest.mark.parametrize("place", places(CONTENT))
def test_every_line_of_equipment_is_there_and_the_sums_fit(place: str, tmp_path: Path) -> None:
    output = tmp_path / "annex.xlsx"
    assert run(output, "--period", "2025", place=place).exit_code == 0
    rows = list(sheet(output).iter_rows(min_row=5, values_only=True))
    profile = load_profile(CONTENT / place)
    histories = load_book(CONTENT / place, profile).histories.values()
    found = exits(histories, Period(2025), AS_OF)
    lines = [line for row in found.rows for line in row.lines]
    total = next(number for number, row in enumerate(rows) if row[0] == "合计")
    assert [(row[9], row[10], row[11], row[12]) for row in rows[:total]] == [
        (line.equipment, line.count, line.capacity, line.unit) for line in lines
    ]
    numbers = [row[0] for row in rows[:total] if row[0] is not None]
    assert numbers == list(range(1, len(found.rows) + 1))
    sums = rows[total : total + len(found.totals)]
    assert [row[10] for row in sums] == [each.count for each in found.totals]
    assert sum(row[10] for row in sums) == sum(line.count for line in lines)
    assert any("报送依据" in str(row[0]) for row in rows[total:])


def test_a_firm_with_several_machines_has_merged_cells() -> None:
    profile = load_profile(CONTENT / "zhanjiang")
    histories = load_book(CONTENT / "zhanjiang", profile).histories.values()
    rows = [row for year in (2024, 2025, 2026)
            for row in exits(histories, Period(year), AS_OF).rows]  # fmt: skip
    several = next(row for row in rows if len(row.lines) > 1)
    annex = exits_annex(profile, Period(several.act.year), Exits((several,)), AS_OF, "某局")
    page = openpyxl.load_workbook(BytesIO(write(annex))).worksheets[0]
    bottom = 4 + len(several.lines)
    merged = {str(area) for area in page.merged_cells.ranges}
    assert {f"A5:A{bottom}", f"B5:B{bottom}", f"I5:I{bottom}"} <= merged
    assert f"J5:J{bottom}" not in merged


def test_the_joint_punishment_list_names_who_is_late_and_by_how_much(tmp_path: Path) -> None:
    output = tmp_path / "list.xlsx"
    done = run(output, "--period", "2026", "--table", "joint-punishment")
    assert done.exit_code == 0, done.output
    rows = list(sheet(output).iter_rows(min_row=4, values_only=True))
    assert "信用中国" in sheet(output)["A2"].value
    entries = [row for row in rows[1:] if isinstance(row[0], int)]
    assert entries
    for row in entries:
        record = dict(zip(rows[0], row, strict=True))
        assert record["情况"] in {"已逾期", "复查发现恢复生产"}
        assert (record["逾期天数"] or 0) > 0 or record["情况"] == "复查发现恢复生产"


def test_an_empty_table_says_so(tmp_path: Path) -> None:
    output = tmp_path / "annex.xlsx"
    assert run(output, "--period", "2001H1").exit_code == 0
    assert sheet(output)["A5"].value == "本期没有应当填报的内容。"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--period", "2026Q1"), "2026Q1"),
        (("--period", "2999"), "还没有开始"),
        (("--period", "2025", "--department", "nobody"), "nobody"),
    ],
)
def test_bad_input_is_named_and_nothing_is_written(
    arguments: tuple[str, ...], says: str, tmp_path: Path
) -> None:
    done = run(tmp_path / "annex.xlsx", *arguments)
    assert done.exit_code != 0
    assert says in done.output
    assert not (tmp_path / "annex.xlsx").exists()


def test_the_same_rows_make_the_same_bytes_and_no_text_runs() -> None:
    headings = [("序号", 5), ("企业名称", 20), ("文号", 9), ("进展", 9)]
    rows = [[["=1+1", "@SUM(1)", "https://evil.example"]]]
    annex = Annex("=3+3", "某局", AS_OF, headings, rows, 0, [], ["=2+2"])
    assert write(annex) == write(annex)
    page = openpyxl.load_workbook(BytesIO(write(annex))).worksheets[0]
    assert [page[cell].data_type for cell in ("A2", "B5", "C5", "D5")] == ["s"] * 4
    assert page["B5"].value == "=1+1"
    assert not page._hyperlinks
