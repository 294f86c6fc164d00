"""The profile says who answers for what; a mistake in it is named by line, field and remedy."""

import shutil
from pathlib import Path

import pytest

from register.jurisdiction import Matter, NotInProfile, Profile
from register.problems import Problem, ProblemsFound
from register.profiles import load_profile, places

CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture
def place(tmp_path):
    """A copy of Zhanjiang's profile, free to be spoilt."""
    folder = tmp_path / "zhanjiang"
    folder.mkdir()
    shutil.copy(CONTENT / "zhanjiang" / "profile.toml", folder)
    return folder


@pytest.fixture(scope="module")
def zhanjiang() -> Profile:
    return load_profile(CONTENT / "zhanjiang")


def change(place: Path, old: str, new: str) -> None:
    path = place / "profile.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def line(place: Path, words: str) -> int:
    """The first line of the profile with these words."""
    lines = (place / "profile.toml").read_text().splitlines()
    return next(number for number, text in enumerate(lines, start=1) if words in text)


def problems(place: Path) -> tuple[Problem, ...]:
    with pytest.raises(ProblemsFound) as found:
        load_profile(place)
    return found.value.problems


def the_problem(place: Path) -> Problem:
    (problem,) = problems(place)
    assert problem.file == "profile.toml"
    assert problem.remedy
    return problem


def test_both_places_are_found_and_nothing_else(tmp_path):
    assert places(CONTENT) == ["enping", "zhanjiang"]
    assert places(tmp_path) == []


def test_a_third_city_is_a_folder_and_no_code(tmp_path):
    text = (CONTENT / "enping" / "profile.toml").read_text()
    folder = tmp_path / "kaiping"
    folder.mkdir()
    third = text.replace("恩平", "开平").replace('id = "enping"', 'id = "kaiping"')
    third = third.replace("440785", "440783")
    (folder / "profile.toml").write_text(third)
    profile = load_profile(folder)
    assert places(tmp_path) == ["kaiping"]
    assert (profile.place.name, profile.place.code) == ("开平市", "440783")
    assert profile.department("industry").name == "开平市科工商务局"


def test_lookups_answer_by_id_and_name_what_is_known_when_they_cannot(zhanjiang):
    assert zhanjiang.department("power").name == "湛江供电局"
    assert zhanjiang.area("zjetdz").government == "湛江经济技术开发区管理委员会"
    assert zhanjiang.responsibility(Matter.GROUND_BAR_STEEL).lead == "industry"
    assert zhanjiang.clock("return").amount == 5
    with pytest.raises(
        NotInProfile, match=r"no department 'police'; known: coordination, industry"
    ):
        zhanjiang.department("police")


def test_only_a_department_with_the_duty_may_issue_a_kind(zhanjiang):
    assert zhanjiang.may_issue("ecology", "over-limit")
    assert not zhanjiang.may_issue("ecology", "yellow-card")
    assert not zhanjiang.may_issue("industry", "over-limit")
    assert not zhanjiang.may_issue("power", "closure")
    duty = zhanjiang.duty_for("licence-cancelled", "market-regulation")
    assert duty is not None
    assert duty.id == "licences", "the duty named first in the profile goes before the general one"
    assert zhanjiang.duty_for("yellow-card", "ecology") is None


def test_a_department_knows_its_matters_and_duties(zhanjiang):
    assert [entry.matter for entry in zhanjiang.led_by("development-reform")] == [Matter.ENERGY]
    assert Matter.ENERGY in {entry.matter for entry in zhanjiang.assisted_by("industry")}
    assert [duty.id for duty in zhanjiang.duties_of("power")] == []
    assert {"over-limit", "sealed"} <= {duty.id for duty in zhanjiang.duties_of("ecology")}


def test_a_citation_names_the_document_and_the_clause(zhanjiang):
    enping = load_profile(CONTENT / "enping")
    steel = Matter.GROUND_BAR_STEEL
    plan = "《湛江市2021年推动落后产能退出工作方案》"
    assert zhanjiang.cite(zhanjiang.responsibility(steel)) == plan + "二（五）2"
    assert enping.cite(enping.responsibility(steel)) == (
        "《恩平市2021年推动落后产能退出工作计划》（恩科工商务字〔2021〕58号）四（五）"
    )
    assert zhanjiang.cite(zhanjiang.clock("publication")) == "《政府信息公开条例》第二十六条"
    withdrawals = next(duty for duty in zhanjiang.duties if duty.id == "withdrawals")
    assert zhanjiang.cite(withdrawals) == "《行政处罚法》第四十八条"


def test_a_missing_profile_says_where_to_take_one_from(tmp_path):
    problem = the_problem(tmp_path)
    assert (problem.line, problem.reason) == (0, "没有这个文件")


def test_bad_toml_is_named_by_its_line(place):
    change(place, "amount = 15", "amount = = 15")
    problem = the_problem(place)
    assert problem.line == line(place, "amount = = 15")
    assert "TOML写法不对" in problem.reason


def test_a_truncated_file_is_named_by_its_last_line(place):
    path = place / "profile.toml"
    path.write_text(path.read_text() + '\n[[calendar]]\nas-written = "某月')
    assert the_problem(place).line == line(place, 'as-written = "某月')


@pytest.mark.parametrize(
    ("spoil", "reason", "at"),
    [
        (lambda content: b"\xef\xbb\xbf" + content, "文件开头有BOM", 1),
        (lambda content: content.replace(b"\n", b"\r\n"), "换行为CRLF", 1),
        (lambda content: content.replace(b"\n", b"\n\xff", 1), "不是UTF-8编码", 2),
    ],
)
def test_files_in_another_encoding_are_refused_by_line(place, spoil, reason, at):
    path = place / "profile.toml"
    path.write_bytes(spoil(path.read_bytes()))
    problem = the_problem(place)
    assert (problem.reason, problem.line) == (reason, at)


@pytest.mark.parametrize(
    ("old", "new", "where", "field", "reason"),
    [
        ("amount = 15", "amount = 0", "amount = 0", "clocks.amount", "数值超出范围"),
        ("amount = 15", 'amount = "15"', 'amount = "15"', "clocks.amount", "类型不对，应为整数"),
        (
            'matter = "tax"',
            'matter = "taxes"',
            'matter = "taxes"',
            "responsibilities.matter",
            "没有“taxes”这个取值",
        ),
        (
            'clause = "二（二）"',
            'clause = ""',
            'clause = ""',
            "responsibilities.clause",
            "内容为空或太短",
        ),
        ("demo = true", "demos = true", "demos = true", "place.demos", "没有这一项"),
        ('level = "地级市"', "", "[place]", "place.level", "缺少必填项"),
        ("[site]", "[sites]", "[sites]", "sites", "没有这一项"),
    ],
)
def test_a_wrong_value_is_named_by_line_and_field(place, old, new, *, where, field, reason):
    change(place, old, new)
    problem = next(problem for problem in problems(place) if problem.field == field)
    assert (problem.reason, problem.line) == (reason, line(place, where))


def test_wrong_values_in_several_tables_are_named_at_once(place):
    change(place, "amount = 15", "amount = 0")
    change(place, 'kind = "functional"', 'kind = "zone"')
    assert [problem.field for problem in problems(place)] == ["areas.kind", "clocks.amount"]


@pytest.mark.parametrize(
    ("old", "new", "where", "field", "reason"),
    [
        (
            'lead = "power"',
            'lead = "powers"',
            'lead = "powers"',
            "responsibilities.lead",
            "没有编号为“powers”的单位",
        ),
        (
            'departments = ["market-regulation"]',
            'departments = ["police"]',
            'departments = ["police"]',
            "duties.departments",
            "没有编号为“police”的单位",
        ),
        (
            'who = ["industry"]',
            'who = ["mayor"]',
            'who = ["mayor"]',
            "calendar.who",
            "没有编号为“mayor”的单位",
        ),
        (
            'co = ["industry"]',
            'co = ["development-reform"]',
            'co = ["development-reform"]',
            "responsibilities.co",
            "“development-reform”既是主办又是协办",
        ),
        ('id = "440803"\n', 'id = "440802" #\n', '"440802" #', "areas.id", "“440802”重复"),
        ('"霞山", "西营"', '"霞山", "赤坎"', '"霞山", "赤坎"', "areas.aliases", "名称“赤坎”已属于"),
        ('id = "publication"', 'id = "publications"', "[[clocks]]", "clocks", "缺少时限"),
        ('list = "sealed"', 'list = "seals"', 'list = "seals"', "duties.list", "没有“seals”"),
        (
            'kinds = ["red-card"]',
            'kinds = ["red"]',
            'kinds = ["red"]',
            "duties.kinds",
            "没有“red”这种登记事项",
        ),
        (
            'kinds = ["withdrawn"]',
            "kinds = []",
            "[[duties]]",
            "duties",
            "登记事项“withdrawn”没有单位可以发布",
        ),
        (
            'clause = "二（二）"',
            'clause = " "',
            'clause = " "',
            "responsibilities.clause",
            "没有写依据的条款",
        ),
        (
            'placeholders = ["url"',
            'placeholders = ["uri"',
            'placeholders = ["uri"',
            "site.placeholders",
            "[site] 中没有“uri”这一项",
        ),
        (
            'note-en = "Includes Guandu Industrial Park."',
            "",
            'note = "含官渡工业园。"',
            "areas.note",
            "说明只有一种文字",
        ),
        ('id = "zhanjiang"', 'id = "zhanjiangs"', 'id = "zhanjiangs"', "place.id", "与目录名"),
    ],
)
def test_a_disagreement_is_named_by_line_and_field(place, old, new, *, where, field, reason):
    change(place, old, new)
    found = next(
        problem
        for problem in problems(place)
        if problem.field == field and reason in problem.reason
    )
    assert found.line == line(place, where)


@pytest.mark.parametrize("matter", list(Matter))
def test_a_matter_nobody_answers_for_is_an_error(place, matter):
    path = place / "profile.toml"
    head, _, rest = path.read_text().partition(f'[[responsibilities]]\nmatter = "{matter}"')
    path.write_text(head + rest[rest.index("\n\n") :])
    problem = the_problem(place)
    assert problem.reason == f"事项“{matter}”没有主办单位"
    assert str(problem).startswith(f"profile.toml:{line(place, '[[responsibilities]]')}: ")


def test_a_place_without_a_coordination_office_has_nobody_to_dispatch(place):
    path = place / "profile.toml"
    path.write_text(path.read_text().replace('"coordination"', '"group"'))
    assert the_problem(place).reason == "没有编号为“coordination”的单位"
