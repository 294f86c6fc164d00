"""Capacities as published: the figure, its unit and what it is per, where that is certain."""

from __future__ import annotations

import re
from decimal import Decimal

import msgspec

from register.importing.plain import (
    NUMERAL,
    chinese_number,
    outside_brackets,
    plain,
    remarks_in_brackets,
    says_nothing,
    squeezed,
)
from register.importing.remarks import Code, Remark

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_BASE = (
    r"吨标准?煤|蒸吨|吨|标准?立方米|立方米|平方米|Nm3|m3|m2|千伏安时|万伏安时|千伏安|千瓦时|千瓦|兆瓦"
    r"|兆伏安|标张|标准张|重量箱|重箱|公斤|千克|公里|自然块|标块|标砖|纱锭|色令"
    r"|[kK][vV][aA][hH]?|[kK][wW][hH]?|M[wW]|MVA|kg|km"
    r"|米|升|只|台|套|件|张|块|锭|匹|条|辆|片|支|根|枚|双|箱|头|羽|令|打|桶|瓶|盒|对|粒|方|[tTmML]"
)
_UNIT = rf"(?P<scale>[百千]?[万亿]|百|千(?!伏|瓦|克))?(?P<base>{_BASE})(?![a-zA-Z])"
_PER = r"(?:(?:/|每|·)(?P<per>年|a|天|日|d|小时|时|h|月)(?![a-zA-Z]))?"
_FIGURE = re.compile(
    rf"(?<![\d.,a-zA-Z#])(?:(?P<times>\d{{1,2}})×)?(?P<number>{_NUMBER})(?:{_UNIT}{_PER})?"
    r"(?:×(?P<after>\d{1,2})(?![\d.]))?"
)
_UNIT_ALONE = re.compile(rf"^(?:单位)?:?{_UNIT}{_PER}$")
_IN_WORDS = re.compile(rf"{NUMERAL}+(?=[万亿]?(?:{_BASE}))")
_SHARED = re.compile(
    rf"(?:\d+|{NUMERAL}+)[家户](?:企业)?(?:共|合计|总|产能)|[家户]总产能|合计|总计|共计"
)
_MONEY = re.compile(r"\d(?:万|亿|百|千)*元|人民币|罚款|￥|¥")
_BOUND = re.compile(
    r"以上|以下|以内|不低于|不超过|不足|不少于|大于|小于|超过?|低于|[≥≤<>]|多|余|至少|最多"
)
_ABOUT = re.compile(r"约|近|大概|左右")
_RANGE = re.compile(rf"\d(?:{_UNIT})?\s*(?:[-~—至到])+\s*\d")
_PARTIAL = re.compile(r"用于|其中|剩余|部分|制浆|折|出让|留用")
_PER_WORDS = {"a": "年", "d": "日", "天": "日", "h": "时", "小时": "时"}
_SAME_UNITS = {
    "t": "吨", "T": "吨", "m": "米", "M": "米", "m2": "平方米", "m3": "立方米", "Nm3": "标立方米",
    "标准立方米": "标立方米", "吨标准煤": "吨标煤", "重箱": "重量箱", "标准张": "标张", "L": "升",
    "kva": "千伏安", "kvah": "千伏安时", "kw": "千瓦", "kwh": "千瓦时", "mw": "兆瓦",
    "mva": "兆伏安", "kg": "公斤", "千克": "公斤", "km": "公里", "方": "立方米",
}  # fmt: skip


class Capacity(msgspec.Struct, frozen=True, omit_defaults=True):
    """One published figure."""

    amount: Decimal
    unit: str
    """In words: `万吨`, `万重量箱`; spellings of one unit (t, 吨) are one."""
    per: str | None = None
    """`年`, `月`, `日` or `时`; None where not published."""
    times: int = 1
    """How many lines of this capacity: 2 in `2*2000t/d`."""
    about: bool = False
    """Published as 约 or 近."""

    @property
    def total(self) -> Decimal:
        """The figure for all its lines."""
        return self.amount * self.times

    def __str__(self) -> str:
        times = f"{self.times}×" if self.times > 1 else ""
        per = f"/{self.per}" if self.per else ""
        return f"{'约' * self.about}{times}{self.amount:f}{self.unit}{per}"


class HeaderUnit(msgspec.Struct, frozen=True):
    """The unit that a header, or a unit column, gives to bare figures."""

    unit: str
    per: str | None = None


def unit_in(header: str) -> HeaderUnit | None:
    """Return the unit that `产能(万吨/年)`, `年产能:万吨` or `万吨/年` names, if exactly one."""
    text = squeezed(header)
    ends = [text, *remarks_in_brackets(text), text.rpartition(":")[2]]
    found = {unit for part in ends if (unit := _unit(part))}
    if len(found) != 1:
        return None
    unit = found.pop()
    yearly = unit.per is None and re.search(r"年(?:产|生产|设计|淘汰)", text)
    return HeaderUnit(unit.unit, "年") if yearly else unit


def read_capacity(
    text: str, header: HeaderUnit | None = None
) -> tuple[Capacity | None, list[Remark]]:
    """Return the capacity a cell publishes and what must be said of it.

    `header` is the unit of the column, for a cell that names none. A figure for several firms, an
    amount of money, a bound or a range is no capacity: the text stands, a remark says why.
    """
    if says_nothing(text):
        return None, []
    said = plain(text)
    cell = _IN_WORDS.sub(lambda found: str(chinese_number(found[0])), squeezed(text))
    for code, pattern in _NEVER_ONE_FIGURE:
        if pattern.search(cell):
            return None, [Remark(code, said)]
    main = outside_brackets(cell)
    figures = list(_FIGURE.finditer(main))
    if len(figures) != 1 or "-" in main[: figures[0].start()][-1:]:
        code = Code.SEVERAL_FIGURES if len(figures) > 1 else Code.UNREAD_CAPACITY
        return None, [Remark(code, said)]
    return _capacity(figures[0], main, said, header)


_NEVER_ONE_FIGURE = (
    (Code.MONEY, _MONEY),
    (Code.SHARED_TOTAL, _SHARED),
    (Code.INEXACT, _RANGE),
    (Code.INEXACT, _BOUND),
)


def _capacity(
    figure: re.Match[str], main: str, said: str, header: HeaderUnit | None
) -> tuple[Capacity | None, list[Remark]]:
    own = _named_unit(figure, main)
    unit = own or header
    if unit is None:
        return None, [Remark(Code.NO_UNIT, said)]
    if own is None and not _bare(figure, main):
        return None, [Remark(Code.UNREAD_CAPACITY, said)]
    amount = Decimal(figure["number"].replace(",", ""))
    times = int(figure["times"] or figure["after"] or 1) or 1
    about = bool(_ABOUT.search(main))
    remarks = [Remark(Code.ZERO_CAPACITY)] if amount == 0 else []
    if about:
        remarks.append(Remark(Code.INEXACT, said))
    if _PARTIAL.search(said):
        remarks.append(Remark(Code.PART_OF_CAPACITY, said))
    return Capacity(amount, unit.unit, unit.per, times, about), remarks


def _bare(figure: re.Match[str], main: str) -> bool:
    """Tell whether a figure without a unit stands alone, so that the header's unit is its own."""
    return figure.end() == len(main) and not re.search(r"[a-zA-Z]", main)


def _named_unit(figure: re.Match[str], main: str) -> HeaderUnit | None:
    if figure["base"] is None:
        return None
    unit = _from_match(figure)
    before = re.search(r"([年月日])(?:产|生产)", main[: figure.start()])
    if unit.per is None and before:
        return HeaderUnit(unit.unit, before[1])
    return unit


def _unit(text: str) -> HeaderUnit | None:
    found = _UNIT_ALONE.search(text)
    return _from_match(found) if found else None


def _from_match(found: re.Match[str]) -> HeaderUnit:
    base = found["base"]
    named = _SAME_UNITS.get(base) or _SAME_UNITS.get(base.lower(), base)
    per = found["per"]
    return HeaderUnit((found["scale"] or "") + named, _PER_WORDS.get(per, per) if per else None)
