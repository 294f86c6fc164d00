"""Equipment as published: what, how big, how many, with which marks, where that is certain."""

from __future__ import annotations

import re

import msgspec

from register.importing.plain import NUMERAL, chinese_number, plain, says_nothing, squeezed
from register.importing.remarks import Code, Remark

_MEASURE = r"台\(套\)|台/套|台套|座|台|条|套|组|口|孔|眼|对|支|根|处|个"
_COUNT = rf"(?:\d{{1,4}}|{NUMERAL}{{1,4}})"
_MARK = r"(?:No\.?)?\d{1,3}(?:#号?|号)"
_MARKS = rf"{_MARK}(?:[、,和及/]{_MARK})*(?:[、,和及/]\d{{1,3}}(?![\d.#]))*"
_LEADING_MARKS = re.compile(rf"^(?P<marks>{_MARKS})")
_CLOSING_MARKS = re.compile(rf"\((?P<marks>{_MARKS})\)$")
_LEADING = re.compile(rf"^(?:共|各)?(?P<count>{_COUNT})(?P<measure>{_MEASURE})")
_TRAILING = re.compile(rf"[×]?(?P<count>{_COUNT})(?P<measure>{_MEASURE})(?=(?:\([^()]*\))?$)")
_TIMES = re.compile(r"×(?P<count>\d{1,3})(?P<measure>)$")
_TIMES_BEFORE = re.compile(r"^(?P<count>\d{1,2})(?P<measure>)×(?=\d)")
_NUMBER = r"\d+(?:\.\d+)?"
_DIMENSION = rf"{_NUMBER}(?:mm|cm|m|米)?"
_SIZE = re.compile(
    rf"(?<![a-zA-Z\d.-])(?:φ{_DIMENSION}(?:[×/]φ?{_DIMENSION})*"
    rf"|{_NUMBER}(?:[-~]{_NUMBER})?(?:万吨/年|万千瓦|千伏安|立方米|平方米|t/[dh]|吨/[日天时]"
    r"|[kK][vV][aA]|[kK][wW]|M[wW]|MVA|[kK][aA]|m3|m2|mm|吨|[tT](?![a-z])|米|m(?![a-z])|孔|蒸吨|型)"
    r"(?:及?以[上下])?)"
)
_SPLIT = re.compile(
    r"(?<![#号])[、,;。\n+]+|(?<![#号])[和及](?=\d|" + NUMERAL + rf"(?:{_MEASURE}))"
)
_SHARED = re.compile(rf"(?:\d+|{NUMERAL}+)[家户]|合计|总计")
_OVERLAP = re.compile(r"其中|包括|每[条座台套]|[:]")
_PARTLY = re.compile(
    rf"已|{_COUNT}(?:{_MEASURE}).*(?:关停|停产|拆除|淘汰|封存).*{_COUNT}(?:{_MEASURE})"
)
_OPEN_END = re.compile(r"等(?:主要)?(?:设备|装置|设施)?$|\.\.+$")
_SAYS_SOMETHING = re.compile(r"[a-zA-Z\u4e00-\u9fff]")


class Equipment(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line or one kind of equipment."""

    name: str
    """`转炉`; empty where only a number was published (`一条`)."""
    size: str = ""
    """As published, in one spelling: `65t`, `φ2.6m×13m`, `460立方米及以下`."""
    count: int | None = None
    """None where no number was published: never taken for one."""
    measure: str = ""
    """The measure word published: 座, 台, 条."""
    marks: tuple[str, ...] = ()
    """The firm's own numbers: `1#`, `3#`."""

    def __str__(self) -> str:
        count = "" if self.count is None else f"{self.count}{self.measure or '台'}"
        marks = f"({'、'.join(self.marks)})" if self.marks else ""
        return f"{count}{self.size}{self.name}{marks}"


def read_equipment(text: str) -> tuple[tuple[Equipment, ...], list[Remark]]:
    """Return the equipment that a cell lists and what must be said of it.

    What belongs to several firms, or states a total beside its parts, is not taken apart.
    """
    if says_nothing(text):
        return (), []
    said = plain(text)
    cell = re.sub(r"立方(?!米)", "立方米", squeezed(_lines_kept(text)))
    for code, pattern in _NEVER_TAKEN_APART:
        if pattern.search(cell):
            return (), [Remark(code, _brief(said))]
    remarks = [Remark(Code.INCOMPLETE)] if _OPEN_END.search(cell) else []
    cell = _OPEN_END.sub("", cell)
    items = []
    for part in [_columns(cell)] if "|" in cell else _split(cell):
        item, doubt = _item(part)
        if item:
            items.append(item)
        if doubt:
            remarks.append(Remark(Code.COUNT_DIFFERS, part))
    return tuple(items), remarks


_NEVER_TAKEN_APART = (
    (Code.SHARED_TOTAL, _SHARED),
    (Code.OVERLAPPING, _OVERLAP),
    (Code.PARTLY_DONE, _PARTLY),
)


def _lines_kept(text: str) -> str:
    """A new line in a cell parts two machines only where the first has its number or bracket."""
    return re.sub(rf"(?<=[{_MEASURE[-1]}座台条套组)])\s*\n\s*", "、", text.strip())


def _columns(cell: str) -> str:
    """Put `电炉|70|吨|2`, a machine spread over columns, into one phrase."""
    parts = [part for part in cell.split("|") if part]
    if len(parts) == 4 and parts[3].isdecimal():
        return f"{parts[1]}{parts[2]}{parts[0]}×{parts[3]}"
    return "".join(parts)


def _split(cell: str) -> list[str]:
    """Split at separators that stand outside brackets."""
    parts, start = [], 0
    for found in _SPLIT.finditer(cell):
        before = cell[: found.start()]
        if before.count("(") <= before.count(")"):
            parts.append(cell[start : found.start()])
            start = found.end()
    return [part for part in [*parts, cell[start:]] if part]


def _item(part: str) -> tuple[Equipment | None, bool]:
    """Read one machine; True beside it where its count and its marks don't agree."""
    rest, marks = _take_marks(part)
    rest, count, measure = _take_count(rest)
    name, size = _take_size(rest)
    if not _SAYS_SOMETHING.search(name):
        if count is None:
            return None, False
        name = ""
    doubt = bool(marks) and count is not None and count != len(marks)
    if marks and count is None:
        count = len(marks)
    return Equipment(name, size, count, measure, marks), doubt


def _take_marks(part: str) -> tuple[str, tuple[str, ...]]:
    for pattern in (_CLOSING_MARKS, _LEADING_MARKS):
        found = pattern.search(part)
        if found:
            listed = re.findall(r"\d{1,3}", found["marks"])
            rest = part[: found.start()] + part[found.end() :]
            return rest, tuple(f"{number}#" for number in listed)
    return part, ()


def _take_count(part: str) -> tuple[str, int | None, str]:
    for pattern in (_LEADING, _TRAILING, _TIMES_BEFORE, _TIMES):
        found = pattern.search(part)
        if found is None or (pattern is _TIMES and "φ" in part):
            continue
        count = _number(found["count"])
        if count:
            rest = part[: found.start()] + part[found.end() :]
            return rest, count, found["measure"]
    return part, None, ""


def _take_size(part: str) -> tuple[str, str]:
    """Take the size from outside any bracket, or from one that holds nothing else."""
    masked = re.sub(r"\([^()]*\)", lambda found: "\0" * len(found[0]), part)
    found = _SIZE.search(masked)
    if found:
        return _trimmed(part[: found.start()] + part[found.end() :]), found[0]
    bracket = re.search(r"\(([^()]*)\)", part)
    if bracket and _SIZE.fullmatch(bracket[1]):
        return _trimmed(part[: bracket.start()] + part[bracket.end() :]), bracket[1]
    return _trimmed(part), ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() else chinese_number(text)


def _trimmed(name: str) -> str:
    return name.strip("×、,;:-/").removeprefix("的").removesuffix("的")


def _brief(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"
