"""What is left of the HTML that people write."""

from __future__ import annotations

import pytest

from publisher.cleaning import clean

TABLE = "<table><tbody><tr><td>格</td></tr></tbody></table>"


@pytest.mark.parametrize(("language", "name"), [("zh-CN", "表格"), ("en", "Table")])
def test_a_table_scrolls_in_a_frame_that_says_what_it_is(language: str, name: str) -> None:
    frame = f'<div class="table-region" role="group" tabindex="0" aria-label="{name}">'
    html = clean(f"<p>前</p>{TABLE}<p>中</p>{TABLE}", language)
    assert html == f"<p>前</p>{frame}{TABLE}</div><p>中</p>{frame}{TABLE}</div>"


@pytest.mark.parametrize(
    "odd", ["<table><tr><td>外<table><tr><td>内", "<p title='<table>'>", "&lt;table&gt;</table>"]
)
def test_odd_tables_open_no_way_out_of_the_frame(odd: str) -> None:
    html = clean(f"{odd}<script>x</script>", "zh-CN")
    assert "<script" not in html
    assert html.count("<div") == html.count("</div>") == html.count("</table>")
