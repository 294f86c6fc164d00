"""The rules every text of an act keeps: it says something, and it tells nothing personal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from math import inf
from operator import attrgetter

import msgspec

from register import persons, privacy, uscc
from register.acts import AnyAct, Closure, Corrected, Personal
from register.characters import DANGEROUS
from register.findings import Finding, Findings
from register.names import normalise_name
from register.wording import gettext

_REPEATING = {Closure, Corrected}
"""Kinds with any number of lines or changes, each with texts of its own."""

LONGEST_LINE = 200
"""Characters: what may be longer is a text of any number of lines."""

_IDS = {"id", "refers_to", "salt", "department", "area", "industry", "uscc"}


class Leaked(msgspec.Struct, frozen=True):
    """Personal data in a field of an act; never the data itself."""

    field: str
    what: Personal
    masked: str


def texts_are_plain(act: AnyAct) -> bool:
    """Tell, in one quick look, that `check_texts` would find nothing.

    Nearly every act passes; a book of 100,000 is judged by this alone.
    """
    texts = [text for text in _texts_of(type(act)).get(act) if text]
    if type(act) in _REPEATING:
        texts += [text for _, text in _repeated_texts(act)]
    code = act.enterprise.uscc
    if code and not uscc.check(code).ok:
        texts.append(code)
    return not (
        act.overruled
        or not all(map(_is_plain, texts))
        or (code and (privacy.maybe_resident_id(code) or persons.maybe_sole_trader(code)))
        or persons.maybe_person(act.enterprise.name)
        or type(act) is Corrected
    )


@lru_cache(maxsize=1 << 14)
def _is_plain(text: str) -> bool:
    """Tell of one text; most were seen before: names, laws and turns of phrase come again.

    Nothing is printable that is not seen, nor is a line break or a wide space.
    """
    return text.isprintable() and bool(text.strip()) and not any(privacy.find(text))


def check_texts(act: AnyAct) -> Findings:
    """Yield what is wrong with the texts of an act; alarms that were overruled are not."""
    for field, text in _all_texts(act):
        if not text.strip():
            yield Finding(field, gettext("内容为空白"), gettext("请如实填写"))
        yield from _unseen(field, text, in_one_line=field in _texts_of(type(act)).lines)
    yield from _unseen("enterprise.uscc", act.enterprise.uscc or "", in_one_line=True)
    overruled = {(one.field, one.what) for one in act.overruled}
    for leaked in personal_data(act):
        if (leaked.field, leaked.what) not in overruled:
            yield _refused(leaked)


def _unseen(field: str, text: str, *, in_one_line: bool) -> Findings:
    found = DANGEROUS.search(text)
    if found:
        yield Finding(
            field,
            gettext("含有看不见的控制字符（U+%(code)s）", code=f"{ord(found[0]):04X}"),
            gettext("这类字符会改变文字的显示次序或内容，请删去后重新填写"),
        )
    if in_one_line and re.search(r"[\n\t]", text):
        yield Finding(field, gettext("含有换行或者制表符"), gettext("请写在一行内"))


def personal_data(act: AnyAct) -> Iterator[Leaked]:
    """Yield what in an act may be personal data, overruled or not."""
    for field, text in _all_texts(act):
        for leak in privacy.find(text):
            yield Leaked(field, leak.kind, leak.masked)
    names = [("enterprise.name", act.enterprise.name)]
    codes = [("enterprise.uscc", act.enterprise.uscc)]
    if isinstance(act, Corrected):
        names += [(f"changes.{path}", act.changes.get(path, "")) for path, _ in names]
        codes += [(f"changes.{path}", act.changes.get(path)) for path, _ in codes]
    for field, name in names:
        if sign := persons.sign_of_person(normalise_name(name)):
            yield Leaked(field, Personal.NATURAL_PERSON, sign)
    for field, code in codes:
        yield from _in_code(field, code)


def _in_code(field: str, code: str | None) -> Iterator[Leaked]:
    """A sole trader's ID number may stand where the credit code belongs, or a sole trader's code.

    The first is no false alarm where the check digit fits; the second asks for a decision. What is
    no code at all is kept as it is, and is read like any other text.
    """
    plain = uscc.normalise(code)[0] if code else ""
    if privacy.is_resident_id(plain):
        yield Leaked(field, Personal.RESIDENT_ID, plain[:3] + "*" * 15)
    elif persons.is_sole_trader(plain):
        yield Leaked(field, Personal.NATURAL_PERSON, plain[:2] + "*" * 16)
    elif code and not uscc.check(code).ok:
        yield from (Leaked(field, leak.kind, leak.masked) for leak in privacy.find(code))


def _refused(leaked: Leaked) -> Finding:
    remedy = gettext("个人信息不得公示，请删去")
    if leaked.what not in privacy.CERTAIN:
        remedy = gettext("请核对：个人信息不得公示；确非个人信息的，由审核人员写明理由后放行")
    return Finding(
        leaked.field,
        gettext(
            "含有%(what)s（%(masked)s）", what=privacy.LABELS[leaked.what], masked=leaked.masked
        ),
        remedy,
    )


def _all_texts(act: AnyAct) -> Iterator[tuple[str, str]]:
    told = _texts_of(type(act))
    for field, text in zip(told.paths, told.get(act), strict=True):
        yield field, text or "-"
    yield from _repeated_texts(act)
    for number, one in enumerate(act.overruled):
        yield f"overruled.{number}.reason", one.reason


def _repeated_texts(act: AnyAct) -> list[tuple[str, str]]:
    if isinstance(act, Closure):
        return [
            (f"lines.{number}.{name}", text)
            for number, line in enumerate(act.lines)
            for name, text in (("equipment", line.equipment), ("unit", line.unit or "-"))
        ]
    if isinstance(act, Corrected):
        return [(f"changes.{field}", value) for field, value in act.changes.items()]
    return []


class _Texts(msgspec.Struct, frozen=True):
    """The texts of a kind of act."""

    paths: tuple[str, ...]
    get: Callable[[AnyAct], tuple[str | None, ...]]
    """All of them at once, in the order of `paths`."""
    lines: frozenset[str]
    """Those of one line."""


@cache
def _texts_of(kind: type[msgspec.Struct]) -> _Texts:
    told = dict(_text_paths(kind))
    lines = (path for path, longest in told.items() if longest <= LONGEST_LINE)
    return _Texts(tuple(told), attrgetter(*told), frozenset(lines))


def _text_paths(kind: type[msgspec.Struct], prefix: str = "") -> Iterator[tuple[str, float]]:
    """Yield the path of every text, and how long it may be."""
    for field in msgspec.structs.fields(kind):
        path = prefix + field.name
        described = msgspec.inspect.type_info(field.type)
        if field.name in _IDS:
            continue
        if isinstance(described, msgspec.inspect.StructType):
            yield from _text_paths(described.cls, f"{path}.")
        elif text := _text(described):
            yield path, text.max_length or inf


def _text(described: msgspec.inspect.Type) -> msgspec.inspect.StrType | None:
    if isinstance(described, msgspec.inspect.Metadata):
        return _text(described.type)
    if isinstance(described, msgspec.inspect.UnionType):
        return next(filter(None, map(_text, described.types)), None)
    return described if isinstance(described, msgspec.inspect.StrType) else None
