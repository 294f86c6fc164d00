"""Real published lists, where they lie beside the checkout: every row of all of them counted."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from register.importing.reading import Imported, Request, read_list
from register.importing.remarks import Code, Verdict

LISTS = Path(__file__).resolve().parents[4] / "shared" / "realdata"
FILES = sorted(path.stem for path in LISTS.glob("*.csv"))
KINDS = {
    "substandard": "substandard-product",
    "serious_over_limit": "over-limit-serious",
    "illegal_emission": "over-limit",
    "sealed": "sealed",
    "demolished": "dismantled",
}
"""The kind of act for what a list calls itself; everything else is read as closures."""

pytestmark = pytest.mark.skipif(
    not FILES, reason="needs the published lists in ../shared/realdata, which are not republished"
)


def rows_of(name: str) -> list[dict[str, str]]:
    with (LISTS / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


@cache
def read(name: str) -> Imported:
    kind = KINDS.get(rows_of(name)[0].get("list_kind", ""), "closure")
    if name.startswith("nx_2022_exceedances"):
        kind = "over-limit"
    return read_list((LISTS / f"{name}.csv").read_bytes(), Request(kind))


def codes(name: str) -> Counter[Code]:
    return Counter(remark.code for row in read(name).rows for remark in row.remarks)


@pytest.mark.parametrize("name", FILES)
def test_every_row_is_accepted_flagged_or_refused_with_its_reason(name):
    imported = read(name)
    assert sum(map(imported.count, Verdict)) == len(imported.rows) == len(rows_of(name))
    assert all(row.reason for row in imported.rows if row.verdict is not Verdict.ACCEPTED)
    assert all((row.draft is None) == (row.verdict is Verdict.REFUSED) for row in imported.rows)


@pytest.mark.parametrize("name", FILES)
def test_what_was_published_is_kept_to_the_letter(name):
    for row, published in zip(read(name).rows, rows_of(name), strict=True):
        assert row.draft is None or list(row.draft.raw) == list(published.items())


def test_few_rows_are_refused_and_each_for_what_it_is():
    refused = Counter(
        (name, remark.code)
        for name in FILES
        for row in read(name).rows
        if row.verdict is Verdict.REFUSED
        for remark in row.remarks
    )
    assert refused == {
        ("hebei_shahe_2016_glass", Code.NOT_A_NAME): 1,
        ("nx_2022_exceedances_108", Code.LOWER_LIMIT): 5,
        ("qh_2019_coal", Code.TOTAL_AGREES): 1,
    }


def test_the_stated_sums_are_what_the_rows_come_to():
    (total,) = read("hn_2020_coal").sheets[0].totals
    assert (total.stated, total.counted, total.unit, total.rows) == (255, 255, "万吨", 6)
    assert str(read("qh_2019_coal").rows[2].remarks[0]).endswith("相符（60万吨）")


def test_a_figure_for_several_firms_is_given_to_none_of_them():
    for name, rows in {
        "sx_yulin_2013_carbide": 4,
        "jx_2017_coal": 14,
        "hubei_2016_glass": 2,
    }.items():
        assert (
            sum(Code.SHARED_TOTAL in {r.code for r in row.remarks} for row in read(name).rows)
            == rows
        )
        assert all(draft.parsed.capacity is None for draft in read(name).drafts)


def test_the_81_codes_that_do_not_stand_as_published_are_flagged_and_kept():
    name = "nx_2022_codes_220"
    doubted = [
        row
        for row in read(name).rows
        if Code.CREDIT_CODE in {remark.code for remark in row.remarks}
        or (row.draft and row.draft.parsed.site_no)
    ]
    assert len(doubted) == 81
    assert len(read(name).drafts) == 220


def test_fines_are_no_capacities_and_products_no_equipment():
    assert codes("mee_2017_overlimit_penalties") == {Code.MONEY: 12}
    assert all(not d.parsed.equipment for d in read("samr_2020_cement_quality").drafts)


def test_what_lists_say_beside_the_figures_is_heard():
    assert codes("nm_2022_lianchuan") == {Code.NEVER_BUILT: 1}
    assert codes("misc_cement_replacement")[Code.PLAN_WITHDRAWN] == 2
    assert codes("miit_2013_b2_paper") == {
        Code.NOT_YET_DONE: 14, Code.TYPO: 1, Code.REPEATED_PLACE: 1,
    }  # fmt: skip
    assert codes("hubei_2017_ditiaogang")[Code.NATURAL_PERSON] == 2
    assert codes("gx_2023_zhaoxin")[Code.SPACES] == 1
