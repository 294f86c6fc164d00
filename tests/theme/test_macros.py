"""What the components promise: safe, labelled, in the wording of a good government site."""

import datetime as dt
import re
from collections.abc import Callable

import jinja2
import pytest
from wtforms import Form, RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from register.wording import use_language

Macros = Callable[..., str]


@pytest.fixture
def macro(environment: jinja2.Environment) -> Macros:
    def called(source: str, lang: str = "zh-CN", **values: object) -> str:
        file, call = source.split(":", 1)
        name = call.split("(")[0]
        text = f'{{% from "macros/{file}.html" import {name} %}}{{{{ {call} }}}}'
        with use_language(lang):
            return environment.from_string(text).render(values)

    return called


@pytest.mark.parametrize(
    ("days", "chinese", "english"),
    [
        (12, "剩余12天", "12 days left"),
        (1, "剩余1天", "1 day left"),
        (0, "今天到期", "due today"),
        (-1, "已逾期1天", "1 day overdue"),
        (-5, "已逾期5天", "5 days overdue"),
    ],
)
def test_a_deadline_counts_the_days(macro: Macros, days: int, chinese: str, english: str) -> None:
    day = dt.date(2021, 11, 13)
    call = "data:deadline(day, days)"
    shown = macro(call, day=day, days=days)
    assert f'<time datetime="2021-11-13">2021年11月13日</time> <strong>{chinese}</strong>' in shown
    assert f"13 November 2021</time> <strong>{english}</strong>" in macro(
        call, "en", day=day, days=days
    )
    assert ("deadline-overdue" in shown) == (days < 0)


def test_a_provisional_deadline_says_so_and_a_met_one_counts_no_days(macro: Macros) -> None:
    day = dt.date(2027, 2, 20)
    assert "期限为暂定，待节假日安排公布后更新" in macro("data:deadline(day, 90, true)", day=day)
    assert "<strong>" not in macro("data:deadline(day)", day=day)


def test_the_as_of_line_names_day_publisher_and_basis(macro: Macros) -> None:
    day = dt.date(2026, 11, 22)
    line = macro('page:as_of(day, "市应急管理局", "方案第二（四）条")', day=day)
    assert "数据截至2026年11月22日，由市应急管理局发布；依据：方案第二（四）条" in line
    english = macro('page:as_of(day, "the Bureau", "art. 2(4)")', "en", day=day)
    assert "As of 22 November 2026, published by the Bureau; basis: art. 2(4)" in english


def test_what_people_typed_is_escaped(macro: Macros) -> None:
    evil = '"><script>alert(1)</script>%(x)s'
    for call in (
        "data:badge(evil)",
        'data:cell(evil, evil, "date")',
        "data:facts([(evil, evil)])",
        "data:row_header(evil, evil)",
        "page:breadcrumb([(evil, evil), (evil, evil)])",
        "page:as_of(day, evil, evil)",
        "page:print_note(evil, day)",
        "page:steps([(evil, evil)])",
        "government:article_meta(evil, evil, evil)",
    ):
        shown = macro(call, evil=evil, day=dt.date(2026, 1, 1))
        assert "<script" not in shown, call
        assert "&lt;script&gt;" in shown, call


def test_facts_leave_out_what_is_unknown_but_not_a_zero(macro: Macros) -> None:
    shown = macro('data:facts([("甲", ""), ("乙", 0), ("丙", "有"), ("丁", none)])')
    assert re.findall(r"<dt>(.)</dt><dd>(.)</dd>", shown) == [("乙", "0"), ("丙", "有")]
    assert shown.count("<dl") == shown.count("</dl>") == 1
    assert not macro('data:facts([("甲", "")])').strip()


@pytest.mark.parametrize(
    ("page", "numbers"),
    [
        (1, ["1", "2", "3", "20"]),
        (7, ["1", "5", "6", "7", "8", "9", "20"]),
        (20, ["1", "18", "19", "20"]),
    ],
)
def test_pagination_shows_the_ends_and_the_neighbours(
    macro: Macros, page: int, numbers: list[str]
) -> None:
    shown = macro("page:pagination(page, 20, href)", page=page, href=lambda n: f"/{n}/")
    assert re.findall(r">(\d+)</a>", shown) == numbers
    assert re.findall(r'aria-current="page"[^>]*>(\d+)<', shown) == [str(page)]
    assert ("上一页" in shown) == (page > 1)
    assert ("下一页" in shown) == (page < 20)


@pytest.mark.parametrize(("page", "gaps"), [(1, 1), (4, 1), (5, 2), (7, 2), (17, 1), (20, 1)])
def test_pagination_marks_a_gap_only_where_pages_are_left_out(
    macro: Macros, page: int, gaps: int
) -> None:
    shown = macro("page:pagination(page, 20, href)", page=page, href=lambda n: f"/{n}/")
    assert shown.count('class="gap"') == gaps


def test_a_single_page_needs_no_pagination(macro: Macros) -> None:
    assert not macro("page:pagination(1, 1, href)", href=str).strip()


class Answers(Form):
    what = StringField("发生了什么", [InputRequired("请写明发生了什么。")])
    kind = RadioField(
        "哪一类",
        choices=[
            SelectChoice("a", "甲"),
            SelectChoice("b", "乙"),
        ],
        validate_choice=False,
    )


def test_a_field_ties_label_hint_and_error_together(macro: Macros) -> None:
    form = Answers()
    form.validate()
    shown = macro('form:field(form.what, "一句话即可。", {"rows": "6"})', form=form)
    assert '<label for="what">发生了什么 <span class="requirement">（必填）</span></label>' in shown
    assert 'aria-describedby="what-hint what-error"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'id="what-hint">一句话即可。' in shown
    assert 'id="what-error">请写明发生了什么。' in shown
    assert 'rows="6"' in shown


def test_a_field_in_order_is_described_by_its_hint_alone(macro: Macros) -> None:
    shown = macro('form:field(form.what, "一句话即可。")', form=Answers())
    assert 'aria-describedby="what-hint"' in shown
    assert "invalid" not in shown


def test_a_group_of_choices_is_one_fieldset_with_its_question(macro: Macros) -> None:
    shown = macro('form:choices(form.kind, "可以不选。")', form=Answers())
    assert '<fieldset class="field choices" id="kind" aria-describedby="kind-hint">' in shown
    assert "<legend>哪一类</legend>" in shown
    assert shown.count('type="radio"') == 2
    assert '<label for="kind-0">甲</label>' in shown


def test_the_error_summary_leads_to_each_field_and_is_absent_without_errors(macro: Macros) -> None:
    form = Answers()
    assert not macro("form:error_summary(form)", form=form).strip()
    form.validate()
    shown = macro("form:error_summary(form)", form=form)
    assert "有1处需要修改" in shown
    assert '<a href="#what">发生了什么：请写明发生了什么。</a>' in shown
    assert "1 thing to correct" in macro("form:error_summary(form)", "en", form=form)
