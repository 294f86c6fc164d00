"""The catalogue of all data as linked data: DCAT 3 (W3C, 22 August 2024) in JSON-LD."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from publisher import linked_data
from publisher.downloads.descriptions import in_each_language
from publisher.downloads.editions import Edition
from publisher.downloads.files import MEDIA, DataFile, Fact
from publisher.downloads.tables import Table
from register.jurisdiction import Profile
from register.wording import SOURCE_LANGUAGE, gettext

CATALOGUE = "catalog.jsonld"
MEDIA_TYPE = "https://www.iana.org/assignments/media-types/"
CONTINUOUS = "http://publications.europa.eu/resource/authority/frequency/UPDATE_CONT"
NEVER = "http://publications.europa.eu/resource/authority/frequency/NEVER"
LANGUAGE = "http://publications.europa.eu/resource/authority/language/ZHO"

CONTEXT: Mapping[str, Any] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def catalogue(
    editions: Sequence[Edition], facts: Mapping[str, Fact], profile: Profile
) -> dict[str, Any]:
    """Describe every table of every edition; each after the first is a release, newest first."""
    site = profile.site
    return {
        "@context": CONTEXT,
        "@id": f"{site.url}/data/",
        "@type": "dcat:Catalog",
        "dct:title": _tagged({"zh-CN": site.name, "en": site.name_en}),
        "dct:description": _tagged(
            in_each_language(lambda: gettext("淘汰落后产能公示的开放数据。"))
        ),
        "dct:publisher": _publisher(profile),
        "dct:license": {"@id": linked_data.LICENCE},
        "dct:language": {"@id": LANGUAGE},
        "dct:modified": _day(editions[0].place.as_of.isoformat()),
        "dcat:dataset": [
            _dataset(edition, older, table, facts, profile)
            for edition, older in zip(editions, (*editions[1:], None), strict=True)
            for table in edition.tables
        ],
    }


def _dataset(
    edition: Edition,
    older: Edition | None,
    table: Table,
    facts: Mapping[str, Fact],
    profile: Profile,
) -> dict[str, Any]:
    site, place = profile.site, edition.place
    found: dict[str, Any] = {
        "@id": _id(site.url, edition, table),
        "@type": "dcat:Dataset",
        "dct:title": _tagged(in_each_language(table.title)),
        "dct:description": _tagged(in_each_language(table.title)),
        "dct:publisher": {"@id": f"{site.url}/"},
        "dct:license": {"@id": linked_data.LICENCE},
        "dct:language": {"@id": LANGUAGE},
        "dct:spatial": _tagged({"zh-CN": profile.place.name, "en": profile.place.name_en}),
        "dct:accrualPeriodicity": {"@id": NEVER if place.every_format else CONTINUOUS},
        "dcat:version": place.as_of.isoformat(),
        "dct:modified": _day(place.as_of.isoformat()),
        "dcat:landingPage": {"@id": f"{site.url}/{place.root}"},
        "dcat:distribution": [
            _distribution(file, facts[file.path], site.url) for file in table.files
        ],
    }
    if older and place.every_format and any(known.id == table.id for known in older.tables):
        found["prov:wasRevisionOf"] = {"@id": _id(site.url, older, table)}
    return found


def _id(url: str, edition: Edition, table: Table) -> str:
    return f"{url}/{edition.place.root}#{table.id}"


def _distribution(file: DataFile, fact: Fact, url: str) -> dict[str, Any]:
    return {
        "@id": f"{url}/{file.path}",
        "@type": "dcat:Distribution",
        "dcat:accessURL": {"@id": f"{url}/{file.path}"},
        "dcat:downloadURL": {"@id": f"{url}/{file.path}"},
        "dcat:mediaType": {"@id": MEDIA_TYPE + MEDIA[file.format]},
        "dcat:byteSize": {"@value": str(fact.size), "@type": "xsd:nonNegativeInteger"},
        "dct:license": {"@id": linked_data.LICENCE},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": fact.sha256, "@type": "xsd:hexBinary"},
        },
    }


def _publisher(profile: Profile) -> dict[str, Any]:
    site = profile.site
    return {
        "@id": f"{site.url}/",
        "@type": "foaf:Agent",
        "foaf:name": _tagged({SOURCE_LANGUAGE: site.host_unit, "en": site.host_unit_en}),
    }


def _tagged(said: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in said.items()]


def _day(day: str) -> dict[str, str]:
    return {"@value": day, "@type": "xsd:date"}
