"""A list at the desk: a verdict on every row first, then drafts, once; bad rows come back."""

import csv
import io
import re

import pytest

from intake.db.draft_schema import act_drafts, drafts
from intake.db.engine import reading
from intake.desk import imports
from intake.services.drafts import import_list

pytestmark = pytest.mark.usefixtures("no_site")

LIST = """湛江市2026年落后产能退出企业名单（公示）,,,,
序号,厂家,所在地,设备,产能(万吨)
1,湛江市例琅炼钢有限公司,麻章区,2座65t转炉（1#、3#）,130
2,廉江市例沅水泥厂,廉江市,Φ2.2m×7m水泥磨机1台,约20
3,湛江市例珩厂,联系人13812345678,,
,合计,,,150
"""


def preview(browser, content=None, name="名单.csv", **typed):
    content = LIST.encode("gb18030") if content is None else content
    page = browser.open("/imports/")
    form = page.form("/preview/")
    sent = {**form.values, "what": "industry|closure", **typed, "file": (io.BytesIO(content), name)}
    return browser.open(form.action, method="POST", data=sent)


def verdicts(page):
    rows = re.findall(
        r'<th scope="row" class="short">\s*(\d+)</th>(.*?)</tr>', page.html, re.DOTALL
    )
    return {int(n): re.search(r'badge-\w+">([^<]+)<', rest).group(1) for n, rest in rows}


def press(browser, page, action, **typed):
    form = page.form("/confirm/")
    return browser.open(action, method="POST", data={**form.values, **typed})


def count(system, table):
    with reading(system.engine) as connection:
        return len(connection.execute(table.select()).all())


def test_the_preview_gives_every_row_a_verdict_and_stores_nothing(at_desk, on_sqlite):
    page = preview(at_desk("industry"))
    assert verdicts(page) == {3: "接受", 4: "接受，需核对", 5: "退回", 6: "退回"}
    assert "13812345678" not in page.text
    assert count(on_sqlite, drafts) == count(on_sqlite, act_drafts) == 0


def test_good_rows_become_drafts_with_what_they_say_and_what_all_have_in_common(at_desk, on_sqlite):
    officer = at_desk("industry")
    common = {
        "common|basis.law": "《湛江市2021年推动落后产能退出工作方案》",
        "common|basis.clause": "三（四）",
        "common|document": "湛工信〔2026〕90号",
        "common|formed_on": "2026-11-20",
        "common|year": "2026",
        "common|scope": "line",
        "common|method": "拆除主体设备",
        "common|enterprise.industry": "3120",
    }
    run = press(officer, preview(officer), "/imports/confirm/", **common)
    assert run.status == 200, run.text
    assert count(on_sqlite, act_drafts) == 2
    sent = officer.send(run, "/submit/")
    assert "已送审2份；还有0份" in sent.text
    head = at_desk("industry-head")
    (first, second) = re.findall(
        r'name="draft" value="([^"]+)"', head.open("/drafting/?view=submitted").html
    )
    token = head.open("/drafting/?view=submitted").form("/approve/").values
    done = head.open("/drafting/approve/", method="POST", data={**token, "draft": [first, second]})
    assert "审核通过2份" in done.text
    from intake.services.book import current_book

    acts = sorted(current_book(on_sqlite).book.acts, key=lambda act: act.enterprise.name)
    lines = {act.enterprise.name: act.lines for act in acts}
    (line,) = lines["湛江市例琅炼钢有限公司"]
    assert (line.equipment, line.count, line.capacity, line.unit) == ("65t转炉", 2, 130, "万吨")
    (line,) = lines["廉江市例沅水泥厂"]
    assert line.capacity is None


def test_a_text_too_long_for_a_draft_is_told_with_its_row_and_stores_nothing(at_desk, on_sqlite):
    long = f"企业名称,退出方式\n湛江市例琅炼钢有限公司,拆除\n廉江市例沅水泥厂,{'拆' * 4001}\n"
    officer = at_desk("industry")
    refused = press(officer, preview(officer, long.encode()), "/imports/confirm/")
    assert "第3行“关停方式”：这一项最多4000字，现在有4001字" in refused.text
    assert count(on_sqlite, act_drafts) == count(on_sqlite, drafts) == 0


def test_a_text_too_long_in_a_list_taken_over_is_told_with_row_field_and_limit(at_desk, on_sqlite):
    long = f"企业名称,退出方式\n廉江市例沅水泥厂,{'拆' * 4001}\n"
    outcome = import_list(on_sqlite, long.encode(), "名单.csv", "closure")
    officer = at_desk("industry")
    page = officer.open(f"/imports/{outcome.import_id}/")
    refused = officer.send(page, "/adopt/", department="industry")
    assert refused.status == 400
    assert "第2行“关停方式”：这一项最多4000字，现在有4001字" in refused.text
    assert officer.send(page, "/adopt/", department="ecology").status == 403
    assert count(on_sqlite, act_drafts) == 0


def test_importing_twice_makes_no_doubles(at_desk, on_sqlite):
    officer = at_desk("industry")
    press(officer, preview(officer), "/imports/confirm/")
    again = press(officer, preview(officer), "/imports/confirm/")
    assert "没有重复" in again.text
    assert count(on_sqlite, act_drafts) == count(on_sqlite, drafts) == 2


def test_refused_rows_come_back_as_a_file_with_their_reasons(at_desk):
    officer = at_desk("industry")
    page = preview(officer)
    form = page.form("/confirm/")
    found = officer.client.post("/imports/rejects/", data=form.values)
    assert found.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(found.data.decode("utf-8-sig"))))
    assert rows[1][-1] == "退回原因"
    assert [row[-2] for row in rows[2:]] == ["5", "6"]
    assert "个人信息" in rows[2][-1]


def test_columns_mapped_by_hand_are_remembered_for_the_next_list_of_that_header(at_desk):
    officer = at_desk("industry")
    odd = "甲,乙,丙\n湛江市例琅炼钢有限公司,30万吨,x\n湛江市例玑炼钢有限公司,40万吨,y\n"
    page = preview(officer, odd.encode())
    assert page.form("/confirm/").values["map|乙"] != "capacity"
    mapped = press(officer, page, "/imports/preview/", **{"map|乙": "capacity"})
    assert mapped.form("/confirm/").values["map|乙"] == "capacity"
    press(officer, mapped, "/imports/confirm/", **{"map|乙": "capacity"})
    later = odd.replace("30万吨", "50万吨")
    again = preview(officer, later.encode())
    assert again.form("/confirm/").values["map|乙"] == "capacity"


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "空.csv", "表头"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧.xls", "文件损坏，或不是表格"),
        (b"<html><table></table></html>", "页.xls", "网页"),
        ("甲,乙\n1,2\n".encode(), "无.csv", "企业名称"),
    ],
)
def test_a_file_that_is_no_list_says_what_to_do(at_desk, content, name, said):
    page = preview(at_desk("industry"), content, name)
    assert page.status == 400
    assert said in page.text


def test_a_file_too_large_for_one_form_is_refused_with_the_limit(at_desk, monkeypatch):
    monkeypatch.setattr(imports, "LARGEST_FILE", 100)
    page = preview(at_desk("industry"), b"x" * 101)
    assert page.status == 400
    assert "请分成几个文件" in page.text


def test_what_comes_back_broken_is_refused_and_stores_nothing(at_desk, on_sqlite):
    officer = at_desk("industry")
    page = preview(officer)
    for packed in ("", "x", "eJw=", "H4sI" * 10):
        broken = press(officer, page, "/imports/confirm/", packed=packed)
        assert broken.status == 400
    other = press(officer, page, "/imports/confirm/", what="ecology|over-limit")
    assert other.status in (400, 403)
    own = press(officer, page, "/imports/confirm/", what="industry|over-limit")
    assert own.status == 400
    assert count(on_sqlite, act_drafts) == 0


def test_a_list_imported_by_command_is_taken_over_at_the_desk(at_desk, on_sqlite):
    outcome = import_list(on_sqlite, LIST.encode(), "名单.csv", "closure")
    officer = at_desk("industry")
    page = officer.open(f"/imports/{outcome.import_id}/")
    assert count(on_sqlite, act_drafts) == 0
    officer.send(page, "/adopt/", department="industry")
    assert count(on_sqlite, act_drafts) == 2
    officer.send(page, "/adopt/", department="industry")
    assert count(on_sqlite, act_drafts) == 2
