"""Pelican's side: our generator, and a Pelican for which an error is an error.

Pelican reads the settings and the Markdown of notices and pages; everything else a build does is in
`publisher.publishing` and knows nothing of it. Stock Pelican logs a plugin that can't be loaded or
a page that can't be read, and exits 0 without it; `StrictPelican` stops.
"""

from __future__ import annotations

import datetime as dt
import logging
import sys
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.contents import Content
from pelican.generators import Generator

from publisher import documents, texts
from publisher.cleaning import clean
from publisher.documents import NOTICES, PAGES, Document, Text, name_and_language
from publisher.failures import BuildFailed
from publisher.firms import digest
from publisher.memory import Memory
from publisher.opening import open_output
from publisher.output import BuildResult, OutputFolder
from publisher.publishing import publish
from publisher.sources import (
    Request,
    fingerprint,
    profile_fingerprint,
    texts_fingerprint,
    today,
)
from publisher.texts import Texts
from register.jurisdiction import Profile
from register.problems import ProblemsFound
from register.profiles import load_profile


def request_from(settings: dict[str, Any]) -> Request:
    """Return the build that Pelican's settings ask for."""
    return Request(
        content=Path(settings["MINGJIAN_CONTENT"]),
        place=settings["MINGJIAN_PLACE"],
        output=Path(settings["OUTPUT_PATH"]),
        as_of=settings["MINGJIAN_AS_OF"] or today(),
        precompress=settings["MINGJIAN_PRECOMPRESS"],
    )


class StrictPelican(Pelican):  # type: ignore[misc]  # Pelican is untyped
    """A Pelican that reads everything or stops, and hands on what it read."""

    request: Request
    work: Path
    """The folder where what was read is kept for the next build."""
    errors: list[str]

    @abstractmethod
    def take(self, profile: Profile, read: Texts) -> None:
        """Take what was read."""

    def init_plugins(self) -> None:
        """Refuse to go on without a plugin that was asked for."""
        asked = len(self.settings["PLUGINS"] or ())
        super().init_plugins()
        if len(self.plugins) != asked:
            raise BuildFailed(
                "Pelican 有插件未能加载，见上面的日志。旧网站保持不变，请修正后重试。"
            )


class TextReader(StrictPelican):
    """Reads a place's notices and pages; what is made of them is for others."""

    def read(self, work: Path) -> Texts:
        """Return the texts, which are kept in `work`, too.

        Raises:
            ProblemsFound: profile, a notice or a page must be mended first.
            BuildFailed: a plugin is broken.

        """
        self.request, self.work = request_from(self.settings), work
        with _errors_stop() as self.errors:
            super().run()
        return self.texts

    def take(self, _profile: Profile, read: Texts) -> None:
        """Keep what was read for `read`."""
        self.texts = read


class SiteBuilder(StrictPelican):
    """A build that happens whole or not at all, inside the lock of its output folder."""

    result: BuildResult
    folder: OutputFolder
    mark: str
    """The fingerprint of the sources before anything of them was read."""

    def run(self) -> None:
        """Build for the command line, where a known fault ends with its message alone."""
        try:
            self.build()
        except (BuildFailed, ProblemsFound) as fault:
            sys.exit(str(fault))

    def build(self) -> None:
        """Build, unless what is up was made from the very same sources.

        Raises:
            ProblemsFound: profile, book, a notice or a page must be mended first.
            BuildFailed: a template or plugin is broken, or the output folder can't be used.

        """
        self.request = request_from(self.settings)
        with open_output(self.request.output) as self.folder, _errors_stop() as self.errors:
            self.work = self.folder.work
            self.mark = fingerprint(self.request, self.folder.digests)
            if self.folder.is_made_from(self.mark):
                self.result = BuildResult(0, 0, self.folder.count())
            else:
                super().run()

    def take(self, profile: Profile, read: Texts) -> None:
        """Make the site from the register and from what was read."""
        memory = Memory(self.work / "memory", profile_fingerprint(self.request))
        self.result = publish(
            self.request, self.folder, profile, memory, lambda: read, mark=self.mark
        )


class RegisterGenerator(Generator):  # type: ignore[misc]  # Pelican is untyped
    """Hands on what Pelican's own generators only read."""

    pelican: StrictPelican

    def generate_context(self) -> None:
        """Check the place's own files before Pelican reads them."""
        self.texts_mark = texts_fingerprint(self.pelican.request)
        folder = self.pelican.request.folder
        self.profile = load_profile(folder)
        found = list(documents.problems(folder, self.profile))
        if found:
            raise ProblemsFound(found)

    def generate_output(self, _writer: object) -> None:
        """Keep what Pelican read, and hand it on."""
        contents = self.context["generated_content"]
        failed = [name for name, content in contents.items() if content is None]
        if failed or self.pelican.errors:
            reasons = "; ".join(self.pelican.errors)
            raise BuildFailed(f"{'、'.join(failed)}: Pelican 无法读取: {reasons}。请修正后重试。")
        found = list(_documents(contents.values()))
        read = Texts(
            notices=[document for kind, document in found if kind == NOTICES],
            about=[document for kind, document in found if kind == PAGES],
        )
        texts.keep(self.pelican.work, self.texts_mark, read)
        self.pelican.take(self.profile, read)


def register() -> None:
    """Connect to Pelican; the name it looks for."""
    signals.get_generators.connect(_generator)


def _generator(pelican: StrictPelican) -> type[RegisterGenerator]:
    return type("RegisterGenerator", (RegisterGenerator,), {"pelican": pelican})


def _documents(contents: Any) -> Iterator[tuple[str, Document]]:
    groups: dict[tuple[str, str], dict[str, Content]] = {}
    for content in contents:
        path = Path(content.get_relative_source_path())
        id_, language = name_and_language(path)
        groups.setdefault((path.parts[0], id_), {})[language] = content
    for (kind, id_), by_language in sorted(groups.items()):
        yield kind, _document(id_, by_language)


def _document(id_: str, contents: dict[str, Content]) -> Document:
    said = {
        language: Text(str(content.metadata["title"]), clean(content.content, language))
        for language, content in contents.items()
    }
    first = contents[min(contents, key=lambda language: language == "en")]
    when = first.metadata.get("date")
    acts = str(first.metadata.get("acts", ""))
    parts = [f"{key}{text.title}{text.body}".encode() for key, text in sorted(said.items())]
    department = str(first.metadata.get("department", ""))
    number = str(first.metadata.get("document", ""))
    archived = str(first.metadata.get("archived", "")).strip()[:10]
    replacement = str(first.metadata.get("replacement", "")).strip()
    told = (when, department, number, acts, archived, replacement)
    return Document(
        id=id_,
        texts=said,
        digest=digest(*parts, "|".join(map(str, told)).encode()),
        date=dt.date(when.year, when.month, when.day) if when else None,
        department=department,
        number=number,
        acts=tuple(acts.replace(",", " ").split()),
        archived=dt.date.fromisoformat(archived) if archived else None,
        replacement=replacement,
    )


class _Collector(logging.Handler):
    """Remembers what Pelican only logged."""

    def __init__(self) -> None:
        super().__init__(level=logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _errors_stop() -> Iterator[list[str]]:
    collector = _Collector()
    logger = logging.getLogger("pelican")
    logger.addHandler(collector)
    try:
        yield collector.messages
    finally:
        logger.removeHandler(collector)
