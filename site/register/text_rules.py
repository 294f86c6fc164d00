"""The rules every text of an act keeps: it says something, and it tells nothing personal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter

import msgspec

from register import privacy, uscc
from register.acts import KINDS, AnyAct, Closure, Corrected
from register.findings import Finding, Findings
from register.privacy import Personal
from register.wording import gettext

_REPEATING = {Closure, Corrected}
"""Kinds with any number of lines or changes, each with texts of its own."""

_IDS = {"id", "refers_to", "salt", "department", "area", "industry", "uscc"}


def texts_are_plain(act: AnyAct) -> bool:
    """Tell, in one quick look at all texts at once, that `check_texts` would find nothing.

    Nearly every act passes; a book of 100,000 is judged by this alone.
    """
    texts = [text for text in _TEXTS[type(act)][1](act) if text]
    if type(act) in _REPEATING:
        texts += [text for _, text in _repeated_texts(act)]
    code = act.enterprise.uscc
    return not (
        privacy.suspicious("\n".join(texts))
        or (code and privacy.maybe_resident_id(code))
        or not all(map(str.strip, texts))
    )


def check_texts(act: AnyAct) -> Findings:
    """Yield what is wrong with the texts of an act."""
    fields, get = _TEXTS[type(act)]
    for field, text in zip(fields, get(act), strict=True):
        yield from _check_text(field, text or "-")
    for field, text in _repeated_texts(act):
        yield from _check_text(field, text)
    yield from _check_code(act.enterprise.uscc)


def _check_text(field: str, text: str) -> Findings:
    if not text.strip():
        yield Finding(field, gettext("内容为空白"), gettext("请如实填写"))
    for leak in privacy.find(text):
        yield _personal(field, leak.kind, leak.masked)


def _check_code(code: str | None) -> Findings:
    """A sole trader's ID number may stand where the credit code belongs."""
    if code and privacy.is_resident_id(uscc.normalise(code)[0]):
        yield _personal("enterprise.uscc", Personal.RESIDENT_ID, code[:3] + "*" * 15)


def _personal(field: str, kind: Personal, masked: str) -> Finding:
    return Finding(
        field,
        gettext("含有%(what)s（%(masked)s）", what=privacy.LABELS[kind], masked=masked),
        gettext("个人信息不得公示，请删去"),
    )


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


def _text_paths(kind: type[msgspec.Struct], prefix: str = "") -> Iterator[str]:
    for field in msgspec.structs.fields(kind):
        path = prefix + field.name
        described = msgspec.inspect.type_info(field.type)
        if field.name in _IDS:
            continue
        if isinstance(described, msgspec.inspect.StructType):
            yield from _text_paths(described.cls, f"{path}.")
        elif _is_text(described):
            yield path


def _is_text(described: msgspec.inspect.Type) -> bool:
    if isinstance(described, msgspec.inspect.Metadata):
        return _is_text(described.type)
    if isinstance(described, msgspec.inspect.UnionType):
        return any(map(_is_text, described.types))
    return isinstance(described, msgspec.inspect.StrType)


def _getter(paths: Iterable[str]) -> Callable[[AnyAct], tuple[str | None, ...]]:
    return attrgetter(*paths)


_TEXTS: Mapping[
    type[AnyAct], tuple[tuple[str, ...], Callable[[AnyAct], tuple[str | None, ...]]]
] = {kind: (paths := tuple(_text_paths(kind)), _getter(paths)) for kind in KINDS.values()}
"""For each kind, the paths of its texts and the function that gets them all at once."""
