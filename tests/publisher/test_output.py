"""The output folder: whole or not at all, nothing written in vain, nothing foreign lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from hashlib import blake2b
from pathlib import Path

import pytest

from publisher import exchange
from publisher.failures import BuildFailed
from publisher.opening import open_output
from publisher.output import OutputFolder
from publisher.trees import Section

Files = dict[str, bytes]


def digest_of(content: bytes) -> bytes:
    return blake2b(content, digest_size=16).digest()


def sections(files: Files) -> dict[str, dict[bytes, Section]]:
    """Return the files in families and sections, as pages that are made from the same things."""
    families: dict[str, dict[bytes, Section]] = {}
    groups: dict[tuple[str, str], dict[str, bytes]] = {}
    for path, content in files.items():
        place = (path.partition("/")[0][-1:], path[:1])
        groups.setdefault(place, {})[path] = digest_of(content)
    for (family, _), own in groups.items():
        families.setdefault(family, {})[digest_of(repr(own).encode())] = Section.of(own)
    return families


def put_up(output: Path, files: Files, mark: str = "") -> OutputFolder:
    """Bring the folder to hold exactly these files."""
    target = sections(files)
    with open_output(output) as folder:
        changes = folder.changes(target)
        folder.prepare(changes)
        for path in changes.link:
            folder.link(path)
        for path in changes.render:
            folder.write(path, files[path])
        folder.put_up(target, mark)
    return folder


def held(output: Path) -> Files:
    """Return what a visitor can read, without our own list of it."""
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in output.rglob("*")
        if path.is_file() and path.name != ".mingjian-build"
    }


def test_the_folder_holds_exactly_the_files_of_the_last_build(tmp_path: Path) -> None:
    output = tmp_path / "site"
    states = [
        {"a/index.html": b"1", "b/c/index.html": b"1"},
        {"a/index.html": b"2", "b/c/index.html": b"1", "d.txt": b"1"},
        {"b/c/index.html": b"1"},
        {"a/index.html": b"3", "b/index.html": b"1"},
        {"a/index.html": b"1", "b/c/index.html": b"1"},
    ]
    for state in states:
        put_up(output, state)
        assert held(output) == state


def test_an_unchanged_file_keeps_its_inode(tmp_path: Path) -> None:
    output = tmp_path / "site"
    put_up(output, {"a": b"1", "b": b"1"})
    before = (output / "a").stat()
    for content in (b"2", b"3", b"4"):
        put_up(output, {"a": b"1", "b": content})
    after = (output / "a").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_what_left_the_site_is_on_the_disk_no_more(tmp_path: Path) -> None:
    output = tmp_path / "site"
    put_up(output, {"a": b"withdrawn secret", "b": b"1"})
    put_up(output, {"a": b"tombstone", "b": b"1"})
    everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"withdrawn secret" not in everything


def test_a_folder_that_someone_else_filled_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(BuildFailed, match="不为空"), open_output(tmp_path):
        pass
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_an_empty_folder_is_fine(tmp_path: Path) -> None:
    output = tmp_path / "site"
    output.mkdir()
    put_up(output, {"a": b"1"})
    assert held(output) == {"a": b"1"}


def test_files_that_others_put_at_the_top_are_carried_along(tmp_path: Path) -> None:
    output = tmp_path / "site"
    put_up(output, {"a": b"1"})
    (output / ".well-known").mkdir()
    (output / ".well-known/security.txt").write_text("Contact: us")
    for content in (b"2", b"3", b"4"):
        put_up(output, {"a": content})
        assert (output / ".well-known/security.txt").read_text() == "Contact: us"


def test_a_file_written_before_the_machine_restarted_is_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "site"
    put_up(output, {"a": b"1"}, mark="sources")
    boot = tmp_path / "boot_id"
    boot.write_text("another boot")
    monkeypatch.setattr("publisher.manifest.BOOT_ID", boot)
    with open_output(output) as folder:
        assert folder.fingerprint == ""
        assert folder.changes(sections({"a": b"1"})).render == ("a",)


def test_a_system_that_cannot_exchange_folders_still_replaces_the_whole_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "_exchange", lambda *_: False)
    output = tmp_path / "site"
    for content in (b"1", b"2", b"3"):
        put_up(output, {"a": content, "b": b"same"})
        assert held(output) == {"a": content, "b": b"same"}


def test_a_death_between_the_two_renames_of_that_system_is_mended(tmp_path: Path) -> None:
    output = tmp_path / "site"
    put_up(output, {"a": b"1"})
    output.rename(tmp_path / ".site.build" / "old")
    with open_output(output):
        pass
    assert held(output) == {"a": b"1"}


def numbered(state: int) -> Files:
    """Return the files of one of many states, most of which differ from the last one's."""
    return {
        f"{i}/index.html": b"%d" % (state if i % 3 else state % 2) for i in range(60 + state % 7)
    }


WRITER = """
import sys, itertools
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_output import numbered, put_up
for n in itertools.count(int(sys.argv[3])):
    put_up(Path(sys.argv[1]), numbered(n))
    print(n, flush=True)
"""


def test_a_build_killed_at_any_moment_leaves_one_whole_state_up(tmp_path: Path) -> None:
    output = tmp_path / "site"
    number, chance = 0, random.Random(4)
    for _ in range(12):
        command = [
            sys.executable,
            "-c",
            WRITER,
            str(output),
            str(Path(__file__).parent),
            str(number),
        ]
        writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(chance.random() * 0.05)
        os.kill(writer.pid, signal.SIGKILL)
        printed = writer.stdout.read().split()
        writer.stdout.close()
        writer.wait()
        number = int(held(output)["1/index.html"])
        assert held(output) == numbered(number)
        assert not printed or number >= int(printed[-1])
        number += 1
