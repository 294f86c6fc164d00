"""Charts: what a bar says, what the policy of the site lets through, what the ear gets."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.charts import LONGEST, Bar, bar_chart, longest_first
from publisher.drawing import SLOT, WIDTH
from publisher.measures import measure
from register.wording import use_language

BARS = st.lists(
    st.builds(
        Bar,
        label=st.text("炼钢水泥<&>\"'制造 Steel", min_size=1, max_size=40),
        value=st.decimals(0, 10**7, places=2),
        part=st.booleans(),
    ),
    min_size=2,
    max_size=LONGEST,
).filter(lambda bars: not all(bar.part for bar in bars))


@given(BARS)
def test_every_bar_is_labelled_in_scale_and_inside_the_drawing(bars: list[Bar]) -> None:
    svg = ET.fromstring(bar_chart("c", "标题", bars))
    words = [text.text for text in svg.iter("text")]
    assert words == [word for bar in bars for word in (bar.label, str(bar))]
    widths = [float(drawn.attrib["width"]) for drawn in svg.iter("rect")]
    values = [float(bar.value) for bar in bars if bar.value]
    longest = max(values, default=0)
    for width, value in zip(widths, values, strict=True):
        assert width == pytest.approx(max(widths) * value / longest, abs=0.2)
    for drawn in svg.iter("rect"):
        assert float(drawn.attrib["x"]) + float(drawn.attrib["width"]) < WIDTH
        assert float(drawn.attrib["y"]) + float(drawn.attrib["height"]) < SLOT * len(bars)


def test_a_chart_has_a_name_and_a_summary_and_nothing_the_policy_refuses() -> None:
    bars = [
        Bar("2025", Decimal("42.7")),
        Bar("2024", Decimal(45)),
        Bar("其中", Decimal(1), part=True),
    ]
    text = bar_chart("c", "各年度关停的年产能（万吨）", bars)
    svg = ET.fromstring(text)
    assert svg.attrib["role"] == "img"
    named = [svg.find(f".//*[@id='{name}']").text for name in svg.attrib["aria-labelledby"].split()]
    assert named[0] == "各年度关停的年产能（万吨）"
    assert "最多：2024，45；最少：2025，42.7" in named[1]
    assert "style" not in text
    assert "script" not in text
    assert len(text) < 1_500


def test_the_same_figures_give_the_same_bytes() -> None:
    bars = [Bar("甲", Decimal("0.5")), Bar("乙", Decimal(3))]
    assert bar_chart("c", "题", bars) == bar_chart("c", "题", bars)


def test_a_label_too_long_for_the_chart_is_pressed_together_not_cut() -> None:
    svg = ET.fromstring(bar_chart("c", "题", [Bar("炼" * 30, Decimal(1)), Bar("短", Decimal(2))]))
    long, short = [text for text in svg.iter("text") if "chart-label" in text.attrib["class"]]
    assert float(long.attrib["textLength"]) <= WIDTH
    assert "textLength" not in short.attrib


def test_a_chart_shows_the_longest_bars_longest_first() -> None:
    shown = longest_first([Bar(str(n), Decimal(n)) for n in range(100)])
    assert [bar.value for bar in shown] == list(range(99, 99 - LONGEST, -1))


@pytest.mark.parametrize(
    ("amount", "unit", "chinese", "english"),
    [
        ("45", "万吨", "45 万吨", "450,000 t"),
        ("4200", "吨", "4200 吨", "4,200 t"),
        ("0.50", "万立方米", "0.5 万立方米", "5,000 m³"),
        ("3", "万箩", "3 万箩", "3 万箩"),
        ("12.5", "", "12.5", "12.5"),
    ],
)
def test_ten_thousands_are_counted_as_each_language_counts(
    amount: str, unit: str, chinese: str, english: str
) -> None:
    assert str(measure(Decimal(amount), unit)) == chinese
    with use_language("en"):
        assert str(measure(Decimal(amount), unit)) == english


def test_the_statistics_page_draws_one_chart_a_unit_each_beside_its_table(site: Path) -> None:
    for page in ("statistics/index.html", "en/statistics/index.html"):
        main = (site / page).read_text(encoding="utf-8").partition("<main")[2]
        for part in main.split('<div class="beside">')[1:]:
            charts, table, _ = part.partition("<table>")
            assert table
            titles = [
                piece.partition("</figcaption>")[0] for piece in charts.split("<figcaption>")[1:]
            ]
            assert len(titles) == len(set(titles))
        assert main.count('<svg class="chart"') >= 4
