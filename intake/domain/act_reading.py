"""How what was typed on the form of a kind of act becomes an act, or all that is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from unicodedata import normalize

import msgspec
from msgspec import inspect

from intake.domain.act_forms import CHANGES, FormField, Shape, bare, fields_of, flat, is_follow_up
from intake.domain.drafting import NotReady
from register.acts import KINDS, AnyAct, Corrected, Overrule
from register.explain import explain, explain_typed
from register.findings import Finding
from register.wording import gettext


@dataclass(frozen=True)
class Issued:
    """What an act is given when it is approved, and no form asks for."""

    id: str
    date: str
    department: str
    enterprise_id: str
    by: tuple[str, str]
    salt: str
    overruled: tuple[Overrule, ...] = ()


def act_of(
    kind: str, typed: Mapping[str, str], issued: Issued, target: AnyAct | None = None
) -> AnyAct:
    """Return the act that was typed; `target` is the act a correction corrects.

    Raises:
        NotReady: a field is missing, or can't be read as what it should be; says all of them.

    """
    asked = fields_of(kind, typed, target)
    known = {field.path for field in asked} | {"refers_to"}
    values = {
        path: text
        for path, text in typed.items()
        if (path in known or path.startswith(f"{CHANGES}.")) and text.strip()
    }
    shapes = {field.path: field.shape for field in asked}
    plain = {path: _plain(text, shapes.get(path)) for path, text in values.items()}
    faults = [*_missing(kind, asked, plain), *_misread(kind, plain)]
    if faults:
        raise NotReady(faults)
    nested = _nested(plain)
    if target is not None:
        _not_repeated(nested, target)
    nested["enterprise"]["id"] = issued.enterprise_id
    nested |= {
        "kind": kind,
        "id": issued.id,
        "date": issued.date,
        "department": issued.department,
        "by": issued.by,
        "salt": issued.salt,
        "overruled": [msgspec.to_builtins(one) for one in issued.overruled],
    }
    try:
        act: AnyAct = msgspec.convert(nested, KINDS[kind], strict=False)
    except msgspec.ValidationError as error:
        why = explain(error)
        raise NotReady([Finding(why.field, why.reason, why.remedy)]) from error
    return act


def _not_repeated(nested: dict[str, Any], target: AnyAct) -> None:
    """Let a correction call the firm what it says is right, not what it says was wrong.

    The latest act gives the page of a firm its name: the right one would be shown as a former one.
    A firm that bears another name by now keeps it.
    """
    wrong = flat(target)
    for path, right in nested.get(CHANGES, {}).items():
        whose, _, name = path.partition(".")
        if whose == "enterprise" and nested["enterprise"].get(name) == wrong.get(path):
            nested["enterprise"][name] = right


def day_of(text: str) -> dt.date | None:
    """Return the day that was typed; None where it is none."""
    try:
        return dt.date.fromisoformat(_plain(text, Shape.DATE))
    except ValueError:
        return None


def _plain(text: str, shape: Shape | None) -> str:
    """Return a typed value as the act has it: figures and days as people write them are read."""
    said = text.strip()
    if shape in {Shape.FIGURE, Shape.WHOLE}:
        return re.sub(r"[,\s]", "", normalize("NFKC", said))
    if shape is Shape.DATE:
        parts = re.fullmatch(
            r"(\d{4})[-年/.](\d{1,2})[-月/.](\d{1,2})日?", normalize("NFKC", said).replace(" ", "")
        )
        return f"{parts[1]}-{parts[2]:0>2}-{parts[3]:0>2}" if parts else said
    return said


def _missing(
    kind: str, fields: Sequence[FormField], values: Mapping[str, str]
) -> Iterator[Finding]:
    begun = {path.rpartition(".")[0] for path in values}
    for field in fields:
        row = field.path.rpartition(".")[0]
        needed = field.required or (row in begun and field.path in _needed_in_rows(kind, row))
        if needed and field.path not in values:
            yield Finding(field.path, gettext("缺少必填项"), gettext("请补上该项"))
    if is_follow_up(kind) and "refers_to" not in values:
        yield Finding(
            "refers_to", gettext("没有选择所针对的公示"), gettext("请从该企业的公示中选择一条")
        )
    if KINDS[kind] is Corrected and not any(p.startswith(f"{CHANGES}.") for p in values):
        yield Finding(
            CHANGES, gettext("没有填写要更正的内容"), gettext("请在有误的一项后填写正确的内容")
        )


def _needed_in_rows(kind: str, row: str) -> set[str]:
    """Return what a row of a list needs once anything of it is filled in."""
    if not re.fullmatch(r"[a-z_]+\.\d+", row):
        return set()
    first = re.sub(r"\d+", "0", row)
    return {
        field.path.replace(first, row, 1)
        for field in fields_of(kind, {})
        if field.required and field.path.startswith(f"{first}.")
    }


def _misread(kind: str, values: Mapping[str, str]) -> Iterator[Finding]:
    for path, text in values.items():
        leaf = _leaf(kind, re.sub(r"\.\d+", "", path))
        if leaf is None:
            continue
        try:
            msgspec.convert(text, leaf, strict=False)
        except msgspec.ValidationError as error:
            why = explain_typed(error)
            yield Finding(path, why.reason, why.remedy)


@cache
def _leaf(kind: str, path: str) -> Any:
    """Return the type of the field at a path, rows without their number; None where unknown."""
    here: Any = KINDS[kind]
    for name in path.split("."):
        fields = {f.name: f.type for f in msgspec.structs.fields(here)} if _is_struct(here) else {}
        if name not in fields:
            return None
        here = fields[name]
        info, _ = bare(inspect.type_info(here), required=True)
        if isinstance(info, inspect.VarTupleType):
            info = info.item_type
        if isinstance(info, inspect.StructType):
            here = info.cls
    return here


def _is_struct(found: Any) -> bool:
    return isinstance(found, type) and issubclass(found, msgspec.Struct)


def _nested(values: Mapping[str, str]) -> dict[str, Any]:
    """Return `a.b` as b in a; rows in their order, gaps closed; corrections stay flat."""
    built: dict[str, Any] = {"enterprise": {}, "basis": {}}
    for path, text in values.items():
        first, _, rest = path.partition(".")
        keys = [first, rest] if first == CHANGES and rest else path.split(".")
        here = built
        for key in keys[:-1]:
            here = here.setdefault(key, {})
        here[keys[-1]] = text
    return {name: _closed(value) for name, value in built.items()}


def _closed(value: Any) -> Any:
    if isinstance(value, dict) and value and all(key.isdecimal() for key in value):
        return [value[key] for key in sorted(value, key=int)]
    return value
