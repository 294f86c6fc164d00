"""`mingjian import`: a published list, CSV or XLSX, to drafts; every row gets a verdict."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
import msgspec

from intake.commands import options
from intake.services.drafts import Outcome, import_list, request_for
from intake.services.system import NotInstalled, System, open_system
from intake.settings import BadSetting, Settings, load_settings
from register.acts import KINDS
from register.files import load_book
from register.importing.columns import Field
from register.importing.known import KnownFirms
from register.importing.reading import Imported, JudgedSheet, Request, read_list
from register.importing.rejects import rejects
from register.importing.remarks import Verdict
from register.importing.tables import MAX_BYTES, UnreadableTable
from register.wording import gettext, ngettext

_SHOWN = 50
"""Rows listed on a terminal; `--json` and `--rejects` hold them all."""


def _columns(
    _context: click.Context, _option: click.Parameter, given: tuple[str, ...]
) -> dict[str, Field]:
    """Read `列名=field`."""
    mapped = {}
    for pair in given:
        header, equals, field = pair.rpartition("=")
        if not equals or field not in list(Field):
            raise click.BadParameter(
                gettext(
                    "“%(pair)s”应写作 列名=字段；字段有：%(fields)s。",
                    pair=pair,
                    fields=" ".join(Field),
                )
            )
        mapped[header] = Field(field)
    return mapped


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@options.place
@options.content
@click.option("--kind", required=True, type=click.Choice(list(KINDS)), help="What the list says.")
@click.option(
    "--map",
    "given",
    multiple=True,
    metavar="列名=FIELD",
    callback=_columns,
    help="What a column holds, where its header doesn't tell; remembered for the next time.",
)
@click.option("--dry-run", is_flag=True, help="Judge every row, store nothing; needs no instance.")
@click.option("--json", "as_json", is_flag=True, help="Write {accepted, flagged, refused, rows}.")
@click.option(
    "--rejects",
    "rejects_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the refused rows here as CSV, each with its reason.",
)
def command(
    file: Path,
    place_id: str,
    content: Path,
    kind: str,
    given: dict[str, Field],
    *,
    dry_run: bool,
    as_json: bool,
    rejects_file: Path | None,
) -> None:
    """Bring a published list in as drafts, all of it or nothing.

    Every row below the header is accepted, flagged (accepted, but look at it) or refused, with the
    reason. Importing a list twice adds nothing.
    """

    def inspect(imported: Imported) -> None:
        if rejects_file:
            _write_privately(rejects_file, rejects(imported))

    try:
        listed = _read(file)
        if dry_run:
            imported = read_list(listed, _request(place_id, content, kind, given))
            inspect(imported)
            told = _report(imported)
        else:
            system = _open(place_id)
            try:
                outcome = import_list(system, listed, file.name, kind, given, inspect=inspect)
            finally:
                system.engine.dispose()
            imported, told = outcome.imported, _report(outcome.imported) | _stored(outcome)
    except UnreadableTable as fault:
        raise click.ClickException(f"{file}: {fault}") from fault
    if as_json:
        click.echo(msgspec.json.encode(told))
    else:
        _show(imported, told)


def _read(file: Path) -> bytes:
    """Read no more than would be refused anyway."""
    with file.open("rb") as source:
        return source.read(MAX_BYTES + 1)


def _request(place_id: str, content: Path, kind: str, given: dict[str, Field]) -> Request:
    """For a dry run: as the instance would judge where one is set, else by the content folder."""
    if os.environ.get("MINGJIAN_INSTANCE"):
        with suppress(NotInstalled):
            return request_for(open_system(_settings(place_id)), kind, given)
    profile = options.profile_of(content, place_id)
    book = load_book(content / place_id, profile)
    return Request(kind, given, known=KnownFirms(book.acts), areas=profile.areas)


def _open(place_id: str) -> System:
    try:
        return open_system(_settings(place_id))
    except NotInstalled as fault:
        raise click.ClickException(str(fault)) from fault


def _settings(place_id: str) -> Settings:
    try:
        return load_settings({**os.environ, "MINGJIAN_PLACE": place_id})
    except BadSetting as fault:
        raise click.ClickException(str(fault)) from fault


def _write_privately(path: Path, content: bytes) -> None:
    """Refused rows may hold personal data: the file is its owner's alone."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        os.fchmod(target.fileno(), 0o600)
        target.write(content)


def _report(imported: Imported) -> dict[str, Any]:
    return {
        **{verdict.value: imported.count(verdict) for verdict in Verdict},
        "rows": [
            ({"sheet": row.sheet} if row.sheet else {})
            | {
                "row": row.row.number,
                "verdict": row.verdict,
                "reason": row.reason,
                "codes": [remark.code for remark in row.remarks],
            }
            for row in imported.rows
        ],
        "hidden_sheets": [{"sheet": one.name, "rows": one.rows} for one in imported.hidden],
        "columns": [_columns_of(sheet) for sheet in imported.sheets if sheet.header],
        "totals": [
            {
                "stated": total.text,
                "rows": total.rows,
                "sum": None if total.counted is None else float(total.counted),
                "unit": total.unit,
                "agrees": total.agrees,
            }
            for sheet in imported.sheets
            for total in sheet.totals
        ],
    }


def _columns_of(sheet: JudgedSheet) -> dict[str, str]:
    """Return each column's field by its name; of two alike, the second goes by `备注 (2)`."""
    found: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for name, field in zip(sheet.header.names if sheet.header else (), sheet.columns, strict=True):
        seen[name] += 1
        found[name if seen[name] == 1 else f"{name} ({seen[name]})"] = field.value
    return found


def _stored(outcome: Outcome) -> dict[str, Any]:
    return {"import": outcome.import_id, "added": outcome.added, "already": outcome.known}


def _show(imported: Imported, told: dict[str, Any]) -> None:
    counts = {verdict: imported.count(verdict) for verdict in Verdict}
    click.echo(
        ngettext(
            "共%(n)s行：接受%(accepted)s行，接受但需核对%(flagged)s行，退回%(refused)s行。",
            "共%(n)s行：接受%(accepted)s行，接受但需核对%(flagged)s行，退回%(refused)s行。",
            sum(counts.values()),
            accepted=counts[Verdict.ACCEPTED],
            flagged=counts[Verdict.FLAGGED],
            refused=counts[Verdict.REFUSED],
        )
    )
    for sheet in imported.hidden:
        click.echo(
            ngettext(
                "  隐藏的工作表“%(name)s”没有读取（%(n)s行）；需要导入的，请取消隐藏后再导入。",
                "  隐藏的工作表“%(name)s”没有读取（%(n)s行）；需要导入的，请取消隐藏后再导入。",
                sheet.rows,
                name=sheet.name,
            )
        )
    remarked = [row for row in imported.rows if row.remarks]
    for row in remarked[:_SHOWN]:
        name = f"{row.sheet} " if row.sheet else ""
        mark = gettext("退回") if row.verdict is Verdict.REFUSED else gettext("核对")
        number = gettext("第%(row)s行", row=row.row.number)
        click.echo(f"  {name}{number} {mark}：{row.reason}")
    if len(remarked) > _SHOWN:
        click.echo(gettext("  其余%(n)s行见 --json。", n=len(remarked) - _SHOWN))
    for total in told["totals"]:
        if total["agrees"] is not None:
            verdict = gettext("相符") if total["agrees"] else gettext("不符")
            click.echo(f"  {total['stated']}：{total['sum']:g}{total['unit']}，{verdict}")
    if "added" in told:
        click.echo(
            gettext(
                "新增草稿%(added)s份；%(already)s行以前已导入，没有重复。",
                added=told["added"],
                already=told["already"],
            )
        )
