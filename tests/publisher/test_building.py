"""Whole builds: what changes with one act, what stops a build, what must never be shown."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import pytest
from ulid import ULID

from publisher import BuildFailed, build
from register.acts import (
    AnyAct,
    Corrected,
    Inspection,
    PublicityEnded,
    Reply,
    Withdrawn,
    YellowCard,
)
from register.canonical import encode
from register.files import append_acts, load_book
from register.histories import erasures
from register.problems import ProblemsFound
from register.profiles import load_profile

pytestmark = pytest.mark.long

AS_OF = dt.date(2026, 11, 22)
ROOT = Path(__file__).resolve().parents[2]
Publish = Callable[..., Path]
PELICAN = [sys.executable, "-m", "pelican", "-q", "-s", str(ROOT / "site/publishconf.py")]


def state_of(output: Path) -> dict[str, tuple[int, int]]:
    return {
        path.relative_to(output).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in output.rglob("*")
        if path.is_file()
    }


def inspection(content: Path, **changes: object) -> Inspection:
    """Return a new inspection of a firm that has one already."""
    folder = content / "enping"
    book = load_book(folder, load_profile(folder))
    known = next(act for act in book.acts if isinstance(act, Inspection))
    return msgspec.structs.replace(
        known, id=str(ULID()), date=AS_OF, formed_on=AS_OF, salt="a" * 64, **changes
    )


def following(kind: type[AnyAct], act: AnyAct, **said: object) -> AnyAct:
    """Return an act that follows another one."""
    return kind(
        id=str(ULID()),
        date=AS_OF,
        enterprise=act.enterprise,
        department=act.department,
        basis=act.basis,
        document="恩科〔2026〕9878号",
        by=act.by,
        salt="c" * 64,
        formed_on=AS_OF,
        refers_to=act.id,  # type: ignore[call-arg]  # kinds that follow another act have it
        **said,
    )


def withdrawal_of(act: Inspection) -> Withdrawn:
    return following(Withdrawn, act, reason="行政处罚决定被依法撤销")


def test_a_second_build_writes_no_file(content: Path, publish: Publish, tmp_path: Path) -> None:
    output = publish()
    before, work = state_of(output), state_of(tmp_path / ".site.build")
    result = build(content, "enping", output, AS_OF)
    assert (result.written, result.removed) == (0, 0)
    assert result.unchanged == len(before) - 1
    assert state_of(output) == before
    assert state_of(tmp_path / ".site.build") == work


def test_one_act_writes_its_enterprise_its_lists_and_the_counts(
    content: Path, publish: Publish
) -> None:
    output = publish()
    act = inspection(content, compliant=False, finding="能效不达标。")
    before = state_of(output)
    append_acts(content / "enping", [act])
    result = build(content, "enping", output, AS_OF)
    after = state_of(output)
    changed = {path for path in after if after[path] != before.get(path)}
    firms = {path for path in changed if path.startswith("enterprises/")}
    assert firms == {f"enterprises/{act.enterprise.id}/index.html"}
    assert "lists/inspections/index.html" in changed
    assert "lists/yellow/index.html" not in changed
    assert result.written == len(changed) - 1
    # The search index names its files by their content.
    assert all("search" in path for path in before.keys() - after.keys())
    assert result.removed == len(before.keys() - after.keys())
    assert "能效不达标。" in (output / f"enterprises/{act.enterprise.id}/index.html").read_text()


Step = Callable[[Path], None]


def add(content: Path) -> None:
    """A known firm is inspected again, and a new one for the first time."""
    act = inspection(content, finding="又一次检查。")
    new = msgspec.structs.replace(act.enterprise, id="new-firm", name="恩平新办机械有限公司")
    first = msgspec.structs.replace(act, id=str(ULID()), enterprise=new, compliant=False)
    append_acts(content / "enping", [act, first])


def acts_of_new_firm(content: Path) -> Sequence[AnyAct]:
    folder = content / "enping"
    return load_book(folder, load_profile(folder)).histories["new-firm"].acts


def fill(content: Path) -> None:
    """So much is published of the new firm that it takes several pages."""
    (first,) = acts_of_new_firm(content)
    finding = "抽查的设备都符合要求。" * 20
    acts = [
        msgspec.structs.replace(first, id=str(ULID()), finding=finding, salt=f"{number:064x}")
        for number in range(40)
    ]
    append_acts(content / "enping", acts)


def shrink(content: Path) -> None:
    """Most of it leaves again, and some of the pages with it."""
    ending = acts_of_new_firm(content)[2:]
    ended = [following(PublicityEnded, act, ground="公示期满") for act in ending]
    append_acts(content / "enping", ended)


def answer_and_correct(content: Path) -> None:
    act = newest(content)
    reply = following(Reply, act, text="我司已整改。")
    changes = {"finding": "更正后的认定。"}
    correction = following(Corrected, act, changes=changes, reason="录入有误")
    append_acts(content / "enping", [reply, correction])


def withdraw(content: Path) -> None:
    append_acts(content / "enping", [withdrawal_of(newest(content))])


def end_publicity(content: Path) -> None:
    ended = following(PublicityEnded, newest(content, at=-2), ground="公示期满")
    append_acts(content / "enping", [ended])


def erase(content: Path) -> None:
    """What ended leaves the book itself."""
    folder = content / "enping"
    book = load_book(folder, load_profile(folder))
    acts = {act.id: act for act in book.acts}
    for history in book.histories.values():
        for stone in erasures(history, AS_OF, lambda: "d" * 64):
            file = folder / f"acts/{stone.date.year}.jsonl"
            file.write_bytes(file.read_bytes().replace(encode(acts[stone.id]), encode(stone)))


def newest(content: Path, at: int = -1) -> Inspection:
    """Return an inspection that is shown, the last one by default."""
    folder = content / "enping"
    histories = load_book(folder, load_profile(folder)).histories.values()
    shown = [entry.act for history in histories for entry in history.on(AS_OF).of(Inspection)]
    return sorted(shown, key=lambda act: act.id)[at]


STEPS: Sequence[Step] = (add, fill, shrink, answer_and_correct, withdraw, end_publicity, erase)


def read(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".mingjian-build"
    }


def test_a_build_in_steps_equals_a_build_from_nothing(
    content: Path, publish: Publish, tmp_path: Path
) -> None:
    publish()
    every = "PROVE" in os.environ  # each step against a build of its own
    older = []
    for number, step in enumerate(STEPS):
        step(content)
        output = publish()
        older.append(len(list(output.glob("enterprises/new-firm/page/*"))))
        if every or step is STEPS[-1]:
            fresh = tmp_path / f"fresh{number}"
            build(content, "enping", fresh, AS_OF)
            assert read(output) == read(fresh), step.__name__
    assert (output / "enterprises/new-firm/index.html").exists()
    assert [older[0], older[-1] > 0, older[-1] < max(older)] == [0, True, True]


def test_an_act_after_damage_mends_what_it_does_not_change_too(
    content: Path, publish: Publish, tmp_path: Path
) -> None:
    output = publish()
    damaged = ["en/duties/index.html", "data/lists/red.csv", "about/contact/index.html"]
    damaged += [f"enterprises/{newest(content, at).enterprise.id}/index.html" for at in (0, -1)]
    for path in damaged:
        (output / path).write_text("damaged")
    (output / "robots.txt").unlink()
    add(content)
    publish()
    build(content, "enping", tmp_path / "fresh", AS_OF)
    assert read(output) == read(tmp_path / "fresh")


@pytest.mark.prove
@pytest.mark.skipif(os.environ.get("PROVE") != "1", reason="four whole builds: make prove")
def test_a_build_for_another_day_equals_one_from_nothing(
    content: Path, publish: Publish, tmp_path: Path
) -> None:
    publish()
    for number, day in enumerate((AS_OF + dt.timedelta(days=40), dt.date(2025, 6, 30))):
        output = publish(day)
        fresh = tmp_path / f"fresh{number}"
        build(content, "enping", fresh, day)
        assert read(output) == read(fresh), day


def test_what_another_version_of_the_program_kept_leaves_the_disk(
    content: Path, publish: Publish, tmp_path: Path
) -> None:
    publish()
    kept = tmp_path / ".site.build"
    (kept / "firms").write_text("kept by an older version")
    (kept / "home").mkdir()
    append_acts(content / "enping", [inspection(content)])
    publish()
    assert not (kept / "firms").exists()
    assert not (kept / "home").exists()


def test_nothing_of_a_withdrawn_act_is_left_anywhere(
    content: Path, publish: Publish, tmp_path: Path
) -> None:
    secret = "独一无二的检查结论"
    act = inspection(content, finding=secret, document="恩科〔2026〕9876号")
    append_acts(content / "enping", [act])
    output = publish()
    assert secret in (output / f"enterprises/{act.enterprise.id}/index.html").read_text()
    append_acts(content / "enping", [withdrawal_of(act)])
    publish()
    for folder in (output, tmp_path / ".site.build"):
        for path in folder.rglob("*"):
            if path.is_file():
                data = path.read_bytes()
                for trace in (secret, "9876号", act.salt):
                    assert trace.encode() not in data, path
    page = (output / f"enterprises/{act.enterprise.id}/index.html").read_text()
    assert "撤销公示" in page
    assert act.id in page


def test_a_past_day_shows_the_past(content: Path, tmp_path: Path) -> None:
    past = tmp_path / "past"
    build(content, "enping", past, dt.date(2025, 1, 31))
    folder = content / "enping"
    book = load_book(folder, load_profile(folder))
    later = {act.document for act in book.acts if act.date > dt.date(2025, 1, 31)}
    text = "".join(path.read_text() for path in past.rglob("*.html"))
    assert "数据截至2025年1月31日" in text
    assert not [document for document in later if document in text]


def test_what_an_act_says_is_text_and_never_runs(content: Path, publish: Publish) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{7*7}}</script>"
    act = inspection(content, finding=attack, document="=HYPERLINK(1)")
    append_acts(content / "enping", [act])
    output = publish()
    for path in output.rglob("*.html"):
        text = path.read_text()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    assert "{{7*7}}" in (output / f"enterprises/{act.enterprise.id}/index.html").read_text()
    assert ",=HYPERLINK" not in (output / "data/book/2026.csv").read_text()


def test_a_notice_can_not_run_anything(content: Path, publish: Publish) -> None:
    notice = content / "enping/notices/2026/attack.md"
    notice.write_text(
        "Title: 公告<script>alert(1)</script>\nDate: 2026-03-01\nDepartment: industry\n"
        "Document: 恩科〔2026〕1号\n\n<script>alert(1)</script>\n\n"
        "[点我](javascript:alert(1))\n\n<p onclick='alert(1)' style='x'>正文</p>\n"
    )
    output = publish()
    text = (output / "notices/attack/index.html").read_text()
    for trace in ("<script>alert", "javascript:", "onclick", "style="):
        assert trace not in text
    assert "正文" in text


def test_a_notice_that_cites_a_withdrawn_act_is_shown_no_more(
    content: Path, publish: Publish
) -> None:
    act = inspection(content, finding="检查发现能效不达标。")
    append_acts(content / "enping", [act])
    (content / "enping/notices/2026/cites.md").write_text(
        "Title: 关于某厂的公告\nDate: 2026-03-01\nDepartment: industry\n"
        f"Document: 恩科〔2026〕1号\nActs: {act.id}\n\n某厂的名字和问题。\n"
    )
    output = publish()
    assert "某厂的名字" in (output / "notices/cites/index.html").read_text()
    append_acts(content / "enping", [withdrawal_of(act)])
    publish()
    assert "公告不再显示" in (output / "notices/cites/index.html").read_text()
    assert not [path for path in output.rglob("*.html") if "某厂" in path.read_text()]


BROKEN: dict[str, Callable[[Path], object]] = {
    "profile.toml": lambda place: (place / "profile.toml").write_text("[place\n"),
    "acts/2026.jsonl": lambda place: (place / "acts/2026.jsonl").write_text('{"id":1}\n'),
    "notices/2026/broken.md": lambda place: (place / "notices/2026/broken.md").write_text(
        "Title: 公告\nDate: 2026-02-31\nDepartment: nobody\n\n正文\n"
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_stops_both_ways_of_building_and_keeps_the_old_site(
    content: Path, publish: Publish, name: str
) -> None:
    output = publish()
    before = state_of(output)
    BROKEN[name](content / "enping")
    with pytest.raises(ProblemsFound, match=name):
        publish()
    environment = {**os.environ, "MINGJIAN_PLACE": "enping", "MINGJIAN_CONTENT": str(content)}
    run = subprocess.run(
        [*PELICAN, "-o", str(output)], env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode != 0
    assert name.rsplit("/", maxsplit=1)[-1] in (run.stdout + run.stderr).replace("\n", "")
    assert state_of(output) == before


def test_a_broken_template_stops_the_build_and_keeps_the_old_site(
    content: Path, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    from publisher import templates

    output = publish()
    before = state_of(output)
    append_acts(content / "enping", [inspection(content)])
    templates.environment.cache_clear()
    templates.template.cache_clear()
    source = templates.environment().loader
    assert source is not None
    real = source.get_source

    def broken(environment: object, name: str) -> object:
        text, path, fresh = real(environment, name)  # type: ignore[arg-type]
        return (
            (text + "\n{{ nobody.knows }}", path, fresh)
            if name == "site/home.html"
            else (text, path, fresh)
        )

    monkeypatch.setattr(source, "get_source", broken)
    try:
        with pytest.raises(BuildFailed, match=r"site/home\.html:\d+"):
            publish()
    finally:
        templates.environment.cache_clear()
        templates.template.cache_clear()
    assert state_of(output) == before


def test_pelican_alone_builds_a_place(content: Path, tmp_path: Path) -> None:
    output = tmp_path / "alone"
    environment = {
        **os.environ,
        "MINGJIAN_PLACE": "enping",
        "MINGJIAN_CONTENT": str(content),
        "MINGJIAN_AS_OF": AS_OF.isoformat(),
    }
    subprocess.run([*PELICAN, "-o", str(output)], env=environment, check=True, capture_output=True)
    other = tmp_path / "other"
    build(content, "enping", other, AS_OF)
    assert (output / "index.html").read_bytes() == (other / "index.html").read_bytes()


def test_an_unknown_place_is_refused_with_the_known_ones(content: Path, tmp_path: Path) -> None:
    with pytest.raises(BuildFailed, match="enping、zhanjiang"):
        build(content, "atlantis", tmp_path / "site", AS_OF)


BUILDER = """
import sys, datetime
from pathlib import Path
from publisher import build
print("begin", flush=True)
build(Path(sys.argv[1]), "enping", Path(sys.argv[2]), datetime.date(2026, 11, 22))
"""


def test_a_build_killed_in_the_middle_leaves_the_old_site_or_the_new_one(
    content: Path, publish: Publish
) -> None:
    output = publish()
    chance = random.Random(7)
    for number in range(5):
        act = inspection(content, finding=f"第{number}次中断。")
        before = (output / "index.html").read_bytes()
        append_acts(content / "enping", [act])
        command = [sys.executable, "-c", BUILDER, str(content), str(output)]
        builder = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
        assert builder.stdout is not None
        builder.stdout.readline()
        time.sleep(chance.random() * 0.8)
        os.killpg(builder.pid, signal.SIGKILL)
        builder.stdout.close()
        builder.wait()
        page = (output / f"enterprises/{act.enterprise.id}/index.html").read_text()
        shown = f"第{number}次中断。" in page
        assert shown == ((output / "index.html").read_bytes() != before)
        publish()
        assert (
            f"第{number}次中断。"
            in (output / f"enterprises/{act.enterprise.id}/index.html").read_text()
        )


def test_yellow_cards_count_their_days(content: Path, publish: Publish) -> None:
    folder = content / "enping"
    book = load_book(folder, load_profile(folder))
    assert any(isinstance(act, YellowCard) for act in book.acts)
    text = (publish() / "lists/yellow/index.html").read_text()
    assert "剩余" in text or "已逾期" in text
