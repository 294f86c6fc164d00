"""Every page of the platform has one shape, and says what government pages must say."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from register.wording import LANGUAGES

THEME = Path(__file__).resolve().parents[2] / "themes" / "mingjian"
TEMPLATES = sorted((THEME / "templates").rglob("*.html"))

Render = Callable[..., str]


def test_a_page_carries_the_meta_tags_of_the_government_website_guide(gallery: Render) -> None:
    page = gallery()
    for name in ("SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnType", "PubDate"):
        assert f'<meta name="{name}" content="' in page
    assert '<meta name="SiteDomain" content="cn.example.gov.cn">' in page
    assert 'content=""' not in page


def test_the_footer_names_what_the_guide_asks_for_and_links_no_placeholder(gallery: Render) -> None:
    footer = gallery().split("<footer")[1]
    for item in (
        "主办单位：湛江市淘汰落后产能工作协调小组办公室",
        "地址：",
        "站点地图",
        "联系方式：",
    ):
        assert item in footer
    assert "网站标识码：4408000000（示例）" in footer
    assert "粤ICP备00000000号（示例）" in footer
    assert "我为政府网站找错（示例）" in footer
    assert "https://" not in footer


def test_a_real_registration_number_is_linked(gallery: Render, site: object) -> None:
    footer = gallery(site=site).split("<footer")[1]
    assert 'href="https://beian.miit.gov.cn/"' in footer
    assert 'jiucuo.html?site_code=4408000000"' in footer
    assert "（示例）" not in footer


def test_a_demo_says_so_on_every_page_and_a_real_register_does_not(gallery: Render) -> None:
    assert "演示数据，企业均为虚构。" in gallery()
    assert "演示数据" not in gallery(demo=False)
    assert "all enterprises are fictional" in gallery("en")


def test_the_language_switch_leads_to_the_same_page(gallery: Render) -> None:
    assert (
        '<a class="language" href="/en/gallery/" lang="en" hreflang="en">English</a>' in gallery()
    )
    assert 'href="/gallery/" lang="zh-CN" hreflang="zh-CN">中文</a>' in gallery("en")
    assert 'class="language"' not in gallery(alternate=None)


def test_the_current_section_is_marked_once(gallery: Render) -> None:
    nav = gallery(active="duties").split("<nav")[1].split("</nav>")[0]
    assert re.findall(r'href="([^"]+)" aria-current="page"', nav) == ["/duties/"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_of_every_component_stays_under_60_kb_with_one_stylesheet_and_one_script(
    gallery: Render, lang: str
) -> None:
    page = gallery(lang)
    assert len(page.encode()) < 60_000
    assert page.count('rel="stylesheet"') == 1
    assert re.findall(r"<script[^>]*>", page) == [
        '<script src="/static/site.js" defer blocking="render">'
    ]


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(gallery: Render) -> None:
    for text in [gallery(), *(path.read_text("utf-8") for path in TEMPLATES)]:
        assert not re.search(r"\s(style|on[a-z]+)\s*=\s*[\"']", text)
        assert not re.search(r"<(style|script(?! src))", text)
        assert not re.search(r"(src|srcset|<link[^>]*href)=\"(https?:)?//", text)
    stylesheet = (THEME / "static" / "style.css").read_text("utf-8")
    assert "@import" not in stylesheet
    assert "url(" not in stylesheet
    assert "@font-face" not in stylesheet


@pytest.mark.parametrize("name", ["403", "404", "413", "500", "maintenance"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_error_page_says_what_happened_and_what_to_do(
    render: Render, name: str, lang: str
) -> None:
    page = render(f"errors/{name}.html", lang)
    main = page.split("<main")[1].split("</main>")[0]
    title = re.search(r"<h1>([^<]+)</h1>", main)
    assert title
    assert f"<title>{title[1]} - " in page
    assert main.count("<li>") == 3
    assert "0759-0000000" in main
    assert '<meta name="robots" content="noindex">' in page
    if lang == "en":
        assert not re.search(r"[\u4e00-\u9fff]", main)


def test_an_error_page_tells_the_limit_and_the_reason_it_was_given(render: Render) -> None:
    assert "一次最多提交2 MB。" in render("errors/413.html", limit="2 MB")
    assert "案件属于其他单位。" in render("errors/403.html", reason="案件属于其他单位。")
    assert "预计8时恢复。" in render("errors/maintenance.html", until="8时")
