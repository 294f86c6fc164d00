"""A whole list: from a file's bytes to a verdict on every row, and drafts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

import msgspec
from msgspec.structs import replace

from register.acts import KINDS
from register.importing import delimited, workbooks
from register.importing.blocks import Block, blocks_of
from register.importing.columns import Columns, Field, correct, propose, signature
from register.importing.drafts import Draft, fingerprint
from register.importing.headers import Header
from register.importing.judging import Context, Table, judge
from register.importing.kinds_of_rows import not_an_enterprise
from register.importing.known import KnownFirms
from register.importing.plain import says_nothing, squeezed
from register.importing.quantities import Capacity, read_capacity, unit_in
from register.importing.remarks import Code, Remark, Verdict, verdict_of
from register.importing.tables import MAX_BYTES, HiddenSheet, Row, UnreadableTable
from register.importing.totals import StatedTotal, check_total, stated_totals
from register.jurisdiction import Area
from register.wording import gettext

Recall = Callable[[str], Columns | None]
"""From a header's signature to the columns someone mapped it to before."""


class Request(msgspec.Struct, frozen=True):
    """What is asked of an import."""

    kind: str
    given: Mapping[str, Field] = msgspec.field(default_factory=dict)
    """Columns mapped by hand, by header."""
    recall: Recall = lambda _signature: None
    known: KnownFirms = msgspec.field(default_factory=KnownFirms)
    areas: Sequence[Area] = ()


class JudgedRow(msgspec.Struct, frozen=True):
    """One row and what became of it."""

    sheet: str
    row: Row
    verdict: Verdict
    remarks: tuple[Remark, ...]
    draft: Draft | None

    @property
    def reason(self) -> str:
        """Every remark in words; empty where there is none."""
        return "；".join(str(remark) for remark in self.remarks)


class JudgedSheet(msgspec.Struct, frozen=True):
    """One table, all of it."""

    name: str
    header: Header | None
    columns: Columns
    rows: tuple[JudgedRow, ...]
    totals: tuple[StatedTotal, ...]

    @property
    def signature(self) -> str:
        """What lists with the same header share."""
        return signature(self.header.names) if self.header else ""


class Imported(msgspec.Struct, frozen=True):
    """A file, all of it."""

    sheets: tuple[JudgedSheet, ...]
    """Every list, in order; a sheet may hold several."""
    hidden: tuple[HiddenSheet, ...] = ()
    """Worksheets that were not read, since they are hidden."""

    @property
    def rows(self) -> list[JudgedRow]:
        """Every row of every table, in order."""
        return [row for sheet in self.sheets for row in sheet.rows]

    def count(self, verdict: Verdict) -> int:
        """Return how many rows have a verdict; over all three it is the number of rows."""
        return sum(row.verdict is verdict for row in self.rows)

    @property
    def drafts(self) -> list[Draft]:
        """The drafts of all rows accepted or flagged."""
        return [row.draft for row in self.rows if row.draft]


def read_list(content: bytes, request: Request) -> Imported:
    """Read a list and judge every row of it.

    Raises:
        UnreadableTable: the file can't be read, or no table of it names enterprises.
        ValueError: there is no such kind of act.

    """
    if request.kind not in KINDS:
        raise ValueError(f"no kind of act {request.kind!r}; known: {', '.join(KINDS)}")
    if len(content) > MAX_BYTES:
        raise UnreadableTable(
            gettext("文件超过%(n)s MB。请分成几个文件，再分别导入。", n=MAX_BYTES // 1024 // 1024)
        )
    if not content.strip(b"\xef\xbb\xbf\xfe\xff\0 \t\r\n"):
        raise UnreadableTable(gettext("文件是空的。请选择写有名单的文件，再导入。"))
    blocks, hidden = _blocks(content, frozenset(map(squeezed, request.given)))
    headers = [block.header for block in blocks if block.header]
    if not headers:
        raise _no_header(content)
    _require_given(headers, request.given)
    twins = _Twins()
    return Imported(tuple(_judged(block, request, twins) for block in blocks), tuple(hidden))


def _require_given(headers: Sequence[Header], given: Mapping[str, Field]) -> None:
    """Refuse a mapping of columns that no sheet of the file has; each may have some of them."""
    names = [name for header in headers for name in header.names if name]
    if given and not set(map(squeezed, given)) & set(map(squeezed, names)):
        raise UnreadableTable(
            gettext(
                "指定的列“%(given)s”不在表头中。表头有：%(names)s。",
                given="、".join(given),
                names="、".join(names),
            )
        )


def _blocks(content: bytes, given: frozenset[str]) -> tuple[list[Block], list[HiddenSheet]]:
    if workbooks.is_workbook(content):
        book = workbooks.read(content)
        return [block for sheet in book.sheets for block in blocks_of(sheet, given)], book.hidden
    fallback: list[Block] = []
    for text in delimited.texts(content):
        for sheet in delimited.sheets(text):
            found = blocks_of(sheet, given)
            header = found[0].header
            if header and header.first:
                return found, []
            if header:
                fallback = fallback or found
    return fallback, []


def _no_header(content: bytes) -> UnreadableTable:
    if content.startswith(b"%PDF"):
        return UnreadableTable(
            gettext("这是 PDF 而不是表格。请向制作名单的单位索取电子表格，存为 XLSX，再导入。")
        )
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return UnreadableTable(
            gettext("这是网页而不是表格。请在电子表格软件中打开，另存为 XLSX，再导入。")
        )
    return UnreadableTable(
        gettext(
            "没有找到写有企业名称的表头。请在表头中写明“企业名称”，"
            "或指定哪一列是企业名称（命令行用 --map 列名=enterprise）。"
        )
    )


def _judged(block: Block, request: Request, twins: _Twins) -> JudgedSheet:
    name, header = block.sheet.name, block.header
    if header is None:
        remarks = (Remark(Code.NO_HEADER),)
        refused = [JudgedRow(name, row, Verdict.REFUSED, remarks, None) for row in block.body]
        return JudgedSheet(name, None, (), tuple(refused), ())
    columns = _columns(header, block.body, request)
    table = Table(request.kind, header, columns, request.known, request.areas)
    rows = [twins.numbered(row, table) for row in _with_totals(_each(block, table), table)]
    drafts = [row.draft for row in rows if row.draft]
    return JudgedSheet(name, header, columns, tuple(rows), tuple(stated_totals(drafts)))


def _columns(header: Header, body: Sequence[Row], request: Request) -> Columns:
    remembered = request.recall(signature(header.names))
    fits = remembered and len(remembered) == len(header.names)
    proposed = remembered if fits else propose(header.names, [row.cells for row in body[:200]])
    here = {
        name: column
        for name, column in request.given.items()
        if squeezed(name) in map(squeezed, header.names)
    }
    columns = correct(header.names, proposed or (), here)
    if Field.ENTERPRISE not in columns:
        raise UnreadableTable(
            gettext("没有哪一列是企业名称。请指定哪一列（命令行用 --map 列名=enterprise）。")
        )
    return columns


def _each(block: Block, table: Table) -> list[JudgedRow]:
    judged = []
    section, note = "", ""
    for row in block.body:
        again = Code.HEADER_AGAIN if row.number in block.heads else None
        structural = again or not_an_enterprise(row, table.columns, table.header)
        if structural:
            remarks = [Remark(structural)]
            draft = None
            if structural is Code.SECTION:
                section = next(cell.strip() for cell in row.cells if cell.strip())
        else:
            draft, remarks = judge(row, table, Context(section, note))
            own = draft.fields.get(Field.NOTE, "") if draft else ""
            note = note if squeezed(own) == "同上" else own
        remarks = list(dict.fromkeys(remarks))
        judged.append(JudgedRow(block.sheet.name, row, verdict_of(remarks), tuple(remarks), draft))
    return judged


def _with_totals(rows: list[JudgedRow], table: Table) -> list[JudgedRow]:
    """Check every sum against the rows it may stand for."""
    counted = [row for row in rows if row.draft or _is(row, Code.TOTAL) or _is_firm(row)]
    figures = [(_is(row, Code.TOTAL), _figure(row.row, table)) for row in counted]
    checked = {
        row.row.number: check_total(figures[index][1], index, figures)
        for index, row in enumerate(counted)
        if figures[index][0]
    }
    return [
        replace(row, remarks=(checked[row.row.number],)) if row.row.number in checked else row
        for row in rows
    ]


def _is(row: JudgedRow, code: Code) -> bool:
    return any(remark.code is code for remark in row.remarks)


def _is_firm(row: JudgedRow) -> bool:
    """A firm's row that was refused still counts in the list's own sum."""
    return any(_is(row, code) for code in (Code.PERSONAL_DATA, Code.LOWER_LIMIT, Code.NOT_A_NAME))


def _figure(row: Row, table: Table) -> Capacity | None:
    """Return a row's capacity for sums: nought where none was published, None where unread.

    One merged over several rows counts in the first.
    """
    column = table.column(Field.CAPACITY)
    if column is None:
        return None
    if says_nothing(row.cell(column)) and not row.formulas:
        return Capacity(Decimal(), "")
    units = (row.cell(c) for c in range(len(table.columns)) if table.columns[c] is Field.UNIT)
    unit = unit_in(next(units, "")) or unit_in(table.header.names[column]) or table.header.unit
    capacity, _remarks = read_capacity(row.cell(column), unit)
    span = row.spans.get(column)
    if capacity and span and span[0] != row.number:
        return replace(capacity, amount=capacity.amount * 0)
    return capacity


class _Twins:
    """Gives each draft of a file its fingerprint, and remarks on rows that the file holds twice."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self._first: dict[str, JudgedRow] = {}

    def numbered(self, row: JudgedRow, table: Table) -> JudgedRow:
        """Return a row with its draft's fingerprint; rows come in order, sheet after sheet."""
        if row.draft is None:
            return row
        cells = [
            (name, row.row.cell(column))
            for column, name in enumerate(table.header.names)
            if table.columns[column] not in {Field.NUMBER, Field.PERSONAL}
        ]
        content = fingerprint(table.kind, table.header.title, cells, 0)
        self._seen[content] += 1
        twin = self._first.setdefault(content, row)
        remarks = row.remarks if twin is row else (*row.remarks, _twice(row, twin))
        print_ = fingerprint(table.kind, table.header.title, cells, self._seen[content])
        draft = replace(row.draft, remarks=remarks, fingerprint=print_)
        return JudgedRow(row.sheet, row.row, verdict_of(remarks), remarks, draft)


def _twice(row: JudgedRow, twin: JudgedRow) -> Remark:
    if row.sheet == twin.sheet:
        return Remark(Code.ROW_TWICE, str(twin.row.number))
    return Remark(Code.SHEET_TWICE, twin.sheet)
