"""The report form: nothing typed is lost, nothing is taken twice, nothing leaks."""

import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from intake.public import create_app
from register.files import load_book

DEMO_BOOK = Path(__file__).resolve().parents[3] / "content" / "zhanjiang" / "acts"
SEEN = "廉江市石城镇有人夜里用中频炉化废钢，倒模做地条钢，早上八点停火。"
RECEIPT = re.compile(r"\d{6}(?: \d{6}){4}")


def cases(system) -> int:
    with system.engine.connect() as connection:
        return connection.execute(sql("select count(*) from cases")).scalar_one()


def test_only_the_text_is_required(citizen, on_sqlite):
    page = citizen.send(citizen.open("/report/"), text=SEEN)
    assert page.status == 200
    assert len(RECEIPT.findall(page.text)) == 1
    assert "这是查询进度的唯一凭证，只显示这一次。" in page.text
    assert cases(on_sqlite) == 1


def test_the_danger_line_comes_before_everything_else_on_the_form(citizen):
    main = citizen.open("/report/").html.split("<main")[1]
    assert main.index("119、120或110") < main.index("您可以匿名举报")
    assert main.index("您可以匿名举报") < main.index("<form")


def test_the_answer_names_who_has_it_why_and_until_when(citizen):
    page = citizen.send(citizen.open("/report/"), text=SEEN, matter="ground-bar-steel")
    assert "已转交湛江市工业和信息化局承办" in page.text
    assert "依据：《湛江市2021年推动落后产能退出工作方案》二（五）2。" in page.text
    assert re.search(r"预计2026年12月\d+日前答复。", page.text)


def test_a_report_nobody_can_place_is_dispatched_by_hand(citizen):
    page = citizen.send(citizen.open("/report/"), text="这里不对劲")
    assert "暂不能确定承办单位，由协调小组办公室在1个工作日内人工分办。" in page.text


def test_the_receipt_is_in_no_address_no_cookie_and_no_cache(citizen):
    page = citizen.send(citizen.open("/report/"), text=SEEN)
    digits = RECEIPT.search(page.text).group()
    assert page.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in page.headers
    assert digits not in str(page.headers)
    assert page.address == "/report/?"
    assert 'class="language"' not in page.html  # a link could only lose the receipt


def test_the_same_form_posted_twice_makes_one_case_and_shows_the_same_receipt(citizen, on_sqlite):
    form = citizen.open("/report/")
    first = citizen.send(form, text=SEEN)
    again = citizen.send(form, text=SEEN)
    assert RECEIPT.search(first.text).group() == RECEIPT.search(again.text).group()
    assert "没有重复登记" in again.text
    assert cases(on_sqlite) == 1


def test_a_form_posted_again_much_later_says_that_it_was_received(citizen, on_sqlite, clock):
    form = citizen.open("/report/")
    citizen.send(form, text=SEEN)
    clock.advance(hours=2)
    again = citizen.send(form, text=SEEN)
    assert again.status == 409
    assert "这份举报已经收到，不会重复登记。" in again.text
    assert not RECEIPT.search(again.text)
    assert cases(on_sqlite) == 1


@pytest.mark.parametrize("token", ["", "forged"])
def test_a_form_without_its_token_is_refused_and_comes_back_with_everything_typed(
    citizen, on_sqlite, token
):
    form = citizen.open("/report/")
    page = citizen.send(form, text=SEEN, contact="13800000000", area="440881", csrf_token=token)
    assert page.status == 400
    assert "还没有提交" in page.text
    back = page.form("/report/").values
    assert (back["text"].strip(), back["contact"].strip()) == (SEEN, "13800000000")
    assert back["area"] == "440881"
    assert cases(on_sqlite) == 0
    assert citizen.send(page).status == 200


def test_a_draft_does_not_grow_stale(citizen, clock):
    form = citizen.open("/report/")
    clock.advance(days=3)
    assert citizen.send(form, text=SEEN).status == 200


def test_another_browsers_token_is_refused(citizen, on_sqlite, browsing):
    stranger = browsing.Browser(create_app(on_sqlite))
    taken = stranger.open("/report/").form("/report/").values["csrf_token"]
    page = citizen.send(citizen.open("/report/"), text=SEEN, csrf_token=taken)
    assert page.status == 400
    assert cases(on_sqlite) == 0


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"text": ""}, "请填写“发生了什么”"),
        ({"text": " \n\t"}, "请填写“发生了什么”"),
        ({"text": "\u200b"}, "请填写“发生了什么”"),
        ({"text": "\u3164\u2060 \u2800\ufeff"}, "请填写“发生了什么”"),
        ({"text": "长" * 20_001}, "最多20000字，现在有20001字"),
        ({"text": SEEN, "matter": "ufo"}, "没有这一类，请从列表中选择，或不选。"),
        ({"text": SEEN, "area": "999999"}, "没有这个地区，请从列表中选择，或不选。"),
        ({"text": SEEN, "contact": "9" * 501}, "最多500字，现在有501字"),
        ({"text": SEEN, "enterprise": "厂" * 201}, "最多200字，现在有201字"),
        ({"text": SEEN, "form_token": "short"}, "表单不完整"),
    ],
)
def test_a_mistake_is_named_at_its_field_and_nothing_typed_is_lost(
    citizen, on_sqlite, typed, message
):
    page = citizen.send(citizen.open("/report/"), **typed)
    assert page.status == 400
    assert message in page.text
    assert 'class="notice notice-danger error-summary"' in page.html
    assert page.form("/report/").values["text"].strip() == typed["text"].strip()
    assert cases(on_sqlite) == 0


@pytest.mark.parametrize("letter", ["x", "钢"])
def test_a_two_megabyte_text_comes_back_whole_with_what_to_do(citizen, on_sqlite, letter):
    text = letter * (2_000_000 // len(letter.encode()))
    page = citizen.send(citizen.open("/report/"), text=text)
    assert page.status == 400
    assert f"最多20000字，现在有{len(text)}字，请删减或分几次提交。" in page.text
    assert page.form("/report/").values["text"].strip() == text
    assert cases(on_sqlite) == 0


def test_a_body_that_no_form_could_fill_is_refused_with_what_to_do(citizen, on_sqlite):
    page = citizen.send(citizen.open("/report/"), text="x" * 9_000_000)
    assert page.status == 413
    assert "过大，没有收到" in page.text
    assert "一次最多提交20000字。" in page.text
    assert "从原来的文档里摘出要点，重新填写。" in page.text
    assert cases(on_sqlite) == 0


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/xml", "x"])
def test_another_type_of_body_is_refused_as_such(citizen, kind):
    page = citizen.open("/report/", method="POST", data=b'{"text": "x"}', content_type=kind)
    assert page.status == 415
    assert "这里只接收网页表单" in page.text


def test_markup_control_characters_and_direction_marks_come_back_as_plain_text(citizen):
    typed = "<script>alert(1)</script>\x00\u202e倒着\u2066 ＆ &amp; 末"
    page = citizen.send(citizen.open("/report/"), text=typed)
    digits = RECEIPT.search(page.text).group()
    shown = citizen.send(citizen.open("/report/status/"), receipt=digits)
    assert "<script>alert" not in shown.html
    assert '<p class="typed" dir="auto">&lt;script&gt;alert(1)&lt;/script&gt;\u202e' in shown.html
    assert "&amp;amp; 末" in shown.html
    assert "\x00" not in shown.html


def test_half_a_surrogate_is_taken_as_a_replacement_mark_not_as_a_fault(citizen):
    values = citizen.open("/report/").form("/report/").values
    body = f"csrf_token={values['csrf_token']}&form_token={values['form_token']}&text=x%ED%A0%80y"
    page = citizen.open(
        "/report/", method="POST", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert page.status == 200


def test_the_form_opened_from_an_enterprises_page_has_its_name_and_the_matter(citizen, on_sqlite):
    shutil.copytree(DEMO_BOOK, on_sqlite.settings.place_folder / "acts", dirs_exist_ok=True)
    histories = load_book(on_sqlite.settings.place_folder, on_sqlite.profile).histories
    for id_, history in list(histories.items())[:5]:
        shown = history.on(on_sqlite.today()).enterprise
        page = citizen.open(f"/report/?enterprise={id_}&matter=restarted-line")
        assert page.form("/report/").values["enterprise"] == (shown.name if shown else "")
        assert page.form("/report/").values["matter"] == "restarted-line"


@pytest.mark.parametrize("given", ["nobody", "../../etc/passwd", "<b>", "厂" * 500, ""])
def test_an_unknown_enterprise_or_matter_leaves_the_fields_empty(citizen, given):
    page = citizen.open("/report/", query_string={"enterprise": given, "matter": given})
    assert page.status == 200
    assert page.form("/report/").values["enterprise"] == ""
    assert page.form("/report/").values["matter"] == ""


def test_a_broken_book_keeps_nobody_from_reporting(citizen, on_sqlite):
    folder = on_sqlite.settings.place_folder / "acts"
    folder.mkdir(exist_ok=True)
    (folder / "2026.jsonl").write_bytes(b'{"kind":')
    assert citizen.open("/report/?enterprise=anyone").status == 200


def test_the_english_form_is_wholly_english(citizen):
    page = citizen.open("/en/report/")
    assert '<html lang="en">' in page.html
    main = page.html.split("<main")[1].split("</main>")[0]
    assert re.findall(r"[\u4e00-\u9fff]+", main) == []
    assert page.form("/report/").action == "/en/report/"
