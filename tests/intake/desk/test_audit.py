"""The auditor's page: filter, export, verify."""

import csv
import io
import json

from sqlalchemy import text

from intake.db.engine import writing


def test_an_auditor_filters_exports_and_verifies(at_desk, on_sqlite):
    at_desk("industry")
    browser = at_desk("auditor")
    page = browser.open("/audit/?member=industry&action=log-in")
    assert page.status == 200
    assert "industry" in page.text
    assert "登录" in page.text
    assert "没有符合条件的记录" in browser.open("/audit/?member=nobody").text
    rows = list(csv.reader(io.StringIO(browser.open("/audit/lines.csv?action=log-in").html)))
    assert len(rows) >= 3
    assert rows[1][3] == "登录"
    verdict = browser.send(browser.open("/audit/"), "/verify/")
    assert "没有缺失、改动、调换或者插入" in verdict.text
    assert "mingjian-audit.zhanjiang" in verdict.text


def test_a_tampered_trail_is_shown_with_its_place_in_both_languages(at_desk, on_sqlite):
    browser = at_desk("auditor")
    with writing(on_sqlite.engine) as connection:
        connection.execute(text("UPDATE audit SET action = 'look' WHERE id = 3"))
    page = browser.send(browser.open("/audit/"), "/verify/")
    assert "第3条：与链不符" in page.text
    page = browser.send(browser.open("/en/audit/"), "/verify/")
    assert "Line 3: does not fit the chain" in page.text


def test_what_is_no_checkpoint_is_given_back_to_be_mended(at_desk):
    browser = at_desk("auditor")
    page = browser.send(browser.open("/audit/"), "/verify/", kept="not a checkpoint")
    assert page.status == 400
    assert "不是本系统签名的检查点" in page.text
    assert page.form("/verify/").values["kept"] == "not a checkpoint"


def test_bad_days_in_the_filter_are_told_at_their_field(at_desk):
    browser = at_desk("auditor")
    far = "before=" + "9" * 30
    for query in ("since=x", "until=2026-13-40", "since=9999-99-99", "before=x", "before=-1", far):
        assert browser.open(f"/audit/?{query}").status in (200, 400), query
    assert browser.open("/audit/?since=0001-01-01&until=9999-12-31").status == 200
    assert "从哪一天：请填写日期，例如2026-12-31。" in browser.open("/audit/?since=x").text


def test_a_name_that_a_spreadsheet_would_calculate_stays_text(at_desk, on_sqlite):
    from intake.domain.roles import Post, Role
    from intake.services.demo import PASSPHRASE
    from intake.services.staff import NewMember, add_member, granted_by_member

    new = NewMember("=1+1", {Post("industry", Role.AUDITOR)}, PASSPHRASE)
    add_member(on_sqlite, new, granted_by_member(on_sqlite, "industry", PASSPHRASE))
    at_desk("=1+1")
    table = at_desk("auditor").open("/audit/lines.csv").html
    assert "'=1+1" in table
    assert "\n=1+1" not in table
    assert ",=1+1" not in table


def test_an_auditor_of_one_department_sees_its_lines_alone(at_desk, on_sqlite):
    from intake.domain.roles import Post, Role
    from intake.services.demo import PASSPHRASE
    from intake.services.staff import NewMember, add_member, granted_by_member

    new = NewMember("tax-auditor", {Post("tax", Role.AUDITOR)}, PASSPHRASE)
    add_member(on_sqlite, new, granted_by_member(on_sqlite, "tax", PASSPHRASE))
    at_desk("industry")
    at_desk("tax")
    browser = at_desk("tax-auditor")
    table = browser.open("/audit/lines.csv?action=log-in").html
    assert ",tax," in table
    assert ",industry," not in table
    assert browser.open("/audit/chain.jsonl").status == 403


def test_the_whole_chain_can_be_taken_away(at_desk):
    lines = at_desk("auditor").open("/audit/chain.jsonl").html.splitlines()
    assert json.loads(lines[0])["number"] == 1
    assert "mingjian-audit" in json.loads(lines[-1])["checkpoint"]
