"""What machines read about the files: a data package and CSV on the Web, made from the columns.

Sources: Data Package 2.0 with Table Schema (datapackage.org); W3C Metadata Vocabulary for Tabular
Data (CSVW, 17 December 2015).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from publisher import linked_data
from publisher.downloads.columns import FALSE, TRUE, Column, Kind
from publisher.downloads.editions import Edition
from publisher.downloads.files import MEDIA, Fact
from publisher.downloads.tables import Table
from register.jurisdiction import Profile
from register.wording import LANGUAGES, SOURCE_LANGUAGE, gettext, use_language

PACKAGE = "datapackage.json"
CSVW = "csv-metadata.json"
"""The name under which CSVW looks for metadata in the folder of a CSV file."""
LICENCE_NAME = "CC-BY-4.0"


def in_each_language(say: Any) -> dict[str, str]:
    """Return what `say` says in every language, by the language's tag."""
    said = {}
    for language in LANGUAGES:
        with use_language(language):
            said[language] = str(say())
    return said


def as_json(thing: Mapping[str, Any]) -> bytes:
    """Return a description as people and machines read it."""
    return msgspec.json.format(msgspec.json.encode(thing), indent=1) + b"\n"


def data_package(edition: Edition, facts: Mapping[str, Fact], profile: Profile) -> dict[str, Any]:
    """Describe every table as a resource of one data package."""
    site = profile.site
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"mingjian-{profile.place.id}",
        "title": site.name,
        "description": gettext(
            "%(site)s公示的各名单和登记簿。撤销公示、终止公示的内容已经移除。", site=site.name
        ),
        "homepage": f"{site.url}/data/",
        "version": edition.place.as_of.isoformat(),
        "licenses": [
            {
                "name": LICENCE_NAME,
                "path": linked_data.LICENCE,
                "title": "Creative Commons Attribution 4.0 International",
            }
        ],
        "sources": [{"title": site.name, "path": f"{site.url}/"}],
        "contributors": [{"title": site.host_unit, "path": f"{site.url}/", "roles": ["publisher"]}],
        "resources": [_resource(edition, table, facts) for table in edition.tables],
    }


def _resource(edition: Edition, table: Table, facts: Mapping[str, Fact]) -> dict[str, Any]:
    file = table.files[0]
    fact = facts[file.path]
    return {
        "name": table.id,
        "type": "table",
        "path": file.path.removeprefix(edition.place.root),
        "title": table.heading(),
        "format": "csv",
        "mediatype": MEDIA["csv"],
        "encoding": "utf-8",
        "bytes": fact.size,
        "hash": f"sha256:{fact.sha256}",
        "schema": {
            "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
            "fields": [_field(column) for column in table.columns],
            "missingValues": [""],
            "primaryKey": [str(table.columns[0].title)],
        },
    }


def _field(column: Column[Any]) -> dict[str, Any]:
    """Describe a column; its name is the heading in the file, as Table Schema wants it."""
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.pattern:
        constraints["pattern"] = column.pattern
    field: dict[str, Any] = {
        "name": str(column.title),
        "type": str(column.kind),
        "title": column.key,
        "description": str(column.about),
    }
    if column.kind is Kind.BOOLEAN:
        field |= {"trueValues": [TRUE], "falseValues": [FALSE]}
    return field | ({"constraints": constraints} if constraints else {})


def csvw(edition: Edition, profile: Profile) -> dict[str, Any]:
    """Describe every table as CSV on the Web: a name for programs, headings in each language."""
    site = profile.site
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": SOURCE_LANGUAGE}],
        "dc:title": site.name,
        "dc:license": {"@id": linked_data.LICENCE},
        "dc:publisher": site.host_unit,
        "dc:modified": {"@value": edition.place.as_of.isoformat(), "@type": "xsd:date"},
        "tables": [_csvw_table(edition, table, site.url) for table in edition.tables],
    }


def _csvw_table(edition: Edition, table: Table, url: str) -> dict[str, Any]:
    keys = {column.key for column in table.columns}
    # No primaryKey: the common reader (PyPI csvw) then takes the headings for names and finds none.
    # The data package names it.
    schema: dict[str, Any] = {"columns": [_csvw_column(column) for column in table.columns]}
    if "enterprise_id" in keys:
        schema["aboutUrl"] = f"{url}/enterprises/{{enterprise_id}}/#{{id}}"
    return {
        "url": table.files[0].path.removeprefix(edition.place.root),
        "lang": SOURCE_LANGUAGE,
        "dc:title": in_each_language(table.title)[SOURCE_LANGUAGE],
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"]},
        "tableSchema": schema,
    }


def _csvw_column(column: Column[Any]) -> dict[str, Any]:
    datatype: Any = str(column.kind)
    if column.kind is Kind.BOOLEAN:
        datatype = {"base": "boolean", "format": f"{TRUE}|{FALSE}"}
    elif column.pattern:
        datatype = {"base": "string", "format": column.pattern}
    return {
        "name": column.key,
        "titles": in_each_language(lambda: column.title),
        "dc:description": in_each_language(lambda: column.about)[SOURCE_LANGUAGE],
        "datatype": datatype,
        "required": column.required,
    }
