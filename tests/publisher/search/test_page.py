import datetime as dt
import json
import re

import pytest

AS_OF = dt.date(2026, 11, 22)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("content", ["zhanjiang"], indirect=True, scope="session"),
]
ATTACK = "<img src=x onerror=document.title='pwned'>"


@pytest.mark.parametrize("site_language", ["", "en/"])
def test_results_come_as_one_types_and_lead_to_the_firm(search, served, firms, site_language):
    page = search.page
    page.goto(f"{served}{site_language}search/")
    name = firms[-1][0]
    page.get_by_role("searchbox").press_sequentially(name[-6:], delay=5)
    link = page.get_by_role("link", name=name, exact=True)
    link.wait_for()
    # What was found for the first letters is shown until the last one has been looked for.
    page.locator("mark", has_text=name[-6:]).first.wait_for()
    assert re.search(r"\d+", search.status())
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")
    page.reload()
    link.wait_for()
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{site_language}enterprises/**")
    assert page.locator("h1").inner_text() == name


def test_filters_narrow_what_is_found_and_also_work_alone(search, histories):
    search.show_all()
    search.page.reload()
    views = [history.on(AS_OF) for history in histories]
    known = [view for view in views if view.enterprise]
    area = known[0].enterprise.area
    year = str(known[0].entries[-1].shown.date.year)

    def wanted(word):
        return sorted(
            view.enterprise.name
            for view in known
            if view.enterprise.area == area
            and any(entry.shown.date.year == int(year) for entry in view.entries)
            and any(word in name.name for name in view.names)
        )

    assert sorted(search.ask("", area=area, year=year)) == wanted("")
    assert sorted(search.ask("公司", area=area, year=year)) == wanted("公司")


def test_more_results_are_shown_on_demand_and_the_keyboard_goes_on_there(search, firms, holding):
    some = search.ask("有限公司")
    assert some == search.names()
    total = len(holding("有限公司", firms))
    assert len(some) == min(5, total)
    search.page.get_by_role("button", name="再显示").click()
    search.page.locator("[data-list] li").nth(5).wait_for()
    assert search.names()[5] == search.page.evaluate("document.activeElement.textContent")
    assert len(set(search.names())) == min(15, total)


def test_what_is_typed_is_never_taken_for_html(search, served):
    search.page.goto(f"{served}search/?q={ATTACK}&area={ATTACK}")
    search.page.wait_for_timeout(200)
    assert search.ask(ATTACK) == []
    assert search.page.title() != "pwned"
    assert search.page.locator("main img").count() == 0


def test_one_character_asks_for_another(search):
    assert search.ask("钢") == []
    assert "两个字" in search.status()


def test_without_a_script_the_page_leads_to_every_firm(chromium, served):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served)
    page.get_by_role("searchbox").fill("炼钢")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    assert page.get_by_text("没有脚本也能找到每一家企业").is_visible()
    page.get_by_role("link", name="企业目录").first.click()
    assert page.locator(".facets a").count() > 3
    context.close()


def test_a_site_put_up_while_the_page_was_open_is_searched_anew(search, firms):
    old = []

    def outdated(route):
        answer = route.fetch()
        known = json.loads(answer.body())
        if not old:
            known["names"]["n"] = "gonegone" * (len(known["names"]["n"]) // 8)
        old.append(route)
        route.fulfill(response=answer, json=known)

    search.page.route("**/manifest.json", outdated)
    name = firms[0][0]
    assert name in search.ask(name)
    assert len(old) == 2
    search.problems = [it for it in search.problems if "404" not in it]


def test_a_search_that_cannot_read_its_files_says_so(search):
    search.page.route("**/search/index/**", lambda route: route.abort())
    assert search.ask("公司") == []
    assert "网络" in search.status()
    search.problems = [it for it in search.problems if "ERR_FAILED" not in it]


def test_a_place_an_industry_or_a_year_among_the_words_finds_what_no_name_tells(search, histories):
    views = [history.on(AS_OF) for history in histories]
    known = [view.enterprise for view in views if view.enterprise]
    steel = [it.name for it in known if it.area == "440811" and it.industry == "3120"]
    assert len(steel) == 2
    for words in ("麻章区 炼钢", "炼钢，麻章", "“麻章区”炼钢 "):
        assert sorted(search.ask(words)) == sorted(steel), words
        assert "按地区、行业、年份和状态" in search.status()
    (one,) = search.ask("“炼钢”", area="440811")
    assert one in steel
    assert "按地区" not in search.status()


def test_what_finds_nothing_or_names_a_place_offers_another_way_to_ask(search, firms):
    offered = search.page.locator(".search-results .buttons button")
    name = next(names[0] for names in firms if "炼钢有限公司" in names[0])
    for asked in ("lian gang you xian gong si".replace(" ", ""), name.replace("炼", "练")):
        assert search.ask(asked) == []
        offered.click()
        search.page.get_by_role("link", name=name, exact=True).wait_for()
        assert search.page.evaluate("document.activeElement.id") == "q"
    search.ask("麻章区")
    offered.filter(has_text="所在地区").click()
    search.page.wait_for_url("**/?area=440811")
    assert search.page.get_by_role("searchbox").input_value() == ""


def test_a_code_written_in_groups_is_found(search, histories):
    known = [view.enterprise for view in (history.on(AS_OF) for history in histories)]
    firm = next(it for it in known if it and it.uscc)
    for grouped in (f"{firm.uscc[:8]} {firm.uscc[8:12]}-{firm.uscc[12:]}", firm.uscc.lower()):
        assert search.ask(grouped) == [firm.name]
