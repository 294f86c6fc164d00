"""A case at the desk: who sees it, what they can do, and what they are told when they can't."""

import re
import shutil
from pathlib import Path

import msgspec
import pytest

from intake.domain.errors import Incomplete
from intake.services.responses import require_filled_in

CONTENT = Path(__file__).resolve().parents[3] / "content"

SEEN = "廉江市石城镇有人夜里用中频炉化废钢，倒模做地条钢。<b>粗</b>\n第二行"


@pytest.fixture
def number(citizen, at_desk):
    citizen.send(citizen.open("/report/"), text=SEEN, matter="ground-bar-steel", contact="138")
    return re.search(r"/cases/([\d-]+)/", at_desk("industry").open("/").html).group(1)


@pytest.fixture
def undispatched(citizen, at_desk):
    citizen.send(citizen.open("/report/"), text="这里不对劲")
    return re.search(r"/cases/([\d-]+)/", at_desk("dispatcher").open("/").html).group(1)


def case(number):
    return f"/cases/{number}/"


def test_the_lead_reads_text_reason_and_rule_of_the_deadline(at_desk, number):
    page = at_desk("industry").open(case(number))
    assert "&lt;b&gt;粗&lt;/b&gt;\n第二行" in page.html
    assert "二（五）2" in page.text
    assert "期限依据" in page.text
    assert "剩余" in page.text
    assert "举报人留了联系方式，单独加密保存，本单位不能直接查看。" in page.text
    assert "138" not in page.text.split("举报内容")[0].replace(number, "")


def moves_offered(page):
    """Return where the case's forms go, but for those of its files."""
    actions = [form.action for form in page.forms if "/cases/" in form.action]
    return [action for action in actions if "/files/" not in action]


@pytest.mark.parametrize("stranger", ["tax", "dispatcher"])
def test_others_are_told_the_same_as_for_a_case_that_does_not_exist(at_desk, number, stranger):
    browser = at_desk(stranger)
    for asked in (number, "2026-0000-0000"):
        page = browser.open(case(asked))
        assert page.status == 404
        assert f"没有找到编号为{asked}的案件，或您无权查看。" in page.text
    assert number not in browser.open("/").html


def test_a_co_handler_reads_and_writes_notes_but_moves_nothing(at_desk, number):
    browser = at_desk("ecology")
    assert number in browser.open("/?view=co-handled").html
    page = browser.open(case(number))
    assert SEEN[:20] in page.text
    assert moves_offered(page) == [f"{case(number)}note/"]
    token = page.forms[0].values["csrf_token"]
    refused = browser.open(
        f"{case(number)}sign/", method="POST", data={"csrf_token": token, "sign-version": "1"}
    )
    assert refused.status == 403
    assert "权限" in refused.text


def test_sign_answer_and_close_lead_back_to_the_case_each_time(at_desk, number):
    browser = at_desk("industry")
    page = browser.send(browser.open(case(number)), "/sign/")
    assert "“签收”已完成。" in page.text
    page = browser.send(page, "/reply/", reply__text="已到现场。")
    assert "“反馈”已完成。" in page.text
    page = browser.send(page, "/close/", close__outcome="unsubstantiated", close__text="未见设备。")
    assert "“办结”已完成。" in page.text
    assert moves_offered(page) == []
    assert number in browser.open("/?view=closed").html


def test_a_return_needs_reason_and_clause_and_keeps_what_was_typed(at_desk, number):
    browser = at_desk("industry")
    page = browser.send(browser.open(case(number)), "/return/", return__reason="属市场监管")
    assert page.status == 400
    assert "退单须写明依据的条款。" in page.text
    assert page.form("/return/").values["return-reason"].strip() == "属市场监管"
    assert '<details class="move" open>' in page.html
    page = browser.send(page, "/return/", return__clause="二（三）1")
    assert "“退单”已完成。" in page.text
    ruled = at_desk("dispatcher").open(case(number))
    assert "属市场监管" in ruled.text
    assert "二（三）1" in ruled.text


def test_the_dispatcher_sees_the_undispatched_and_sends_it_on(at_desk, undispatched):
    browser = at_desk("dispatcher")
    assert "待分办" in browser.open("/").text
    page = browser.open(case(undispatched))
    assert page.form("/dispatch/").values["dispatch-matter"] == "out-of-scope"
    page = browser.send(
        page,
        "/dispatch/",
        dispatch__matter="quality",
        dispatch__lead="market-regulation",
        dispatch__co=[],
        dispatch__area="440881",
    )
    assert undispatched in at_desk("market-regulation").open("/").html
    assert page.status == 200
    assert f"案件{undispatched}：“派单”已完成。" in page.text


def test_a_second_click_on_dispatch_is_told_that_it_is_done(at_desk, undispatched):
    """Also in the tab that still shows the case; someone else learns nothing."""
    browser = at_desk("dispatcher")
    page = browser.open(case(undispatched))
    to = {"dispatch__matter": "quality", "dispatch__lead": "market-regulation", "dispatch__co": []}
    browser.send(page, "/dispatch/", **to)
    for again, status in ((browser.send(page, "/dispatch/", **to), 409),
                          (browser.open(case(undispatched)), 200)):  # fmt: skip
        assert again.status == status
        assert "您已经完成“派单”，不必再操作。" in again.text
        assert "这里不对劲" not in again.text
    assert "市场监督管理局" in browser.open(f"/oversight/{undispatched}/").text
    stranger = at_desk("tax").open(case(undispatched))
    assert stranger.status == 404
    assert "派单" not in stranger.text


def test_a_department_that_keeps_away_is_not_offered_again(at_desk, number):
    browser = at_desk("industry")
    browser.send(
        browser.open(case(number)),
        "/return/",
        return__reason="厂长是局长的弟弟",
        return__clause="回避",
        return__keeps_away="y",
    )
    ruled = at_desk("dispatcher").open(case(number))
    assert "已回避的单位" in ruled.text
    assert 'value="industry"' not in ruled.html


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"dispatch__lead": "nobody"}, "请从列表中选择主办和协办单位。"),
        ({"dispatch__lead": "tax"}, "主办单位与方案分工不同时，须写明派单依据。"),
        ({"dispatch__matter": "ufo"}, "请从列表中选择事项。"),
        ({"dispatch__area": "999999"}, "没有这个地区"),
        ({"dispatch__lead": "tax", "dispatch__co": ["tax"]}, "同一单位不能重复出现"),
    ],
)
def test_a_dispatch_that_cannot_be_is_named_at_its_field(at_desk, undispatched, typed, message):
    browser = at_desk("dispatcher")
    page = browser.send(browser.open(case(undispatched)), "/dispatch/", **typed)
    assert page.status == 400
    assert message in page.text


def test_of_two_officers_the_second_is_told_and_loses_no_word(at_desk, number):
    first, second = at_desk("industry"), at_desk("industry")
    first.send(first.open(case(number)), "/sign/")
    both = second.open(case(number))
    first.send(first.open(case(number)), "/reply/", reply__text="第一份答复")
    page = second.send(both, "/reply/", reply__text="第二份答复")
    assert page.status == 409
    assert "其他人员刚刚处理过这个案件" in page.text
    assert page.form("/reply/").values["reply-text"].strip() == "第二份答复"
    assert second.send(page, "/reply/").status == 200


def test_words_for_a_move_that_is_over_are_given_back_for_copying(at_desk, number):
    first, second = at_desk("industry"), at_desk("industry")
    page = first.send(first.open(case(number)), "/sign/")
    page = first.send(page, "/reply/", reply__text="已查")
    stale = second.open(case(number))
    first.send(page, "/close/", close__outcome="insufficient", close__text="线索不足")
    page = second.send(stale, "/reply/", reply__text="来晚了的答复")
    assert page.status == 409
    assert "来晚了的答复" in page.text
    nothing = second.send(stale, "/reply/", reply__text="")
    assert "您刚才写的内容没有保存" not in nothing.text


@pytest.mark.parametrize("version", ["", "x", "-1", "９", "9" * 400, "9" * 5000])
def test_a_version_that_was_never_shown_moves_nothing(at_desk, number, version):
    browser = at_desk("industry")
    page = browser.send(browser.open(case(number)), "/sign/", sign__version=version)
    assert page.status == 409
    assert "/sign/" in page.html


@pytest.mark.parametrize("query", ["?view=all", "?after=x", "?view=open&after=2026-99-99~x"])
def test_an_address_of_no_queue_is_no_page(at_desk, query):
    page = at_desk("industry").open("/" + query)
    assert page.status == 404
    assert "筛选、翻页条件已经失效" in page.text


def test_an_overdue_case_says_so_in_words(at_desk, number, clock):
    clock.advance(days=40)
    assert re.search(r"已逾期\d+天", at_desk("industry").open("/").text)


def test_an_unconfirmed_move_gives_the_words_back(at_desk, number):
    browser = at_desk("industry")
    page = browser.send(browser.open(case(number)), "/sign/")
    page = browser.send(page, "/reply/", reply__text="写了很久的答复", reply__csrf_token="")
    assert page.status == 400
    assert "写了很久的答复" in page.html
    assert "需要重新确认" in page.text


def test_the_reason_is_in_the_desks_language_whatever_the_reporter_spoke(citizen, at_desk):
    citizen.send(citizen.open("/en/report/"), text=SEEN, matter="ground-bar-steel")
    desk = at_desk("industry")
    found = desk.open(re.search(r"/cases/[\d-]+/", desk.open("/").html).group())
    assert "按所选事项" in found.text


def test_nothing_said_for_a_move_that_is_over_is_answered_with_the_reason(at_desk, number):
    browser = at_desk("industry")
    page = browser.send(browser.open(case(number)), "/sign/")
    data = {"csrf_token": page.forms[0].values["csrf_token"], "close-version": "2"}
    answered = browser.open(f"{case(number)}close/", method="POST", data=data)
    assert answered.status == 409
    assert "案件现在的状态是“已签收”，不能“办结”。" in answered.text


def test_a_substantiated_case_says_what_becomes_public_and_its_draft_is_begun(at_desk, number):
    browser = at_desk("industry")
    page = browser.send(browser.open(case(number)), "/sign/")
    page = browser.send(page, "/reply/", reply__text="已到现场。")
    found = {"close__outcome": "substantiated", "close__text": "已查封"}
    refused = browser.send(page, "/close/", **found, close__publication="")
    assert refused.status == 400
    assert "属实的案件，须说明公示了什么，或者为什么不公示。" in refused.text
    page = browser.send(refused, "/close/", **found, close__publication="draft")
    assert "“办结”已完成。" in page.text
    draft = re.search(r'href="(/drafting/[^"]+)"', page.html.split("<main")[1]).group(1)
    assert browser.open(draft).status == 200
    assert number in browser.open(draft).text


@pytest.fixture
def with_answers(on_sqlite):
    """The place's own answers to start from."""
    source = CONTENT / "zhanjiang" / "responses.toml"
    shutil.copy(source, on_sqlite.settings.place_folder)


def test_an_answer_starts_from_the_places_words_and_is_sent_only_without_gaps(
    at_desk, number, with_answers
):
    browser = at_desk("industry")
    browser.send(browser.open(case(number)), "/sign/")
    assert "已到现场核查" in browser.open(case(number)).text
    page = browser.open(f"{case(number)}?answer=on-site")
    typed = page.form("/reply/").values["reply-text"]
    assert "〔日期〕" in typed
    page = browser.send(page, "/reply/")
    assert page.status == 400
    assert "请把“〔日期〕”换成实际内容后再提交。" in page.text
    page = browser.send(page, "/reply/", reply__text="已于11月23日到现场核查。")
    page = browser.open(f"{case(number)}?answer=insufficient")
    assert page.form("/close/").values["close-outcome"] == "insufficient"


@pytest.mark.parametrize(
    "gap",
    [
        "【填写】",
        "【请填写处理措施】",
        "[填写日期]",
        "【　】",
        "［　　］",
        "〔〕",
        "[ ]",
        "【待定】",
    ],
)
def test_a_gap_of_the_officers_own_form_of_words_is_not_sent(gap):
    with pytest.raises(Incomplete) as refused:
        require_filled_in(f"经查，{gap}。")
    assert gap in str(refused.value)


@pytest.mark.parametrize(
    "text",
    ["见湛工信〔2021〕5号", "【处理结果】已停产", "面积[约]300平方米", "依据《办法》（2022）"],
)
def test_document_numbers_and_headings_are_no_gaps(text):
    require_filled_in(text)


@pytest.mark.parametrize("place", ["zhanjiang", "enping"])
def test_each_places_answers_can_be_read_and_serve_every_outcome(place):
    from intake.domain.outcomes import Outcome
    from intake.services.responses import _File

    found = msgspec.toml.decode((CONTENT / place / "responses.toml").read_bytes(), type=_File)
    assert {answer.outcome for answer in found.responses} == {None, *Outcome}
