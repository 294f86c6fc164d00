"""Notices and pages: in both languages, in proper form, citing acts that are in the book."""

import re
from pathlib import Path

import pytest

from publisher.documents import NOTICES, PAGES, files, headers, problems
from register.files import load_book
from register.profiles import load_profile

CONTENT = Path(__file__).parents[2] / "content"
HAN = re.compile(r"[\u4e00-\u9fff]+")


@pytest.fixture(params=["zhanjiang", "enping"])
def place(request):
    return CONTENT / request.param


def head(path: Path) -> dict[str, str]:
    return {name: value for name, (_, value) in headers(path.read_text()).items()}


def chinese(place: Path, kind: str) -> list[Path]:
    return [path for path in files(place, kind) if not path.name.endswith(".en.md")]


def english_of(path: Path) -> Path:
    return path.with_name(path.name.replace(".md", ".en.md"))


def test_the_publisher_finds_nothing_wrong_with_them(place):
    assert list(problems(place, load_profile(place))) == []


def test_every_place_has_the_pages_a_visitor_needs(place):
    names = {path.name.removesuffix(".md") for path in chinese(place, PAGES)}
    needed = "about accessibility contact corrections how-to-report lists open-data"
    assert names == set(needed.split())


def test_every_text_is_there_in_both_languages(place):
    for path in (*chinese(place, PAGES), *chinese(place, NOTICES)):
        assert english_of(path).exists(), path


def test_an_english_page_has_no_chinese_but_clauses(place):
    for path in chinese(place, PAGES):
        text = re.sub(r"[一二三四]（[一二三四五]）", "", english_of(path).read_text())
        assert not HAN.search(text), path


def test_both_languages_say_the_same_number_date_department_and_acts(place):
    for path in chinese(place, NOTICES):
        for field in ("date", "department", "document", "acts", "slug"):
            assert head(path).get(field) == head(english_of(path)).get(field), path


def test_a_notice_lies_in_the_year_it_was_issued(place):
    for path in chinese(place, NOTICES):
        assert head(path)["date"][:4] == path.parent.name
        assert head(path)["slug"] == path.name.removesuffix(".md")


def test_a_notice_agrees_with_the_acts_it_cites(place):
    book = load_book(place, load_profile(place))
    cited = 0
    for path in chinese(place, NOTICES):
        text, meta = path.read_text(), head(path)
        acts = [book.act(name) for name in meta.get("acts", "").replace(",", " ").split()]
        cited += len(acts)
        for act in acts:
            assert act.enterprise.name in text, path
        if acts:
            newest = max(acts, key=lambda act: act.id)
            assert newest.document == meta["document"], path
            assert newest.date.isoformat() == meta["date"], path
            assert newest.department == meta["department"], path
    assert cited >= 4


def test_a_notice_is_in_the_form_of_a_public_announcement(place):
    notices = chinese(place, NOTICES)
    assert len(notices) >= 4
    for path in notices:
        meta, body = head(path), path.read_text().partition("\n\n")[2]
        assert re.fullmatch(r"关于.+的公告", meta["title"])
        assert re.fullmatch(r"\w+〔\d{4}〕\d+号", meta["document"])
        assert body.startswith("根据《"), "the basis comes first"
        assert re.findall(r"^(\d)\. \*\*", body, re.MULTILINE)[:3] == ["1", "2", "3"]
        year, month, day = meta["date"].split("-")
        assert body.rstrip().endswith(f"{year}年{int(month)}月{int(day)}日</p>")
