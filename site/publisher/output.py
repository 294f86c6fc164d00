"""The output folder: built aside, put up in one step, never half of anything.

Beside the output folder `site/` lies `.site.build/`, with a spare tree. A build brings the spare
tree to the state wanted (files that did not change are links to the ones that are up, so the spare
costs no second copy), then the two folders are exchanged. Killed at any moment, the site that was
up stays up and the next build goes on from what the spare tree's manifest admits to know.

Invariant: no file of a tree is ever changed in place, since its other name may be up.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from publisher import exchange, manifest
from publisher.failures import BuildFailed
from publisher.manifest import UNKNOWN


@dataclass(frozen=True)
class Changes:
    """What must be done to the spare tree, and what that means for the site that is up."""

    link: tuple[str, ...]
    render: tuple[str, ...]
    remove: tuple[str, ...]
    written: int
    removed: int
    unchanged: int


class OutputFolder:
    """One output folder, locked by `open_output` for the length of a build."""

    def __init__(self, live: Path, work: Path) -> None:
        self.live = live
        self.work = work
        self.spare = work / "spare"
        up = manifest.read(live)
        self.fingerprint = up.fingerprint if up else ""
        self._up = up

    def count(self) -> int:
        """Return how many files are up."""
        return len(self._up.files()) if self._up else 0

    def changes(self, target: Mapping[str, bytes]) -> Changes:
        """Return what it takes to get from what is up to `target`, path to digest."""
        up = self._up.files() if self._up else {}
        spare_manifest = manifest.read(self.spare)
        spare = spare_manifest.files() if spare_manifest else {}
        missing = [path for path, digest in target.items() if spare.get(path) != digest]
        linkable = {path for path in missing if up.get(path) == target[path]}
        new = sum(up.get(path) != digest for path, digest in target.items())
        return Changes(
            link=tuple(path for path in missing if path in linkable),
            render=tuple(path for path in missing if path not in linkable),
            remove=tuple(path for path in spare if path not in target),
            written=new,
            removed=sum(path not in target for path in up),
            unchanged=len(target) - new,
        )

    def prepare(self, changes: Changes) -> None:
        """Make the spare tree ready to be written to: from here on its manifest claims less."""
        self.spare.mkdir(parents=True, exist_ok=True)
        known = manifest.read(self.spare)
        files = known.files() if known else {}
        files.update(dict.fromkeys((*changes.link, *changes.render, *changes.remove), UNKNOWN))
        manifest.write(self.spare, files)
        for path in changes.remove:
            self._remove(path)

    def link(self, path: str) -> None:
        """Give a file that is up a second name in the spare tree."""
        here, there = self.live / path, self.spare / path
        try:
            os.link(here, there)
        except FileNotFoundError:
            there.parent.mkdir(parents=True, exist_ok=True)
            os.link(here, there)
        except FileExistsError:
            there.unlink()
            os.link(here, there)

    def write(self, path: str, content: bytes) -> None:
        """Write a new file to the spare tree."""
        name = f"{self.spare}/{path}"
        try:
            file = _create(name)
        except FileNotFoundError:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            file = _create(name)
        except FileExistsError:
            Path(name).unlink()
            file = _create(name)
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(file, rest) :]
        finally:
            os.close(file)

    def put_up(self, target: Mapping[str, bytes], fingerprint: str) -> None:
        """Put the spare tree up; what was up becomes the spare, without what is no longer up."""
        before = self._up.files() if self._up else {}
        self._carry_over(before, target)
        manifest.write(self.spare, target, fingerprint)
        exchange.put_up(self.spare, self.live, self.work / "old")
        if self.spare.exists():
            self._forget_old(before, target)
        self._up = manifest.read(self.live)

    def level(self, target: Mapping[str, bytes]) -> None:
        """Note that the spare tree now holds what is up, so that the next build starts from it."""
        manifest.write(self.spare, target)

    def confirm(self, target: Mapping[str, bytes], fingerprint: str) -> None:
        """Note that what is up is also what other sources would build."""
        manifest.write(self.live, target, fingerprint)

    def _forget_old(self, before: Mapping[str, bytes], target: Mapping[str, bytes]) -> None:
        """Keep in the spare tree only what is up: an entry that left the site leaves the disk."""
        old = [path for path, digest in before.items() if target.get(path) != digest]
        manifest.write(self.spare, {**before, **dict.fromkeys(old, UNKNOWN)})
        for path in old:
            self._remove(path)

    def _remove(self, path: str) -> None:
        """Remove a file of ours and the folders it leaves empty."""
        file = self.spare / path
        file.unlink(missing_ok=True)
        with suppress(OSError):
            for folder in file.parents:
                if folder == self.spare:
                    return
                folder.rmdir()

    def _carry_over(self, before: Mapping[str, bytes], target: Mapping[str, bytes]) -> None:
        """Take along what others put at the top of the output folder, `.well-known/` say."""
        ours = {path.split("/", 1)[0] for path in (*before, *target)} | {manifest.NAME}
        for tree in (self.spare, self.live):
            if not tree.exists():
                continue
            foreign = [entry for entry in os.scandir(tree) if entry.name not in ours]
            for entry in foreign:
                if tree is self.live:
                    _duplicate(Path(entry.path), self.spare / entry.name)
                elif entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path)
                else:
                    Path(entry.path).unlink()


@contextmanager
def open_output(output: Path) -> Iterator[OutputFolder]:
    """Lock the output folder for one build, waiting for another build to end.

    Raises:
        BuildFailed: the folder holds files that no build of ours made.

    """
    live = output.absolute().resolve()
    work = live.parent / f".{live.name}.build"
    work.mkdir(parents=True, exist_ok=True)
    with (work / "lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        exchange.finish_interrupted(work / "spare", live, work / "old")
        refuse_foreign(live)
        yield OutputFolder(live, work)


def refuse_foreign(output: Path) -> None:
    """Refuse to build into a folder that someone else filled.

    Raises:
        BuildFailed: the folder exists, is not empty and has no manifest of ours.

    """
    if not output.exists() or (output / manifest.NAME).exists():
        return
    if not output.is_dir() or any(output.iterdir()):
        raise BuildFailed(
            f"{output}: 输出目录不为空，且不是本程序生成的，为避免覆盖已停止。"
            "请换一个空目录，或自行清空后重试。"
        )


def _create(name: str) -> int:
    return os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)


def _duplicate(source: Path, copy: Path) -> None:
    if source.is_dir() and not source.is_symlink():
        shutil.copytree(source, copy, symlinks=True)
    else:
        shutil.copy2(source, copy, follow_symlinks=False)
