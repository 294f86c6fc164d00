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
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

import msgspec

from publisher import exchange, manifest
from publisher.digests import Digests
from publisher.forking import beside
from publisher.trees import UNKNOWN, Difference, Families, Sections, Stamp, Tree

BESIDE_FROM = 5000
"""Files; below, a second process costs more than it saves."""

T = TypeVar("T")


class BuildResult(msgspec.Struct, frozen=True):
    """How many files of the site a build wrote, removed and left alone."""

    written: int
    removed: int
    unchanged: int


class Changes(msgspec.Struct, frozen=True):
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
        self._wrote: dict[str, bytes] = {}
        self._folders: set[str] = set()
        """Of the spare tree, known to be there."""

    def is_made_from(self, fingerprint: str) -> bool:
        """Tell whether what is up was made from sources of this fingerprint, and is whole.

        Where it was made from others, damage is looked for beside what the build does meanwhile.
        """
        if self.fingerprint == fingerprint:
            return not self._damaged
        if self.count() >= BESIDE_FROM:
            self._look = beside(self._look_for_damage)
        return False

    @property
    def fingerprint(self) -> str:
        """Of the sources that what is up was made from; empty where that can't be relied on."""
        return self._found.fingerprint if self._found else ""

    @cached_property
    def _damaged(self) -> Mapping[str, bytes]:
        return dict.fromkeys(self._look(), UNKNOWN)

    def _look_for_damage(self) -> list[str]:
        return list(self._found.damaged()) if self._found else []

    @cached_property
    def listed(self) -> Tree:
        """What is up as its manifest lists it, whether or not it was damaged since."""
        return self._found.tree if self._found else Tree({})

    @cached_property
    def _spare_listed(self) -> Tree:
        """What the spare tree holds as its manifest lists it."""
        known = manifest.read(self.spare)
        if known is None and self.spare.exists():
            shutil.rmtree(self.spare)
        return known.tree if known else Tree({})

    @cached_property
    def up(self) -> Tree:
        """What is up; not what was damaged or removed since."""
        return Tree(self.listed.families, {**self.listed.told, **self._damaged})

    @property
    def beside(self) -> Tree:
        """What the spare tree holds; a file damaged where it is up is damaged here, too."""
        known = self._spare_listed
        return Tree(known.families, {**known.told, **self._damaged, **self._wrote})

    def count(self) -> int:
        """Return how many files are up."""
        return self._found.tree.count() if self._found else 0

    def lacks(self, path: str, digest: bytes) -> bool:
        """Tell whether a file must be made, since neither tree has it."""
        listed = (self.listed.digest(path), self._spare_listed.digest(path))
        return digest not in listed or path in self._damaged

    def open_spare(self) -> None:
        """Make sure that there is a spare tree; before processes touch it side by side."""
        held = self._spare_listed
        self.spare.mkdir(parents=True, exist_ok=True)
        if not (self.spare / manifest.NAME).exists():
            manifest.write(self.spare, held.families)

    def touch(self, paths: Iterable[str]) -> None:
        """Note, before it happens, which files of the spare tree may be written or removed."""
        manifest.touch(self.spare, paths)

    def wrote(self, files: Mapping[str, bytes]) -> None:
        """Take note of files, path to digest, that any process wrote to the spare tree."""
        self._wrote.update(files)

    def news(self, family: str, sections: Sections) -> dict[str, bytes]:
        """Return the files of a family, path to digest, that no tree is known to have.

        Known without waiting for who looks for damage: what that finds is among the changes.
        """
        spare, up = (
            it.family_against(family, sections) for it in (self._spare_listed, self.listed)
        )
        return {path: spare.wanted[path] for path in spare.lacking if not up.has(path)}

    def changes(self, target: Families) -> Changes:
        """Return what it takes to get from what is up to `target`."""
        spare, up = self.beside.against(target), self.up.against(target)
        missing = spare.lacking
        there = {path for path in missing if up.has(path)}
        new = len(up.lacking)
        return Changes(
            link=tuple(path for path in missing if path in there),
            render=tuple(path for path in missing if path not in there),
            remove=tuple(spare.left),
            written=new,
            removed=len(up.left),
            unchanged=Tree(target).count() - new,
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

    def put_up(self, target: Families, fingerprint: str) -> None:
        """Put the spare tree up; what was up becomes the spare, without what is no longer up."""
        difference = self.up.against(target)
        self._carry_over(_tops(self.up.families) | _tops(target))
        manifest.write(self.spare, self._stamped(target, difference, self.spare), fingerprint)
        exchange.put_up(self.spare, self.live, self.work / "old")
        self._folders.clear()
        if self._found:
            self._forget(difference.outdated)
        elif self.spare.exists():
            shutil.rmtree(self.spare)

    def confirm(self, target: Families, fingerprint: str) -> None:
        """Note that what is up is also what other sources would build."""
        stamped = self._stamped(target, self.up.against(target), self.live)
        manifest.write(self.live, stamped, fingerprint)

    def _stamped(self, target: Families, difference: Difference, tree: Path) -> Families:
        """Return what is about to go up with its stamps, asking only for those of new files."""
        fresh = set(difference.lacking)
        known = {path: it for old in difference.ended for path, it in old.stamped.items()}

        def stamp(path: str) -> Stamp:
            found = None if path in fresh else known.get(path)
            return found or manifest.stamp(f"{tree}/{path}")

        up, begun = self.up.families, difference.begun
        return {
            family: {
                key: section.stamped_by(stamp) if key in begun[family] else up[family][key]
                for key, section in sections.items()
            }
            for family, sections in target.items()
        }

    def _forget(self, paths: Sequence[str]) -> None:
        """Keep in the spare tree only what is up: an entry that left the site leaves the disk."""
        manifest.touch(self.spare, paths)
        for path in paths:
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
        with suppress(OSError):
            for folder in file.parents:
                if folder == self.spare:
                    return
                folder.rmdir()

    def _carry_over(self, ours: Collection[str]) -> None:
        """Take along what others put at the top of the output folder, `.well-known/` say."""
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


def _tops(families: Families) -> set[str]:
    return {top for own in families.values() for section in own.values() for top in section.tops}


def _create(name: str) -> int:
    return os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)


def _duplicate(source: Path, copy: Path) -> None:
    if source.is_dir() and not source.is_symlink():
        shutil.copytree(source, copy, symlinks=True)
    else:
        shutil.copy2(source, copy, follow_symlinks=False)
