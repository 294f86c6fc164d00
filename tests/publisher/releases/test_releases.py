"""Releases: what the book held on a day, for good, less what the law takes off the site."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import json
import os
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import msgspec
from ulid import ULID

from publisher import build
from register.acts import Inspection, PublicityEnded
from register.files import append_acts, load_book
from register.histories import History
from register.lists import LISTS
from register.profiles import load_profile
from register.releases import FILE, read_releases

CONTENT = Path(__file__).resolve().parents[3] / "content"
AS_OF = dt.date(2026, 11, 22)
NAME = "恩平市举世无双独此一家轧钢厂"
Publish = Callable[..., Path]

PROVE = os.environ.get("PROVE") == "1"


def ids(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [line["登记编号"] for line in csv.DictReader(file)]


def files_of(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".html")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def new_firm(content: Path, day: dt.date) -> Inspection:
    """Return an inspection that found fault with a firm the book doesn't know."""
    folder = content / "enping"
    known = next(a for a in load_book(folder, load_profile(folder)).acts
                 if isinstance(a, Inspection))  # fmt: skip
    at = dt.datetime.combine(day, dt.time(8), dt.UTC)
    firm = msgspec.structs.replace(known.enterprise, id="ep-unique", name=NAME, uscc=None)
    return msgspec.structs.replace(
        known, id=str(ULID.from_datetime(at)), date=day, formed_on=day, enterprise=firm,
        salt="c" * 64, compliant=False, finding="能效不达标，责令整改。",
        document="恩科〔2026〕9871号",
    )  # fmt: skip


def ending_of(act: Inspection) -> PublicityEnded:
    return PublicityEnded(
        id=str(ULID()), date=AS_OF, enterprise=act.enterprise, department=act.department,
        basis=act.basis, document="恩科〔2026〕9872号", by=act.by, salt="d" * 64, formed_on=AS_OF,
        refers_to=act.id, ground="信用修复",
    )  # fmt: skip


def contents(path: Path) -> Iterator[bytes]:
    """Yield a file's bytes, and whatever they unpack to."""
    data = path.read_bytes()
    yield data
    if data[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(data)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    for unpack in (gzip.decompress, zlib.decompress):
        try:
            yield unpack(data)
        except (OSError, EOFError, zlib.error):
            continue


def naming(name: str, *folders: Path) -> set[str]:
    """Return the files that name someone: as text, as JSON escapes, or percent-encoded."""
    from urllib.parse import quote

    traces = [name.encode(), json.dumps(name)[1:-1].encode(), quote(name).encode(),
              name.encode("utf-16-le")]  # fmt: skip
    return {
        str(path)
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
        for data in contents(path)
        if any(trace in data for trace in traces)
    }


def test_a_release_holds_what_was_public_on_its_day_and_still_is(site: Path) -> None:
    folder = CONTENT / site.name
    releases = read_releases(folder)
    assert len(releases) == 2
    histories = load_book(folder, load_profile(folder)).histories.values()
    gone = {stone.id for history in histories for stone in history.on(AS_OF).tombstones}
    for release in releases:
        root = site / f"data/releases/{release.date}"
        views = [history.on(release.date) for history in histories]
        wanted = {act.id for view in views for act in view.acts} - gone
        assert {id_ for path in (root / "book").glob("*.csv") for id_ in ids(path)} == wanted
        then = [
            History(view.id, [act for act in view.acts if act.id not in gone]) for view in views
        ]
        for slug, rule in LISTS.items():
            rows = {row.act.id for history in then for row in rule.rows(history, release.date)}
            assert set(ids(root / f"lists/{slug}.csv")) == rows


def test_frictionless_finds_every_release_valid(site: Path) -> None:
    """The oldest and the newest in every run, all of them under `make prove`."""
    packages = sorted((site / "data/releases").glob("*/datapackage.json"))
    for package in packages if PROVE else {packages[0], packages[-1]}:
        run = subprocess.run(
            [Path(sys.executable).with_name("frictionless"), "validate", "--json", package.name],
            cwd=package.parent, capture_output=True, check=False,
        )  # fmt: skip
        report = json.loads(run.stdout)
        assert report["valid"], report
        assert len(report["tasks"]) > len(LISTS)


def test_a_release_says_its_files_and_what_was_removed(site: Path) -> None:
    removed = 0
    for path in (site / "data/releases").glob("*/release.json"):
        told = json.loads(path.read_bytes())
        for file in told["files"]:
            content = (site / file["path"][1:]).read_bytes()
            assert (len(content), sha256(content).hexdigest()) == (file["bytes"], file["sha256"])
        for language in ("", "en/"):
            page = (site / language / f"data/releases/{told['date']}/index.html").read_text()
            assert all(stone["id"] in page for stone in told["removed"])
        removed += len(told["removed"])
    assert removed


def test_the_changes_lead_from_any_release_to_today(site: Path) -> None:
    """A reuser who holds the first release and applies what came since has today's book."""
    index = json.loads((site / "data/releases/index.json").read_bytes())["releases"]
    today = {id_ for path in (site / "data/book").glob("*.csv") for id_ in ids(path)}
    for start in range(len(index)):
        root = site / index[start]["path"][1:]
        held = {id_ for path in (root / "book").glob("*.csv") for id_ in ids(path)}
        for release in index[start:]:
            told = json.loads((site / release["changes"]["files"][1]["path"][1:]).read_bytes())
            added = {act["id"] for act in told["added"]}
            assert held.isdisjoint(added)
            held = (held | added) - {stone["id"] for stone in told["ended"]}
            assert {change["id"] for change in told["modified"]} <= held
        assert held == today


def test_a_later_act_leaves_every_release_as_it_was(content: Path, publish: Publish) -> None:
    output = publish()
    before = files_of(output / "data/releases")
    since = (output / "data/changes/2026-06-30.json").read_bytes()
    first = (output / "data/changes/2025-12-31.json").read_bytes()
    append_acts(content / "enping", [new_firm(content, AS_OF)])
    publish()
    after = files_of(output / "data/releases")
    assert {name for name in before if before[name] != after[name]} == {
        "index.json", "2026-06-30/release.json",  # they tell how large the changes since are
    }  # fmt: skip
    assert (output / "data/changes/2025-12-31.json").read_bytes() == first
    assert (output / "data/changes/2026-06-30.json").read_bytes() != since


def test_an_act_approved_later_joins_no_release_whatever_its_date(
    content: Path, publish: Publish
) -> None:
    """An old list is entered today under its own date: a release of that time stays as it was."""
    output = publish()
    before = files_of(output / "data/releases/2026-06-30/book")
    act = msgspec.structs.replace(new_firm(content, dt.date(2026, 3, 2)), id=str(ULID()))
    append_acts(content / "enping", [act])
    publish()
    assert act.id in (output / "data/book/2026.csv").read_text()
    assert files_of(output / "data/releases/2026-06-30/book") == before
    added = json.loads((output / "data/changes/2026-06-30.json").read_bytes())["added"]
    assert act.id in {each["id"] for each in added}


def test_nothing_of_an_ended_entry_is_left_in_any_byte_of_the_output(
    content: Path, publish: Publish, tmp_path: Path
) -> None:
    """Pages, lists, book, workbooks, releases, changes, feeds, calendars, search, build folder."""
    act = new_firm(content, dt.date(2026, 3, 2))
    append_acts(content / "enping", [act])
    output, work = publish(), tmp_path / ".site.build"
    found = {Path(name).relative_to(tmp_path).as_posix() for name in naming(NAME, output, work)}
    for part in (
        "data/lists/inspections.xlsx", "data/lists/inspections.json", "data/book/2026.csv",
        "data/releases/2026-06-30/lists/inspections.xlsx", "data/changes/2025-12-31.json",
        "data/releases/2026-06-30/book/2026.json", "feeds/all.atom", "feeds/lists/inspections.json",
        "enterprises/ep-unique/index.html",
    ):  # fmt: skip
        assert f"site/{part}" in found
    append_acts(content / "enping", [ending_of(act)])
    publish()
    for trace in (NAME, act.document, act.salt):
        assert naming(trace, output, work) == set()
    release = json.loads((output / "data/releases/2026-06-30/release.json").read_bytes())
    assert act.id in {stone["id"] for stone in release["removed"]}
    assert act.id in (output / "data/ended.csv").read_text()
    assert act.id in (output / "feeds/withdrawn.json").read_text()


def test_a_place_without_releases_says_so_and_builds(content: Path, publish: Publish) -> None:
    (content / "enping" / FILE).unlink()
    output = publish()
    assert "还没有发布版" in (output / "data/index.html").read_text()
    assert json.loads((output / "data/releases/index.json").read_bytes())["releases"] == []


def test_a_past_day_shows_no_later_release(content: Path, tmp_path: Path) -> None:
    past = tmp_path / "past"
    build(content, "enping", past, dt.date(2026, 2, 1))
    assert [path.name for path in (past / "data/releases").iterdir() if path.is_dir()] == [
        "2025-12-31"
    ]
