"""JSON-LD in the words of schema.org: what search engines and reusers read in a page's head."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import msgspec
from markupsafe import Markup

from publisher.addresses import address
from register.histories import View
from register.jurisdiction import Profile
from register.place import SiteSettings
from register.wording import SOURCE_LANGUAGE

CONTEXT = "https://schema.org"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_UNSAFE = (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", " "), ("\u2029", " "))

Thing = Mapping[str, object]


class Service(msgspec.Struct, frozen=True):
    """A matter that reports are taken on, and who answers for it."""

    name: str
    provider: str
    place: str


def enterprise(profile: Profile, view: View, path: str, language: str) -> Markup:
    """Describe an enterprise: its name and its credit code; nothing of one that left the site."""
    if view.enterprise is None:
        return Markup()
    known = view.enterprise
    thing: dict[str, object] = {
        "@type": "Organization",
        "name": known.name,
        "url": _url(profile.site, path, language),
        "subjectOf": _catalogue(profile.site, language),
    }
    if known.uscc:
        thing["identifier"] = known.uscc
    return _script(thing)


def dataset(
    profile: Profile,
    path: str,
    language: str,
    *,
    name: str,
    description: str,
    modified: str,
    files: Mapping[str, str],
    version: str = "",
) -> Markup:
    """Describe a list or a release as a data set; `files` maps media types to addresses."""
    thing: dict[str, object] = {
        "@type": "Dataset",
        "name": name,
        "description": description,
        "url": _url(profile.site, path, language),
        "dateModified": modified,
        "license": LICENCE,
        "isAccessibleForFree": True,
        "inLanguage": language,
        "creator": _authority(profile.site, language),
        "includedInDataCatalog": _catalogue(profile.site, language),
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": media,
                "contentUrl": f"{profile.site.url}{file}",
            }
            for media, file in files.items()
        ],
    }
    if version:
        thing["version"] = version
    return _script(thing)


def web_page(
    site: SiteSettings,
    path: str,
    language: str,
    *,
    name: str,
    description: str,
    kind: str = "WebPage",
    published: str = "",
    parts: Sequence[Thing] = (),
) -> Markup:
    """Describe a page as such: what it is part of, who publishes it, what it is mainly about."""
    thing: dict[str, object] = {
        "@type": kind,
        "name": name,
        "description": description,
        "url": _url(site, path, language),
        "inLanguage": language,
        "isPartOf": {"@type": "WebSite", "name": _name(site, language), "url": f"{site.url}/"},
        "publisher": _authority(site, language),
    }
    if published:
        thing["datePublished"] = published
    if parts:
        thing["mainEntity"] = parts
    return _script(thing)


def home(site: SiteSettings, language: str, description: str) -> Markup:
    """Describe the site itself, with the way to search it."""
    find = f"{_url(site, '/search/', language)}?q={{search_term_string}}"
    return _script(
        {
            "@type": "WebSite",
            "name": _name(site, language),
            "description": description,
            "url": _url(site, "/", language),
            "inLanguage": language,
            "publisher": _authority(site, language),
            "potentialAction": {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": find},
                "query-input": "required name=search_term_string",
            },
        }
    )


def services(site: SiteSettings, language: str, offered: Iterable[Service]) -> list[Thing]:
    """Return what can be reported, each as a service of the department that answers for it."""
    form = {"@type": "ServiceChannel", "serviceUrl": _url(site, "/report/", language)}
    return [
        {
            "@type": "GovernmentService",
            "name": service.name,
            "provider": {"@type": "GovernmentOrganization", "name": service.provider},
            "areaServed": {"@type": "AdministrativeArea", "name": service.place},
            "availableChannel": form,
        }
        for service in offered
    ]


def item_list(
    site: SiteSettings, language: str, items: Iterable[tuple[str, str]]
) -> Sequence[Thing]:
    """Return pages that a page leads to, path and name, in their order."""
    listed = [
        {"@type": "ListItem", "position": number, "name": name, "url": _url(site, path, language)}
        for number, (path, name) in enumerate(items, 1)
    ]
    return [{"@type": "ItemList", "itemListElement": listed}] if listed else []


def _url(site: SiteSettings, path: str, language: str) -> str:
    return f"{site.url}/{address(path, language)}"


def _name(site: SiteSettings, language: str) -> str:
    return site.name if language == SOURCE_LANGUAGE else site.name_en


@lru_cache(maxsize=64)
def _authority(site: SiteSettings, language: str) -> Thing:
    host = site.host_unit if language == SOURCE_LANGUAGE else site.host_unit_en
    return {"@type": "GovernmentOrganization", "name": host, "url": f"{site.url}/"}


@lru_cache(maxsize=64)
def _catalogue(site: SiteSettings, language: str) -> Thing:
    return {
        "@type": "DataCatalog",
        "name": _name(site, language),
        "url": _url(site, "/data/", language),
    }


def _script(thing: Thing) -> Markup:
    """Return a data block: no script runs, and no text can end the element."""
    text = msgspec.json.encode({"@context": CONTEXT, **thing}).decode()
    for char, safe in _UNSAFE:
        text = text.replace(char, safe)
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704 - made safe above
