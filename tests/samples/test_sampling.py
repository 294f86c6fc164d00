import datetime as dt
import json
import shutil
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc

from register import rules
from register.acts import KINDS, kind_of
from register.files import load_book
from register.profiles import load_profile
from samples import FolderInUse, write_sample
from samples.arcs import ARCS
from samples.names import MARKS
from samples.sampling import END, sampled_acts

CONTENT = Path(__file__).parents[2] / "content"
PLACES = ("zhanjiang", "enping")
PROFILES = {place: load_profile(CONTENT / place) for place in PLACES}

sizes = st.integers(1, 60)
seeds = st.integers(-(2**63), 2**63)
any_place = st.sampled_from(PLACES)


@given(any_place, sizes, seeds)
@settings(deadline=None)
def test_any_number_and_seed_give_a_book_that_keeps_every_rule(place, enterprises, seed):
    acts = list(sampled_acts(PROFILES[place], enterprises, seed))
    assert rules.check(acts, PROFILES[place]) == []
    assert list(rules.warnings(acts)) == []


@given(any_place, sizes, seeds)
@settings(deadline=None)
def test_each_enterprise_has_its_own_id_name_and_valid_code(place, enterprises, seed):
    firms = {act.enterprise for act in sampled_acts(PROFILES[place], enterprises, seed)}
    assert len(firms) == enterprises
    assert len({firm.id for firm in firms}) == enterprises
    assert len({firm.name for firm in firms}) == enterprises
    assert len({firm.uscc for firm in firms}) == enterprises
    assert all(uscc.is_valid(firm.uscc) for firm in firms)


@given(any_place, sizes, seeds)
@settings(deadline=None)
def test_each_enterprise_has_three_to_five_acts_in_order_up_to_the_end(place, enterprises, seed):
    told = defaultdict(list)
    for act in sampled_acts(PROFILES[place], enterprises, seed):
        told[act.enterprise.id].append(act)
    for acts in told.values():
        assert 3 <= len(acts) <= 5
        assert all(earlier.date < later.date for earlier, later in pairwise(acts))
        assert END.replace(year=END.year - 3, day=1) <= acts[0].date
        assert acts[-1].date <= END


@given(any_place, seeds)
@settings(deadline=None)
def test_a_dozen_enterprises_show_every_kind_of_act(place, seed):
    kinds = {kind_of(act) for act in sampled_acts(PROFILES[place], len(ARCS), seed)}
    assert kinds == set(KINDS)


@given(st.dates(dt.date(2010, 1, 1), dt.date(2035, 12, 31)), seeds)
@settings(deadline=None)
def test_a_sample_may_end_on_any_day(end, seed):
    acts = list(sampled_acts(PROFILES["enping"], len(ARCS), seed, end))
    assert rules.check(acts, PROFILES["enping"]) == []
    assert max(act.date for act in acts) <= end


def bytes_of(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path):
    for name, seed in (("one", 7), ("two", 7), ("other", -7)):
        write_sample(CONTENT / "zhanjiang", 40, seed, tmp_path / name)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")
    names = [
        {
            line.split(b'"name":')[1]
            for path in (tmp_path / name).rglob("*.jsonl")
            for line in path.read_bytes().splitlines()
        }
        for name in ("one", "other")
    ]
    assert not names[0] & names[1]


@pytest.mark.parametrize("place", PLACES)
def test_a_sample_is_a_content_folder_that_loads(tmp_path, place):
    write_sample(CONTENT / place, 50, 1, tmp_path / "sample")
    folder = tmp_path / "sample" / place
    book = load_book(folder, load_profile(folder))
    assert len(book.histories) == 50
    assert bytes_of(folder / "pages") == bytes_of(CONTENT / place / "pages")
    assert [act.id for act in book.acts] == sorted(act.id for act in book.acts)


def test_names_are_fictional_and_hold_the_trade_people_search_for():
    names = {act.enterprise.name for act in sampled_acts(PROFILES["zhanjiang"], 300, 1)}
    assert all(any(mark in name for mark in MARKS) for name in names)
    for trade in ("炼钢", "水泥", "造纸", "印染"):
        assert any(trade in name for name in names)


def test_a_firm_has_about_one_and_a_half_kilobytes_of_text():
    long_texts = 0
    for act in sampled_acts(PROFILES["zhanjiang"], 240, 3):
        said = (getattr(act, field) for field in act.__struct_fields__)
        long_texts += sum(len(t.encode()) for t in said if isinstance(t, str) and not t.isascii())
    assert 1200 <= long_texts / 240 <= 1800


def test_a_folder_with_something_in_it_is_refused_and_left_alone(tmp_path):
    output = tmp_path / "mine"
    output.mkdir()
    (output / "notes.txt").write_text("keep me")
    with pytest.raises(FolderInUse, match="不是空目录"):
        write_sample(CONTENT / "enping", 3, 1, output)
    assert [path.name for path in tmp_path.rglob("*")] == ["mine", "notes.txt"]
    assert (output / "notes.txt").read_text() == "keep me"


def test_an_empty_folder_is_filled(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_sample(CONTENT / "enping", 3, 1, Path())
    assert [path.name for path in tmp_path.iterdir()] == ["enping"]


def test_nothing_half_written_stays_when_it_fails(tmp_path):
    place = tmp_path / "places" / "enping"
    shutil.copytree(CONTENT / "enping", place)
    (place / "pages" / "gone.md").symlink_to("nowhere.md")
    with pytest.raises(shutil.Error, match="gone"):
        write_sample(place, 24, 1, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["places"]


@pytest.mark.parametrize("enterprises", [0, -1, 1_000_001])
def test_a_number_out_of_range_is_refused(tmp_path, enterprises):
    with pytest.raises(ValueError, match="enterprises"):
        write_sample(CONTENT / "enping", enterprises, 1, tmp_path / "out")


@pytest.mark.parametrize("line", ["demo = false\n", ""])
def test_a_sample_says_that_it_is_fictional_even_where_the_place_is_real(tmp_path, line):
    place = tmp_path / "enping"
    shutil.copytree(CONTENT / "enping", place)
    profile = place / "profile.toml"
    profile.write_text(profile.read_text("utf-8").replace("demo = true\n", line), "utf-8")
    assert not load_profile(place).place.demo
    write_sample(place, 3, 1, tmp_path / "sample")
    assert load_profile(tmp_path / "sample" / "enping").place.demo


def test_every_line_is_canonical_json(tmp_path):
    write_sample(CONTENT / "enping", 24, 1, tmp_path / "sample")
    for path in (tmp_path / "sample").rglob("*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            plain = json.dumps(
                json.loads(line), sort_keys=True, ensure_ascii=False, separators=(",", ":")
            )
            assert plain == line
