from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.search import index as indexing
from publisher.search.blocks import Packer
from publisher.search.catalogue import MANIFEST, IndexFiles
from publisher.search.findable import Findable, searchable, terms
from publisher.search.sounds import Sounds
from register.profiles import load_profile
from register.standings import State

PROFILE = load_profile(Path(__file__).parents[3] / "content" / "enping")
PACKER = Packer(PROFILE)
names = st.lists(st.text("恩平市钢厂（）集團江", min_size=2, max_size=8), max_size=2, unique=True)
firms = st.builds(
    Findable,
    id=st.uuids().map(str),
    names=names.map(tuple),
    code=st.sampled_from(["", "91440785XN4319493E", "440785000012345"]),
    area=st.sampled_from([area.id for area in PROFILE.areas]),
    industry=st.sampled_from(["3110", "3120"]),
    kinds=st.just(("sealed",)),
    subjects=st.just(()),
    years=st.sets(st.integers(2020, 2026), max_size=2).map(lambda it: tuple(sorted(it))),
    states=st.sampled_from([(), (State.SEALED,), (State.CLOSED, State.OVERDUE)]),
).map(msgspec.msgpack.encode)
places = st.lists(firms, max_size=12)


def files(index):
    return IndexFiles(index, PACKER).files


def built(firms, cache):
    return indexing.up_to_date(cache, b"1", firms, PACKER)


@pytest.fixture
def spelled(monkeypatch):
    """The pinyin dictionary must not be loaded again for known characters."""
    monkeypatch.setattr("publisher.search.sounds._initial", lambda _: pytest.fail("asked again"))


@given(places, places)
@settings(deadline=None, max_examples=60)
def test_an_index_mended_is_the_index_built_anew(before, after):
    with TemporaryDirectory() as folder:
        cache = Path(folder) / "search"
        built(before, cache)
        mended = built(after, cache)
        cache.unlink()
        assert files(mended) == files(built(after, cache))


def test_a_new_enterprise_changes_no_others_number_and_industries_lie_together():
    firms = [("3110", b"a"), ("3120", b"b"), ("3110", b"c")] + [("3110", b"d")] * indexing.RUN
    before = indexing.numbered(firms)
    after = indexing.numbered([*firms, ("3120", b"e"), ("2221", b"f")])
    assert before[0] == b"a"
    assert before[1] == b"c"
    assert before.index(b"b") == indexing.RUN
    assert len(before) == 3 * indexing.RUN
    assert all(
        after[at] == firm for at, firm in enumerate(before) if firm in (b"a", b"b", b"c", b"d")
    )


def test_one_change_touches_only_its_own_files(tmp_path):
    many = [encoded(f"恩平市{chr(0x4E00 + at)}{chr(0x5E00 + at)}厂", at) for at in range(2000)]
    before = files(built(many, tmp_path / "search"))
    many[1000] = encoded("恩平市换名厂", 1000)
    after = files(built(many, tmp_path / "search"))
    changed = {path for path in after if after[path] != before.get(path)}
    assert MANIFEST in changed
    assert len(changed) < 20 < len(after)


def encoded(name, at):
    return msgspec.msgpack.encode(
        Findable(f"e-{at}", (name,), "", PROFILE.areas[0].id, "3110", (), (), (2024,), ())
    )


def test_known_characters_are_spelled_without_the_dictionary(tmp_path, spelled):
    assert Sounds({"钢": "g", "厂": "c"}).spell("钢厂") == {"gc"}


def test_names_are_spelled_by_initials_also_where_a_character_has_two_readings():
    assert Sounds({}).spell("湛江市例驰炼铁(集团)") == {"zjslcltjt"}
    assert Sounds({}).spell("长江a1号") == {"cja1h", "zja1h"}
    assert "zjsxhzgc" in Sounds({}).spell("湛江市虚桓轧钢厂")
    assert {"dcz", "sxz"} <= Sounds({}).spell("东涌镇") | Sounds({}).spell("沙圩镇")


def test_a_name_is_looked_up_simplified_with_one_kind_of_brackets():
    assert searchable("湛江煉鋼【集團】") == searchable("湛江炼钢（集团）") == "湛江炼钢(集团)"


def test_brackets_may_be_left_out():
    firm = Findable("a", ("恒力（集团）厂",), "", "encheng", "3110", (), (), (), ())
    assert {"力集", "力(", "(集"} <= terms(firm, Sounds({}))["n"]


def test_two_initials_are_asked_for_as_such_and_more_by_threes():
    found = terms(Findable("a", ("钢铁厂",), "", "encheng", "3110", (), (), (), ()), Sounds({}))
    assert found["p"] == {"gt", "tc", "gtc"}


def test_an_enterprise_of_which_only_tombstones_are_left_has_no_terms():
    firm = Findable("a", (), "", "", "", (), (), (), ())
    assert not any(terms(firm, Sounds({})).values())
