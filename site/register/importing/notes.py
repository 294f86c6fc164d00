"""What titles, states and notes say of a row: withdrawn, never built, only planned, shared."""

from __future__ import annotations

import re
from collections.abc import Mapping

from register.importing.columns import Field
from register.importing.plain import NUMERAL, squeezed
from register.importing.remarks import Code, Remark

_ENDED_KINDS = frozenset({"closure", "dismantled", "accepted"})
"""Kinds that say something is over: a plan doesn't prove it."""
_LISTED_FOR_FAULT = frozenset(
    {"yellow-card", "red-card", "over-limit", "over-limit-serious", "substandard-product"}
)
_WITHDRAWN = re.compile(
    r"(?:方案|计划|公告|公示|指标|名单|决定|列入)[^,;。]{0,8}(?:撤销|撤回|取消|作废|废止|终止|收回)"
    r"|(?:撤销|撤回|取消|作废|废止|收回)[^,;。]{0,6}(?:方案|计划|公告|公示|指标|决定)|移出名单|误列"
)
_NEVER_BUILT = re.compile(r"未(?:开工)?建设|未建成|未建|未开工|没有建设")
_DONE = re.compile(r"(?:已|均已|全部)[^、,;。]*|完成(?:关闭|拆除|退出)[^、,;。]*")
_PLANNED = re.compile(
    r"^(?:否|×|✗|x|n|no)$|(?:计划|任务)(?!的?(?:完成|执行|落实)(?:情况|名单|表))|拟(?!定)|尚未|正在|过渡生产|部分(?:关停|拆除|停产|完成)|未完成|要求|责令|将(?:永久)?[关拆停退]"
    r"|前[^,;。]{0,6}(?:关[停闭]|拆除|淘汰|退出)|[底末日]前$"
)
_PASSED = re.compile(r"^(?:合格|达标|符合(?:要求|标准)?|通过|正常|未超标|整改合格)$")
_SOME = rf"(?:\d+|{NUMERAL}+)"
_SHARED = re.compile(
    rf"{_SOME}[家户座个处]?[^;。]{{0,12}}?(?:合计|共|总计|总)[^;。]*?\d(?:\.\d+)?(?:万|亿)?(?:吨|米|重量箱|重箱|标张|千伏安时|立方米|千瓦|块|t)"
    rf"|(?:合计|共计|总计)[^;。\d]{{0,6}}\d+(?:\.\d+)?(?:万|亿)?(?:吨|米|重量箱|重箱|标张|千伏安时|立方米|千瓦|块|t)"
    rf"|共{_SOME}家[^;。]*\d(?:万|亿)?吨"
)
_NOT_THE_WHOLE = re.compile(
    r"合计不明|单处还是合计|是否合计|已用于|用于本次|自用|留用|剩余|拆成|拆分|部分产能|出让\d"
)
"""The figure may be for more than this row, or part of it may be spent elsewhere."""


def read_notes(kind: str, fields: Mapping[str, str], note: str, title: str) -> list[Remark]:
    """Return what must be said of a row because of its state, its dates, its note or the title."""
    status, dates = squeezed(fields.get(Field.STATUS, "")), _dates(fields)
    plain_note, titles = squeezed(note), squeezed(f"{title};{fields.get(Field.TITLE, '')}")
    remarks = [
        Remark(code, _clause(found))
        for code, pattern, text in (
            (Code.NEVER_BUILT, _NEVER_BUILT, f"{status};{dates};{plain_note}"),
            (Code.PLAN_WITHDRAWN, _WITHDRAWN, f"{status};{plain_note}"),
            (Code.SHARED_TOTAL, _SHARED, plain_note),
        )
        if (found := pattern.search(text))
    ]
    if found := _NOT_THE_WHOLE.search(plain_note):
        remarks.append(Remark(Code.PART_OF_CAPACITY, _clause(found)))
    if kind in _ENDED_KINDS:
        remarks += _not_yet(status, dates, titles)
    if kind in _LISTED_FOR_FAULT and _PASSED.search(status):
        remarks.append(Remark(Code.PASSED, status))
    return remarks


def _not_yet(status: str, dates: str, titles: str) -> list[Remark]:
    """The row's own state decides; dates and title speak where it is silent."""
    left = _DONE.sub(lambda done: " " * len(done[0]), status)
    found = _PLANNED.search(left)
    if found:
        return [Remark(Code.NOT_YET_DONE, _clause(found, status))]
    if not _DONE.search(status):
        found = _PLANNED.search(dates) or (None if status else _PLANNED.search(titles))
    return [Remark(Code.NOT_YET_DONE, _clause(found))] if found else []


def _dates(fields: Mapping[str, str]) -> str:
    named = (Field.DATE, Field.DEADLINE, Field.DISMANTLE_BY)
    return ";".join(squeezed(fields.get(field, "")) for field in named)


def _clause(found: re.Match[str], original: str = "") -> str:
    """Return the clause that holds a match: enough to see what was meant."""
    text = original or found.string
    start = max(text.rfind(mark, 0, found.start()) for mark in ",;。") + 1
    ends = [end for mark in ",;。" if (end := text.find(mark, found.end())) >= 0]
    return text[start : min(ends, default=len(text))][:60]
