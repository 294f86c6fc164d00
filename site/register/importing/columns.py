"""Which column is what: proposed from the header's words, corrected by what the cells hold."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from register.importing.firms import looks_like_a_firm
from register.importing.plain import outside_brackets, squeezed
from register.importing.quantities import unit_in


class Field(StrEnum):
    """What a column holds. The names are those of `mingjian import --map 列名=field`."""

    NUMBER = "number"
    ENTERPRISE = "enterprise"
    USCC = "uscc"
    AREA = "area"
    INDUSTRY = "industry"
    EQUIPMENT = "equipment"
    MODEL = "model"
    COUNT = "count"
    CAPACITY = "capacity"
    UNIT = "unit"
    DATE = "date"
    DEADLINE = "deadline"
    DISMANTLE_BY = "dismantle_by"
    PERIOD = "period"
    YEAR = "year"
    STATUS = "status"
    SUBJECT = "subject"
    PROBLEM = "problem"
    MEASURE = "measure"
    FINE = "fine"
    REASON = "reason"
    PROMISE = "promise"
    BASIS = "basis"
    DOCUMENT = "document"
    DEPARTMENT = "department"
    POLLUTANT = "pollutant"
    OUTLET = "outlet"
    LIMIT = "limit"
    MEASURED = "measured"
    EXCEED = "exceed"
    PRODUCT = "product"
    BATCH = "batch"
    LICENCE = "licence"
    LICENCE_NUMBER = "licence_number"
    TITLE = "title"
    NOTE = "note"
    PERSONAL = "personal"
    OTHER = "other"


JOINED = frozenset({Field.AREA, Field.NOTE, Field.PERSONAL, Field.OTHER, Field.PROBLEM})
"""Fields that several columns may share: 省, 市 and 县; several remarks."""

_FILE = Path(__file__).with_name("header_words.toml")
_MACHINES = {"台", "套", "条"}
"""Units in a header that count machines: 数量(台)."""
_LESSER = re.compile(
    r"经销|销售|抽样单位|被抽样|受让|承接|换入|建设单位|集团|上级|所属企业|母公司|曾用"
)
_ENDS = re.compile(r"(?:_text|_raw)+$")

Columns = tuple[Field, ...]
"""The field of each column, in order."""


@lru_cache(maxsize=4096)
def field_of(header: str) -> Field:
    """Return the field that a header's words name; `OTHER` where they name none."""
    full = squeezed(header).casefold()
    words = _ENDS.sub("", outside_brackets(full)).strip(":*_-/")
    if words == "unit_in_header":
        return Field.UNIT
    unit = unit_in(header)
    if unit and unit.unit not in _MACHINES and re.search(r"量|产能|能力|规模|数$", words):
        return Field.CAPACITY
    group, _slash, member = words.rpartition("/")
    named = _named(group + member)
    return _named(member) if named is Field.OTHER and group else named


def _named(words: str) -> Field:
    found = (field for field, pattern in _rules() if pattern.search(words))
    return next(found, Field.OTHER)


class _Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    field: Field
    words: tuple[str, ...]


class _Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rule: tuple[_Rule, ...]


@cache
def _rules() -> tuple[tuple[Field, re.Pattern[str]], ...]:
    rules = msgspec.toml.decode(_FILE.read_bytes(), type=_Rules).rule
    return tuple((rule.field, re.compile("|".join(rule.words))) for rule in rules)


def propose(headers: Sequence[str], sample: Sequence[Sequence[str]]) -> Columns:
    """Return a field for each column, at most one column a field but for those in `JOINED`.

    `sample` holds rows below the header, by which an ambiguous `单位` or `名称` is decided.
    """
    fields = [field_of(header) for header in headers]
    for column, header in enumerate(headers):
        if squeezed(header) in {"单位", "单位(全称)"}:
            firms = _firms_in(column, sample)
            fields[column] = Field.ENTERPRISE if firms else Field.UNIT
    if Field.ENTERPRISE not in fields:
        likely = max(range(len(headers)), key=lambda c: _firms_in(c, sample), default=0)
        if headers and _firms_in(likely, sample) * 2 > len(sample):
            fields[likely] = Field.ENTERPRISE
    return _one_each(headers, fields, sample)


def correct(headers: Sequence[str], proposed: Columns, given: Mapping[str, Field]) -> Columns:
    """Return the columns with those that were given by header put in their place.

    Raises:
        KeyError: no column has a header that was given; its argument is that header.

    """
    wanted = {squeezed(header): field for header, field in given.items()}
    known = [squeezed(header) for header in headers]
    for header in given:
        if squeezed(header) not in known:
            raise KeyError(header)
    taken = {field for field in wanted.values() if field not in JOINED}
    return tuple(
        wanted.get(header) or (Field.OTHER if field in taken else field)
        for header, field in zip(known, proposed, strict=True)
    )


def names_firms(header: str) -> bool:
    """Tell whether a column is of enterprises the list is about, not of owners or buyers."""
    return field_of(header) is Field.ENTERPRISE and not _LESSER.search(header)


def signature(headers: Iterable[str]) -> str:
    """Return what two lists share whose headers say the same, whatever their spaces and widths."""
    words = "\x1f".join(squeezed(header).casefold() for header in headers)
    return hashlib.sha256(words.encode()).hexdigest()


def _firms_in(column: int, sample: Sequence[Sequence[str]]) -> int:
    return sum(len(row) > column and looks_like_a_firm(row[column]) for row in sample)


def _one_each(
    headers: Sequence[str], fields: Sequence[Field], sample: Sequence[Sequence[str]]
) -> Columns:
    best: dict[Field, int] = {}
    for column, field in enumerate(fields):
        kept = best.get(field)
        if kept is None or _claim(headers, sample, field, column) > _claim(
            headers, sample, field, kept
        ):
            best[field] = column
    return tuple(
        field if field in JOINED or best[field] == column else Field.OTHER
        for column, field in enumerate(fields)
    )


def _claim(
    headers: Sequence[str], sample: Sequence[Sequence[str]], field: Field, column: int
) -> tuple[int, ...]:
    """How well a column deserves its field; the first of equals keeps it."""
    lesser = bool(_LESSER.search(headers[column]))
    filled = sum(len(row) > column and bool(row[column].strip()) for row in sample)
    firms = _firms_in(column, sample) if field is Field.ENTERPRISE else 0
    return (not lesser, firms, bool(filled))
