"""What each clause obliges departments to publish, and whether they did, in time or late."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from publisher.frame import Meta
from publisher.site_data import Page, Site
from register.wording import gettext


def pages(site: Site) -> Iterator[Page]:
    """Yield the scoreboard in both languages; any act may be the fulfilment of a duty."""
    yield from site.in_both("/duties/", site.digest(site.day, site.book), partial(_render, site))


def _render(site: Site, path: str, language: str) -> bytes:
    meta = Meta(
        title=gettext("公开职责履行情况"),
        description=gettext("方案要求各单位公开什么、何时公开，实际公开了多少、逾期多少。"),
        column=gettext("公开职责"),
        kind="数据发布",
        keywords=gettext("信息公开,公开职责,报送时间"),
    )
    return site.show(
        path,
        language,
        "duties",
        "site/duties.html",
        meta,
        board=site.scoreboard,
    )
