"""The output folder: built aside, put up in one step, never half of anything.

Beside the output folder `site/` lies `.site.build/`, with a spare tree. A build brings the spare
tree to the state wanted (files that did not change are links to the ones that are up, so the spare
costs no second copy), then the two folders are exchanged. Killed at any moment, the site that was
up stays up and the next build goes on from what the spare tree's manifest admits to know.

Invariant: no file of a tree is ever changed in place, since its other name may be up.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain, compress
from operator import ne
from pathlib import Path
from typing import TypeVar

from publisher import exchange, manifest
from publisher.digests import Digests
from publisher.forking import beside
from publisher.manifest import UNKNOWN, Stamp

BESIDE_FROM = 5000
"""Files; below, a second process costs more than it saves."""

T = TypeVar("T")


@dataclass(frozen=True)
class BuildResult:
    """How many files of the site a build wrote, removed and left alone."""

    written: int
    removed: int
    unchanged: int


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
        self.digests = Digests(work / "digests")
        """Of the files that sites are made from."""
        self._found = manifest.read(live)
        self._look: Callable[[], list[str]] = self._look_for_damage
        self._up: dict[str, bytes] | None = None
        self._spare: dict[str, bytes] | None = None
        self._folders: set[str] = set()
        """Of the spare tree, known to be there."""

    def is_made_from(self, fingerprint: str) -> bool:
        """Tell whether what is up was made from sources of this fingerprint, and is whole.

        Where it was made from others, damage is looked for beside what the build does meanwhile.
        """
        if self.fingerprint == fingerprint:
            return not self._damaged
        if self._found and self._found.count >= BESIDE_FROM:
            self._look = beside(self._look_for_damage)
        return False

    @property
    def fingerprint(self) -> str:
        """Of the sources that what is up was made from; empty where that can't be relied on."""
        return self._found.fingerprint if self._found else ""

    @cached_property
    def _damaged(self) -> list[str]:
        return self._look()

    def _look_for_damage(self) -> list[str]:
        return list(self._found.damaged()) if self._found else []

    @property
    def up(self) -> dict[str, bytes]:
        """What is up, path to digest; not what was damaged or removed since."""
        if self._up is None:
            self._up = dict(self._found.files) if self._found else {}
            self._up.update(dict.fromkeys(self._damaged, UNKNOWN))
        return self._up

    @property
    def beside(self) -> dict[str, bytes]:
        """What the spare tree holds; a file damaged where it is up is damaged here, too."""
        if self._spare is None:
            known = manifest.read(self.spare)
            if (known is None or not known.current) and self.spare.exists():
                shutil.rmtree(self.spare)
                known = None
            self._spare = dict(known.files) if known else {}
            self._spare.update(dict.fromkeys(self._spare.keys() & self._damaged, UNKNOWN))
        return self._spare

    def count(self) -> int:
        """Return how many files are up."""
        return len(self.up)

    def lacks(self, path: str, digest: bytes) -> bool:
        """Tell whether a file must be made, since neither tree has it."""
        return self.beside.get(path) != digest and self.up.get(path) != digest

    def open_spare(self) -> None:
        """Make sure that there is a spare tree; before processes touch it side by side."""
        held = self.beside
        self.spare.mkdir(parents=True, exist_ok=True)
        if not (self.spare / manifest.NAME).exists():
            manifest.write(self.spare, held, {})

    def touch(self, paths: Iterable[str]) -> None:
        """Note, before it happens, which files of the spare tree may be written or removed."""
        manifest.touch(self.spare, paths)

    def wrote(self, files: Mapping[str, bytes]) -> None:
        """Take note of files, path to digest, that any process wrote to the spare tree."""
        self.beside.update(files)

    def lacking(self, target: Mapping[str, bytes]) -> tuple[list[str], list[str]]:
        """Return the files that the spare tree lacks: those that are up, and those to be made."""
        missing, up = _differing(target, self.beside), self.up
        linkable = {path for path in missing if up.get(path) == target[path]}
        return (
            [path for path in missing if path in linkable],
            [path for path in missing if path not in linkable],
        )

    def changes(self, target: Mapping[str, bytes]) -> Changes:
        """Return what it takes to get from what is up to `target`, path to digest."""
        up, spare = self.up, self.beside
        link, render = self.lacking(target)
        new = len(_differing(target, up))
        return Changes(
            link=tuple(link),
            render=tuple(render),
            remove=tuple(spare.keys() - target.keys()),
            written=new,
            removed=len(up.keys() - target.keys()),
            unchanged=len(target) - new,
        )

    def prepare(self, changes: Changes) -> None:
        """Make the spare tree ready to be written to: from here on its manifest claims less."""
        self.open_spare()
        self.touch((*changes.link, *changes.render, *changes.remove))
        for path in changes.remove:
            self._remove(path)

    def link(self, path: str) -> None:
        """Give a file that is up a second name in the spare tree."""
        self._make(path, lambda name: os.link(f"{self.live}/{path}", name))

    def write(self, path: str, content: bytes | Path) -> None:
        """Write a new file to the spare tree; one that lies in the work folder becomes it."""
        if isinstance(content, Path):
            self._make(path, partial(os.link, content))
            return
        file = self._make(path, _create)
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(file, rest) :]
        finally:
            os.close(file)

    def put_up(self, target: Mapping[str, bytes], fingerprint: str) -> None:
        """Put the spare tree up; what was up becomes the spare, without what is no longer up."""
        before = self.up
        self._carry_over(before, target)
        manifest.write(self.spare, target, self._stamps(target), fingerprint)
        exchange.put_up(self.spare, self.live, self.work / "old")
        self._up, self._spare = dict(target), {}
        self._folders.clear()
        if self._found:
            self._forget_old(before, target)
        elif self.spare.exists():
            shutil.rmtree(self.spare)

    def confirm(self, target: Mapping[str, bytes], fingerprint: str) -> None:
        """Note that what is up is also what other sources would build."""
        stamps = self._found.stamps if self._found else {}
        manifest.write(self.live, target, stamps, fingerprint)

    def _stamps(self, target: Mapping[str, bytes]) -> Mapping[str, Stamp]:
        """Return the stamps of the files about to go up, asking only for those that are new."""
        known = self._found.stamps if self._found else {}
        fresh = _differing(target, self.up)
        return {**known, **{path: manifest.stamp(f"{self.spare}/{path}") for path in fresh}}

    def _forget_old(self, before: Mapping[str, bytes], target: Mapping[str, bytes]) -> None:
        """Keep in the spare tree only what is up: an entry that left the site leaves the disk."""
        old = _differing(before, target)
        manifest.touch(self.spare, old)
        self._spare = dict(before)
        for path in old:
            self._remove(path)

    def _make(self, path: str, make: Callable[[str], T]) -> T:
        """Make a file of the spare tree, its folder where that is missing, over what is there."""
        name = f"{self.spare}/{path}"
        folder = name.rpartition("/")[0]
        if folder not in self._folders:
            self._folders.add(folder)
            try:
                os.mkdir(folder)  # noqa: PTH102 - a path object would cost as much as the folder
            except FileExistsError:
                pass
            except FileNotFoundError:
                os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - as above
        try:
            return make(name)
        except FileExistsError:
            os.unlink(name)  # noqa: PTH108 - as above
            return make(name)

    def _remove(self, path: str) -> None:
        """Remove a file of ours and the folders it leaves empty."""
        file = self.spare / path
        file.unlink(missing_ok=True)
        self.beside.pop(path, None)
        with suppress(OSError):
            for folder in file.parents:
                if folder == self.spare:
                    return
                folder.rmdir()

    def _carry_over(self, before: Mapping[str, bytes], target: Mapping[str, bytes]) -> None:
        """Take along what others put at the top of the output folder, `.well-known/` say."""
        ours = {path.partition("/")[0] for path in chain(target, before.keys() - target.keys())}
        for tree in (self.spare, self.live):
            if not tree.exists():
                continue
            for entry in list(os.scandir(tree)):
                if entry.name in ours or entry.name.startswith(manifest.NAME):
                    continue
                if tree is self.live:
                    _duplicate(Path(entry.path), self.spare / entry.name)
                elif entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path)
                else:
                    Path(entry.path).unlink()


def _differing(wanted: Mapping[str, bytes], held: Mapping[str, bytes]) -> list[str]:
    """Return the paths of which the digest wanted is not the one held; asked of every file."""
    return list(compress(wanted, map(ne, wanted.values(), map(held.get, wanted))))


def _create(name: str) -> int:
    return os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)


def _duplicate(source: Path, copy: Path) -> None:
    if source.is_dir() and not source.is_symlink():
        shutil.copytree(source, copy, symlinks=True)
    else:
        shutil.copy2(source, copy, follow_symlinks=False)
