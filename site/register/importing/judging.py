"""The verdict on one row: what it gives of a draft, and every reason to doubt or refuse it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from register import persons, privacy, uscc
from register.act_parts import Personal
from register.characters import DANGEROUS
from register.importing import figures
from register.importing.columns import Columns, Field, field_of, names_firms
from register.importing.dates import When, read_dates
from register.importing.drafts import Draft, Parsed, missing
from register.importing.equipment import read_equipment
from register.importing.firms import firms_in, looks_like_a_firm, read_name
from register.importing.headers import Header
from register.importing.known import KnownFirms
from register.importing.notes import read_notes
from register.importing.plain import plain, says_nothing, squeezed
from register.importing.quantities import Capacity, HeaderUnit, read_capacity, unit_in
from register.importing.remarks import Code, Remark
from register.importing.tables import Row
from register.industries import industries
from register.jurisdiction import Area

_URL = re.compile(r"https?://[^\s,，;；]+")
_DATED = (Field.DATE, Field.DEADLINE, Field.DISMANTLE_BY, Field.PERIOD)
_MAKER_UNSURE = re.compile(r"标明的生产|标称|未确认|不是其生产|否认")


class Table(msgspec.Struct, frozen=True):
    """What all rows of one table share."""

    kind: str
    header: Header
    columns: Columns
    known: KnownFirms
    areas: Sequence[Area]

    def column(self, field: Field) -> int | None:
        """Return the column of a field, None where the table has none."""
        return self.columns.index(field) if field in self.columns else None


class Context(msgspec.Struct, frozen=True):
    """What rows above say about a row."""

    section: str = ""
    note: str = ""
    """The note above, for one that says 同上."""


def judge(row: Row, table: Table, context: Context) -> tuple[Draft | None, list[Remark]]:
    """Return the draft a row gives, None where it must be refused, and what must be said of it."""
    leaks = list(_personal_data(row, table))
    if any(leak.code is Code.PERSONAL_DATA for leak in leaks):
        return None, leaks
    fields = _fields(row, table)
    name, remarks = read_name(row.cell(table.columns.index(Field.ENTERPRISE)))
    refused = figures.refusal(table.kind, fields)
    if any(remark.code in {Code.NO_NAME, Code.NOT_A_NAME} for remark in remarks) or refused:
        return None, refused or remarks
    reader = _Reader(table, row, fields, context)
    parsed = reader.parsed(name)
    if any(remark.code is Code.SEVERAL_FIRMS for remark in remarks):
        parsed, shared = _without_figures(parsed, fields)
        remarks += shared
    found = [*remarks, *leaks, *reader.remarks, *_shape(row, table)]
    draft = Draft(
        kind=table.kind,
        raw=tuple(_raw(row, table)),
        fields=fields,
        parsed=parsed,
        remarks=tuple(dict.fromkeys(found)),
        title=table.header.title,
        section=context.section,
        missing=missing(table.kind, fields, parsed),
    )
    return draft, found


def _without_figures(parsed: Parsed, fields: dict[str, str]) -> tuple[Parsed, list[Remark]]:
    """Figures beside several firms belong to none of them alone."""
    shared = [Remark(Code.SHARED_TOTAL, fields[Field.CAPACITY])] if parsed.capacity else []
    return replace(parsed, capacity=None, equipment=()), shared


def _personal_data(row: Row, table: Table) -> Iterator[Remark]:
    """Say of what kind, and mask it: a reason must not carry what it refuses.

    What only looks like personal data is flagged; the gate at approval asks again.
    """
    for column, cell in enumerate(row.cells):
        field = table.columns[column] if column < len(table.columns) else Field.OTHER
        for leak in privacy.find(_URL.sub(" ", cell)):
            detail = f"{privacy.LABELS[leak.kind]}{leak.masked}"
            if leak.kind in privacy.CERTAIN:
                yield Remark(Code.PERSONAL_DATA, detail)
            elif field is not Field.PERSONAL:
                yield Remark(Code.MAYBE_PERSONAL, detail)
        code = uscc.normalise(cell)[0] if field is Field.USCC else ""
        if privacy.is_resident_id(code) and not list(privacy.find(cell)):
            label = privacy.LABELS[Personal.RESIDENT_ID]
            yield Remark(Code.PERSONAL_DATA, f"{label}{code[:3]}{'*' * 15}")


def _fields(row: Row, table: Table) -> dict[str, str]:
    """Return what was published, by field; several columns of one field in their order."""
    found: dict[str, str] = {}
    for column, field in enumerate(table.columns):
        text = row.cell(column).strip()
        if field in {Field.OTHER, Field.PERSONAL, Field.NUMBER} or not text:
            continue
        joint = "" if field is Field.AREA else "；"
        found[field] = f"{found[field]}{joint}{text}" if field in found else text
    return found


def _raw(row: Row, table: Table) -> Iterator[tuple[str, str]]:
    for column, cell in enumerate(row.cells):
        if column >= len(table.columns):
            yield f"第{column + 1}列", cell
        elif table.columns[column] is not Field.PERSONAL:
            yield table.header.names[column], cell


def _shape(row: Row, table: Table) -> Iterator[Remark]:
    extra = [cell for cell in row.cells[len(table.columns) :] if cell.strip()]
    if extra:
        yield Remark(Code.EXTRA_CELLS, str(len(extra)))
    for formula in row.formulas:
        yield Remark(Code.FORMULA, formula)
    for column, field in enumerate(table.columns):
        name, cell = table.header.names[column], row.cell(column)
        if field is Field.PERSONAL and not says_nothing(cell):
            yield Remark(Code.PERSONAL_COLUMN, name)
        if DANGEROUS.search(cell):
            yield Remark(Code.UNSEEN, name)
        if field is Field.OTHER and not says_nothing(cell):
            yield from _left_out(name, cell)


def _left_out(name: str, cell: str) -> Iterator[Remark]:
    """A field is read from one column; what a second of its kind says must not go unnoticed."""
    if names_firms(name) and looks_like_a_firm(cell):
        yield Remark(Code.ANOTHER_FIRM, squeezed(cell))
    if field_of(name) in {Field.CAPACITY, Field.EQUIPMENT, Field.MEASURED}:
        yield Remark(Code.LEFT_OUT, f"{name} {plain(cell)}"[:60])


class _Reader:
    """Reads one row's fields; `remarks` gathers what must be said of them."""

    def __init__(self, table: Table, row: Row, fields: dict[str, str], context: Context) -> None:
        self.remarks: list[Remark] = []
        self._table, self._row, self._fields, self._context = table, row, fields, context

    def parsed(self, name: str) -> Parsed:
        """Return what can safely be read from the row."""
        code, site_no = self._credit_code()
        ids, found = self._table.known.match(name, code)
        self.remarks += found
        capacity = self._capacity()
        limit, measured, found = figures.read_measurement(self._table.kind, self._fields)
        self.remarks += found
        equipment, found = read_equipment(self._equipment_text())
        self.remarks += found
        several = firms_in(self._row.cell(self._table.columns.index(Field.ENTERPRISE)))
        parsed = Parsed(
            name=name,
            firms=tuple(several) if len(several) > 1 else (),
            enterprise_ids=ids,
            uscc=code,
            site_no=site_no,
            area=self._area(),
            industry=_industry(self._fields.get(Field.INDUSTRY, "")),
            year=self._year(),
            capacity=capacity,
            equipment=equipment,
            dates=self._dates(),
            limit=limit,
            measured=measured,
        )
        self.remarks += self._notes(capacity)
        return parsed

    def _notes(self, capacity: Capacity | None) -> list[Remark]:
        note = self._fields.get(Field.NOTE, "")
        if squeezed(note) == "同上":
            note = self._context.note
        found = read_notes(self._table.kind, self._fields, note, self._table.header.title)
        if _MAKER_UNSURE.search(note) and self._table.kind == "substandard-product":
            found.append(Remark(Code.ORIGIN_UNSURE))
        said = {remark.code for remark in self.remarks} & {Code.NEVER_BUILT}
        if capacity:
            said.add(Code.SHARED_TOTAL)
        return [remark for remark in found if remark.code not in said]

    def _credit_code(self) -> tuple[str | None, str | None]:
        column = self._table.column(Field.USCC)
        if column is None:
            return None, None
        cell = self._row.cell(column)
        verdict = uscc.check("" if says_nothing(cell) else cell)
        if verdict.fault:
            self.remarks.append(Remark(Code.CREDIT_CODE, verdict.fault))
        if verdict.site_no:
            self.remarks.append(Remark(Code.SITE, verdict.site_no))
        if verdict.ok and persons.is_sole_trader(verdict.code):
            self.remarks.append(Remark(Code.NATURAL_PERSON, verdict.code[:2]))
        return verdict.code or None, verdict.site_no

    def _equipment_text(self) -> str:
        """One phrase of what the columns for name, model and number say together."""
        if self._table.kind == "substandard-product":
            return ""
        name, model, count = (
            squeezed(self._fields.get(field, ""))
            for field in (Field.EQUIPMENT, Field.MODEL, Field.COUNT)
        )
        if count and re.fullmatch(r"\d+", count) and name:
            count = f"×{count}" if not re.search(r"\d\s*$", name) else f"{count}台"
        elif not re.fullmatch(r"\d+\D{1,4}", count):
            count = ""
        if says_nothing(model) or model in name or not (name or count):
            model = ""
        if model or count:
            return f"{model}{name}{count}"
        return self._fields.get(Field.EQUIPMENT) or self._fields.get(Field.MODEL, "")

    def _capacity(self) -> Capacity | None:
        column = self._table.column(Field.CAPACITY)
        if column is None:
            return None
        span = self._row.spans.get(column)
        if span and not says_nothing(self._row.cell(column)):
            self.remarks.append(Remark(Code.SHARED_CELL, f"{span[0]}—{span[1]}"))
            return None
        capacity, found = read_capacity(self._row.cell(column), self._unit(column))
        money = any(remark.code is Code.MONEY for remark in found)
        if money and Field.FINE not in self._fields:
            self._fields[Field.FINE] = self._fields.pop(Field.CAPACITY)
        self.remarks += found
        return capacity

    def _unit(self, column: int) -> HeaderUnit | None:
        """The unit for a bare figure: of the row's unit column, the header, the whole table."""
        return (
            unit_in(self._fields.get(Field.UNIT, ""))
            or unit_in(self._table.header.names[column])
            or self._table.header.unit
        )

    def _dates(self) -> dict[str, tuple[When, ...]]:
        read: dict[str, tuple[When, ...]] = {}
        for field in _DATED:
            days, found = read_dates(self._fields.get(field, ""))
            self.remarks += found
            if days:
                read[field] = days
        return read

    def _area(self) -> str | None:
        text = squeezed(self._fields.get(Field.AREA, ""))
        found = {
            area.id
            for area in self._table.areas
            if text and any(name in text for name in (area.name, *area.aliases))
        }
        return found.pop() if len(found) == 1 else None

    def _year(self) -> int | None:
        said = plain(self._fields.get(Field.YEAR, ""))
        found = re.fullmatch(r"((?:19|20)\d\d)年?度?", said)
        return int(found[1]) if found else None


def _industry(text: str) -> str | None:
    said = squeezed(text)
    if said in industries():
        return said
    same = [code for code, industry in industries().items() if industry.name == said]
    return same[0] if len(same) == 1 else None
