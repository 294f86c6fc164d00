"""Help at the desk: drawn from the rules, printed on one sheet, shown to whom it concerns."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from intake.desk import create_app
from intake.domain.roles import ROLE_NAMES, Role
from intake.domain.stages import MOVE_NAMES, Move
from intake.services.installation import init
from intake.settings import Settings

STYLE = Path(__file__).resolve().parents[3] / "themes/mingjian/static/style.css"
A4 = {"width": 794, "height": 1123}
"""CSS pixels."""


@pytest.fixture
def installed_empty(tmp_path, profiles_only):
    """An instance as `mingjian init` leaves it."""
    settings = Settings(
        instance=tmp_path / "new", place="enping", content=tmp_path / "new" / "content",
        database_url=f"sqlite:///{tmp_path}/new/x.sqlite3", public_url="http://a", desk_url="http://b",
        api_url="http://c", demo=False, kdf_memory=64, kdf_passes=3,
    )  # fmt: skip
    system = init(settings, profiles_only, lambda _paper: None)
    yield system
    system.engine.dispose()


def test_help_lists_every_roles_guide_ones_own_first(at_desk):
    page = at_desk("auditor").open("/help/")
    linked = re.findall(r'href="/help/roles/([a-z]+)/"', page.html)
    assert set(linked) == set(Role)
    assert linked[0] == Role.AUDITOR
    assert page.text.count("您的职务") == 1
    assert "启用清单" not in page.text


@pytest.mark.parametrize("role", Role)
def test_a_guide_is_complete_in_both_languages(at_desk, role):
    browser = at_desk("admin")
    page = browser.open(f"/help/roles/{role}/")
    assert page.status == 200
    assert f"{ROLE_NAMES[role]}一页指南" in page.text
    english = browser.open(f"/en/help/roles/{role}/")
    assert "One-page guide" in english.text
    assert not re.search("[一-鿿]", english.html.split("<main")[1].split("</main")[0])


def test_a_head_reads_in_the_guide_what_another_must_decide(at_desk):
    page = at_desk("industry").open("/help/roles/head/")
    assert str(MOVE_NAMES[Move.GRANT_EXTENSION]) in page.text
    assert "须由另一位负责人办理" in page.text
    assert "在协调小组办公室还可以做的操作" in page.text


def test_a_guide_of_no_role_is_no_page(at_desk):
    assert at_desk("industry").open("/help/roles/king/").status == 404


def test_the_first_days_are_for_who_brings_people_in(at_desk):
    page = at_desk("admin").open("/help/first-days/")
    assert "每个单位都收得到提醒" in page.text
    assert "还没有的单位：" in page.text
    assert at_desk("industry-head").open("/en/help/first-days/").status == 200
    assert at_desk("industry").open("/help/first-days/").status == 403


def test_before_anybody_was_let_in_the_login_says_what_to_do(installed_empty, browsing):
    page = browsing.Browser(create_app(installed_empty)).open("/login/")
    assert "还没有人员可以登录" in page.text
    assert "mingjian staff add --name NAME --department coordination --role dispatcher" in page.text


@pytest.mark.browser
@pytest.mark.parametrize("language", ["", "/en"])
def test_every_guide_prints_on_one_sheet_of_a4(chromium: Browser, at_desk, language):
    style = f"<style>{STYLE.read_text('utf-8')}</style>"
    browser = at_desk("admin")
    context = chromium.new_context(viewport=A4)
    page = context.new_page()
    sheets = {}
    for role in Role:
        html = browser.open(f"{language}/help/roles/{role}/").html
        page.set_content(re.sub(r'<link rel="stylesheet"[^>]*>', lambda _: style, html))
        sheets[role] = page.pdf(format="A4", prefer_css_page_size=True).count(b"/Type /Page\n")
    context.close()
    assert sheets == dict.fromkeys(Role, 1)
