"""Notices and the pages about the site: what people wrote, beside what they cite."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from markupsafe import Markup

from publisher import linked_data
from publisher.documents import Document
from publisher.frame import Article, Meta
from publisher.pages.pagination import Room, Slice, slices
from publisher.site_data import Page, Site
from register.wording import gettext

LIST = "/notices/"
ROOM = Room(front=28_000, numbered=24_000)
"""In bytes of what a list says of its notices, once to people and once to search engines."""
LINE = 500
"""Bytes of what stands around that of one notice, at most."""
_ROOTED = re.compile(r'href="(/[^"]*)"')


def pages(site: Site) -> Iterator[Page]:
    """Yield the list of notices, each notice and each page."""
    notices = site.notices
    for part in slices(notices, ROOM, _weigh):
        archived = [notice.is_archived(site.as_of) for notice in part.items]
        told = (part.newer, part.older, archived)
        marks = [notice.id.encode() + notice.digest for notice in part.items]
        key = site.digest(*marks, repr(told).encode())
        yield from site.in_both(f"{LIST}{part.path}", key, partial(_render_list, site, part))
    citing = {act for notice in notices for act in notice.acts}
    events = site.events if citing else ()
    cited = {it.act: (id_, site.cards[id_].name) for id_, it in events if it.act in citing}
    for notice in notices:
        acts = [(act, *cited[act]) for act in notice.acts if act in cited]
        current = _replacement(site, notice)
        said = (acts, notice.is_archived(site.as_of), current and (current.id, current.texts))
        key = site.digest(notice.digest, repr(said).encode())
        path = f"/notices/{notice.id}/"
        yield from site.in_both(path, key, partial(_render_notice, site, notice, acts))
    for notice in site.withheld_notices:
        path = f"/notices/{notice.id}/"
        yield from site.in_both(path, site.digest(b"withheld"), partial(_render_withheld, site))
    titles = repr([(page.id, page.texts) for page in site.about]).encode()
    for document in site.about:
        key = site.digest(document.digest, titles)
        path = about_path(document)
        yield from site.in_both(path, key, partial(_render_page, site, document))


def about_path(document: Document) -> str:
    """Return where a page about the site lies; `about` itself heads the others."""
    return "/about/" if document.id == "about" else f"/about/{document.id}/"


def _body(site: Site, body: Markup, path: str, language: str) -> Markup:
    """Make the links from the site's root in a text relative, and lead to the same language."""
    links = site.frames.links(path, language)
    return Markup(  # noqa: S704 - cleaned before; an href is replaced by an href
        _ROOTED.sub(lambda found: f'href="{links.url(found[1])}"', body)
    )


def _weigh(notice: Document) -> int:
    title = max(len(text.title.encode()) for text in notice.texts.values())
    return LINE + 2 * (title + len(notice.id)) + len(notice.number.encode())


def _render_list(site: Site, part: Slice[Document], path: str, language: str) -> bytes:
    shown = [(notice, notice.text(language)) for notice in part.items]
    titles = [(f"{LIST}{notice.id}/", text.title) for notice, text in shown]
    title, description = gettext("公告"), gettext("各单位发布的公告和通知。")
    if part.number:
        title = gettext("%(title)s，第%(n)s页", title=title, n=part.number)
    meta = Meta(
        title=title,
        description=description,
        column=gettext("公告"),
        kind="工作动态",
        keywords=gettext("公告,落后产能"),
        data=linked_data.web_page(
            site.profile.site,
            path,
            language,
            kind="CollectionPage",
            name=title,
            description=description,
            parts=linked_data.item_list(site.profile.site, language, titles),
        ),
    )
    return site.show(
        path, language, "notices", "site/notices.html", meta, notices=shown, part=part, whole=LIST
    )


def _render_notice(
    site: Site, notice: Document, acts: list[tuple[str, str, str]], path: str, language: str
) -> bytes:
    text = notice.text(language)
    labels = site.labels[language]
    department = labels.departments[notice.department]
    meta = Meta(
        title=text.title,
        description=gettext("%(title)s（%(number)s）", title=text.title, number=notice.number),
        column=gettext("公告"),
        kind="工作动态",
        keywords=gettext("公告,落后产能"),
        article=Article(notice.date or site.as_of, department),
    )
    return site.show(
        path,
        language,
        "notices",
        "site/notice.html",
        meta,
        notice=notice,
        text=text,
        body=_body(site, text.body, path, language),
        translated=language in notice.texts,
        department=department,
        acts=acts,
        current=_replacement(site, notice),
    )


def _replacement(site: Site, notice: Document) -> Document | None:
    """Return the notice that says what counts instead of an archived one, where it can be read."""
    return next((it for it in site.notices if it.id == notice.replacement), None)


def _render_withheld(site: Site, path: str, language: str) -> bytes:
    """Keep the address, say why it is empty, and name nobody."""
    title = gettext("公告不再显示")
    meta = Meta(
        title=title,
        description=gettext("本公告引用的公示事项已经撤销或者终止公示，公告全文不再显示。"),
        column=gettext("公告"),
        kind="工作动态",
        keywords=gettext("公告,落后产能"),
        indexed=False,
    )
    return site.show(path, language, "notices", "site/withheld.html", meta)


def _authored(site: Site, document: Document, language: str) -> Article | None:
    """Return when and by whom a page about the site was written, where the file says when."""
    host = site.labels[language].name(site.profile.site, "host_unit")
    return Article(document.date, host) if document.date else None


def _render_page(site: Site, document: Document, path: str, language: str) -> bytes:
    text = document.text(language)
    meta = Meta(
        title=text.title,
        description=gettext("%(title)s。关于本站的说明。", title=text.title),
        column=gettext("关于本站"),
        kind="概况信息",
        keywords=gettext("落后产能,公示,举报"),
        article=_authored(site, document, language),
    )
    return site.show(
        path,
        language,
        "about",
        "site/document.html",
        meta,
        text=text,
        body=_body(site, text.body, path, language),
        own=path,
        others=[
            (about_path(page), page.text(language).title)
            for page in site.about
            if page.id != document.id
        ],
        translated=language in document.texts,
    )
