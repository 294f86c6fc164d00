"""An enterprise of which much was published: pages that an old phone can load, nothing lost."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from functools import cache
from urllib.parse import urldefrag, urljoin

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ulid import ULID

from publisher import story
from publisher.assets import find_assets
from publisher.preview import enterprise_pages
from register.acts import (
    AnyAct,
    Corrected,
    Inspection,
    Objection,
    PublicityEnded,
    Reply,
    Sealed,
)
from register.files import load_book
from register.jurisdiction import Profile
from register.profiles import load_profile

from .conftest import AS_OF, CONTENT
from .test_building import following

MOST_BYTES = 60 * 1024
LOADED = re.compile(
    r"<(?:link rel=\"(?:stylesheet|icon)\"|script|img)[^>]*?(?:href|src)=\"([^\"]+)\""
)
FIRM = "ep-long"
TEXT = "抽查2号窑用能设备213台，其中Y系列电动机57台、变压器2台属国家明令淘汰的落后设备。" * 3


@cache
def profile() -> Profile:
    return load_profile(CONTENT / "enping")


@cache
def known(kind: type[AnyAct]) -> AnyAct:
    """Return an act of a kind from the demonstration's book."""
    acts = load_book(CONTENT / "enping", profile()).acts
    return next(act for act in acts if isinstance(act, kind))


def long_history(count: int, start: int = 0) -> Iterator[AnyAct]:
    """Yield acts about one enterprise, two a month, with what was said about some of them."""
    for number in range(start, start + count):
        kind = Sealed if number % 5 == 0 else Inspection
        act = known(kind)
        day = AS_OF - dt.timedelta(days=15 * (start + count - number))
        firm = msgspec.structs.replace(act.enterprise, id=FIRM, name="恩平市虚澜建材有限公司")
        said = {"reason": TEXT} if kind is Sealed else {"finding": TEXT}
        told = msgspec.structs.replace(
            act, id=ULID(), enterprise=firm, date=day, formed_on=day, salt="a" * 64, **said
        )
        told = msgspec.structs.replace(told, id=str(told.id))
        yield told
        yield from notes_on(told, number, day)


def notes_on(act: AnyAct, number: int, day: dt.date) -> Iterator[AnyAct]:
    if number % 4 == 1:
        yield dated(following(Reply, act, text=TEXT), day)
    if number % 7 == 2:
        yield dated(following(Objection, act, text=TEXT, upheld=False, outcome=TEXT), day)
    if number % 9 == 3:
        field = "reason" if isinstance(act, Sealed) else "finding"
        yield dated(following(Corrected, act, changes={field: TEXT}, reason="录入有误"), day)


def dated(act: AnyAct, day: dt.date) -> AnyAct:
    return msgspec.structs.replace(act, date=day, formed_on=day)


def pages_of(acts: Sequence[AnyAct]) -> dict[str, str]:
    made = enterprise_pages(profile(), FIRM, acts, AS_OF)
    return {path: page.decode() for path, page in made.items()}


def ids_of(page: str) -> list[str]:
    return re.findall(r'id="([0-9A-HJKMNP-TV-Z]{26})"', page)


def lines_on(own: str, prefix: str = "") -> dict[str, str]:
    """Return the page that the line in an entry's place leads to, by the entry's id."""
    lines = re.findall(r'<li id="(\w{26})"><a href="(page/\d+/)#(\w{26})">', own)
    assert all(id_ == anchor for id_, _, anchor in lines)
    return {id_: f"{prefix}enterprises/{FIRM}/{path}index.html" for id_, path, _ in lines}


def told_on(page: str) -> list[str]:
    """Return the ids of what a page tells itself, without the lines that lead to other pages."""
    before, _, moved = page.partition(" data-moved>")
    return ids_of(before + moved.partition("</ul>")[2])


def weight(path: str, page: str) -> int:
    """Return the bytes of a page and of all that it loads."""
    assets = find_assets()
    names = {published: name for name, published in assets.paths.items()}
    links = set(LOADED.findall(page.replace('type="image/svg+xml" ', "")))
    loaded = [names[urljoin(f"/{path}", urldefrag(link)[0])[1:]] for link in links]
    assert len(loaded) >= 3
    return len(page.encode()) + sum(len(assets.contents[name]) for name in loaded)


@pytest.mark.parametrize("count", [57, 400])
def test_no_page_of_an_enterprise_weighs_more_than_60_kilobytes(count: int) -> None:
    pages = pages_of(list(long_history(count)))
    assert len(pages) > count // 10
    weights = {path: weight(path, page) for path, page in pages.items()}
    assert max(weights.values()) <= MOST_BYTES, max(weights.items(), key=lambda it: it[1])


OWN = f"enterprises/{FIRM}/index.html"


def test_each_entry_is_told_on_one_page_and_its_permanent_address_leads_there() -> None:
    acts = list(long_history(70))
    events = [act for act in acts if isinstance(act, Sealed | Inspection)]
    pages = pages_of([*acts, following(PublicityEnded, events[0], ground="公示期满")])
    for prefix in ("", "en/"):
        spoken = {
            path: page for path, page in pages.items() if path.startswith("en/") == bool(prefix)
        }
        told = [id_ for page in spoken.values() for id_ in told_on(page)]
        assert sorted(told) == sorted(event.id for event in events)
        own = spoken[prefix + OWN]
        assert set(lines_on(own)) | set(told_on(own)) == set(told)
        assert all(id_ in told_on(spoken[where]) for id_, where in lines_on(own, prefix).items())


def test_every_link_between_an_enterprises_pages_leads_to_a_page_and_an_entry_that_is_there() -> (
    None
):
    pages = pages_of(list(long_history(70)))
    broken = []
    for path, page in pages.items():
        for link in re.findall(r'href="([^"]+)"', page):
            address, anchor = urldefrag(urljoin("/" + path.removesuffix("index.html"), link))
            file = f"{address[1:]}index.html"
            if not re.match(rf"(?:en/)?enterprises/{FIRM}/", file):
                continue
            if file not in pages or (anchor and f'id="{anchor}"' not in pages[file]):
                broken.append((path, link))
    assert broken == []


def test_a_new_act_leaves_the_pages_of_older_ones_as_they_are() -> None:
    acts = list(long_history(40))
    before, after = pages_of(acts[:-2]), pages_of(acts)
    older = {path for path in before if "/page/" in path}
    assert len(older) >= 4
    assert {path for path in older if told_on(after[path]) != told_on(before[path])} == set()
    # The newest of them leads to a still newer one, where that is new.
    assert len([path for path in older if after[path] != before[path]]) in {0, 2}


def test_beyond_so_many_lines_the_older_pages_have_one_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(story, "LINES", 10)
    monkeypatch.setattr(story, "PAGES", 2)
    monkeypatch.setattr(story, "DEADLINES", 3)
    pages = pages_of(list(long_history(80)))
    own = pages[OWN]
    assert len(lines_on(own)) <= 10
    lines = re.findall(r'href="page/(\d+)/">([^<]+)<', own.partition(" data-moved>")[2])
    assert re.fullmatch(r"2\d{3}年.+日至2\d{3}年.+日的\d+条", lines[0][1])
    assert len(lines) == 2
    assert own.count('class="deadline') == 3
    assert "另有" in own


@settings(max_examples=20)
@given(st.integers(1, 60), st.integers(0, 40))
def test_whatever_the_number_of_acts_nothing_is_lost(count: int, start: int) -> None:
    acts = list(long_history(count, start))
    pages = pages_of(acts)
    told = [id_ for path, page in pages.items() if path[:3] != "en/" for id_ in told_on(page)]
    assert sorted(told) == sorted(it.id for it in acts if isinstance(it, Sealed | Inspection))
