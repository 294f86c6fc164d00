"""What a first query fetches among 100,000 enterprises, and that it finds all of them."""

import datetime as dt
import os
import random
import re
import shutil
from pathlib import Path

import msgspec
import pytest

from publisher.harvest import gather
from publisher.search import index as indexing
from publisher.search.blocks import Packer
from publisher.search.catalogue import FOLDER, IndexFiles
from publisher.search.findable import Findable, searchable
from publisher.search.sounds import Sounds
from register.lines import read_raw
from register.profiles import load_profile
from samples.sampling import write_sample

CONTENT = Path(__file__).resolve().parents[3] / "content"
AS_OF = dt.date(2026, 11, 22)
ENTERPRISES = 100_000
OF_EACH_KIND = 20
SHORTEST = {"name": 2, "initials": 2, "code": 4}
"""Characters that each way to ask takes at least."""
MOST_BYTES = 200_000
"""The page's script and the index's manifest included, all uncompressed."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.prove,
    pytest.mark.skipif(os.environ.get("PROVE") != "1", reason="100,000 enterprises: make prove"),
]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The folder of a large place; every sixth name has brackets, as real ones often do."""
    folder = tmp_path_factory.mktemp("many") / "content"
    write_sample(CONTENT / "zhanjiang", ENTERPRISES, 7, folder)
    for year in (folder / "zhanjiang" / "acts").glob("*.jsonl"):
        plain, bracketed = "实业有限公司".encode(), "（集团）实业有限公司".encode()
        year.write_bytes(year.read_bytes().replace(plain, bracketed))
    return folder / "zhanjiang"


@pytest.fixture(scope="module")
def many(place):
    """What each of its enterprises is found by, encoded."""
    work = place.parent / "work"
    harvest = gather(read_raw(place), load_profile(place), AS_OF, work, b"")
    return list(harvest.topics["search"].said.values())


@pytest.fixture(scope="module")
def site(place, many, site_of_sampled):
    """A small place's search page with the large one's index."""
    large = place.parent / "site"
    for folder in ("search", "static"):
        shutil.copytree(site_of_sampled / folder, large / folder)
    shutil.rmtree(large / FOLDER)
    industries = (msgspec.msgpack.decode(firm, type=Findable).industry for firm in many)
    numbered = indexing.numbered(zip(industries, many, strict=True))
    packer = Packer(load_profile(place))
    index = indexing.up_to_date(place.parent / "index", b"", numbered, packer)
    (large / FOLDER).mkdir()
    for path, content in IndexFiles(index, packer).files.items():
        (large / path).write_bytes(content)
    return large


@pytest.fixture(scope="module")
def forms(many):
    """By each way to ask, what each enterprise is found by: (its number, a text)."""
    sounds = Sounds({})
    found = {"name": [], "initials": [], "code": []}
    for number, firm in enumerate(msgspec.msgpack.decode(it, type=Findable) for it in many):
        found["code"].append((number, firm.code.lower()))
        for name in map(searchable, firm.names):
            found["name"] += ((number, name), (number, re.sub("[()]", "", name)))
            found["initials"] += ((number, spelled) for spelled in sounds.spell(name))
    return found


@pytest.mark.parametrize("way", SHORTEST)
@pytest.mark.parametrize("part", ["start", "middle", "end"])
def test_a_first_query_of_any_kind_finds_all_in_at_most_200_kilobytes(
    chromium, served, forms, way, part
):
    choice = random.Random(f"{way} {part}")
    for _, text in choice.sample(forms[way], OF_EACH_KIND):
        length = choice.randint(SHORTEST[way], len(text))
        start = choice.randint(0, len(text) - length)
        at = {"start": 0, "middle": start, "end": len(text) - length}[part]
        asked = text[at : at + length]
        wanted = {number for number, form in forms[way] if asked in form}
        found, fetched = first_query(chromium, served, asked)
        assert found == len(wanted), asked
        assert fetched <= MOST_BYTES, asked


def first_query(chromium, served, asked):
    """Ask as a first visitor does; return how many were found, and the bytes of all that took."""
    page = chromium.new_page()
    fetched = []
    page.on("response", lambda answer: fetched.append(bytes_for_search(answer)))
    page.goto(f"{served}search/")
    page.locator("#q").fill(asked)
    page.wait_for_function(
        "() => /[0-9]|没有/.test(document.querySelector('[data-status]').textContent)"
    )
    said = re.search(r"\d+", page.locator("[data-status]").inner_text())
    page.close()
    return int(said.group()) if said else 0, sum(fetched)


def bytes_for_search(answer):
    ours = f"/{FOLDER}/" in answer.url or "/static/search." in answer.url
    return int(answer.headers["content-length"]) if ours else 0
