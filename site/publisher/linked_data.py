"""JSON-LD in the words of schema.org: what search engines and reusers read in a page's head."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from markupsafe import Markup

from publisher.addresses import address
from publisher.frame import NO_INDEX
from register.histories import View
from register.jurisdiction import Profile
from register.wording import SOURCE_LANGUAGE

CONTEXT = "https://schema.org"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_UNSAFE = (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", " "), ("\u2029", " "))


def enterprise(profile: Profile, view: View, path: str, language: str) -> Markup:
    """Describe an enterprise: its name and its credit code; keep an empty page out of indexes."""
    if view.enterprise is None:
        return NO_INDEX
    known = view.enterprise
    thing: dict[str, object] = {
        "@type": "Organization",
        "name": known.name,
        "url": f"{profile.site.url}/{address(path, language)}",
        "subjectOf": _catalogue(profile, language),
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
    modified: str,
    files: Mapping[str, str],
) -> Markup:
    """Describe a list as a data set; `files` maps media types to addresses."""
    return _script(
        {
            "@type": "Dataset",
            "name": name,
            "description": name,
            "url": f"{profile.site.url}/{address(path, language)}",
            "dateModified": modified,
            "license": LICENCE,
            "isAccessibleForFree": True,
            "creator": {"@type": "GovernmentOrganization", "name": profile.site.host_unit},
            "distribution": [
                {
                    "@type": "DataDownload",
                    "encodingFormat": media,
                    "contentUrl": f"{profile.site.url}{file}",
                }
                for media, file in files.items()
            ],
        }
    )


def _catalogue(profile: Profile, language: str) -> dict[str, str]:
    site = profile.site
    return {
        "@type": "DataCatalog",
        "name": site.name if language == SOURCE_LANGUAGE else site.name_en,
        "url": f"{site.url}/",
    }


def _script(thing: Mapping[str, object]) -> Markup:
    """Return a data block: no script runs, and no text can end the element."""
    text = msgspec.json.encode({"@context": CONTEXT, **thing}).decode()
    for char, safe in _UNSAFE:
        text = text.replace(char, safe)
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704 - made safe above
