"""Rows that are no enterprise: sums, section titles, footnotes, the header once more."""

from __future__ import annotations

import re

from register.importing.columns import Columns, Field
from register.importing.firms import looks_like_a_firm
from register.importing.headers import Header
from register.importing.plain import says_nothing, squeezed
from register.importing.remarks import Code
from register.importing.tables import Row

_TOTAL = re.compile(
    r"^.{0,10}?(?:合计|总计|小计|共计|累计|总和|汇总)[:(]?.{0,12}$|^共?\d+[家户个处座](?:企业|煤矿)?$|^total$|^sum$"
)
_PART = re.compile(r"^[(]?其中[:,)]?")
_FOOTNOTE = re.compile(
    r"^(?:备?注(?:\d|[:释])|说明[:]|注解|填表|填报|制表|审核[人:]|单位[(]?盖章|数据来源|资料来源|[(]?以下空白"
    r"|[(]?以上[^,]{0,6}空白|联系[人电]|本表|附[件注][:\d]|\*+[^\d]|※|第\d+页)"
)
_SECTION = re.compile(
    r"^(?:[(]?[一二三四五六七八九十]{1,3}[)、.:]|第[一二三四五六七八九十]+[部类批]|\d{1,2}[、.](?!\d))"
    r"|(?:行业|[省市县区州盟])(?:[(].*[)])?[:]?$"
)

_Said = list[tuple[int, str]]
"""Columns and what stands in them."""


def not_an_enterprise(row: Row, columns: Columns, header: Header) -> Code | None:
    """Return what a row is if it is no enterprise's; None for all others."""
    if row.blank:
        return Code.BLANK
    if _is_header_again(row, header):
        return Code.HEADER_AGAIN
    said = [(column, squeezed(cell)) for column, cell in enumerate(row.cells) if cell.strip()]
    words = [(column, text) for column, text in said if not re.fullmatch(r"[\d.,%+-]*", text)]
    return _by_its_words(said, words, columns) if words else None


def _by_its_words(said: _Said, words: _Said, columns: Columns) -> Code | None:
    """Judge by the texts of a row; `words` are those of `said` that are no figures."""
    if _is_total(words, columns):
        return Code.TOTAL
    named = [text for column, text in words if _field(columns, column) is Field.ENTERPRISE]
    if any(_PART.match(text) for text in named):
        return Code.PART
    first_column, first = words[0]
    if _FOOTNOTE.search(first.casefold()) and not looks_like_a_firm(first):
        return Code.FOOTNOTE
    alone = len([text for _column, text in said if not says_nothing(text)]) == 1
    if alone and len(columns) > 1:
        return _lone_text(first, _field(columns, first_column))
    return None


def _lone_text(text: str, field: Field) -> Code | None:
    """A text alone in a wide row: the name of a firm of which nothing else is said, or a title."""
    if looks_like_a_firm(text) and len(text) <= 40 and field is Field.ENTERPRISE:
        return None
    if _SECTION.search(text) and len(text) <= 40:
        return Code.SECTION
    if field is Field.ENTERPRISE and len(text) <= 40:
        return None
    if field is Field.ENTERPRISE or len(text) > 40:
        return Code.FOOTNOTE
    return None


def _is_total(words: _Said, columns: Columns) -> bool:
    """A sum names itself in its first words: in the column of names, of numbers or of places."""
    naming = {Field.ENTERPRISE, Field.NUMBER, Field.AREA, Field.INDUSTRY}
    candidates = [text for column, text in words if _field(columns, column) in naming]
    if _field(columns, words[0][0]) not in naming and len(words) <= 2:
        candidates.append(words[0][1])
    firm = any(
        _field(columns, column) is Field.ENTERPRISE and not _TOTAL.search(text)
        for column, text in words
    )
    return not firm and any(_TOTAL.search(text.casefold()) for text in candidates)


def _is_header_again(row: Row, header: Header) -> bool:
    parts = [set(name.split("/")) | {name} for name in header.names]
    said = [(column, squeezed(cell)) for column, cell in enumerate(row.cells) if cell.strip()]
    same = sum(column < len(parts) and text in parts[column] for column, text in said)
    return header.first > 0 and same >= 2 and same * 2 > len(said)


def _field(columns: Columns, column: int) -> Field:
    return columns[column] if column < len(columns) else Field.OTHER
