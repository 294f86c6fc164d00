"""Notices and about pages: Markdown that people wrote, checked before Pelican reads it.

A notice lies in `notices/<year>/<id>.md`, its English text in `<id>.en.md` beside it; a page in
`pages/<id>.md` and `<id>.en.md`. What must stand at the top of each is told by `REQUIRED`. A notice
that is no longer current keeps its address and gets `Archived: <day>`, and `Replacement: <id>` if
another notice counts instead.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from markupsafe import Markup

from register.jurisdiction import Profile
from register.problems import Problem
from register.wording import SOURCE_LANGUAGE, gettext

NOTICES = "notices"
PAGES = "pages"
REQUIRED: Mapping[str, tuple[str, ...]] = {
    NOTICES: ("title", "date", "department", "document"),
    PAGES: ("title", "date"),
}
DATES = frozenset({"date", "archived"})
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_META = re.compile(r"([A-Za-z_]+):[ \t]*(.*)")


class Text(msgspec.Struct, frozen=True):
    """A document in one language."""

    title: str
    body: Markup
    """Cleaned HTML."""


class Document(msgspec.Struct, frozen=True):
    """A notice, or a page about the site."""

    id: str
    texts: Mapping[str, Text]
    """By language; the Chinese one is always there."""
    digest: bytes
    date: dt.date | None = None
    department: str = ""
    number: str = ""
    """文号."""
    acts: Sequence[str] = ()
    """Ids of acts it cites."""
    archived: dt.date | None = None
    """From this day on it says that it is no longer current (网页归档 of 政府网站发展指引)."""
    replacement: str = ""
    """Id of the notice that says what counts instead."""

    def is_archived(self, on: dt.date) -> bool:
        """Tell whether it is no longer current on a day."""
        return self.archived is not None and self.archived <= on

    def text(self, language: str) -> Text:
        """Return the text in a language, the Chinese one where it was not translated."""
        return self.texts.get(language) or self.texts[SOURCE_LANGUAGE]


def name_and_language(path: Path) -> tuple[str, str]:
    """Return a file's document id and language: `a.en.md` is the English text of `a`."""
    stem = path.name.removesuffix(".md")
    if stem.endswith(".en"):
        return stem.removesuffix(".en"), "en"
    return stem, SOURCE_LANGUAGE


def files(place_folder: Path, kind: str) -> list[Path]:
    """Return a place's documents of a kind, in order; a name with a dot first is a draft's."""
    return sorted(
        path for path in place_folder.glob(f"{kind}/**/*.md") if not path.name.startswith(".")
    )


def problems(place_folder: Path, profile: Profile) -> Iterator[Problem]:
    """Yield what is wrong with a place's notices and pages, with line and remedy."""
    for kind, required in REQUIRED.items():
        seen: dict[tuple[str, str], Path] = {}
        for path in files(place_folder, kind):
            name = str(path.relative_to(place_folder))
            yield from _file_problems(name, path, required, profile)
            key = name_and_language(path)
            if key in seen:
                yield Problem(
                    name,
                    0,
                    "",
                    gettext("编号%(id)s与%(other)s重复", id=key[0], other=seen[key].name),
                    gettext("请改用另一个文件名"),
                )
            seen[key] = path
        known = {id_ for id_, _ in seen}
        for (id_, language), path in seen.items():
            yield from _replacement_problems(str(path.relative_to(place_folder)), path, known)
            if language != SOURCE_LANGUAGE and (id_, SOURCE_LANGUAGE) not in seen:
                yield Problem(
                    str(path.relative_to(place_folder)),
                    0,
                    "",
                    gettext("只有英文，没有中文"),
                    gettext("请补上%(name)s.md", name=id_),
                )


def _file_problems(
    name: str, path: Path, required: Sequence[str], profile: Profile
) -> Iterator[Problem]:
    id_, _ = name_and_language(path)
    if not _ID.fullmatch(id_):
        yield Problem(
            name,
            0,
            "",
            gettext("文件名不能用作网址"),
            gettext("请只用小写字母、数字和连字符"),
        )
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        yield Problem(name, 0, "", gettext("不是UTF-8编码"), gettext("请将文件另存为UTF-8"))
        return
    meta = headers(text)
    for wanted in required:
        line, value = meta.get(wanted, (1, ""))
        if not value:
            yield Problem(
                name,
                line,
                wanted,
                gettext("缺少必填项"),
                gettext("请在文件开头加一行“%(field)s: …”", field=wanted.capitalize()),
            )
    yield from _value_problems(name, meta, profile)
    if not text.partition("\n\n")[2].strip():
        yield Problem(name, 1, "", gettext("没有正文"), gettext("请在空一行之后写正文"))


def _value_problems(
    name: str, meta: Mapping[str, tuple[int, str]], profile: Profile
) -> Iterator[Problem]:
    for field_ in DATES & meta.keys():
        line, value = meta[field_]
        try:
            dt.date.fromisoformat(value[:10])
        except ValueError:
            yield Problem(
                name, line, field_, gettext("日期不对"), gettext("应写作2021-05-13，且确有这一天")
            )
    if "archived" in meta and "date" in meta and meta["archived"][1] < meta["date"][1]:
        line, _ = meta["archived"]
        yield Problem(
            name, line, "archived", gettext("早于公告日期"), gettext("应写归档当天的日期")
        )
    if "status" in meta and meta["status"][1].lower() != "published":
        line, value = meta["status"]
        yield Problem(
            name,
            line,
            "status",
            gettext("状态是“%(status)s”，网站只发布定稿", status=value),
            gettext("请删去这一行；草稿请将文件名改为以点开头，或移出本文件夹"),
        )
    if "department" in meta:
        line, value = meta["department"]
        known = [department.id for department in profile.departments]
        if value and value not in known:
            yield Problem(
                name,
                line,
                "department",
                gettext("没有“%(id)s”这个单位", id=value),
                gettext("请改为：%(known)s", known="、".join(known)),
            )


def _replacement_problems(name: str, path: Path, known: Collection[str]) -> Iterator[Problem]:
    line, value = headers(path.read_text("utf-8-sig", "replace")).get("replacement", (0, ""))
    if value and value not in known:
        yield Problem(
            name,
            line,
            "replacement",
            gettext("没有编号为“%(id)s”的公告", id=value),
            gettext("请写现行公告的文件名（不带.md），或者删去这一行"),
        )


def headers(text: str) -> dict[str, tuple[int, str]]:
    """Return the lines at the top, name to line number and value, as Markdown's meta reads them."""
    found: dict[str, tuple[int, str]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        match = _META.match(line)
        if not match:
            break
        found.setdefault(match[1].lower(), (number, match[2].strip()))
    return found
