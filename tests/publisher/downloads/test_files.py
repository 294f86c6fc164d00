"""The files to download: every entry in every format, safe to open, and judged by others."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import subprocess
import sys
import warnings
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from publisher.downloads.book_columns import BOOK_COLUMNS
from publisher.downloads.columns import text
from publisher.downloads.editions import month_table
from publisher.downloads.excel import workbook
from publisher.downloads.files import Store
from publisher.downloads.list_columns import LIST_COLUMNS
from publisher.downloads.tables import Place
from publisher.labels import labels_of
from register.acts import KINDS, PublicityEnded, Withdrawn
from register.files import load_book
from register.histories import History
from register.lists import LISTS, rows
from register.profiles import load_profile

CONTENT = Path(__file__).resolve().parents[3] / "content"
AS_OF = dt.date(2026, 11, 22)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def histories(site: Path) -> list[History]:
    folder = CONTENT / site.name
    return list(load_book(folder, load_profile(folder)).histories.values())


@pytest.mark.parametrize("slug", LISTS)
def test_a_list_says_the_same_rows_in_every_format(site: Path, slug: str) -> None:
    folder = CONTENT / site.name
    wanted = [row.act.id for row in rows(load_book(folder, load_profile(folder)), slug, AS_OF)]
    stem = site / "data/lists" / slug
    objects = json.loads(stem.with_suffix(".json").read_bytes())["rows"]
    sheet = openpyxl.load_workbook(stem.with_suffix(".xlsx")).worksheets[0]
    cells = list(sheet.iter_rows(values_only=True))
    assert [line["登记编号"] for line in table(stem.with_suffix(".csv"))] == wanted
    assert [row["id"] for row in objects] == wanted
    assert [row[0] for row in cells[1:]] == wanted
    assert list(cells[0]) == [str(column.title) for column in LIST_COLUMNS[slug]]
    assert all(set(row) == {column.key for column in LIST_COLUMNS[slug]} for row in objects)


def test_a_file_that_names_the_day_is_made_anew_each_day_and_another_is_not(tmp_path: Path) -> None:
    labels, store = labels_of(load_profile(CONTENT / "enping"))["zh-CN"], Store(tmp_path)

    def keys(day: dt.date) -> dict[str, bytes]:
        files = month_table(Place("data/", day, labels, {}, b"", store), ()).files
        return {file.format: file.key for file in files}

    before, after = keys(AS_OF), keys(AS_OF + dt.timedelta(days=1))
    assert {format_ for format_, key in before.items() if after[format_] != key} == {"json", "xlsx"}


def test_the_book_holds_every_visible_act_and_none_that_left(site: Path) -> None:
    views = [history.on(AS_OF) for history in histories(site)]
    visible = {act.id for view in views for act in view.acts}
    ended = {stone.id for view in views for stone in view.tombstones}
    files = list((site / "data/book").glob("*.json"))
    acts = [act for path in files for act in json.loads(path.read_bytes())["acts"]]
    lines = [line for path in (site / "data/book").glob("*.csv") for line in table(path)]
    assert {act["id"] for act in acts} == visible
    assert {line["登记编号"] for line in lines} == visible
    assert len(acts) == len(lines) == len(visible)
    assert {line["登记编号"] for line in table(site / "data/ended.csv")} == ended
    assert visible.isdisjoint(ended)


def test_the_book_in_json_has_the_canonical_bytes_that_the_log_commits_to(site: Path) -> None:
    written = {line for path in (CONTENT / site.name / "acts").glob("*.jsonl")
               for line in path.read_text().splitlines()}  # fmt: skip
    for path in (site / "data/book").glob("*.json"):
        lines = path.read_text().splitlines()[1:-1]
        assert lines
        assert {line.removesuffix(",") for line in lines} <= written


def test_every_field_of_every_kind_of_act_has_a_column() -> None:
    told = {column.key for column in BOOK_COLUMNS} | {"enterprise", "basis"}
    visible = set(KINDS.values()) - {Withdrawn, PublicityEnded}
    assert {field for kind in visible for field in kind.__struct_fields__} <= told


def test_every_file_weighs_what_the_package_says(site: Path) -> None:
    package = json.loads((site / "data/datapackage.json").read_bytes())
    for resource in package["resources"]:
        content = (site / "data" / resource["path"]).read_bytes()
        assert len(content) == resource["bytes"]
        assert f"sha256:{sha256(content).hexdigest()}" == resource["hash"]
    assert len(package["resources"]) == len(list((site / "data").glob("[lbe]*/*.csv"))) + 2


def test_frictionless_finds_the_package_valid(site: Path) -> None:
    """Through its command, as a reuser has it."""
    run = subprocess.run(
        [Path(sys.executable).with_name("frictionless"), "validate", "--json", "datapackage.json"],
        cwd=site / "data",
        capture_output=True,
        check=False,
    )
    report = json.loads(run.stdout)
    assert (report["valid"], report["errors"]) == (True, [])
    assert [task["valid"] for task in report["tasks"]] == [True] * len(report["tasks"])
    assert sum(task["stats"]["rows"] for task in report["tasks"]) > 20


def test_csvw_reads_every_table_by_its_metadata(site: Path) -> None:
    from csvw import CSVW

    described = CSVW(str(site / "data/csv-metadata.json"))
    assert described.is_valid
    assert len(described.tables) == len(LISTS) + len(list((site / "data/book").glob("*.csv"))) + 2
    for each in described.tables:
        found = list(each.iterdicts(strict=False))
        wanted = table(site / "data" / str(each.url))
        key, day = ("登记编号", "date") if "登记编号" in wanted[0] else ("行编号", "counted_on")
        assert [row["id"] for row in found] == [row[key] for row in wanted]
        assert all(isinstance(row[day], dt.date) for row in found)


SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
[] a sh:NodeShape ; sh:targetClass dcat:Catalog ;
  sh:property [ sh:path dct:title ; sh:minCount 2 ; sh:uniqueLang true ;
      sh:datatype rdf:langString ],
    [ sh:path dct:description ; sh:minCount 1 ], [ sh:path dcat:dataset ; sh:minCount 9 ;
      sh:class dcat:Dataset ], [ sh:path dct:publisher ; sh:minCount 1 ; sh:class foaf:Agent ],
    [ sh:path dct:license ; sh:minCount 1 ; sh:nodeKind sh:IRI ] .
[] a sh:NodeShape ; sh:targetClass dcat:Dataset ;
  sh:property [ sh:path dct:title ; sh:minCount 2 ; sh:uniqueLang true ],
    [ sh:path dct:modified ; sh:minCount 1 ; sh:datatype xsd:date ],
    [ sh:path dct:accrualPeriodicity ; sh:minCount 1 ; sh:nodeKind sh:IRI ],
    [ sh:path dcat:distribution ; sh:minCount 2 ; sh:class dcat:Distribution ] .
[] a sh:NodeShape ; sh:targetClass dcat:Distribution ;
  sh:property [ sh:path dcat:downloadURL ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ],
    [ sh:path dcat:mediaType ; sh:minCount 1 ; sh:nodeKind sh:IRI ],
    [ sh:path dcat:byteSize ; sh:minCount 1 ; sh:datatype xsd:nonNegativeInteger ],
    [ sh:path dct:license ; sh:minCount 1 ],
    [ sh:path spdx:checksum ; sh:minCount 1 ; sh:node [ sh:property [
      sh:path spdx:checksumValue ; sh:minCount 1 ; sh:datatype xsd:hexBinary ] ] ] .
"""
"""The obligations of DCAT-AP 3 that apply here."""


def test_the_catalogue_is_linked_data_that_keeps_the_shapes_of_dcat(site: Path) -> None:
    import pyshacl
    import rdflib

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of rdflib, about itself
        data = rdflib.Graph().parse(site / "data/catalog.jsonld", format="json-ld")
        shapes = rdflib.Graph().parse(data=SHAPES, format="turtle")
        good, _, report = pyshacl.validate(data, shacl_graph=shapes)
    assert good, report
    for address in data.objects(None, rdflib.URIRef("http://www.w3.org/ns/dcat#downloadURL")):
        assert (site / str(address).split("/", 3)[3]).is_file()


def test_a_workbook_has_the_same_bytes_from_the_same_rows_and_runs_nothing() -> None:
    attack = '=HYPERLINK("http://evil.example","x")'
    rows_ = [[attack, 1.5, dt.date(2026, 1, 2), True, None, "https://evil.example"]]
    content = workbook("表[1]", ["a", "b", "c", "d", "e", "f"], rows_, [("说明", attack)])
    assert content == workbook("表[1]", ["a", "b", "c", "d", "e", "f"], rows_, [("说明", attack)])
    book = openpyxl.load_workbook(BytesIO(content))
    cells = next(iter(book.worksheets[0].iter_rows(min_row=2)))
    values = [cell.value for cell in cells]
    assert values[:2] + values[3:] == [attack, 1.5, "是", None, "https://evil.example"]
    assert cells[2].value.date() == dt.date(2026, 1, 2)
    assert cells[0].data_type == "s"
    assert not book.worksheets[0]._hyperlinks
    assert book.sheetnames == ["表1", "说明"]


def test_cells_say_values_as_chinese_tables_do() -> None:
    said = [text(value) for value in (None, True, False, 10.0, 0.35, dt.date(2026, 1, 2), "甲")]
    assert said == ["", "是", "否", "10", "0.35", "2026-01-02", "甲"]


@pytest.mark.parametrize("language", ["", "en/"])
def test_the_page_offers_every_file_with_its_size_and_licence(site: Path, language: str) -> None:
    page = (site / language / "data/index.html").read_text()
    linked = set(re.findall(r'href="(?:\.\./)+(data/[^"]+)"', page))
    files = {path.relative_to(site).as_posix() for path in (site / "data").rglob("*")
             if path.suffix in {".csv", ".json", ".xlsx", ".jsonld"}
             and "releases" not in path.parts}  # fmt: skip
    assert files <= linked
    assert "creativecommons.org/licenses/by/4.0/" in page
    assert len(re.findall(r"\d&nbsp;kB</small>", page)) > 10


@pytest.mark.parametrize("language", ["", "en/"])
def test_the_dictionary_explains_every_column(site: Path, language: str) -> None:
    of_lists = (site / language / "data/dictionary/index.html").read_text()
    for columns in LIST_COLUMNS.values():
        for column in columns:
            assert f"<code>{column.key}</code>" in of_lists
    of_the_book = (site / language / "data/dictionary/book/index.html").read_text()
    for column in BOOK_COLUMNS:
        assert f"<code>{column.key}</code>" in of_the_book
    for code in KINDS:
        assert f"<code>{code}</code>" in of_the_book
