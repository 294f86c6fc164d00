"""What each clause obliges departments to publish, and whether they did, in time or late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby

import msgspec

from publisher.frame import Article, Meta
from publisher.site_data import Page, Part, Site
from register.duties import Fulfilment
from register.wording import gettext


class Line(msgspec.Struct, frozen=True):
    """One line of the board: a department's record, or all that have none for a duty."""

    fulfilment: Fulfilment
    departments: list[str]


def pages(site: Site) -> Iterator[Part]:
    """Yield the scoreboard in both languages, which change with what was published."""
    key = site.digest(site.day, b"duties", site.said("duties"))
    yield Part(key, partial(_pages, site, key))


def _pages(site: Site, key: bytes) -> Iterator[Page]:
    lines = list(board(site.scoreboard))
    yield from site.in_both("/duties/", key, partial(_render, site, lines))


def _render(site: Site, lines: Sequence[Line], path: str, language: str) -> bytes:
    meta = Meta(
        title=gettext("公开职责履行情况"),
        description=gettext("方案要求各单位公开什么、何时公开，实际公开了多少、逾期多少。"),
        column=gettext("公开职责"),
        kind="数据发布",
        keywords=gettext("信息公开,公开职责,报送时间"),
        article=Article(site.as_of, site.labels[language].name(site.profile.site, "host_unit")),
    )
    return site.show(
        path,
        language,
        "duties",
        "site/duties.html",
        meta,
        board=lines,
    )


def board(scoreboard: Iterable[Fulfilment]) -> Iterator[Line]:
    """Yield the lines of the board; departments without a record of a duty share one."""
    for _, entries in groupby(scoreboard, key=lambda entry: entry.duty.id):
        silent: list[Fulfilment] = []
        for entry in entries:
            if entry.published:
                yield Line(entry, [entry.department])
            else:
                silent.append(entry)
        if silent:
            yield Line(silent[0], [entry.department for entry in silent])
