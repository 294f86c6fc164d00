"""The data dictionary: every column of every table, said once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from publisher.downloads.book_columns import BOOK_COLUMNS
from publisher.downloads.columns import Column, Kind
from publisher.downloads.ended_columns import ENDED_COLUMNS
from publisher.downloads.list_columns import OWN
from publisher.downloads.month_columns import MONTH_COLUMNS
from publisher.downloads.row_columns import STATE, WHO
from register.labels import KIND_LABELS, SCOPE_LABELS, STATE_LABELS, SUBJECT_LABELS
from register.lists import LISTS
from register.wording import LazyText, gettext, lazy_gettext

TYPES: dict[Kind, LazyText] = {
    Kind.STRING: lazy_gettext("文本"),
    Kind.NUMBER: lazy_gettext("数字"),
    Kind.INTEGER: lazy_gettext("整数"),
    Kind.BOOLEAN: lazy_gettext("是／否"),
    Kind.DATE: lazy_gettext("日期"),
}


class Chapter(msgspec.Struct, frozen=True):
    """Columns that belong together."""

    id: str
    title: str
    columns: Sequence[Column[Any]]


def of_lists() -> list[Chapter]:
    """Return the columns of the lists, in the language in use."""
    own = [
        Chapter(f"list-{slug}", str(LISTS[slug].title), columns) for slug, columns in OWN.items()
    ]
    return [
        Chapter("who", gettext("各名单：企业"), WHO),
        *own,
        Chapter("state", gettext("各名单：状态和依据"), STATE),
    ]


def of_the_book() -> list[Chapter]:
    """Return the columns of the book, in the language in use."""
    return [
        Chapter("book", gettext("登记簿"), BOOK_COLUMNS),
        Chapter("ended", gettext("撤销公示、终止公示的登记编号"), ENDED_COLUMNS),
    ]


def of_months() -> list[Chapter]:
    """Return the columns of the monthly casework numbers, in the language in use."""
    return [Chapter("numbers", gettext("举报和热线工单月度数字"), MONTH_COLUMNS)]


def codes() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what each code means: title of the codes, then code and meaning."""
    return [
        (gettext("登记事项代码"), [(code, str(said)) for code, said in KIND_LABELS.items()]),
        (gettext("状态代码"), [(str(code), str(said)) for code, said in STATE_LABELS.items()]),
        (
            gettext("不达标方面代码"),
            [(str(code), str(said)) for code, said in SUBJECT_LABELS.items()],
        ),
        (gettext("关闭范围代码"), [(str(code), str(said)) for code, said in SCOPE_LABELS.items()]),
    ]
