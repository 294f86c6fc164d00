"""Who answers for which matter, by which clause; the hotline channels; who governs each area."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from markupsafe import Markup

from publisher import linked_data
from publisher.feeds.discovery import links_to
from publisher.frame import Meta
from publisher.linked_data import Service
from publisher.site_data import Page, Site
from register.wording import gettext


def pages(site: Site) -> Iterator[Page]:
    """Yield the page of departments in both languages; the profile is part of every digest."""
    yield from site.in_both("/departments/", site.digest(b"departments"), partial(_render, site))


def _render(site: Site, path: str, language: str) -> bytes:
    title = gettext("责任单位")
    description = gettext(
        "%(place)s淘汰落后产能各类问题由谁承办、谁协办、依据哪一条，以及举报热线。",
        place=site.labels[language].name(site.profile.place),
    )
    meta = Meta(
        title=title,
        description=description,
        column=gettext("责任单位"),
        kind="机构职能",
        keywords=gettext("责任单位,主办,协办,举报热线"),
        data=linked_data.web_page(
            site.profile.site,
            path,
            language,
            name=title,
            description=description,
            parts=linked_data.services(site.profile.site, language, _services(site, language)),
        ),
        head=_feeds(site, path, language),
    )
    return site.show(path, language, "departments", "site/departments.html", meta)


def _services(site: Site, language: str) -> Iterator[Service]:
    labels = site.labels[language]
    place = labels.name(site.profile.place)
    for entry in site.profile.responsibilities:
        yield Service(labels.matters[entry.matter], labels.departments[entry.lead], place)


def _feeds(site: Site, path: str, language: str) -> Markup:
    links, labels = site.frames.links(path, language), site.labels[language]
    return Markup("\n").join(
        links_to(links, f"/feeds/departments/{id_}", name)
        for id_, name in labels.departments.items()
    )
