"""Drafting at the desk, in a browser without scripts: written by one, approved by another."""

import re
from urllib.parse import urljoin

import pytest

from intake.services import publishing
from intake.services.book import current_book

pytestmark = pytest.mark.usefixtures("no_site")

CARD = {
    "enterprise.name": "湛江市例琅炼钢有限公司",
    "enterprise.area": "440811",
    "enterprise.industry": "3120",
    "basis.law": "《中华人民共和国节约能源法》",
    "basis.clause": "第七十二条",
    "document": "湛工信〔2026〕88号",
    "formed_on": "2026-11-20",
    "subject": "energy",
    "problem": "单位产品能耗超过限额12%",
    "deadline": "2027-05-20",
}


def fill(browser, typed, address="/drafting/new/industry/yellow-card/?enterprise=new", ending=""):
    """Fill in the form at an address and send it."""
    page = browser.open(address)
    form = page.form(ending)
    return browser.open(form.action, method="POST", data={**form.values, **typed})


def drafted(browser, typed=CARD):
    """Return the address of a draft that was sent for approval."""
    page = fill(browser, typed)
    sent = browser.send(page, "/submit/")
    assert "待审核" in sent.text, sent.text
    return sent.address.partition("?")[0]


def test_an_empty_list_says_what_to_do_next(at_desk):
    officer, head = at_desk("industry"), at_desk("industry-head")
    assert "点“新拟一份”开始拟稿" in officer.open("/drafting/").text
    assert "由拟稿人打开并点“送审”" in head.open("/drafting/?view=submitted").text
    for view in ("published", "discarded"):
        assert "列在这里" in officer.open(f"/drafting/?view={view}").text


def test_a_card_is_written_sent_approved_and_in_the_book(at_desk, on_sqlite):
    officer, head = at_desk("industry"), at_desk("industry-head")
    assert "列入黄牌名单" in officer.open("/drafting/new/").text
    assert "列入超标排放" not in officer.open("/drafting/new/").text
    address = drafted(officer)
    assert CARD["enterprise.name"] in head.open("/drafting/?view=submitted").text
    page = head.send(head.open(address), "/approve/")
    assert page.status == 200
    assert "已公示" in page.text
    (act,) = current_book(on_sqlite).book.acts
    assert act.problem == CARD["problem"]


def test_who_approves_sees_on_one_page_all_that_a_draft_says(at_desk, on_sqlite):
    officer, head = at_desk("industry"), at_desk("industry-head")
    address = drafted(officer)
    assert "2027-05-20" in head.open(address).text
    head.send(head.open(address), "/approve/")
    (card,) = current_book(on_sqlite).book.acts
    page = f"/drafting/new/industry/corrected/?enterprise={card.enterprise.id}"
    given = {
        "refers_to": card.id, "reason": "期限录入有误", "changes.deadline": "2027-05-19",
        "document": "湛工信〔2026〕89号", "formed_on": "2026-11-21",
        "basis.law": "《政府信息公开条例》", "basis.clause": "第四十一条",
    }  # fmt: skip
    told = head.open(fill(officer, given, page).address).text
    assert "湛工信〔2026〕88号" in told
    assert "2027-05-19" in told
    assert "期限录入有误" in told


def test_a_site_that_could_not_be_built_is_told_and_the_book_has_the_act(
    at_desk, on_sqlite, monkeypatch
):
    monkeypatch.setattr(publishing, "build_site", lambda _system: "模板错误")
    address = drafted(at_desk("industry"))
    head = at_desk("industry-head")
    page = head.send(head.open(address), "/approve/")
    assert "公示网站暂时没有更新" in page.text
    assert len(current_book(on_sqlite).book.acts) == 1


def test_what_is_missing_is_kept_and_named_beside_its_field(at_desk):
    officer = at_desk("industry")
    page = fill(officer, {"enterprise.name": "湛江市例琅炼钢有限公司", "deadline": "不日"})
    assert page.status == 200
    assert "缺少必填项" in page.text
    edit = officer.open(page.address.partition("?")[0] + "edit/")
    assert edit.form("/edit/").values["deadline"] == "不日"
    assert "日期不对" in edit.text
    sent = officer.send(page, "/submit/")
    assert sent.status == 409


def test_the_author_finds_no_button_and_a_crafted_post_is_refused(at_desk, on_sqlite):
    head = at_desk("industry-head")
    address = drafted(head)
    page = head.open(address)
    assert "approve/" not in page.html
    assert "不能审核" in page.text
    token = page.form("/recall/").values
    for move in ("approve", "return"):
        crafted = head.open(f"{address}{move}/", method="POST", data={**token, "reason": "x"})
        assert crafted.status == 403
        assert "拟稿人不能审核自己的稿件" in crafted.text
    assert current_book(on_sqlite).book.acts == ()


OVER = {
    **{path: text for path, text in CARD.items() if "." in path},
    "document": "湛环字〔2026〕8号",
    "formed_on": "2026-11-20",
    "pollutant": "二氧化硫",
    "limit": "50",
    "measured": "12",
    "unit": "mg/m³",
    "period.start": "2026-10-01",
    "period.end": "2026-10-31",
}


def test_a_value_within_its_limit_is_asked_about_before_it_is_published_as_over(at_desk):
    officer, head = at_desk("ecology"), at_desk("ecology-head")
    page = fill(officer, OVER, "/drafting/new/ecology/over-limit/?enterprise=new")
    assert "实测值12不高于限值50" in page.text
    assert "请确认：" in page.text
    refused = officer.send(page, "/submit/")
    assert refused.status == 409
    edit = page.address.partition("?")[0] + "edit/"
    sent = officer.send(fill(officer, {"confirmed": "measured:12/50"}, edit, "/edit/"), "/submit/")
    assert "待审核" in sent.text
    assert "实测值12不高于限值50" in head.open(sent.address).text


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("ecology/over-limit", {"limit": "-5"}, "排放限值： 数值超出范围。不能小于0"),
        ("ecology/over-limit", {"limit": "五十"}, "排放限值： 填的不是数。请填数字，不带单位"),
        ("ecology/over-limit", {"measured": "1e999"}, "实测值： 数值超出范围。请核对位数和单位"),
        ("ecology/over-limit", {"period.start": "0001-01-01"}, "0001-01-01不可能是这个日期"),
        ("ecology/over-limit", {"period.start": "2026-10-32"}, "开始日期： 日期不对。应写作"),
        ("ecology/over-limit", {"period.end": "2026-11-30"}, "晚于登记日期的2026-11-23"),
        ("ecology/over-limit", {"enterprise.industry": "99"}, "请系统管理员补充"),
        ("ecology/over-limit", {"enterprise.area": "x"}, "没有编号为“x”的地区"),
        ("industry/closure", {"lines.0.count": "0"}, "数量： 数值超出范围。不能小于1"),
        ("industry/closure", {"lines.0.count": "1.5"}, "数量： 填的不是整数。请填整数"),
        ("industry/closure", {"year": "1900"}, "年度： 数值超出范围。不能小于1990"),
        ("industry/closure", {"scope": "half"}, "关闭范围： 没有“half”这个取值"),
        ("industry/closure", {"lines.0.capacity": "3"}, "计量单位： 产能数值和单位须同时填写"),
        ("industry/yellow-card", {"deadline": "2027-06-30"}, "能耗整改期限2027-06-30超过6个月"),
        ("industry/yellow-card", {"document": "湛" * 201}, "文号： 内容太长。最多200个字"),
    ],
)
def test_what_is_wrong_is_said_in_the_words_of_the_form(at_desk, kind, typed, said):
    whole = {
        **OVER, **CARD,
        "year": "2026", "scope": "line", "method": "拆除",
        "lines.0.equipment": "中频炉", "lines.0.count": "1", "measured": "80",
    }  # fmt: skip
    page = fill(
        at_desk(kind.split("/")[0]), {**whole, **typed}, f"/drafting/new/{kind}/?enterprise=new"
    )
    assert page.status == 200
    assert said.replace(" ", "") in page.text.replace(" ", "")
    warned = page.text.partition("还需要修改")[2].partition("公示内容")[0]
    assert not re.search(r"toml|Expected|Number|\bdate\b|`|>=|<=|float", warned), warned


def test_who_goes_back_and_types_on_saves_it_in_the_draft_that_was_begun(at_desk):
    officer = at_desk("industry")
    form = officer.open("/drafting/new/industry/yellow-card/?enterprise=new").form()
    first, again = (
        officer.open(form.action, method="POST", data={**form.values, "document": "演〔2026〕1号"})
        for _click in range(2)
    )
    assert again.address == first.address
    more = {**form.values, "problem": "退回去又写了很久"}
    page = officer.open(form.action, method="POST", data=more)
    assert page.status == 409
    assert "这份稿件已经建立。" in page.text
    kept = page.form("/edit/")
    saved = officer.open(kept.action, method="POST", data=kept.values)
    assert (saved.address, saved.status) == (first.address, 200)
    assert "退回去又写了很久" in officer.open(kept.action).form("/edit/").values["problem"]


def test_two_windows_do_not_help(at_desk, on_sqlite):
    """The window opened before the draft was changed approves nothing of what was changed."""
    officer, head = at_desk("industry"), at_desk("industry-head")
    address = drafted(officer)
    old_window = head.open(address)
    officer.send(officer.open(address), "/recall/")
    fill(officer, {"problem": "悄悄改过"}, f"{address}edit/", "/edit/")
    officer.send(officer.open(address), "/submit/")
    page = head.send(old_window, "/approve/")
    assert page.status == 409
    assert "其他人员刚刚处理过" in page.text
    assert current_book(on_sqlite).book.acts == ()


def test_a_stranger_s_draft_is_not_found_whatever_is_tried(at_desk):
    address = drafted(at_desk("industry"))
    stranger = at_desk("ecology-head")
    assert stranger.open(address).status == 404
    assert stranger.open(f"{address}preview/enterprises/x/").status == 404
    token = stranger.open("/drafting/new/ecology/over-limit/?enterprise=new").form().values
    assert stranger.open(f"{address}approve/", method="POST", data=token).status == 404
    assert stranger.open("/drafting/new/industry/yellow-card/").status == 404


def test_an_alarm_of_the_privacy_gate_wants_a_reason(at_desk, on_sqlite):
    officer, head = at_desk("industry"), at_desk("industry-head")
    address = drafted(officer, {**CARD, "problem": "公示电话0759-3336666"})
    page = head.open(address)
    assert "固定电话号码（333****）" in page.text
    refused = head.send(page, "/approve/")
    assert refused.status == 409
    assert "没有写明放行的理由" in refused.text
    name = "pass|problem|landline"
    form = refused.form("/approve/")
    done = head.open(form.action, method="POST", data={**form.values, name: "官网总机"})
    assert "已公示" in done.text
    assert current_book(on_sqlite).book.acts[0].overruled[0].reason == "官网总机"


def test_a_returned_draft_shows_the_reason_and_an_empty_one_is_asked_for(at_desk):
    officer, head = at_desk("industry"), at_desk("industry-head")
    address = drafted(officer)
    nothing = head.send(head.open(address), "/return/", **{"return-reason": " "})
    assert nothing.status == 400
    head.send(head.open(address), "/return/", **{"return-reason": "请写明设备"})
    page = officer.open(address)
    assert "请写明设备" in page.text
    assert "退回修改" in page.text


class TestAfterACardIsPublished:
    @pytest.fixture
    def card(self, at_desk, on_sqlite):
        address = drafted(at_desk("industry"))
        head = at_desk("industry-head")
        head.send(head.open(address), "/approve/")
        return current_book(on_sqlite).book.acts[0]

    def publish(self, at_desk, kind, card, typed):
        officer, head = at_desk("industry"), at_desk("industry-head")
        basis = {path: CARD[path] for path in CARD if path.startswith(("basis", "doc", "formed"))}
        page = fill(
            officer,
            {**basis, "refers_to": card.id, **typed},
            f"/drafting/new/industry/{kind}/?enterprise={card.enterprise.id}",
        )
        sent = officer.send(page, "/submit/")
        assert "待审核" in sent.text, sent.text
        done = head.send(head.open(sent.address), "/approve/")
        assert "已公示" in done.text, done.text

    def test_the_firm_is_found_by_part_of_its_name(self, at_desk, card):
        page = at_desk("industry").open("/drafting/new/industry/reply/?q=例琅")
        assert f"?enterprise={card.enterprise.id}" in page.html
        assert "enterprise=new" not in page.html

    @pytest.mark.parametrize(
        ("kind", "typed"),
        [
            ("rectified", {"finding": "整改验收合格"}),
            ("extension", {"requested_on": "2026-11-23", "deadline": "2027-07-01", "reason": "x"}),
            ("reply", {"text": "正在整改"}),
            ("objection", {"text": "数据有误", "upheld": "false", "outcome": "核实无误"}),
            ("withdrawn", {"reason": "原决定已被依法撤销"}),
            ("publicity-ended", {"ground": "《信用修复管理办法》第三条"}),
        ],
    )
    def test_each_kind_that_follows_up_has_its_form(self, at_desk, on_sqlite, card, kind, typed):
        self.publish(at_desk, kind, card, typed)
        assert len(current_book(on_sqlite).book.lines) == 2

    def test_a_correction_asks_for_the_right_value_beside_what_is_wrong(
        self, at_desk, on_sqlite, card
    ):
        officer = at_desk("industry")
        new = f"/drafting/new/industry/corrected/?enterprise={card.enterprise.id}"
        page = fill(officer, {"refers_to": card.id, "more": "1"}, new)
        assert "现为：单位产品能耗超过限额12%" in page.text
        typed = {path: CARD[path] for path in CARD if path.startswith(("basis", "doc", "formed"))}
        typed |= {"changes.problem": "单位产品能耗超过限额21%", "reason": "录入有误"}
        page = fill(officer, typed, page.address, "/edit/")
        sent = officer.send(page, "/submit/")
        head = at_desk("industry-head")
        assert "已公示" in head.send(head.open(sent.address), "/approve/").text
        (history,) = current_book(on_sqlite).book.histories.values()
        assert history.on(on_sqlite.today()).entries[0].shown.problem.endswith("21%")


def test_the_preview_is_the_page_that_the_public_gets_byte_for_byte(
    at_desk, on_sqlite, monkeypatch
):
    monkeypatch.undo()  # the real site is built, by nobody's hand
    officer, head = at_desk("industry"), at_desk("industry-head")
    address = drafted(officer)
    paths = re.findall(r'href="[^"]*/preview/([^"]+)"', officer.open(address).html)
    assert len(paths) == 2
    seen = {path: officer.client.get(f"{address}preview/{path}").data for path in paths}
    head.send(head.open(address), "/approve/")
    (act,) = current_book(on_sqlite).book.acts
    site = on_sqlite.settings.instance / publishing.SITE_FOLDER
    for path, preview in seen.items():
        page = (site / path / "index.html").read_bytes()
        assert preview.replace(b"0" * 26, act.id.encode()) == page
    style = re.search(rb'href="([^"]*static/style[^"]*)"', seen[paths[0]]).group(1).decode()
    found = officer.client.get(urljoin(f"{address}preview/{paths[0]}", style))
    assert found.mimetype == "text/css"
    assert officer.open(f"{address}preview/lists/yellow/").status == 404
