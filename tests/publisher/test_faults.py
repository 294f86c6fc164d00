"""What goes wrong around a build: it is told plainly, leaves nothing behind, and mends itself."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from publisher import BuildFailed, build
from publisher.asking import from_environment
from publisher.documents import problems
from register.problems import ProblemsFound
from register.profiles import load_profile

AS_OF = dt.date(2026, 11, 22)
ROOT = Path(__file__).resolve().parents[2]
PELICAN = [sys.executable, "-m", "pelican", "-q", "-s", str(ROOT / "site/publishconf.py")]
Publish = Callable[..., Path]
NOTICE = """Title: 公告
Date: 2026-03-01
Department: industry
Document: 恩科〔2026〕1号
{}

正文
"""


def test_a_build_refused_before_there_was_a_site_leaves_nothing_behind(
    content: Path, tmp_path: Path
) -> None:
    (content / "enping/acts/2026.jsonl").write_text('{"id":1}\n')
    room = tmp_path / "room"
    with pytest.raises(ProblemsFound):
        build(content, "enping", room / "site", AS_OF)
    assert list(room.iterdir()) == []


def test_a_refusal_of_someone_elses_folder_leaves_nothing_beside_it(
    content: Path, tmp_path: Path
) -> None:
    room = tmp_path / "room"
    (room / "site").mkdir(parents=True)
    (room / "site/thesis.txt").write_text("years of work")
    with pytest.raises(BuildFailed, match="不为空"):
        build(content, "enping", room / "site", AS_OF)
    assert [path.name for path in room.iterdir()] == ["site"]


DAMAGE: dict[str, Callable[[Path], object]] = {
    "overwritten": lambda page: page.write_text("damaged"),
    "emptied": lambda page: page.write_bytes(b""),
    "removed": lambda page: page.unlink(),
    "its folder removed": lambda page: (page.unlink(), page.parent.rmdir()),
}


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_file_of_the_site_is_made_anew_by_the_next_build(
    content: Path, publish: Publish, how: str
) -> None:
    output = publish()
    page = next(output.glob("enterprises/*/index.html"))
    whole = page.read_bytes()
    DAMAGE[how](page)
    result = build(content, "enping", output, AS_OF)
    assert page.read_bytes() == whole
    assert (result.written, result.removed) == (1, 0)
    assert build(content, "enping", output, AS_OF).written == 0


def test_a_draft_among_the_notices_is_refused_by_name_and_one_with_a_dot_is_left_out(
    content: Path, publish: Publish
) -> None:
    folder = content / "enping/notices/2026"
    (folder / "draft.md").write_text(NOTICE.format("Status: draft"))
    with pytest.raises(ProblemsFound, match=r"notices/2026/draft\.md.*5.*draft"):
        publish()
    (folder / "draft.md").rename(folder / ".draft.md")
    assert list(problems(content / "enping", load_profile(content / "enping"))) == []
    assert not (publish() / "notices/draft").exists()


@pytest.mark.parametrize("beside", [True, False])
def test_a_fault_in_a_notice_is_told_before_one_in_the_book(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, beside: bool
) -> None:
    """Whether the notices are read here or, as for a large book, in a process of their own."""
    monkeypatch.setattr(import_module("publisher.build"), "BESIDE_FROM", 0 if beside else 10**9)
    (content / "enping/acts/2026.jsonl").write_text('{"id":1}\n')
    notice = content / "enping/notices/2026/later.md"
    notice.write_text(NOTICE.format("Status: draft"))
    room = tmp_path / "room"
    with pytest.raises(ProblemsFound, match=r"later\.md"):
        build(content, "enping", room / "site", AS_OF)
    assert list(room.iterdir()) == []
    notice.unlink()
    with pytest.raises(ProblemsFound, match=r"acts/2026\.jsonl"):
        build(content, "enping", room / "site", AS_OF)


def test_a_notice_that_says_it_is_published_is(content: Path, publish: Publish) -> None:
    (content / "enping/notices/2026/final.md").write_text(NOTICE.format("Status: published"))
    assert (publish() / "notices/final/index.html").exists()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("MINGJIAN_PLACE", "atlantis", "enping、zhanjiang"),
        ("MINGJIAN_CONTENT", "/nowhere", "没有内容文件夹 /nowhere"),
        ("MINGJIAN_AS_OF", "2026-02-30", "不是日期"),
        ("MINGJIAN_AS_OF", "tomorrow", "不是日期"),
    ],
)
def test_a_wrong_setting_is_named_with_its_remedy(
    content: Path, name: str, value: str, said: str
) -> None:
    environment = {"MINGJIAN_PLACE": "enping", "MINGJIAN_CONTENT": str(content), name: value}
    with pytest.raises(BuildFailed, match=f"{name}: .*{said}"):
        from_environment(environment)


@pytest.mark.parametrize("fault", ["setting", "book"])
def test_pelican_alone_tells_a_known_fault_in_its_message_and_no_traceback(
    content: Path, tmp_path: Path, fault: str
) -> None:
    environment = {**os.environ, "MINGJIAN_PLACE": "enping", "MINGJIAN_CONTENT": str(content)}
    if fault == "setting":
        environment["MINGJIAN_AS_OF"] = "tomorrow"
    else:
        (content / "enping/acts/2026.jsonl").write_text('{"id":1}\n')
    command = [*PELICAN, "-o", str(tmp_path / "site")]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    said = run.stdout + run.stderr
    assert ("MINGJIAN_AS_OF" if fault == "setting" else "acts/2026.jsonl:1") in said
    assert "Traceback" not in said
    assert "Error" not in said


def test_our_own_command_is_not_led_astray_by_what_the_environment_says(
    content: Path, tmp_path: Path
) -> None:
    command = [str(Path(sys.executable).with_name("mingjian")), "build", "--place", "enping"]
    command += ["--content", str(content), "--output", str(tmp_path / "site")]
    environment = {**os.environ, "MINGJIAN_AS_OF": "tomorrow", "MINGJIAN_CONTENT": "/nowhere"}
    subprocess.run(command, env=environment, check=True, capture_output=True)
    assert (tmp_path / "site/index.html").exists()
