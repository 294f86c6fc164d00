"""The fields of what a platform sends, said once: for checking them and for the OpenAPI document.

Every fault of a body is found and named in one answer, with the place (a JSON Pointer, RFC 6901),
what is wrong and how to mend it. Fields that are not listed are allowed: platforms send many, and
the original is kept with all of them.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from intake.services.work_orders import LONGEST_LINE, LONGEST_TEXT, NUMBER
from intake.web.forms import as_typed
from register.wording import LazyText, gettext, lazy_gettext

WORD = "[0-9A-Za-z一-鿿]"
"""What a text must hold at least one of to say anything."""

NOT_A_DAY = dt.datetime(1, 1, 2, tzinfo=dt.UTC)
"""Stands for a date of the right shape that no calendar has; nobody believes it."""

_DATE_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)


@dataclass(frozen=True)
class Field:
    """One text field."""

    name: str
    says: LazyText
    most: int = LONGEST_LINE
    """Characters at most; 0 where only the body's size is limited."""
    required: bool = False
    pattern: str = ""
    format: str = ""
    encoding: str = ""
    """How bytes are written as text, as JSON Schema names it."""

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema (2020-12)."""
        kind = "string" if self.required else ["string", "null"]
        found: dict[str, Any] = {"type": kind, "description": str(self.says)}
        if self.format:  # empty is absent, as platforms export it
            named = {"type": "string", "format": self.format}
            return {"description": str(self.says), "anyOf": [named, {"enum": ["", None]}]}
        more = {
            "maxLength": self.most,
            "pattern": self.pattern,
            "contentEncoding": self.encoding,
        }
        return found | {name: value for name, value in more.items() if value}


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field, and how to mend it."""

    pointer: str
    detail: str


class Faulty(Exception):
    """A body that cannot be taken in as it is."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.pointer for fault in faults))
        self.faults = tuple(faults)


class Unreadable(Exception):
    """A body that is not JSON in UTF-8; the text says where and how to mend it."""


ORDER = (
    Field("number", lazy_gettext("平台的工单编号，同一编号只登记一次"), 64, required=True,
          pattern=f"^{NUMBER}$"),
    Field("text", lazy_gettext("诉求内容原文"), LONGEST_TEXT, required=True, pattern=WORD),
    Field("kind", lazy_gettext("诉求类别：咨询、求助、建议、投诉、举报；其他写法转人工分办")),
    Field("title", lazy_gettext("标题")),
    Field("place", lazy_gettext("诉求涉及的地点")),
    Field("area", lazy_gettext("县（市、区）或镇街，写代码或名称")),
    Field("enterprise", lazy_gettext("诉求涉及的企业")),
    Field("received_at", lazy_gettext("平台受理时间，须带时区"), format="date-time"),
)  # fmt: skip
CALLER = (
    Field("name", lazy_gettext("来电人姓名")),
    Field("phone", lazy_gettext("来电人电话")),
    Field("address", lazy_gettext("来电人住址")),
    Field("note", lazy_gettext("回访要求等其他说明")),
)
UPDATE = (
    Field("id", lazy_gettext("平台给这次补充的编号，同一编号只登记一次"), 64, required=True,
          pattern=WORD),
    Field("text", lazy_gettext("补充的内容"), LONGEST_TEXT, required=True, pattern=WORD),
)  # fmt: skip
BASE64 = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)$"
"""RFC 4648, section 4, and at least one byte."""
ATTACHMENT = (
    Field("id", lazy_gettext("平台给这个附件的编号，同一编号只登记一次"), 64, required=True,
          pattern=WORD),
    Field("name", lazy_gettext("文件名"), required=True, pattern=WORD),
    Field("media_type", lazy_gettext("媒体类型，例如 image/jpeg"), 100),
    Field("content", lazy_gettext("文件内容，Base64编码，解码后不超过20 MB"), 0, required=True,
          pattern=BASE64, encoding="base64"),
)  # fmt: skip
WITHDRAWAL = (Field("reason", lazy_gettext("撤回理由"), LONGEST_TEXT, required=True, pattern=WORD),)


def read_body(body: bytes) -> Mapping[str, Any]:
    """Return the object that a JSON body holds.

    Raises:
        Unreadable: not UTF-8, not JSON, not an object, or a key twice in one object (RFC 8259,
            section 4: each reader would take another of the two for what was said).

    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        raise Unreadable(_not_utf8(body, failure.start)) from failure
    try:
        found = msgspec.json.decode(text)
        _require_single_keys(text)
    except (msgspec.DecodeError, RecursionError) as failure:
        raise Unreadable(
            gettext("请求正文不是JSON（%(fault)s），请检查后重新发送。", fault=failure)
        ) from failure
    if not isinstance(found, dict):
        raise Unreadable(gettext("请求正文应是一个JSON对象：{…}。"))
    return found


def _require_single_keys(text: str) -> None:
    def only_once(pairs: list[tuple[str, Any]]) -> None:
        names = Counter(name for name, _value in pairs)
        twice = [name for name, count in names.items() if count > 1]
        if twice:
            raise Unreadable(gettext("“%(name)s”重复出现，请只保留一个。", name=twice[0][:64]))

    json.loads(text, object_pairs_hook=only_once)


def check(given: Mapping[str, Any], fields: Sequence[Field], at: str = "") -> dict[str, str]:
    """Return the fields' values as typed, "" for what was not sent.

    Raises:
        Faulty: with every fault there is.

    """
    found, faults = {}, []
    for field in fields:
        value = given.get(field.name)
        wrong = _fault(field, value)
        if wrong:
            faults.append(Fault(f"{at}/{field.name}", wrong))
        else:
            found[field.name] = as_typed(value)
    if faults:
        raise Faulty(faults)
    return found


def read_moment(text: str) -> dt.datetime | None:
    """Return the moment a checked field names, `NOT_A_DAY` if there is none such."""
    if not text:
        return None
    shape = _DATE_TIME.fullmatch(text)
    day, time, _fraction, zone = shape.groups() if shape else ("", "", "", "")
    try:
        moment = dt.datetime.fromisoformat(f"{day}T{time}{zone.upper()}").astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return NOT_A_DAY
    return moment if 1 < moment.year < dt.MAXYEAR else NOT_A_DAY


def _fault(field: Field, value: object) -> str:
    if value is None:
        return gettext("缺少这一项，请补上。") if field.required else ""
    if not isinstance(value, str):
        return gettext("应是文字（JSON字符串），请加上引号。")
    if field.format:
        good = not value or _DATE_TIME.fullmatch(value)
        return "" if good else gettext("应是带时区的时间，例如 2026-11-22T09:30:00+08:00。")
    if 0 < field.most < len(value):
        return gettext(
            "最多%(most)s字，现在有%(given)s字，请删减或用补充接口分次提交。",
            most=field.most,
            given=len(value),
        )
    if field.pattern and not re.search(field.pattern, as_typed(value)):
        return gettext("内容为空，或含有不允许的字符，请改正。")
    return ""


def _not_utf8(body: bytes, at: int) -> str:
    where = gettext("请求正文不是UTF-8编码（第%(at)s个字节起）", at=at + 1)
    try:
        body.decode("gb18030")
    except UnicodeDecodeError:
        return gettext("%(where)s，请转为UTF-8后重新发送。", where=where)
    return gettext("%(where)s，看起来是GBK编码，请转为UTF-8后重新发送。", where=where)
