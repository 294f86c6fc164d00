"""Loading a place's profile, with every mistake in it named by line, field and remedy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

import msgspec

from register.explain import Explanation, explain
from register.jurisdiction import Profile
from register.problems import Problem, ProblemsFound
from register.profile_checks import Fault, check
from register.toml_lines import index_lines, line_of
from register.wording import gettext

FILE = "profile.toml"
_BOM = b"\xef\xbb\xbf"
_SECTIONS = {field.encode_name: field.type for field in msgspec.structs.fields(Profile)}


def places(content_folder: Path) -> list[str]:
    """Return the ids of the places that have a profile under `content/`, in order."""
    return sorted(path.parent.name for path in content_folder.glob(f"*/{FILE}"))


def load_profile(place_folder: Path) -> Profile:
    """Read, decode and cross-check a place's profile.

    Raises:
        ProblemsFound: something in it must be mended first.

    """
    text = _read(place_folder / FILE)
    data = _parse(text)
    try:
        profile = msgspec.convert(data, Profile)
    except msgspec.ValidationError:
        faults = list(_misread(data))
    else:
        faults = list(check(profile, place_folder.resolve().name))
        if not faults:
            return profile
    lines = index_lines(text)
    raise ProblemsFound(sorted(_problem(fault, lines) for fault in faults))


def _read(path: Path) -> str:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise _unusable(
            0,
            gettext("没有这个文件"),
            gettext("请从其他地区的目录复制一份profile.toml并改写，或核对地区名称"),
        ) from None
    if content.startswith(_BOM):
        raise _unusable(1, gettext("文件开头有BOM"), gettext("请将文件另存为UTF-8（无BOM）"))
    if b"\r" in content:
        line = content[: content.index(b"\r")].count(b"\n") + 1
        raise _unusable(line, gettext("换行为CRLF"), gettext("请将换行改为LF后保存"))
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _unusable(
            line, gettext("不是UTF-8编码"), gettext("请将文件另存为UTF-8（无BOM）")
        ) from None


def _parse(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        raise _unusable(
            int(at[1]) if at else text.count("\n") + 1,
            gettext("TOML写法不对（%(error)s）", error=error),
            gettext("请检查该行的引号、括号和等号，以及是否重复写了同一项"),
        ) from None


def _unusable(line: int, reason: str, remedy: str) -> ProblemsFound:
    return ProblemsFound([Problem(FILE, line, "", reason, remedy)])


def _misread(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what each part of the file says wrongly: one fault a table, all tables at once."""
    for name in data.keys() - _SECTIONS.keys():
        yield Fault((name,), gettext("没有这一项"), gettext("请核对拼写，或删去该项"))
    for name, type_ in _SECTIONS.items():
        if name not in data:
            yield Fault((name,), gettext("缺少必填项"), gettext("请补上该项"))
        elif get_origin(type_) is tuple and isinstance(data[name], list):
            for position, item in enumerate(data[name]):
                yield from _misread_as(item, get_args(type_)[0], (name, str(position)))
        else:
            yield from _misread_as(data[name], type_, (name,))


def _misread_as(data: object, type_: Any, path: tuple[str, ...]) -> Iterator[Fault]:
    try:
        msgspec.convert(data, type_)
    except msgspec.ValidationError as error:
        found: Explanation = explain(error)
        within = tuple(filter(None, found.field.split(".")))
        yield Fault((*path, *within), found.reason, found.remedy)


def _problem(fault: Fault, lines: Mapping[tuple[str, ...], int]) -> Problem:
    """The line says which entry of a list is meant, so the field leaves its position out."""
    field = ".".join(part for part in fault.path if not part.isdigit())
    return Problem(FILE, line_of(fault.path, lines), field, fault.reason, fault.remedy)
